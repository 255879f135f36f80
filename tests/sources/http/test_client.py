"""The client policy: what is asked, how often, when, and what becomes of every kind of answer."""

import asyncio
import gzip
import json
import traceback
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.building import START
from tests.sources.canned import Answering, Canned, in_turn, reply
from tui import __version__
from tui.model import HOUR, MINUTE, SECOND, Account, Millis
from tui.sources import CheckResult, Reading, SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import Answer, Deferred, Elsewhere, Failing, Limited, Refusal
from tui.sources.http.queue import one_by_one
from tui.sources.http.tokens import Token

BASE = "https://a.test"
SECRET = "hunter2-0451"
OK = reply(json={})
AGAIN = [500, 502, 503, 504]
NEVER_AGAIN = [400, 401, 402, 403, 404, 405, 410, 422, 501]
BROKEN = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("late"),
    httpx.ReadError("reset"),
    httpx.ReadTimeout("late"),
    httpx.RemoteProtocolError("cut"),
]


def of(known: Canned, **options: Any) -> Server:
    """Return a server that is asked from the start of the race on."""
    return Server(BASE, known.means, **options)


def canned(*answers: Answering) -> Canned:
    return Canned(in_turn(*answers), START)


def fails(error: Exception) -> Answering:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def with_quota(
    remaining: int, resets_in: int = 60, limit: int = 100, status: int = 200
) -> Answering:
    """Return what answers with a quota, as Bluesky tells it at the start of the race."""
    numbers = {"limit": limit, "remaining": remaining, "reset": START // SECOND + resets_in}
    return reply(status, {f"ratelimit-{name}": str(n) for name, n in numbers.items()}, json={})


async def failing(server: Server, path: str = "/", **options: Any) -> SourceError:
    """Return how a question ends."""
    with pytest.raises(SourceError) as caught:
        await server.get(path, **options)
    return caught.value


async def failing_often(server: Server, times: int = 3) -> None:
    for _ in range(times):
        await failing(server)


# Tries.


@pytest.mark.parametrize("answer", [reply(s) for s in AGAIN] + [fails(e) for e in BROKEN])
async def test_what_may_be_tried_again_is_tried_four_times(answer: Answering) -> None:
    known = canned(answer)
    error = await failing(of(known))
    assert len(known.requests) == 4
    assert known.pauses == [1, 2, 4]
    assert str(error)


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.999])
async def test_the_pause_before_each_try_is_random_from_none_at_all(chance: float) -> None:
    known = canned(reply(503))
    await failing(Server(BASE, replace(known.means, chance=lambda: chance)))
    assert known.pauses == [chance, 2 * chance, 4 * chance]


async def test_an_answer_to_a_later_try_is_the_answer() -> None:
    known = canned(reply(503), fails(httpx.ReadError("")), reply(json={"n": 7}))
    assert (await of(known).get("/")).into(dict[str, int]) == {"n": 7}
    assert len(known.requests) == 3


@pytest.mark.parametrize("status", NEVER_AGAIN)
async def test_a_no_is_taken_at_once(status: int) -> None:
    known = canned(reply(status, json={"error": "no"}))
    error = await failing(of(known))
    assert isinstance(error, Refusal)
    assert error.status == status
    assert error.into(dict[str, str]) == {"error": "no"}
    assert len(known.requests) == 1
    assert not known.pauses


async def test_the_no_of_a_proxy_has_no_shape() -> None:
    error = await failing(of(canned(reply(403, text="<html>Access denied"))))
    assert isinstance(error, Refusal)
    assert error.into(dict[str, str]) is None


async def test_there_are_no_more_tries_than_the_round_has_time_for() -> None:
    known = canned(reply(503))
    async with within(3 * SECOND):
        await failing(of(known))
    assert known.pauses == [1]


async def test_a_question_that_is_posted_is_tried_again_too() -> None:
    known = canned(reply(502), OK)
    await of(known).post("/graphql", {"query": "{ a }"})
    assert [r.method for r in known.requests] == ["POST", "POST"]
    assert {r.content for r in known.requests} == {b'{"query":"{ a }"}'}


async def test_a_failing_server_that_says_when_is_asked_then() -> None:
    known = canned(reply(503, {"Retry-After": "7"}), OK)
    await of(known).get("/")
    assert known.pauses == [7]


@pytest.mark.parametrize("text", ["90", "Fri, 17 Apr 2009 00:01:30 GMT"])
async def test_a_failing_server_that_wants_more_time_than_the_round_has_gets_it(text: str) -> None:
    known = canned(reply(503, {"Retry-After": text}), OK)
    server = of(known)
    async with within(15 * SECOND):
        assert (await failing(server)).next_at == START + 90 * SECOND
    known.ticks.pass_by(89_999)
    server.hurry()
    assert (await failing(server)).next_at == START + 90 * SECOND
    assert len(known.requests) == 1
    known.ticks.pass_by(1)
    await server.get("/")


# A server that says it was asked too much.


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, 2 * MINUTE),
        ({"Retry-After": "Fri, 17 Apr 2009 00:02:00 GMT"}, 2 * MINUTE),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "1239926520"}, 2 * MINUTE),
        ({"RateLimit-Reset": "1239926520"}, 2 * MINUTE),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1239926520"}, 2 * MINUTE),
        ({"X-RateLimit-Reset": "2009-04-17T00:02:00.000000Z"}, 2 * MINUTE),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1239926520"}, 2 * MINUTE),
        ({"x-rate-limit-remaining": "5", "x-rate-limit-reset": "1239926520"}, 2 * MINUTE),
        ({"Retry-After": "30", "X-RateLimit-Reset": "1239926520"}, 30 * SECOND),
        ({"Retry-After": "soon", "X-RateLimit-Reset": "1239926520"}, 2 * MINUTE),
        ({}, MINUTE),
        ({"Retry-After": "soon"}, MINUTE),
        ({"Retry-After": "-5"}, MINUTE),
        ({"X-RateLimit-Reset": "1239926000"}, MINUTE),
        ({"Retry-After": "0"}, SECOND),
        ({"Retry-After": "Thu, 16 Apr 2009 00:00:00 GMT"}, SECOND),
        ({"Retry-After": "31536000"}, HOUR),
        ({"X-RateLimit-Reset": "1240012000"}, HOUR),
    ],
)
async def test_nothing_is_asked_before_a_limit_is_over(
    headers: dict[str, str], wait: Millis
) -> None:
    known = canned(reply(429, headers, text="<html>Too many requests"), OK)
    server = of(known)
    error = await failing(server)
    assert isinstance(error, Limited)
    assert error.next_at == START + wait
    known.ticks.pass_by(wait - 1)
    server.hurry()
    assert (await failing(server)).next_at == START + wait
    assert len(known.requests) == 1
    known.ticks.pass_by(1)
    await server.get("/")
    assert not known.pauses


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_limit_is_over_by_the_clock_of_its_server(hours: int) -> None:
    headers = {
        "Date": f"Fri, 17 Apr 2009 {12 + hours}:00:00 GMT",
        "Retry-After": f"Fri, 17 Apr 2009 {12 + hours}:02:00 GMT",
    }
    known = Canned(reply(429, headers), START + 12 * HOUR)
    assert (await failing(of(known))).next_at == START + 12 * HOUR + 2 * MINUTE


async def test_who_limits_again_and_again_without_saying_for_how_long_is_left_alone_longer() -> (
    None
):
    known = canned(*[reply(429)] * 6, OK, reply(429))
    server, waits = of(known), []
    for _ in range(6):
        asked = known.wall.now()
        next_at = (await failing(server)).next_at or 0
        waits.append(next_at - asked)
        known.ticks.pass_by(next_at - asked)
    assert waits == [MINUTE * n for n in (1, 2, 4, 8, 15, 15)]
    await server.get("/")
    assert (await failing(server)).next_at == known.wall.now() + MINUTE


async def test_a_source_may_tell_a_limit_from_a_no() -> None:
    known = canned(reply(403, {"Retry-After": "60"}))
    error = await failing(of(known, limits=lambda answer: "retry-after" in answer.headers))
    assert isinstance(error, Limited)


# Quotas.


async def test_a_quota_that_is_ample_slows_nothing_down() -> None:
    known = canned(with_quota(20))
    server = of(known)
    await server.get("/")
    await server.get("/")
    assert not known.pauses


async def test_what_is_left_of_a_low_quota_is_spread_over_its_time() -> None:
    known = canned(with_quota(19))
    server = of(known)
    await server.get("/")
    await server.get("/")
    assert known.pauses == [3]


async def test_who_would_have_to_wait_long_for_its_turn_is_told_when() -> None:
    known = canned(with_quota(5), OK)
    server = of(known)
    await server.get("/")
    error = await failing(server)
    assert isinstance(error, Deferred)
    assert error.next_at == START + 10 * SECOND
    assert "5 of 100" in str(error)
    known.ticks.pass_by(10 * SECOND)
    await server.get("/")
    assert len(known.requests) == 2


@pytest.mark.parametrize("limit", [20, 60, 1000])
async def test_a_quota_lasts_to_its_end_however_often_is_asked(limit: int) -> None:
    asked_at: list[Millis] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked_at.append(known.ticks())
        return with_quota(limit - len(asked_at), 300, limit)(request)

    known = Canned(answer, START)
    server = of(known)
    while known.ticks() < 299 * SECOND:
        try:
            await server.get("/")
        except Deferred:
            known.ticks.pass_by(SECOND)
    asked_in_time = [at for at in asked_at if at < 300 * SECOND]
    assert 0.9 * limit <= len(asked_in_time) <= limit
    most_apart = max(b - a for a, b in pairwise(asked_in_time))
    assert most_apart <= 300 * SECOND / (0.1 * limit)


async def test_what_can_wait_leaves_two_fifths_of_a_quota_to_the_race() -> None:
    known = canned(with_quota(40), with_quota(39), OK)
    server = of(known)
    await server.get("/", spare=True)
    await server.get("/", spare=True)
    error = await failing(server, spare=True)
    assert isinstance(error, Deferred)
    assert error.next_at == START + MINUTE
    assert len(known.requests) == 2
    await server.get("/")
    known.ticks.pass_by(MINUTE)
    await server.get("/", spare=True)


# A server that fails.


async def test_a_server_that_failed_three_times_is_left_alone_longer_and_longer() -> None:
    known = canned(reply(503, text="<html>"))
    server = of(known)
    await failing_often(server)
    assert len(known.requests) == 12
    for minutes in (5, 10, 15, 15):
        next_at, asked = known.wall.now() + minutes * MINUTE, len(known.requests)
        error = await failing(server)
        assert isinstance(error, Deferred)
        assert str(error) == "answers 503"
        assert error.next_at == next_at
        known.ticks.pass_by(minutes * MINUTE - 1)
        await failing(server)
        assert len(known.requests) == asked
        known.ticks.pass_by(1)
        assert (await failing(server)).next_at is not None
        assert len(known.requests) == asked + 1


async def test_a_server_that_is_there_again_has_all_its_tries_back() -> None:
    known = canned(*[reply(503)] * 12, OK, reply(503))
    server = of(known)
    await failing_often(server)
    known.ticks.pass_by(5 * MINUTE)
    await server.get("/")
    await failing_often(server, 2)
    assert len(known.requests) == 13 + 8


async def test_only_failures_in_a_row_count() -> None:
    known = canned(*[reply(503)] * 8, reply(404), reply(503))
    server = of(known)
    await failing_often(server, 5)
    assert len(known.requests) == 8 + 1 + 8


async def test_who_is_in_a_hurry_asks_a_failing_server_once_more() -> None:
    known = canned(fails(httpx.ConnectError("")))
    server = of(known)
    await failing_often(server)
    server.hurry()
    await failing_often(server)
    assert len(known.requests) == 13


async def test_who_is_in_a_hurry_again_and_again_is_obeyed_once_a_minute() -> None:
    known = canned(reply(503))
    server = of(known)
    await failing_often(server)
    asked = []
    for wait in (0, 30 * SECOND, 30 * SECOND - 1, 1):
        known.ticks.pass_by(wait)
        server.hurry()
        await failing(server)
        asked.append(len(known.requests) - 12)
    assert asked == [1, 1, 1, 2]


async def test_a_refused_token_is_not_shown_again() -> None:
    known = canned(reply(401))
    server = of(known, token=Token(SECRET, "a test"))
    first, second = await failing(server), await failing(server, "/other")
    server.hurry()
    await failing(server)
    assert len(known.requests) == 1
    assert "token" in str(first)
    assert str(first) == str(second)


async def test_without_a_token_a_401_concerns_one_question() -> None:
    known = canned(reply(401), OK)
    server = of(known)
    assert isinstance(await failing(server), Refusal)
    await server.get("/")


# Where a question goes, and with what.


@pytest.mark.parametrize("where", ["/there", "there", "https://a.test:443/there", "//A.test/there"])
@pytest.mark.parametrize("tries", [1, 4])
async def test_a_question_is_sent_on_within_its_server(where: str, tries: int) -> None:
    known = canned(reply(301, {"Location": where}), reply(json=[7]))
    answer = await of(known, token=Token(SECRET, "a test")).get("/", tries=tries)
    assert answer.into(list[int]) == [7]
    assert [r.url.path for r in known.requests] == ["/", "/there"]
    assert set(known.hosts) == {"a.test"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("where", "host"),
    [
        ("https://evil.test/", "evil.test"),
        ("//evil.test/", "evil.test"),
        ("https://a.test.evil.test/", "a.test.evil.test"),
        ("https://a.test@evil.test/", "evil.test"),
        ("https://a.test:8443/", "a.test"),
        ("http://a.test/", "a.test"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("file:///etc/passwd", "nowhere"),
        ("https://[::1", "nowhere"),
        ("https://a.test:port/", "nowhere"),
    ],
)
async def test_nothing_is_sent_to_another_server(status: int, where: str, host: str) -> None:
    known = canned(reply(status, {"Location": where}))
    error = await failing(of(known, token=Token(SECRET, "a test")))
    assert isinstance(error, Elsewhere)
    assert f"to {host};" in str(error)
    assert known.hosts == ["a.test"]


async def test_what_is_posted_is_not_sent_on() -> None:
    known = canned(reply(307, {"Location": "/there"}))
    with pytest.raises(Refusal):
        await of(known).post("/graphql", {})
    assert len(known.requests) == 1


async def test_a_server_that_sends_round_in_a_circle_is_left_alone() -> None:
    known = canned(reply(302, {"Location": "/"}))
    server = of(known)
    assert "circle" in str(await failing(server))
    assert len(known.requests) == 4
    await failing_often(server, 9)
    assert len(known.requests) <= 12


async def test_every_request_says_who_asks_and_takes_what_can_be_unpacked() -> None:
    known = canned(reply(503), reply(302, {"Location": "/there"}), OK)
    server = of(known, token=Token(SECRET, "a test"), headers={"Accept": "a/b"})
    await server.get("/", headers={"If-None-Match": "x"})
    await server.post("/", {})
    for request in known.requests:
        assert request.headers["user-agent"].startswith(f"racetui/{__version__} ")
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        assert request.headers["accept-encoding"] == "gzip"
        assert request.headers["accept"] == "a/b"


@pytest.mark.parametrize(
    ("base", "path"),
    [
        ("https://①②⑦.⓪.⓪.①", "/"),
        (BASE, "/a\nb"),
    ],
)
async def test_what_is_no_address_is_not_asked(base: str, path: str) -> None:
    known = canned(OK)
    error = await failing(Server(base, known.means, token=Token(SECRET, "a test")), path)
    assert str(error)
    assert not known.requests


@pytest.mark.parametrize(
    "base",
    [
        *("", "/", "a.test", "//a.test", "ftp://a.test", "file:///etc", "https://", "https:///x"),
        *("https://[::1", "https://a.test:99999", "https://a.test:port"),
        *(f"https://ann:{SECRET}@", f"https://ann:{SECRET}@a.test:99999", f"ann:{SECRET}@a.test"),
        *(f"https://ann:{SECRET}@[::1", f"ftp://{SECRET}@a.test", f"https://{SECRET}@@:x@a.test:y"),
    ],
)
def test_a_base_that_is_no_address_is_refused_at_once_and_its_password_is_not_shown(
    base: str,
) -> None:
    with pytest.raises(SourceError, match="is no server; write one like") as caught:
        Server(base, canned(OK).means)
    assert caught.value.permanent
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("answer", [OK, reply(503), reply(302, {"Location": "https://b.test"})])
async def test_the_password_of_a_base_is_never_shown(answer: Answering) -> None:
    server = Server(f"https://ann:{SECRET}@a.test:8443", canned(answer).means)
    found = await server.findings("/")
    assert found[0].words.startswith("https://a.test:8443")
    assert not [finding for finding in found if SECRET in finding.words]


async def test_a_question_waits_no_longer_than_it_has_time_while_another_one_is_asked() -> None:
    asked: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        await asyncio.Event().wait()
        raise AssertionError

    server = Server(BASE, HttpDeps(lambda named: httpx.MockTransport(answer)))
    slow = asyncio.create_task(server.get("/slow"))
    while not asked:
        await asyncio.sleep(0)
    async with within(100):
        error = await failing(server, "/other")
    slow.cancel()
    assert isinstance(error, Deferred)
    assert "is busy" in str(error)
    assert asked == ["/slow"]


async def test_one_request_is_on_its_way_at_a_time() -> None:
    under_way, most = 0, 0
    started, go_on = asyncio.Event(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        started.set()
        await go_on.wait()
        under_way -= 1
        return httpx.Response(200)

    server = Server(BASE, HttpDeps(lambda named: httpx.MockTransport(answer)))
    asked = [asyncio.create_task(server.get(f"/{n}")) for n in range(5)]
    await started.wait()
    go_on.set()
    await asyncio.gather(*asked)
    assert most == 1


async def test_a_question_that_nobody_waits_for_any_more_holds_nobody_up() -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/slow":
            await asyncio.Event().wait()
        return httpx.Response(200)

    server = Server(BASE, HttpDeps(lambda named: httpx.MockTransport(answer)))
    with pytest.raises(SourceError, match="no answer within"):
        async with within(20):
            await server.get("/slow")
    await server.get("/")


async def test_a_closed_server_is_opened_by_the_next_question() -> None:
    known = canned(OK)
    server = of(known, named=True)
    await server.get("/")
    await server.close()
    await server.get("/")
    assert known.named == [True, True]


# What is answered.


@pytest.mark.parametrize(
    ("age", "words"), [("300", ""), ("soon", ""), ("301", "5 min ago"), ("7200", "2 h ago")]
)
async def test_what_somebody_on_the_way_kept_for_long_is_no_answer_of_today(
    age: str, words: str
) -> None:
    known = canned(reply(headers={"Age": age}, json=[7]))
    server = of(known)
    assert (await server.get("/", fresh=False)).into(list[int]) == [7]
    if words:
        assert words in str(await failing(server))
    else:
        assert (await server.get("/")).into(list[int]) == [7]
    assert len(known.requests) == 2


class Shape(msgspec.Struct):
    followers: int
    name: str = ""


def of_body(body: bytes) -> Answer:
    return Answer(200, {}, body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Log in",
        b'{"followers": 12',
        b'{"followers": "12"}',
        b'{"followers": "12k"}',
        b'{"followers": null}',
        b'{"followers": 1.5}',
        b'{"followers": true}',
        b'{"followers": NaN}',
        b'{"followers": 1e999}',
        b'{"followers": ' + b"9" * 5000 + b"}",
        b'{"followers": {}}',
        b"{}",
        b"[]",
        b"null",
        b'{"followers": 1, "name": 7}',
        b'{"followers": 1, "name": "\xff"}',
        b'{"followers": 1, "name": "\\ud800"}',
        b'{"followers": 1} {"followers": 2}',
        '{"followers": 1}'.encode("utf-16"),
        b'{"other": ' + b"[" * 500_000 + b"]" * 500_000 + b"}",
        b"[" * 500_000,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_has_another_shape_is_an_error_in_words(body: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        of_body(body).into(Shape)
    assert 10 < len(str(caught.value)) < 200
    assert str(caught.value).isprintable()


@given(
    st.binary(max_size=50)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("followers"), inner),
    ).map(lambda value: json.dumps(value).encode())
)
@example(b'{"followers": -1}')
def test_no_answer_raises_anything_else(body: bytes) -> None:
    with suppress(SourceError):
        assert type(of_body(body).into(Shape).followers) is int


async def test_an_answer_may_be_packed_and_has_a_largest_size() -> None:
    largest = b" " * 2_000_000
    packed = {"Content-Encoding": "gzip"}
    known = canned(
        reply(content=largest),
        reply(headers=packed, content=gzip.compress(largest)),
        reply(content=largest + b" "),
        reply(headers=packed, content=gzip.compress(largest + b" ")),
    )
    server = of(known)
    assert (await server.get("/")).body == largest
    assert (await server.get("/")).body == largest
    assert str(await failing(server)) == str(await failing(server)) == "answers more than 2 MB"
    assert len(known.requests) == 4


@pytest.mark.parametrize(
    "answer",
    [
        *(fails(error) for error in BROKEN),
        *(reply(status) for status in (401, 403, 429, 503)),
        reply(302, {"Location": "https://evil.test"}),
        reply(headers={"Content-Encoding": "br"}),
    ],
)
async def test_no_failure_shows_the_token(answer: Answering) -> None:
    error = await failing(of(canned(answer), token=Token(SECRET, "a test")))
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert SECRET not in "".join(told.format())


# What a look at a server finds.


async def findings(*answers: Answering, token: Token | None = None) -> list[CheckResult]:
    return await of(canned(*answers), token=token).findings("/")


@pytest.mark.parametrize("answer", [OK, reply(302, {"Location": "/there"})])
async def test_a_server_that_answers_as_one_of_its_kind_is_there(answer: Answering) -> None:
    assert await findings(answer, OK) == [CheckResult("https://a.test answers", True)]


@pytest.mark.parametrize(
    "answer",
    [
        *(reply(status, json={}) for status in (400, 401, 403, 404, 429, 503)),
        *(reply(text="<html>Welcome"), reply(json=[]), reply(), fails(BROKEN[0])),
    ],
)
async def test_a_server_that_cannot_be_used_is_found_so(answer: Answering) -> None:
    found = await findings(answer)
    assert [finding.good for finding in found] == [False]


async def test_a_look_finds_the_quota() -> None:
    assert CheckResult("19 of 100 requests left", True) in await findings(with_quota(19))
    assert CheckResult("0 of 100 requests left", False) in await findings(with_quota(0))


async def test_a_quota_of_which_nobody_says_what_is_left_is_not_made_up() -> None:
    headers = {"x-ratelimit-limit": "60", "x-ratelimit-reset": "1239926460"}
    found = await findings(reply(headers=headers))
    assert not [finding for finding in found if "None" in finding.words]


async def test_the_time_of_an_answer_that_was_kept_on_the_way_is_not_that_of_its_server() -> None:
    headers = {"Date": "Thu, 16 Apr 2009 23:56:00 GMT", "Age": "240"}
    found = await findings(reply(headers=headers, json={}))
    assert found[1:] == [CheckResult("the clocks agree", True)]


@pytest.mark.parametrize(
    ("date", "finding"),
    [
        ("00:00:00", CheckResult("the clocks agree", True)),
        ("00:00:10", CheckResult("the clocks agree", True)),
        ("02:00:00", CheckResult("this machine's clock is 2 h behind the server's", False)),
    ],
)
async def test_a_look_finds_how_far_apart_the_clocks_are(date: str, finding: CheckResult) -> None:
    found = await findings(reply(headers={"Date": f"Fri, 17 Apr 2009 {date} GMT"}))
    assert found[1:] == [finding]


# One account after the other.


async def of_each(*answers: Reading | SourceError) -> tuple[list[int], list[int], str]:
    """Return which accounts were asked for, which were read, and what was wrong in the end."""
    asked: list[int] = []

    async def ask(account: Account) -> Reading:
        asked.append(account.id)
        answer = answers[account.id]
        if isinstance(answer, SourceError):
            raise answer
        return answer

    try:
        read = await one_by_one([account(n) for n in range(len(answers))], ask)
    except SourceError as error:
        return asked, [r.account.id for r in error.read], str(error)
    return asked, [r.account.id for r in read], ""


def account(number: int) -> Account:
    return Account(number, "fake", str(number), f"u{number}", "")


def read(number: int) -> Reading:
    return Reading(account(number), 7)


def no() -> Refusal:
    return Refusal(Answer(403, {}, b""))


DOWN = Failing("is down", None, 503)


@pytest.mark.parametrize(
    ("second", "read_too", "words"),
    [
        (read(1), [0, 1, 2], ""),
        (no(), [0, 2], "answers 403"),
        (SourceError("answers for another account"), [0, 2], "answers for another account"),
        (DOWN, [0], "is down"),
        (Deferred("is busy", 5), [0], "is busy"),
        (SourceError("refuses the token", permanent=True), [0], "refuses the token"),
    ],
)
async def test_what_is_wrong_with_one_account_keeps_no_other_from_being_read(
    second: Reading | SourceError, read_too: list[int], words: str
) -> None:
    asked, found, why = await of_each(read(0), second, read(2))
    assert (found, why) == (read_too, words)
    assert asked == ([0, 1, 2] if 2 in read_too else [0, 1])


async def test_of_several_that_are_refused_the_first_is_told() -> None:
    assert await of_each(no(), SourceError("other"), read(2)) == ([0, 1, 2], [2], "answers 403")
