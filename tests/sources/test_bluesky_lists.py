"""Bluesky: follow lists, follow-backs and posts."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.sources.bluesky_answers import (
    FEED,
    FOLLOWS,
    JUNO,
    NOVA,
    PROFILES,
    RELATIONSHIPS,
    account,
    batch_sizes,
    bluesky,
    crowd,
    everybody,
    nobody,
    params_of,
    profile,
    request_count,
)
from tests.sources.canned import body, like, reply
from tests.sources.outcomes import outcome, text_of
from tui.model import PostKind
from tui.sources import ListHidden, StaleCursor


async def test_a_withheld_account_has_counts_but_no_list_and_no_posts() -> None:
    withheld = profile(NOVA, labels=[{"val": "!no-unauthenticated"}])
    source, canned = bluesky(
        {
            PROFILES: reply(json={"profiles": [withheld]}),
            FOLLOWS: reply(json=body("bluesky", "getFollows_page1_200") | {"subject": withheld}),
        }
    )
    [reading] = await source.read([account()], 0)
    assert text_of(reading) == "withheld: 7 - -"
    with pytest.raises(ListHidden) as hidden:
        await source.follows(reading.account, None, 0)
    assert hidden.value.forget
    assert await source.posts(reading.account, 0) == []
    assert request_count(canned, FEED) == 0


async def test_a_stale_cursor_is_tried_at_most_twice() -> None:
    source, canned = bluesky({FOLLOWS: like("bluesky", "errors/internal_500")})
    with pytest.raises(StaleCursor):
        await source.follows(account(), "a", 0)
    assert request_count(canned, FOLLOWS) <= 2


async def test_a_server_error_for_the_profiles_of_a_page_is_not_a_stale_cursor() -> None:
    source, _ = bluesky({PROFILES: like("bluesky", "errors/internal_500")})
    assert await outcome(source.follows(account(), "a", 0)) == "error: HTTP error 500"


async def test_a_page_is_completed_by_did_in_batches_of_25_and_30() -> None:
    page = {
        "subject": profile(NOVA),
        "follows": [profile(a.native_id) for a in crowd(100)],
        "cursor": "b",
    }
    source, canned = bluesky({FOLLOWS: reply(json=page), PROFILES: everybody})
    found = await source.follows(account(), "a", 0)
    assert found.cursor == "b"
    assert [followed.followers for followed in found.followed] == list(range(100))
    assert params_of(canned.requests[0], "cursor") == ["a"]
    assert batch_sizes(canned, PROFILES, "actors") == [25, 25, 25, 25]
    assert batch_sizes(canned, RELATIONSHIPS, "others") == [30, 30, 30, 10]
    asked = [did for request in canned.requests for did in params_of(request, "others")]
    assert asked == [a.native_id for a in crowd(100)]


async def test_the_follow_back_of_an_account_that_is_not_found_is_unknown() -> None:
    for relationship in (
        {"did": "pia-lund.test"},
        {"actor": JUNO, "notFound": True},
        {"did": JUNO, "notFound": True},
    ):
        source, _ = bluesky({RELATIONSHIPS: reply(json={"relationships": [relationship]})})
        page = await source.follows(account(), None, 0)
        assert [f.follows_back for f in page.followed] == [None, None, None], relationship


@pytest.mark.parametrize(
    ("tie", "follows_back", "still"),
    [
        ({"following": "at://a", "followedBy": "at://b"}, True, {JUNO: True}),
        ({"following": "at://a"}, False, {JUNO: True}),
        ({"followedBy": "at://b"}, None, {JUNO: False}),
        ({}, None, {JUNO: False}),
        ({"notFound": True}, None, {}),
    ],
)
async def test_a_tie_without_the_listed_follow_does_not_tell_the_follow_back(
    tie: dict[str, Any], follows_back: bool | None, still: dict[str, bool]
) -> None:
    source, _ = bluesky({RELATIONSHIPS: reply(json={"relationships": [{"did": JUNO} | tie]})})
    page = await source.follows(account(), None, 0)
    assert {f.account.native_id: f.follows_back for f in page.followed}[JUNO] is follows_back
    assert await source.still_follows(account(), [account(JUNO)], 0) == still


async def test_still_follows_asks_for_30_at_a_time() -> None:
    source, canned = bluesky({})
    await source.still_follows(account(), crowd(70), 0)
    assert batch_sizes(canned, RELATIONSHIPS, "others") == [30, 30, 10]


async def test_lists_leave_a_part_of_the_quota_to_the_race() -> None:
    low = {"ratelimit-limit": "100", "ratelimit-remaining": "30", "ratelimit-reset": "1795314000"}
    source, canned = bluesky({PROFILES: reply(headers=low, json={"profiles": [profile(NOVA)]})})
    await source.read([account()], 0)
    for question in (
        source.follows(account(), None, 0),
        source.still_follows(account(), [account(JUNO)], 0),
    ):
        assert "reserved for the race" in await outcome(question)
    assert text_of(await source.read([account()], 0)) == "there: 7 - -"
    assert request_count(canned, FOLLOWS) == request_count(canned, RELATIONSHIPS) == 0


async def test_a_listed_account_without_a_profile_has_unknown_counts() -> None:
    source, _ = bluesky({PROFILES: nobody})
    page = await source.follows(account(), None, 0)
    assert [(f.followers, f.following) for f in page.followed] == [(None, None)] * 3


# Posts.


def item(**changes: Any) -> dict[str, Any]:
    record = {"text": "hi", "createdAt": "2026-11-21T10:00:00Z"}
    return {"post": {"record": record, "indexedAt": "2026-11-21T10:00:01Z"}} | changes


async def posts_in(*items: dict[str, Any]) -> Sequence[Any]:
    source, _ = bluesky({FEED: reply(json={"feed": items})})
    return await source.posts(account(), 0)


async def test_a_pinned_post_is_left_out() -> None:
    assert await posts_in(item(reason={"$type": "app.bsky.feed.defs#reasonPin"})) == []


async def test_the_time_of_a_repost_is_that_of_reposting() -> None:
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": "2026-11-22T02:00:00Z"}
    [repost] = await posts_in(item(reason=reason))
    assert (repost.kind, repost.at) == (PostKind.REPOST, 1_795_312_800_000)


async def test_a_post_without_a_valid_time_is_left_out() -> None:
    timeless = {"record": {"createdAt": "yesterday"}, "indexedAt": "0000-13-99"}
    assert len(await posts_in(item(post=timeless), item())) == 1
