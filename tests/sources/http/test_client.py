"""The client: tries, redirects, headers and tokens."""

import traceback
from dataclasses import replace

import httpx
import pytest

from tests.building import START
from tests.sources.canned import Answering, reply
from tests.sources.http.servers import (
    BASE,
    BROKEN,
    OK,
    SECRET,
    canned,
    error_of,
    fail_repeatedly,
    fails,
    server_of,
)
from tui import __version__
from tui.model import SECOND
from tui.sources import within
from tui.sources.http.client import Server
from tui.sources.http.outcomes import Redirected, Refusal
from tui.sources.http.tokens import Token

RETRYABLE = [500, 502, 503, 504]
FINAL = [400, 401, 402, 403, 404, 405, 410, 422, 501]
TOKEN = Token(SECRET, "a test")


# Tries.


@pytest.mark.parametrize("answer", [reply(s) for s in RETRYABLE] + [fails(e) for e in BROKEN])
async def test_a_failure_that_may_pass_is_tried_four_times(answer: Answering) -> None:
    known = canned(answer)
    error = await error_of(server_of(known))
    assert len(known.requests) == 4
    assert known.pauses == [1, 2, 4]
    assert str(error)


async def test_the_pauses_between_tries_are_random_and_may_be_zero() -> None:
    for chance in (0.0, 0.3, 0.999):
        known = canned(reply(503))
        await error_of(Server(BASE, replace(known.deps, chance=iter([chance] * 3).__next__)))
        assert known.pauses == [chance, 2 * chance, 4 * chance], chance


async def test_an_answer_to_a_later_try_is_returned() -> None:
    known = canned(reply(503), fails(httpx.ReadError("")), reply(json={"n": 7}))
    assert (await server_of(known).get("/")).decode(dict[str, int]) == {"n": 7}
    assert len(known.requests) == 3


async def test_a_refusal_is_not_tried_again() -> None:
    for status in FINAL:
        known = canned(reply(status, json={"error": "no"}))
        error = await error_of(server_of(known))
        assert isinstance(error, Refusal), status
        assert error.status == status
        assert error.decode(dict[str, str]) == {"error": "no"}, status
        assert len(known.requests) == 1, status
        assert not known.pauses, status


async def test_the_refusal_of_a_proxy_decodes_to_nothing() -> None:
    error = await error_of(server_of(canned(reply(403, text="<html>Access denied"))))
    assert isinstance(error, Refusal)
    assert error.decode(dict[str, str]) is None


async def test_there_are_no_more_tries_than_the_time_limit_allows() -> None:
    known = canned(reply(503))
    async with within(3 * SECOND):
        await error_of(server_of(known))
    assert known.pauses == [1]


async def test_a_post_is_tried_again_too() -> None:
    known = canned(reply(502), OK)
    await server_of(known).post("/graphql", {"query": "{ a }"})
    assert [r.method for r in known.requests] == ["POST", "POST"]
    assert {r.content for r in known.requests} == {b'{"query":"{ a }"}'}


async def test_the_next_try_waits_as_long_as_the_failing_server_says() -> None:
    known = canned(reply(503, {"Retry-After": "7"}), OK)
    await server_of(known).get("/")
    assert known.pauses == [7]


@pytest.mark.parametrize("text", ["90", "Fri, 17 Apr 2009 00:01:30 GMT"])
async def test_a_wait_longer_than_the_time_limit_is_kept_after_it(text: str) -> None:
    known = canned(reply(503, {"Retry-After": text}), OK)
    server = server_of(known)
    async with within(15 * SECOND):
        assert (await error_of(server)).next_at == START + 90 * SECOND
    known.ticks.advance(89_999)
    server.hurry()
    assert (await error_of(server)).next_at == START + 90 * SECOND
    assert len(known.requests) == 1
    known.ticks.advance(1)
    await server.get("/")


# Redirects.


async def test_a_redirect_within_the_server_is_followed() -> None:
    for location in ("/there", "there", "https://a.test:443/there", "//A.test/there"):
        for tries in (1, 4):
            known = canned(reply(301, {"Location": location}), reply(json=[7]))
            answer = await server_of(known, token=TOKEN).get("/", tries=tries)
            assert answer.decode(list[int]) == [7], (location, tries)
            assert [r.url.path for r in known.requests] == ["/", "/there"], (location, tries)
            assert set(known.hosts) == {"a.test"}, (location, tries)


@pytest.mark.parametrize(
    ("location", "host"),
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
async def test_a_redirect_to_another_server_is_not_followed(location: str, host: str) -> None:
    for status in (301, 302, 303, 307, 308):
        known = canned(reply(status, {"Location": location}))
        error = await error_of(server_of(known, token=TOKEN))
        assert isinstance(error, Redirected), status
        assert f"to {host};" in str(error), status
        assert known.hosts == ["a.test"], status


async def test_a_post_is_not_redirected() -> None:
    known = canned(reply(307, {"Location": "/there"}))
    with pytest.raises(Refusal):
        await server_of(known).post("/graphql", {})
    assert len(known.requests) == 1


async def test_a_redirect_loop_ends_and_counts_as_a_failure() -> None:
    known = canned(reply(302, {"Location": "/"}))
    server = server_of(known)
    assert str(await error_of(server)) == "too many redirects"
    assert len(known.requests) == 4
    await fail_repeatedly(server, 9)
    assert len(known.requests) <= 12


# Headers and tokens.


async def test_every_request_has_a_user_agent_and_accepts_gzip() -> None:
    known = canned(reply(503), reply(302, {"Location": "/there"}), OK)
    server = server_of(known, token=TOKEN, headers={"Accept": "a/b"})
    await server.get("/", headers={"If-None-Match": "x"})
    await server.post("/", {})
    for request in known.requests:
        assert request.headers["user-agent"].startswith(f"racetui/{__version__} ")
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        assert request.headers["accept-encoding"] == "gzip"
        assert request.headers["accept"] == "a/b"


async def test_a_rejected_token_is_not_sent_again() -> None:
    known = canned(reply(401))
    server = server_of(known, token=TOKEN)
    first, second = await error_of(server), await error_of(server, "/other")
    server.hurry()
    await error_of(server)
    assert len(known.requests) == 1
    assert "token" in str(first)
    assert str(first) == str(second)


async def test_without_a_token_a_401_affects_a_single_request() -> None:
    known = canned(reply(401), OK)
    server = server_of(known)
    assert isinstance(await error_of(server), Refusal)
    await server.get("/")


async def test_no_failure_shows_the_token() -> None:
    for answer in (
        *(fails(error) for error in BROKEN),
        *(reply(status) for status in (401, 403, 429, 503)),
        reply(302, {"Location": "https://evil.test"}),
        reply(headers={"Content-Encoding": "br"}),
    ):
        error = await error_of(server_of(canned(answer), token=TOKEN))
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        assert SECRET not in "".join(shown.format()), str(error)


async def test_an_old_answer_of_a_cache_is_an_error_unless_allowed() -> None:
    for age, words in (("300", ""), ("soon", ""), ("301", "5 min old"), ("7200", "2 h old")):
        known = canned(reply(headers={"Age": age}, json=[7]))
        server = server_of(known)
        assert (await server.get("/", allow_old=True)).decode(list[int]) == [7], age
        if words:
            assert words in str(await error_of(server)), age
        else:
            assert (await server.get("/")).decode(list[int]) == [7], age
        assert len(known.requests) == 2, age
