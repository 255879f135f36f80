"""Mastodon: follow lists, their cursors, and lists that are hidden."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import in_turn, like, reply
from tests.sources.mastodon_answers import (
    CURSOR,
    FOLLOWERS,
    FOLLOWING,
    FRONT,
    HOST,
    LOGIN_REQUIRED,
    LOOKUP,
    NOVA,
    ONE,
    STALE,
    account,
    below_front,
    follows,
    mastodon,
    profile,
)
from tests.sources.outcomes import ends_well, outcome, text_of
from tui.model import Quality
from tui.sources import FollowBackCheck, StaleCursor
from tui.sources.http.tokens import Token


async def test_the_list_of_a_suspended_account_is_hidden() -> None:
    number = "109300000000000003"
    path = f"GET /api/v1/accounts/{number}"
    source, _ = mastodon({path: like("mastodon", "account_suspended_200")})
    found = await outcome(source.follows(account(number), None, 0))
    assert found == "ListHidden: the account is suspended"


@pytest.mark.parametrize(
    ("changes", "answer", "expected"),
    [
        ({"hide_collections": True}, [profile("5")], "ListHidden: hidden by its owner"),
        ({"following_count": 3}, [], "ListHidden: hidden by its owner"),
        ({"following_count": 0}, [], "the end"),
        ({"hide_collections": False, "following_count": 1}, [profile("5")], "unknown, the end"),
    ],
)
async def test_a_hidden_list_is_not_an_empty_one(
    changes: dict[str, Any], answer: list[Any], expected: str
) -> None:
    source, _ = mastodon({ONE: reply(json=profile(NOVA, **changes)), FOLLOWING: reply(json=answer)})
    assert await outcome(follows()(source)) == expected


async def test_an_empty_list_of_unknown_length_is_not_called_hidden_by_its_owner() -> None:
    source, _ = mastodon({ONE: LOGIN_REQUIRED, LOOKUP: LOGIN_REQUIRED, FOLLOWING: reply(json=[])})
    assert await outcome(follows()(source)) == "ListHidden: its server does not show it"


async def test_a_list_is_read_even_if_the_profile_requires_a_login() -> None:
    source, _ = mastodon({ONE: LOGIN_REQUIRED})
    assert await outcome(follows()(source)) == "unknown, unknown, unknown, not the end"


async def test_followers_are_listed_like_following() -> None:
    source, canned = mastodon({FOLLOWERS: reply(json=[profile("5")])})
    assert text_of(await source.followers(account(), None, 0)) == "unknown, the end"
    assert canned.asked[-1].startswith(FOLLOWERS)


def test_follow_backs_are_found_from_the_followers_if_there_are_few() -> None:
    source, _ = mastodon({})
    for followers, check in (
        (8_000, FollowBackCheck.FOLLOWERS),
        (8_001, FollowBackCheck.NONE),
        (None, FollowBackCheck.NONE),
    ):
        assert source.follow_back_check(500, followers) is check, followers


# Cursors.


async def test_a_500_for_a_cursor_means_it_is_stale() -> None:
    source, canned = mastodon({FOLLOWING: reply(500, text="<html>")})
    with pytest.raises(StaleCursor):
        await source.follows(account(), CURSOR, 0)
    assert len(canned.requests) <= 2


async def test_a_next_page_is_asked_of_the_configured_server_whatever_host_it_names() -> None:
    source, canned = mastodon(
        {
            below_front(ONE): like("mastodon", "account_200"),
            below_front(FOLLOWING): in_turn(
                like("mastodon", "following_page1_200"), like("mastodon", "following_last_200")
            ),
        },
        FRONT,
        Token("t0ken", "here"),
    )
    first = await source.follows(account(), None, 0)
    assert first.cursor == CURSOR
    last = await source.follows(account(), first.cursor, 0)
    assert last.cursor is None
    assert set(canned.hosts) == {"front.test:8080"}
    assert canned.asked[-1] == f"GET /masto{CURSOR}"
    assert all(r.headers["authorization"] == "Bearer t0ken" for r in canned.requests)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://evil.test/api/v1/accounts/{n}/following?max_id=5", "not the end"),
        ("/api/v1/accounts/{n}/following?max_id=5", "not the end"),
        ("https://social.test/api/v1/accounts/2/following?max_id=5", None),
        ("https://social.test/api/v1/accounts/{n}/followers?max_id=5", None),
        ("https://social.test/api/v1/accounts/{n}/following/../../../../x?max_id=5", None),
        ("https://social.test/oauth/authorize", None),
        ("https://[", None),
    ],
)
async def test_a_next_page_belongs_to_the_same_list_or_is_an_error(
    link: str, expected: str | None
) -> None:
    headers = {"link": f'<{link.format(n=NOVA)}>; rel="next"'}
    source, canned = mastodon({FOLLOWING: reply(headers=headers, json=[profile("5")])})
    found = await outcome(follows()(source))
    if expected is None:
        assert found.startswith(("StaleCursor: ", "error: "))
    else:
        assert found == f"unknown, {expected}"
    assert set(canned.hosts) == {HOST}


@given(st.text(max_size=60) | st.from_regex(r"[a-z]*:?//[\[\]a-z:/?#@.-]*"))
async def test_no_link_leads_to_another_server(link: str) -> None:
    headers = {"link": f'<{ascii(link)[1:-1]}>; rel="next"'}
    source, canned = mastodon({FOLLOWING: reply(headers=headers, json=[profile("5")])})
    assert await ends_well(source.follows(account(), None, 0))
    assert set(canned.hosts) == {HOST}


async def test_a_cursor_of_another_list_is_stale_and_not_sent() -> None:
    for cursor in (
        *("https://evil.test/x", "@evil.test/", "/api/v1/accounts/2/following?max_id=1", ""),
    ):
        source, canned = mastodon({})
        assert await outcome(follows(cursor)(source)) == STALE, cursor
        assert not canned.requests, cursor


async def test_the_last_page_may_be_empty() -> None:
    source, _ = mastodon({FOLLOWING: reply(json=[])})
    assert await outcome(follows(CURSOR)(source)) == "the end"


# Entries.


async def test_counts_of_remote_accounts_are_derived() -> None:
    listed = [
        profile("5", acct="pia"),
        profile("6", acct="uma@social.test"),
        profile("7", acct="teo@elsewhere.test"),
        profile("8", acct="eve@antisocial.test"),
    ]
    source, _ = mastodon({FOLLOWING: reply(json=listed)})
    page = await source.follows(account(), None, 0)
    assert [(f.account.handle, f.quality) for f in page.followed] == [
        ("pia@social.test", Quality.EXACT),
        ("uma@social.test", Quality.EXACT),
        ("teo@elsewhere.test", Quality.DERIVED),
        ("eve@antisocial.test", Quality.DERIVED),
    ]


async def test_a_remote_account_is_identified_by_its_address() -> None:
    listed = [
        profile("5", acct="pia"),
        profile("7", acct="teo@elsewhere.test", uri="https://elsewhere.test/users/teo"),
        profile("8", acct="uma@elsewhere.test", uri="nonsense"),
        profile("9", acct="eve@elsewhere.test"),
    ]
    source, _ = mastodon({FOLLOWING: reply(json=listed)})
    page = await source.follows(account(), None, 0)
    assert [f.account.native_id for f in page.followed] == [
        f"{HOST}/5",
        "https://elsewhere.test/users/teo",
        "https://elsewhere.test/@uma",
        "https://elsewhere.test/@eve",
    ]


async def test_a_local_account_has_the_domain_of_the_list_owner() -> None:
    source, _ = mastodon({FOLLOWING: reply(json=[profile("5", acct="pia")])})
    owner = account(host="api.social.test", handle="nova@social.test")
    [followed] = (await source.follows(owner, None, 0)).followed
    assert followed.account.native_id == "api.social.test/5"
    assert (followed.account.handle, followed.quality) == ("pia@social.test", Quality.EXACT)
