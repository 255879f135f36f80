"""GitHub: what each of its answers becomes, and what it is asked."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import NOW, Answering, Canned, body, in_turn, like, names, reply
from tui.formats import clock_time
from tui.model import HOUR, MINUTE, SECOND, Account, Condition, Kind, PostKind
from tui.parsing import MAX_COUNT, zone_of
from tui.sources import (
    ListHidden,
    NoSuchAccount,
    Page,
    Post,
    Reading,
    SourceError,
    StaleCursor,
    Way,
)
from tui.sources.github import PUBLIC, GitHub
from tui.sources.http.tokens import Token

NOVA = Account(7, "github", "900000001", "novaquill-test", "Nova", Kind.PERSON)
JUNO = Account(8, "github", "900000002", "junovale-test", "Juno", Kind.PERSON)
PIA = Account(9, "github", "900000003", "pialund-test", "Pia", Kind.PERSON)
READ, LIST = "GET /user/900000001", "GET /user/900000001/following"
FIRST_PAGE = f"{LIST}?per_page=100"
SAID: dict[str, Any] = body("github", "user_200")


def github(server: Canned, token: bool = False) -> GitHub:
    return GitHub(server.means, PUBLIC, Token("a-secret", "a test") if token else None)


def said(name: str) -> Answering:
    return like("github", name)


def user(**changes: object) -> Answering:
    """Return the answer for a profile, some of it changed."""
    return reply(json=SAID | changes)


Ask = Callable[[GitHub], Awaitable[object]]


async def read(source: GitHub) -> Reading:
    return (await source.read([NOVA], NOW))[0]


async def read_twice(source: GitHub) -> Reading:
    await read(source)
    return await read(source)


async def look_up(source: GitHub) -> Reading:
    return await source.look_up("@novaquill-test", NOW)


async def listed(source: GitHub) -> Page:
    return await source.follows(NOVA, None, NOW)


async def listed_on(source: GitHub) -> Page:
    return await source.follows(NOVA, "/user/900000001/following?page=2", NOW)


async def followers(source: GitHub) -> Page:
    return await source.followers(NOVA, None, NOW)


async def pair(source: GitHub) -> bool | None:
    return (await source.pairs(NOVA, [JUNO], NOW))[JUNO.native_id]


async def posts(source: GitHub) -> list[Post]:
    return await source.posts(NOVA, NOW)


def told(what: object) -> str:
    """Return an answer in words."""
    if isinstance(what, Reading):
        account = f"{what.account.condition} {what.account.native_id} @{what.account.handle}"
        return f"{account}: {what.followers} followers, {what.following} following"
    if isinstance(what, Page):
        return ", ".join(
            [f"@{one.account.handle} {one.followers}" for one in what.followed]
            + (["and more"] if what.cursor else [])
        )
    if isinstance(what, list):
        return ", ".join(post.kind for post in what)
    return str(what)


NAMED = (ListHidden, NoSuchAccount, StaleCursor)


async def outcome(question: Awaitable[object]) -> str:
    """Return what a question brought, or which error with which words, and until when."""
    try:
        return told(await question)
    except SourceError as error:
        until = f" until {clock_time(error.next_at, zone_of('UTC'))}" if error.next_at else ""
        kind = f"{type(error).__name__}: " if isinstance(error, NAMED) else ""
        return f"{kind}{error}{until}"


def after_profile(answer: Answering) -> Canned:
    """Return a server that answers for the profile, and then always the same."""
    return Canned(in_turn(said("user_200"), answer))


GONE = "gone 900000001 @novaquill-test: None followers, None following"
THERE = "there 900000001 @novaquill-test: 249873 followers, 12 following"
RENAMED = "there 900000001 @novaquill-renamed: 249880 followers, 12 following"
TABLE: list[tuple[str, Ask, bool, str]] = [
    ("user_200", read, False, THERE),
    ("user_200", look_up, False, THERE),
    ("user_304", read_twice, False, THERE),
    ("user_by_id_200", read, False, RENAMED),
    (
        "user_private_profile_200",
        look_up,
        False,
        "hidden 900000005 @shy-test: None followers, None following",
    ),
    ("following_200", listed, False, "@junovale-test None, @pialund-test None, and more"),
    ("graphql_following_200", listed, True, "@junovale-test 8, and more"),
    ("graphql_rate_limited_200", listed, True, "asks to be left alone until 03:00"),
    ("graphql_users_200", listed, True, "does not tell the list"),
    ("follows_204", pair, False, "True"),
    ("follows_not_404", pair, False, "False"),
    ("events_200", posts, False, "reply, plain"),
    ("errors/not_found_404", read, False, GONE),
    ("errors/not_found_404", look_up, False, "NoSuchAccount: no account 'novaquill-test'"),
    ("errors/not_found_404", listed, False, "ListHidden: the account is not there any more"),
    (
        "errors/bad_credentials_401",
        read,
        True,
        "refuses the token; set another one, and start racetui again",
    ),
    ("errors/no_user_agent_403", read, False, "answers 403"),
    ("errors/primary_limit_403", read, False, "asks to be left alone until 03:00"),
    ("errors/secondary_limit_403", read, True, "asks to be left alone until 02:16"),
    ("errors/timeout_502", read, False, "answers 502"),
]


@pytest.mark.parametrize(("name", "ask", "token", "becomes"), TABLE)
async def test_each_answer_becomes_a_state(name: str, ask: Ask, token: bool, becomes: str) -> None:
    """Lists, pairs and posts are told after the profile, which is there."""
    answer = said(name)
    if name == "user_304":
        server = Canned(in_turn(said("user_200"), answer))
    elif ask in {pair, posts}:
        server = after_profile(answer)
    elif ask is listed and not name.startswith("errors/"):
        server = Canned({READ: said("user_200"), "POST /graphql": answer, LIST: answer})
    else:
        server = Canned(answer)
    assert await outcome(ask(github(server, token))) == becomes


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("github")


async def test_an_account_is_read_by_its_id_and_looked_up_by_its_login() -> None:
    server = Canned(said("user_200"))
    source = github(server)
    await read(source)
    await look_up(source)
    assert server.asked == [READ, "GET /users/novaquill-test"]


async def test_a_rename_keeps_the_account_and_takes_the_new_login() -> None:
    reading = await read(github(Canned(said("user_by_id_200"))))
    renamed = replace(NOVA, handle="novaquill-renamed", name="Novaquill-Renamed")
    assert reading.account == renamed


async def test_counts_that_are_told_of_another_account_are_not_those_of_this_one() -> None:
    server = Canned(user(id=900000002, login="someone-else"))
    assert (await outcome(read(github(server)))).startswith("answers")


@pytest.mark.parametrize("token", [False, True])
async def test_a_request_says_who_asks_and_carries_the_token_if_there_is_one(token: bool) -> None:
    server = Canned(said("user_200"))
    await read(github(server, token))
    headers = server.requests[0].headers
    assert headers["user-agent"].startswith("racetui/")
    assert headers["accept"] == "application/vnd.github+json"
    assert headers.get("authorization") == ("Bearer a-secret" if token else None)


async def test_what_has_not_changed_is_asked_for_by_its_tag_and_stays_what_it_was() -> None:
    server = Canned(in_turn(said("user_200"), said("user_304"), said("user_304")))
    source = github(server)
    readings = [await read(source) for _ in range(3)]
    tags = [request.headers.get("if-none-match") for request in server.requests]
    told = said("user_200")(server.requests[0]).headers["etag"]
    assert tags == [None, told, told]
    assert readings[0] == readings[1] == readings[2]


async def test_each_account_has_its_own_tag() -> None:
    server = Canned(
        {
            "GET /user/900000001": reply(json=SAID, headers={"etag": '"a"'}),
            "GET /user/900000002": reply(json=SAID | {"id": 900000002}, headers={"etag": '"b"'}),
        }
    )
    source = github(server)
    for _ in range(2):
        await source.read([NOVA, JUNO], NOW)
    assert [r.headers.get("if-none-match") for r in server.requests] == [None, None, '"a"', '"b"']


async def test_not_changed_said_of_what_was_never_read_is_no_reading() -> None:
    assert (await outcome(read(github(Canned(said("user_304")))))).startswith("answers")


async def test_the_zeros_of_a_profile_that_was_made_private_are_unknown_and_not_a_loss() -> None:
    server = Canned(in_turn(said("user_200"), user(followers=0, following=0), said("user_200")))
    source = github(server)
    readings = [await read(source) for _ in range(3)]
    assert [(r.account.condition, r.followers, r.following) for r in readings] == [
        (Condition.THERE, 249873, 12),
        (Condition.HIDDEN, None, None),
        (Condition.THERE, 249873, 12),
    ]


@pytest.mark.parametrize("counts", [(0, 3), (3, 0)])
async def test_one_zero_alone_is_a_count(counts: tuple[int, int]) -> None:
    followers, following = counts
    reading = await read(github(Canned(user(followers=followers, following=following))))
    assert (reading.account.condition, reading.followers, reading.following) == (
        Condition.THERE,
        *counts,
    )


async def test_a_private_profile_tells_neither_its_list_nor_what_it_does() -> None:
    server = Canned(user(followers=0, following=0))
    source = github(server)
    with pytest.raises(ListHidden, match="private"):
        await listed(source)
    hidden = replace(NOVA, condition=Condition.HIDDEN)
    with pytest.raises(SourceError, match="private"):
        await source.posts(hidden, NOW)
    assert server.asked == [READ]


async def test_an_account_that_is_gone_does_not_hold_up_the_others() -> None:
    server = Canned({READ: said("errors/not_found_404"), "GET /user/900000002": user(id=900000002)})
    readings = await github(server).read([NOVA, JUNO], NOW)
    assert [(r.account.condition, r.followers) for r in readings] == [
        (Condition.GONE, None),
        (Condition.THERE, 249873),
    ]


@pytest.mark.parametrize(
    "refused",
    [
        reply(403, json={"message": "Resource not accessible"}),
        reply(404, text="<html>no such page"),
        reply(json=SAID | {"id": 5}),
        reply(json=SAID | {"followers": "many"}),
    ],
)
async def test_an_account_that_is_refused_keeps_no_other_from_being_read(
    refused: Answering,
) -> None:
    server = Canned({READ: refused, "GET /user/900000002": user(id=900000002)})
    with pytest.raises(SourceError) as failed:
        await github(server).read([NOVA, JUNO], NOW)
    assert [(r.account.id, r.followers) for r in failed.value.read] == [(JUNO.id, 249873)]


@pytest.mark.parametrize("answer", [reply(404, text="<html>no such page"), reply(404, json={})])
async def test_a_404_that_is_not_said_by_github_is_no_account_that_is_gone(
    answer: Answering,
) -> None:
    assert await outcome(read(github(Canned(answer)))) == "answers 404"
    assert await outcome(look_up(github(Canned(answer)))) == "answers 404"


async def test_what_was_read_before_a_failure_is_not_lost() -> None:
    limit = said("errors/primary_limit_403")
    server = Canned({READ: said("user_200"), "GET /user/900000002": limit})
    with pytest.raises(SourceError) as failed:
        await github(server).read([NOVA, JUNO, PIA], NOW)
    assert [r.account.id for r in failed.value.read] == [NOVA.id]
    assert server.asked == [READ, "GET /user/900000002"]


HERE = {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "50", "x-ratelimit-reset": "1795316400"}
SPENT = HERE | {"x-ratelimit-remaining": "0"}
SECONDARY = {"message": "You have exceeded a secondary rate limit."}
FORBIDDEN = {"message": "Resource not accessible by personal access token"}


@pytest.mark.parametrize(
    ("answer", "waits"),
    [
        (reply(403, SPENT, json={"message": "API rate limit exceeded"}), 45 * MINUTE),
        (reply(403, SPENT, json=FORBIDDEN), 45 * MINUTE),
        (reply(403, HERE | {"retry-after": "90"}, json=SECONDARY), 90 * SECOND),
        (reply(403, HERE, json=SECONDARY), MINUTE),
        (reply(403, json=SECONDARY), MINUTE),
        (reply(429, SPENT, json=SECONDARY), 45 * MINUTE),
        (reply(429, HERE | {"retry-after": "90"}, text="slow down"), 90 * SECOND),
        (reply(403, HERE, json=FORBIDDEN), None),
        (reply(403, text="Request forbidden by administrative rules."), None),
    ],
)
async def test_only_a_403_that_is_a_limit_is_waited_for(
    answer: Answering, waits: int | None
) -> None:
    server = Canned(in_turn(answer, said("user_200")))
    source = github(server)
    with pytest.raises(SourceError) as failed:
        await read(source)
    assert failed.value.next_at == (None if waits is None else NOW + waits)
    if waits is not None:
        server.ticks.pass_by(waits - SECOND)
        with pytest.raises(SourceError, match="left alone"):
            await read(source)
        assert len(server.requests) == 1
        server.ticks.pass_by(SECOND)
    assert (await read(source)).followers == 249873
    assert len(server.requests) == 2


async def test_a_limit_that_is_only_told_in_words_doubles_each_time() -> None:
    server = Canned(reply(403, json=SECONDARY))
    source = github(server)
    waits = []
    for _ in range(3):
        with pytest.raises(SourceError) as failed:
            await read(source)
        waits.append((failed.value.next_at or 0) - server.wall.now())
        server.ticks.pass_by(waits[-1])
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE]


@pytest.mark.parametrize("accounts", [1, 2, 10, 60, 500])
def test_reading_stays_below_the_hourly_requests_and_is_never_faster_than_a_minute(
    accounts: int,
) -> None:
    for token, limit in ((False, 60), (True, 5000)):
        every = github(Canned({}), token).least_every(accounts)
        assert every >= MINUTE
        assert accounts * HOUR / every < limit


def test_without_a_token_the_sixty_an_hour_are_said_up_front() -> None:
    source = github(Canned({}))
    assert source.caution(1).startswith("without a token GitHub answers 60 requests an hour: it is")
    assert "these 10 are read every 15 min" in source.caution(10)
    assert github(Canned({}), token=True).caution(10) == ""


async def test_what_can_wait_leaves_the_last_requests_without_a_token_to_the_race() -> None:
    low = HERE | {"x-ratelimit-remaining": "20"}
    server = Canned({READ: reply(json=SAID, headers=low)})
    source = github(server)
    for ask in (listed, posts, pair):
        assert "kept for the race until 03:00" in await outcome(ask(source))
    assert (await read(source)).followers == 249873
    assert set(server.asked) == {READ}


async def test_lists_come_by_rest_without_a_token_and_by_graphql_with_one() -> None:
    asked = []
    for token in (False, True):
        answers = {LIST: said("following_200"), "POST /graphql": said("graphql_following_200")}
        server = Canned({READ: said("user_by_id_200")} | answers)
        await listed(github(server, token))
        asked.append(server.asked)
        last = server.requests[-1]
    assert asked == [[READ, FIRST_PAGE], [READ, "POST /graphql"]]
    question = json.loads(last.content)
    assert question["variables"] == {"login": "novaquill-renamed", "after": None}


async def test_the_next_page_is_asked_for_as_the_server_named_it() -> None:
    next_page = f"{LIST}?per_page=2&page=2"
    answers = {READ: said("user_200"), FIRST_PAGE: said("following_200")}
    server = Canned(answers | {next_page: reply(json=[])})
    source = github(server)
    first = await listed(source)
    last = await source.follows(NOVA, first.cursor, NOW)
    assert (last, server.asked) == (Page((), None), [READ, FIRST_PAGE, next_page])


async def test_a_next_page_on_another_server_is_asked_of_ours() -> None:
    link = {"link": '<https://evil.test/user/900000001/following?page=2>; rel="next"'}
    page = reply(json=[SAID], headers=link)
    server = Canned({READ: said("user_200"), LIST: page})
    source = github(server)
    first = await listed(source)
    await source.follows(NOVA, first.cursor, NOW)
    assert set(server.hosts) == {"api.github.com"}


@pytest.mark.parametrize(
    "cursor",
    [
        "/user/900000001/followers?page=2",
        "/user/900000002/following?page=2",
        "/user/900000001/following/../../../rate_limit?page=2",
        "//evil.test/user/900000001/following",
        "https://evil.test/user/900000001/following",
        "@evil.test/user/900000001/following",
        "Y3Vyc29yOnYyOpK5MjAyNi0x",
        "",
    ],
)
async def test_a_cursor_that_leads_elsewhere_is_refused_and_not_asked_for(cursor: str) -> None:
    server = Canned({})
    with pytest.raises(StaleCursor):
        await github(server).follows(NOVA, cursor, NOW)
    assert server.requests == []


@pytest.mark.parametrize("token", [False, True])
async def test_a_cursor_that_the_server_knows_no_more_is_stale(token: bool) -> None:
    missing = body("github", "graphql_users_200") | {"data": {"user": None}}
    answers = {READ: said("user_200"), LIST: said("errors/not_found_404")}
    answers["POST /graphql"] = reply(json=missing)
    with pytest.raises(StaleCursor):
        await listed_on(github(Canned(answers), token))


@pytest.mark.parametrize(
    ("number", "becomes"),
    [
        (900000001, "@junovale-test 8, and more"),
        (900000002, "answers for another account"),
        (0, "answers for another account"),
    ],
)
async def test_a_list_of_another_account_that_has_the_login_by_now_is_not_taken(
    number: int, becomes: str
) -> None:
    answer = body("github", "graphql_following_200")
    answer["data"]["user"]["databaseId"] = number
    server = Canned({READ: said("user_200"), "POST /graphql": reply(json=answer)})
    assert await outcome(listed(github(server, token=True))) == becomes
    assert "{ databaseId following" in json.loads(server.requests[-1].content)["query"]


async def test_a_list_that_goes_on_without_saying_where_is_not_taken_for_whole() -> None:
    answer = body("github", "graphql_following_200")
    answer["data"]["user"]["following"]["pageInfo"]["endCursor"] = None
    server = Canned({READ: said("user_200"), "POST /graphql": reply(json=answer)})
    with pytest.raises(SourceError):
        await listed(github(server, token=True))


@pytest.mark.parametrize("kind", ["RATE_LIMIT", "RATE_LIMITED"])
async def test_a_limit_of_graphql_comes_with_status_200_and_is_waited_for(kind: str) -> None:
    headers = SPENT | {"x-ratelimit-limit": "5000", "x-ratelimit-resource": "graphql"}
    limited = reply(200, headers, json={"errors": [{"type": kind}]})
    server = Canned({READ: said("user_200"), "POST /graphql": limited})
    source = github(server, token=True)
    assert await outcome(listed(source)) == "asks to be left alone until 03:00"
    await outcome(listed(source))
    assert server.asked.count("POST /graphql") == 1


async def test_lists_that_are_limited_do_not_stop_the_counts_which_have_their_own_quota() -> None:
    server = Canned({READ: said("user_200"), "POST /graphql": said("graphql_rate_limited_200")})
    source = github(server, token=True)
    await outcome(listed(source))
    assert await outcome(read(source)) == THERE


async def test_the_last_good_answer_before_a_limit_is_an_answer() -> None:
    answer = body("github", "graphql_following_200")
    server = Canned({READ: said("user_200"), "POST /graphql": reply(200, SPENT, json=answer)})
    assert await outcome(listed(github(server, token=True))) == "@junovale-test 8, and more"


@pytest.mark.parametrize(
    ("token", "following", "followers", "way"),
    [
        (False, 10, 100_000, Way.PAIRS),
        (False, 10, 900, Way.FOLLOWERS),
        (False, 500, 1_500, Way.FOLLOWERS),
        (False, 500, 100_000, Way.NONE),
        (False, 10, None, Way.PAIRS),
        (False, 500, None, Way.NONE),
        (True, 1_000, 250_000, Way.PAIRS),
        (True, 5_000, 100_000, Way.FOLLOWERS),
        (True, 5_000, 900_000, Way.NONE),
        (True, 5_000, None, Way.NONE),
    ],
)
def test_the_cheaper_way_to_who_follows_back_is_taken_or_none(
    token: bool, following: int, followers: int | None, way: Way
) -> None:
    assert github(Canned({}), token).way_back(following, followers) is way


@given(st.booleans(), st.integers(0, 10_000), st.none() | st.integers(0, MAX_COUNT))
def test_a_way_back_never_takes_more_requests_than_the_other_or_than_an_hour_has(
    token: bool, following: int, followers: int | None
) -> None:
    way = github(Canned({}), token).way_back(following, followers)
    pages = None if followers is None else -(-followers // 100)
    if way is Way.PAIRS:
        assert following <= (5_000 if token else 60)
        assert pages is None or following <= pages
    if way is Way.FOLLOWERS:
        assert pages is not None
        assert pages <= following
        assert pages <= (5_000 if token else 60)


async def test_who_follows_back_is_asked_pair_by_pair() -> None:
    yes, no = (f"GET /users/{one}-test/following/novaquill-test" for one in ("junovale", "pialund"))
    answers = {READ: said("user_200"), yes: said("follows_204"), no: said("follows_not_404")}
    server = Canned(answers)
    back = await github(server).pairs(NOVA, [JUNO, PIA], NOW)
    assert back == {JUNO.native_id: True, PIA.native_id: False}
    assert server.asked == [READ, yes, no]


@pytest.mark.parametrize(
    "answer", [reply(200, text="<html>log in</html>"), reply(202, json={}), reply(403, json={})]
)
async def test_a_pair_of_which_is_said_neither_yes_nor_no_is_unknown(answer: Answering) -> None:
    assert await outcome(pair(github(after_profile(answer)))) == "None"


async def test_after_a_rename_pairs_and_posts_are_asked_by_the_new_login() -> None:
    """The old one is nobody's, and its 404 would be a "no", or it is another's by now."""
    pairs = "GET /users/junovale-test/following/novaquill-renamed"
    events = "GET /users/novaquill-renamed/events/public"
    server = Canned(
        lambda request: (
            {READ: said("user_by_id_200"), pairs: said("follows_204"), events: said("events_200")}
        ).get(f"GET {request.url.path}", said("errors/not_found_404"))(request)
    )
    source = github(server)
    await read(source)
    assert await outcome(pair(source)) == "True"
    assert await outcome(posts(source)) == "reply, plain"


async def test_who_follows_an_account_is_told_page_by_page() -> None:
    server = Canned({"GET /user/900000001/followers?per_page=100": reply(json=[SAID])})
    page = await followers(github(server))
    assert ([f.account.native_id for f in page.followed], page.cursor) == (["900000001"], None)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("IssueCommentEvent", PostKind.REPLY),
        ("PullRequestReviewEvent", PostKind.REPLY),
        ("IssuesEvent", PostKind.REPLY),
        ("PushEvent", PostKind.PLAIN),
        ("ReleaseEvent", PostKind.PLAIN),
        ("WatchEvent", PostKind.REPOST),
        ("ForkEvent", PostKind.REPOST),
        ("GollumEvent", None),
    ],
)
async def test_a_public_event_is_a_post_by_analogy(event: str, kind: PostKind | None) -> None:
    at = NOW - HOUR
    answer = [{"type": event, "created_at": "2026-11-22T01:15:00Z"}]
    found = await posts(github(after_profile(reply(json=answer))))
    assert found == ([] if kind is None else [Post(at, kind)])


async def test_an_organization_is_no_person() -> None:
    reading = await read(github(Canned(user(type="Organization"))))
    assert reading.account.kind is Kind.BRAND


@pytest.mark.parametrize("name", ["", "-a", "a--b", "a b", "a/b", "a" * 40, "../user", "ä"])
async def test_what_is_no_login_is_not_asked_for(name: str) -> None:
    server = Canned({})
    with pytest.raises(NoSuchAccount):
        await github(server).look_up(name, NOW)
    assert server.requests == []


async def test_doctors_question_is_free_and_says_whether_there_is_a_token() -> None:
    found = []
    for token in (False, True):
        server = Canned({"GET /rate_limit": reply(json={}, headers=HERE)})
        found += [await github(server, token).check([NOVA], NOW)]
        assert server.asked == ["GET /rate_limit"]
    assert [[f.words for f in one] for one in found] == [
        [first, "https://api.github.com answers", "50 of 60 requests left"]
        for first in ("no token: 60 requests an hour", "a token is set")
    ]


NUMBERS = st.integers() | st.sampled_from([-1, 0, MAX_COUNT, MAX_COUNT + 1, 2**63, 2**64, 10**400])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
USERS = st.fixed_dictionaries(
    {"id": NUMBERS | VALUES, "login": st.text(max_size=9)},
    optional={
        "name": VALUES,
        "followers": NUMBERS,
        "following": NUMBERS | VALUES,
        "public_repos": NUMBERS,
    },
)
TOTALS = st.fixed_dictionaries({"totalCount": NUMBERS})
NODES = st.fixed_dictionaries(
    {"databaseId": NUMBERS | VALUES, "login": st.text(max_size=9)},
    optional={"followers": TOTALS | VALUES, "following": TOTALS, "name": VALUES},
)
GRAPHS = st.fixed_dictionaries(
    {"pageInfo": st.just({"hasNextPage": True, "endCursor": "on"}) | VALUES},
    optional={"nodes": st.lists(st.none() | NODES, max_size=3) | VALUES},
).map(lambda listed: {"data": {"user": {"following": listed}}})
EVENTS = st.fixed_dictionaries({"type": st.text(), "created_at": st.text(max_size=30) | VALUES})
BODIES = VALUES | USERS | st.lists(USERS, max_size=3) | GRAPHS | st.lists(EVENTS, max_size=3)
STATUSES = st.sampled_from([200, 200, 200, 200, 201, 204, 304, 400, 401, 403, 404, 422, 429, 503])


@given(
    st.sampled_from([read, look_up, listed, listed_on, followers, pair, posts]),
    st.booleans(),
    STATUSES,
    BODIES,
)
async def test_whatever_is_answered_no_count_is_impossible_and_nothing_else_fails(
    ask: Ask, token: bool, status: int, answered: object
) -> None:
    answer = reply(status, content=json.dumps(answered).encode())
    profile = {} if ask is read else {READ: said("user_200")}
    server = Canned(lambda request: profile.get(f"GET {request.url.path}", answer)(request))
    found: object = None
    with suppress(SourceError):
        found = await ask(github(server, token))
    told = [found] if isinstance(found, Reading) else []
    counts = [n for one in told for n in (one.followers, one.following, one.posts)]
    if isinstance(found, Page):
        counts += [n for one in found.followed for n in (one.followers, one.following)]
    assert all(n is None or 0 <= n <= MAX_COUNT for n in counts)
