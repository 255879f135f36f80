"""GitHub: rate limits, the quota without a token, and how often accounts are read."""

import pytest

from tests.sources.canned import NOW, Answering, Canned, body, in_turn, reply
from tests.sources.github_answers import (
    PROFILE,
    QUOTA,
    READ,
    SPENT,
    THERE,
    first_page,
    fixture,
    github,
    outcome,
    pair,
    posts,
    read,
)
from tui.model import HOUR, MINUTE, SECOND
from tui.sources import SourceError

SECONDARY = {"message": "You have exceeded a secondary rate limit."}
FORBIDDEN = {"message": "Resource not accessible by personal access token"}


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (reply(403, SPENT, json={"message": "API rate limit exceeded"}), 45 * MINUTE),
        (reply(403, SPENT, json=FORBIDDEN), 45 * MINUTE),
        (reply(403, QUOTA | {"retry-after": "90"}, json=SECONDARY), 90 * SECOND),
        (reply(403, QUOTA, json=SECONDARY), MINUTE),
        (reply(403, json=SECONDARY), MINUTE),
        (reply(429, SPENT, json=SECONDARY), 45 * MINUTE),
        (reply(429, QUOTA | {"retry-after": "90"}, text="slow down"), 90 * SECOND),
        (reply(403, QUOTA, json=FORBIDDEN), None),
        (reply(403, text="Request forbidden by administrative rules."), None),
    ],
)
async def test_only_a_403_that_is_a_rate_limit_causes_a_wait(
    answer: Answering, wait: int | None
) -> None:
    server = Canned(in_turn(answer, fixture("user_200")))
    source = github(server)
    with pytest.raises(SourceError) as caught:
        await read(source)
    assert caught.value.next_at == (None if wait is None else NOW + wait)
    if wait is not None:
        server.ticks.advance(wait - SECOND)
        with pytest.raises(SourceError, match="rate limited"):
            await read(source)
        assert len(server.requests) == 1
        server.ticks.advance(SECOND)
    assert (await read(source)).followers == 249873
    assert len(server.requests) == 2


async def test_a_rate_limit_without_a_time_doubles_the_wait() -> None:
    server = Canned(reply(403, json=SECONDARY))
    source = github(server)
    waits = []
    for _ in range(3):
        with pytest.raises(SourceError) as caught:
            await read(source)
        waits.append((caught.value.next_at or 0) - server.wall.now())
        server.ticks.advance(waits[-1])
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE]


def test_polling_stays_below_the_hourly_quota_and_at_least_a_minute_apart() -> None:
    for accounts in (1, 2, 10, 60, 500):
        for token, limit in ((False, 60), (True, 5000)):
            interval = github(Canned({}), token).min_interval(accounts)
            assert interval >= MINUTE, (accounts, token)
            assert accounts * HOUR / interval < limit, (accounts, token)


def test_without_a_token_the_caution_names_the_quota() -> None:
    source = github(Canned({}))
    assert source.caution(1).startswith("without a token GitHub answers 60 requests an hour: it is")
    assert "these 10 are read every 15 min" in source.caution(10)
    assert github(Canned({}), token=True).caution(10) == ""


async def test_low_priority_requests_leave_the_last_requests_to_the_race() -> None:
    low = QUOTA | {"x-ratelimit-remaining": "20"}
    server = Canned({READ: reply(json=PROFILE, headers=low)})
    source = github(server)
    for ask in (first_page, posts, pair):
        assert "reserved for the race until 03:00" in await outcome(ask(source))
    assert (await read(source)).followers == 249873
    assert set(server.asked) == {READ}


@pytest.mark.parametrize("kind", ["RATE_LIMIT", "RATE_LIMITED"])
async def test_a_rate_limit_of_graphql_has_status_200(kind: str) -> None:
    headers = SPENT | {"x-ratelimit-limit": "5000", "x-ratelimit-resource": "graphql"}
    limited = reply(200, headers, json={"errors": [{"type": kind}]})
    server = Canned({READ: fixture("user_200"), "POST /graphql": limited})
    source = github(server, token=True)
    assert await outcome(first_page(source)) == "rate limited until 03:00"
    await outcome(first_page(source))
    assert server.asked.count("POST /graphql") == 1


async def test_a_rate_limit_of_graphql_does_not_affect_the_counts() -> None:
    answers = {READ: fixture("user_200"), "POST /graphql": fixture("graphql_rate_limited_200")}
    source = github(Canned(answers), token=True)
    await outcome(first_page(source))
    assert await outcome(read(source)) == THERE


async def test_the_answer_that_spends_the_quota_is_used() -> None:
    answer = body("github", "graphql_following_200")
    server = Canned({READ: fixture("user_200"), "POST /graphql": reply(200, SPENT, json=answer)})
    assert await outcome(first_page(github(server, token=True))) == "@junovale-test 8, and more"
