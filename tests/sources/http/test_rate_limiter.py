"""When a server is asked: rate limits, quotas, and backing off from a failing server."""

from itertools import pairwise

import httpx
import pytest

from tests.building import START
from tests.sources.canned import Canned, reply
from tests.sources.http.servers import (
    OK,
    canned,
    error_of,
    fail_repeatedly,
    fails,
    server_of,
    with_quota,
)
from tui.model import HOUR, MINUTE, SECOND, Millis
from tui.sources.http.outcomes import Deferred, RateLimited

# Rate limits.


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
async def test_nothing_is_sent_before_a_rate_limit_ends(
    headers: dict[str, str], wait: Millis
) -> None:
    known = canned(reply(429, headers, text="<html>Too many requests"), OK)
    server = server_of(known)
    error = await error_of(server)
    assert isinstance(error, RateLimited)
    assert error.next_at == START + wait
    known.ticks.advance(wait - 1)
    server.hurry()
    assert (await error_of(server)).next_at == START + wait
    assert len(known.requests) == 1
    known.ticks.advance(1)
    await server.get("/")
    assert not known.pauses


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_rate_limit_ends_by_the_clock_of_its_server(hours: int) -> None:
    headers = {
        "Date": f"Fri, 17 Apr 2009 {12 + hours}:00:00 GMT",
        "Retry-After": f"Fri, 17 Apr 2009 {12 + hours}:02:00 GMT",
    }
    known = Canned(reply(429, headers), START + 12 * HOUR)
    assert (await error_of(server_of(known))).next_at == START + 12 * HOUR + 2 * MINUTE


async def test_repeated_rate_limits_without_a_time_double_the_wait() -> None:
    known = canned(*[reply(429)] * 6, OK, reply(429))
    server, waits = server_of(known), []
    for _ in range(6):
        now = known.wall.now()
        next_at = (await error_of(server)).next_at or 0
        waits.append(next_at - now)
        known.ticks.advance(next_at - now)
    assert waits == [MINUTE * n for n in (1, 2, 4, 8, 15, 15)]
    await server.get("/")
    assert (await error_of(server)).next_at == known.wall.now() + MINUTE


async def test_a_source_may_define_what_a_rate_limit_is() -> None:
    known = canned(reply(403, {"Retry-After": "60"}))
    server = server_of(known, is_rate_limit=lambda answer: "retry-after" in answer.headers)
    assert isinstance(await error_of(server), RateLimited)


# Quotas.


async def test_an_ample_quota_slows_nothing_down() -> None:
    known = canned(with_quota(20))
    server = server_of(known)
    await server.get("/")
    await server.get("/")
    assert not known.pauses


async def test_the_rest_of_a_low_quota_is_spread_over_its_time() -> None:
    known = canned(with_quota(19))
    server = server_of(known)
    await server.get("/")
    await server.get("/")
    assert known.pauses == [3]


async def test_a_long_wait_for_the_next_request_is_deferred_with_its_time() -> None:
    known = canned(with_quota(5), OK)
    server = server_of(known)
    await server.get("/")
    error = await error_of(server)
    assert isinstance(error, Deferred)
    assert error.next_at == START + 10 * SECOND
    assert "5 of 100" in str(error)
    known.ticks.advance(10 * SECOND)
    await server.get("/")
    assert len(known.requests) == 2


@pytest.mark.parametrize("limit", [20, 60, 1000])
async def test_a_quota_lasts_until_its_reset_however_often_is_asked(limit: int) -> None:
    sent_at: list[Millis] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent_at.append(known.ticks())
        return with_quota(limit - len(sent_at), 300, limit)(request)

    known = Canned(answer, START)
    server = server_of(known)
    while known.ticks() < 299 * SECOND:
        try:
            await server.get("/")
        except Deferred:
            known.ticks.advance(SECOND)
    before_reset = [at for at in sent_at if at < 300 * SECOND]
    assert 0.9 * limit <= len(before_reset) <= limit
    longest_gap = max(b - a for a, b in pairwise(before_reset))
    assert longest_gap <= 300 * SECOND / (0.1 * limit)


async def test_low_priority_leaves_two_fifths_of_a_quota_to_the_race() -> None:
    known = canned(with_quota(40), with_quota(39), OK)
    server = server_of(known)
    await server.get("/", low_priority=True)
    await server.get("/", low_priority=True)
    error = await error_of(server, low_priority=True)
    assert isinstance(error, Deferred)
    assert error.next_at == START + MINUTE
    assert len(known.requests) == 2
    await server.get("/")
    known.ticks.advance(MINUTE)
    await server.get("/", low_priority=True)


# A failing server.


async def test_the_backoff_grows_while_a_server_fails() -> None:
    known = canned(reply(503, text="<html>"))
    server = server_of(known)
    await fail_repeatedly(server)
    assert len(known.requests) == 12
    for minutes in (5, 10, 15, 15):
        next_at, sent = known.wall.now() + minutes * MINUTE, len(known.requests)
        error = await error_of(server)
        assert isinstance(error, Deferred)
        assert str(error) == "HTTP error 503"
        assert error.next_at == next_at
        known.ticks.advance(minutes * MINUTE - 1)
        await error_of(server)
        assert len(known.requests) == sent
        known.ticks.advance(1)
        assert (await error_of(server)).next_at is not None
        assert len(known.requests) == sent + 1


async def test_a_server_that_recovered_gets_all_tries_again() -> None:
    known = canned(*[reply(503)] * 12, OK, reply(503))
    server = server_of(known)
    await fail_repeatedly(server)
    known.ticks.advance(5 * MINUTE)
    await server.get("/")
    await fail_repeatedly(server, 2)
    assert len(known.requests) == 13 + 8


async def test_only_failures_in_a_row_count() -> None:
    known = canned(*[reply(503)] * 8, reply(404), reply(503))
    server = server_of(known)
    await fail_repeatedly(server, 5)
    assert len(known.requests) == 8 + 1 + 8


async def test_hurry_allows_one_request_to_a_failing_server() -> None:
    known = canned(fails(httpx.ConnectError("")))
    server = server_of(known)
    await fail_repeatedly(server)
    server.hurry()
    await fail_repeatedly(server)
    assert len(known.requests) == 13


async def test_hurry_works_once_a_minute() -> None:
    known = canned(reply(503))
    server = server_of(known)
    await fail_repeatedly(server)
    sent = []
    for wait in (0, 30 * SECOND, 30 * SECOND - 1, 1):
        known.ticks.advance(wait)
        server.hurry()
        await error_of(server)
        sent.append(len(known.requests) - 12)
    assert sent == [1, 1, 1, 2]
