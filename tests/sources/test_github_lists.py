"""GitHub: follow lists by REST and GraphQL, follow-backs, and events as posts."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import NOW, Answering, Canned, body, reply
from tests.sources.github_answers import (
    FIRST_PAGE,
    JUNO,
    LIST,
    NOVA,
    PIA,
    PROFILE,
    READ,
    after_profile,
    first_page,
    fixture,
    followers,
    github,
    outcome,
    pair,
    posts,
    profile,
    read,
    second_page,
)
from tui.model import HOUR, Condition, PostKind
from tui.parsing import MAX_COUNT
from tui.sources import FollowBackCheck, ListHidden, Page, Post, SourceError, StaleCursor


async def test_a_private_profile_shows_neither_list_nor_posts() -> None:
    server = Canned(profile(followers=0, following=0))
    source = github(server)
    with pytest.raises(ListHidden, match="private"):
        await first_page(source)
    hidden = replace(NOVA, condition=Condition.HIDDEN)
    with pytest.raises(SourceError, match="private"):
        await source.posts(hidden, NOW)
    assert server.asked == [READ]


async def test_lists_are_read_by_rest_without_a_token_and_by_graphql_with_one() -> None:
    asked = []
    for token in (False, True):
        answers = {
            LIST: fixture("following_200"),
            "POST /graphql": fixture("graphql_following_200"),
        }
        server = Canned({READ: fixture("user_by_id_200")} | answers)
        await first_page(github(server, token))
        asked.append(server.asked)
        last = server.requests[-1]
    assert asked == [[READ, FIRST_PAGE], [READ, "POST /graphql"]]
    question = json.loads(last.content)
    assert question["variables"] == {"login": "novaquill-renamed", "after": None}


async def test_the_next_page_is_the_one_that_the_server_links_to() -> None:
    next_page = f"{LIST}?per_page=2&page=2"
    answers = {READ: fixture("user_200"), FIRST_PAGE: fixture("following_200")}
    server = Canned(answers | {next_page: reply(json=[])})
    source = github(server)
    first = await first_page(source)
    last = await source.follows(NOVA, first.cursor, NOW)
    assert (last, server.asked) == (Page((), None), [READ, FIRST_PAGE, next_page])


async def test_a_next_page_on_another_server_is_asked_of_ours() -> None:
    link = {"link": '<https://evil.test/user/900000001/following?page=2>; rel="next"'}
    page = reply(json=[PROFILE], headers=link)
    server = Canned({READ: fixture("user_200"), LIST: page})
    source = github(server)
    first = await first_page(source)
    await source.follows(NOVA, first.cursor, NOW)
    assert set(server.hosts) == {"api.github.com"}


async def test_a_cursor_of_another_list_is_stale_and_not_sent() -> None:
    for cursor in (
        "/user/900000001/followers?page=2",
        "/user/900000002/following?page=2",
        "/user/900000001/following/../../../rate_limit?page=2",
        "//evil.test/user/900000001/following",
        "https://evil.test/user/900000001/following",
        "@evil.test/user/900000001/following",
        "Y3Vyc29yOnYyOpK5MjAyNi0x",
        "",
    ):
        server = Canned({})
        with pytest.raises(StaleCursor):
            await github(server).follows(NOVA, cursor, NOW)
        assert server.requests == [], cursor


@pytest.mark.parametrize("token", [False, True])
async def test_a_cursor_that_the_server_does_not_know_is_stale(token: bool) -> None:
    missing = body("github", "graphql_users_200") | {"data": {"user": None}}
    answers = {READ: fixture("user_200"), LIST: fixture("errors/not_found_404")}
    answers["POST /graphql"] = reply(json=missing)
    with pytest.raises(StaleCursor):
        await second_page(github(Canned(answers), token))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (900000001, "@junovale-test 8, and more"),
        (900000002, "the answer is for another account"),
        (0, "the answer is for another account"),
    ],
)
async def test_the_list_of_another_account_with_the_same_login_is_rejected(
    number: int, expected: str
) -> None:
    answer = body("github", "graphql_following_200")
    answer["data"]["user"]["databaseId"] = number
    server = Canned({READ: fixture("user_200"), "POST /graphql": reply(json=answer)})
    assert await outcome(first_page(github(server, token=True))) == expected
    assert "{ databaseId following" in json.loads(server.requests[-1].content)["query"]


async def test_a_list_with_a_next_page_but_no_cursor_is_an_error() -> None:
    answer = body("github", "graphql_following_200")
    answer["data"]["user"]["following"]["pageInfo"]["endCursor"] = None
    server = Canned({READ: fixture("user_200"), "POST /graphql": reply(json=answer)})
    with pytest.raises(SourceError):
        await first_page(github(server, token=True))


async def test_followers_are_read_page_by_page() -> None:
    server = Canned({"GET /user/900000001/followers?per_page=100": reply(json=[PROFILE])})
    page = await followers(github(server))
    assert ([f.account.native_id for f in page.followed], page.cursor) == (["900000001"], None)


# Follow-backs.


def test_the_cheaper_check_for_follow_backs_is_used_or_none() -> None:
    pairs, all_followers = FollowBackCheck.PAIRS, FollowBackCheck.FOLLOWERS
    for token, following, count, check in (
        (False, 10, 100_000, pairs),
        (False, 10, 900, all_followers),
        (False, 500, 1_500, all_followers),
        (False, 500, 100_000, FollowBackCheck.NONE),
        (False, 10, None, pairs),
        (False, 500, None, FollowBackCheck.NONE),
        (True, 1_000, 250_000, pairs),
        (True, 5_000, 100_000, all_followers),
        (True, 5_000, 900_000, FollowBackCheck.NONE),
        (True, 5_000, None, FollowBackCheck.NONE),
    ):
        source = github(Canned({}), token)
        assert source.follow_back_check(following, count) is check, (token, following, count)


@given(st.booleans(), st.integers(0, 10_000), st.none() | st.integers(0, MAX_COUNT))
def test_checking_follow_backs_never_takes_more_requests_than_necessary_or_allowed(
    token: bool, following: int, followers: int | None
) -> None:
    check = github(Canned({}), token).follow_back_check(following, followers)
    pages = None if followers is None else -(-followers // 100)
    if check is FollowBackCheck.PAIRS:
        assert following <= (5_000 if token else 60)
        assert pages is None or following <= pages
    if check is FollowBackCheck.FOLLOWERS:
        assert pages is not None
        assert pages <= following
        assert pages <= (5_000 if token else 60)


async def test_follow_backs_are_asked_pair_by_pair() -> None:
    yes, no = (f"GET /users/{one}-test/following/novaquill-test" for one in ("junovale", "pialund"))
    answers = {READ: fixture("user_200"), yes: fixture("follows_204")}
    server = Canned(answers | {no: fixture("follows_not_404")})
    follows = await github(server).pairs(NOVA, [JUNO, PIA], NOW)
    assert follows == {JUNO.native_id: True, PIA.native_id: False}
    assert server.asked == [READ, yes, no]


@pytest.mark.parametrize(
    "answer", [reply(200, text="<html>log in</html>"), reply(202, json={}), reply(403, json={})]
)
async def test_a_pair_without_a_yes_or_no_is_unknown(answer: Answering) -> None:
    assert await outcome(pair(github(after_profile(answer)))) == "None"


async def test_after_a_rename_pairs_and_posts_use_the_new_login() -> None:
    """The old login belongs to nobody, whose 404 would be a "no", or to somebody else."""
    answers = {
        READ: fixture("user_by_id_200"),
        "GET /users/junovale-test/following/novaquill-renamed": fixture("follows_204"),
        "GET /users/novaquill-renamed/events/public": fixture("events_200"),
    }
    missing = fixture("errors/not_found_404")
    server = Canned(lambda request: answers.get(f"GET {request.url.path}", missing)(request))
    source = github(server)
    await read(source)
    assert await outcome(pair(source)) == "True"
    assert await outcome(posts(source)) == "reply, plain"


# Posts.


async def test_public_events_are_posts_by_analogy() -> None:
    at = NOW - HOUR
    for event, kind in {
        "IssueCommentEvent": PostKind.REPLY,
        "PullRequestReviewEvent": PostKind.REPLY,
        "IssuesEvent": PostKind.REPLY,
        "PushEvent": PostKind.PLAIN,
        "ReleaseEvent": PostKind.PLAIN,
        "WatchEvent": PostKind.REPOST,
        "ForkEvent": PostKind.REPOST,
        "GollumEvent": None,
    }.items():
        answer = [{"type": event, "created_at": "2026-11-22T01:15:00Z"}]
        found = await posts(github(after_profile(reply(json=answer))))
        assert found == ([] if kind is None else [Post(at, kind)]), event
