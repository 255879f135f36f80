"""GitHub: what each answer becomes, and how accounts are read."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import NOW, Answering, Canned, in_turn, names, reply
from tests.sources.github_answers import (
    JUNO,
    LIST,
    NOVA,
    PIA,
    PROFILE,
    QUOTA,
    READ,
    THERE,
    Ask,
    after_profile,
    first_page,
    fixture,
    followers,
    github,
    look_up,
    outcome,
    pair,
    posts,
    profile,
    read,
    read_twice,
    second_page,
)
from tests.sources.outcomes import NUMBERS, VALUES
from tui.model import Condition, Kind
from tui.parsing import MAX_COUNT
from tui.sources import NoSuchAccount, Page, Reading, SourceError

GONE = "gone 900000001 @novaquill-test: None followers, None following"
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
    ("following_200", first_page, False, "@junovale-test None, @pialund-test None, and more"),
    ("graphql_following_200", first_page, True, "@junovale-test 8, and more"),
    ("graphql_rate_limited_200", first_page, True, "rate limited until 03:00"),
    ("graphql_users_200", first_page, True, "the answer has no list"),
    ("follows_204", pair, False, "True"),
    ("follows_not_404", pair, False, "False"),
    ("events_200", posts, False, "reply, plain"),
    ("errors/not_found_404", read, False, GONE),
    ("errors/not_found_404", look_up, False, "NoSuchAccount: no account 'novaquill-test'"),
    ("errors/not_found_404", first_page, False, "ListHidden: the account no longer exists"),
    (
        "errors/bad_credentials_401",
        read,
        True,
        "the token was rejected; set a new one and restart racetui",
    ),
    ("errors/no_user_agent_403", read, False, "HTTP error 403"),
    ("errors/primary_limit_403", read, False, "rate limited until 03:00"),
    ("errors/secondary_limit_403", read, True, "rate limited until 02:16"),
    ("errors/timeout_502", read, False, "HTTP error 502"),
]


@pytest.mark.parametrize(("name", "ask", "token", "expected"), TABLE)
async def test_each_fixture_becomes_its_expected_result(
    name: str, ask: Ask, token: bool, expected: str
) -> None:
    """Lists, pairs and posts are asked for after the profile, which is there."""
    answer = fixture(name)
    if name == "user_304" or ask in {pair, posts}:
        server = after_profile(answer)
    elif ask is first_page and not name.startswith("errors/"):
        server = Canned({READ: fixture("user_200"), "POST /graphql": answer, LIST: answer})
    else:
        server = Canned(answer)
    assert await outcome(ask(github(server, token))) == expected


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("github")


async def test_an_account_is_read_by_its_id_and_looked_up_by_its_login() -> None:
    server = Canned(fixture("user_200"))
    source = github(server)
    await read(source)
    await look_up(source)
    assert server.asked == [READ, "GET /users/novaquill-test"]


async def test_an_invalid_login_is_not_looked_up() -> None:
    for name in ("", "-a", "a--b", "a b", "a/b", "a" * 40, "../user", "ä"):
        server = Canned({})
        with pytest.raises(NoSuchAccount):
            await github(server).look_up(name, NOW)
        assert server.requests == [], name


async def test_a_renamed_account_gets_its_new_login() -> None:
    reading = await read(github(Canned(fixture("user_by_id_200"))))
    renamed = replace(NOVA, handle="novaquill-renamed", name="Novaquill-Renamed")
    assert reading.account == renamed


async def test_the_counts_of_another_account_are_rejected() -> None:
    server = Canned(profile(id=900000002, login="someone-else"))
    assert await outcome(read(github(server))) == "the answer is for another account"


@pytest.mark.parametrize("token", [False, True])
async def test_a_request_has_a_user_agent_and_the_token_if_there_is_one(token: bool) -> None:
    server = Canned(fixture("user_200"))
    await read(github(server, token))
    headers = server.requests[0].headers
    assert headers["user-agent"].startswith("racetui/")
    assert headers["accept"] == "application/vnd.github+json"
    assert headers.get("authorization") == ("Bearer a-secret" if token else None)


async def test_an_unchanged_account_is_requested_with_its_entity_tag() -> None:
    server = Canned(in_turn(fixture("user_200"), fixture("user_304"), fixture("user_304")))
    source = github(server)
    readings = [await read(source) for _ in range(3)]
    tags = [request.headers.get("if-none-match") for request in server.requests]
    tag = fixture("user_200")(server.requests[0]).headers["etag"]
    assert tags == [None, tag, tag]
    assert readings[0] == readings[1] == readings[2]


async def test_each_account_has_its_own_entity_tag() -> None:
    server = Canned(
        {
            "GET /user/900000001": reply(json=PROFILE, headers={"etag": '"a"'}),
            "GET /user/900000002": reply(json=PROFILE | {"id": 900000002}, headers={"etag": '"b"'}),
        }
    )
    source = github(server)
    for _ in range(2):
        await source.read([NOVA, JUNO], NOW)
    assert [r.headers.get("if-none-match") for r in server.requests] == [None, None, '"a"', '"b"']


async def test_a_304_for_an_account_that_was_never_read_is_an_error() -> None:
    found = await outcome(read(github(Canned(fixture("user_304")))))
    assert found.startswith("the answer is not JSON")


async def test_the_zeros_of_a_private_profile_are_unknown_counts() -> None:
    server = Canned(
        in_turn(fixture("user_200"), profile(followers=0, following=0), fixture("user_200"))
    )
    source = github(server)
    readings = [await read(source) for _ in range(3)]
    assert [(r.account.condition, r.followers, r.following) for r in readings] == [
        (Condition.THERE, 249873, 12),
        (Condition.HIDDEN, None, None),
        (Condition.THERE, 249873, 12),
    ]


@pytest.mark.parametrize("counts", [(0, 3), (3, 0)])
async def test_a_single_zero_is_a_count(counts: tuple[int, int]) -> None:
    followers, following = counts
    reading = await read(github(Canned(profile(followers=followers, following=following))))
    assert (reading.account.condition, reading.followers, reading.following) == (
        Condition.THERE,
        *counts,
    )


async def test_an_organization_is_a_brand() -> None:
    reading = await read(github(Canned(profile(type="Organization"))))
    assert reading.account.kind is Kind.BRAND


async def test_a_gone_account_does_not_affect_the_others() -> None:
    answers = {READ: fixture("errors/not_found_404"), "GET /user/900000002": profile(id=900000002)}
    readings = await github(Canned(answers)).read([NOVA, JUNO], NOW)
    assert [(r.account.condition, r.followers) for r in readings] == [
        (Condition.GONE, None),
        (Condition.THERE, 249873),
    ]


@pytest.mark.parametrize(
    "refused",
    [
        reply(403, json={"message": "Resource not accessible"}),
        reply(404, text="<html>no such page"),
        reply(json=PROFILE | {"id": 5}),
        reply(json=PROFILE | {"followers": "many"}),
    ],
)
async def test_an_error_for_one_account_does_not_affect_the_others(refused: Answering) -> None:
    server = Canned({READ: refused, "GET /user/900000002": profile(id=900000002)})
    with pytest.raises(SourceError) as caught:
        await github(server).read([NOVA, JUNO], NOW)
    assert [(r.account.id, r.followers) for r in caught.value.readings] == [(JUNO.id, 249873)]


@pytest.mark.parametrize("answer", [reply(404, text="<html>no such page"), reply(404, json={})])
async def test_a_404_that_is_not_from_github_does_not_mean_gone(answer: Answering) -> None:
    assert await outcome(read(github(Canned(answer)))) == "HTTP error 404"
    assert await outcome(look_up(github(Canned(answer)))) == "HTTP error 404"


async def test_readings_before_a_rate_limit_are_kept() -> None:
    limit = fixture("errors/primary_limit_403")
    server = Canned({READ: fixture("user_200"), "GET /user/900000002": limit})
    with pytest.raises(SourceError) as caught:
        await github(server).read([NOVA, JUNO, PIA], NOW)
    assert [r.account.id for r in caught.value.readings] == [NOVA.id]
    assert server.asked == [READ, "GET /user/900000002"]


async def test_a_check_is_free_and_shows_whether_there_is_a_token() -> None:
    found = []
    for token in (False, True):
        server = Canned({"GET /rate_limit": reply(json={}, headers=QUOTA)})
        found += [await github(server, token).check([NOVA], NOW)]
        assert server.asked == ["GET /rate_limit"]
    assert [[f.text for f in one] for one in found] == [
        [first, "https://api.github.com answers", "50 of 60 requests left"]
        for first in ("no token: 60 requests an hour", "a token is set")
    ]


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
).map(lambda following: {"data": {"user": {"following": following}}})
EVENTS = st.fixed_dictionaries({"type": st.text(), "created_at": st.text(max_size=30) | VALUES})
BODIES = VALUES | USERS | st.lists(USERS, max_size=3) | GRAPHS | st.lists(EVENTS, max_size=3)
STATUSES = st.sampled_from([200, 200, 200, 200, 201, 204, 304, 400, 401, 403, 404, 422, 429, 503])


@given(
    st.sampled_from([read, look_up, first_page, second_page, followers, pair, posts]),
    st.booleans(),
    STATUSES,
    BODIES,
)
async def test_any_answer_ends_in_a_source_error_or_in_possible_counts(
    ask: Ask, token: bool, status: int, content: object
) -> None:
    answer = reply(status, content=json.dumps(content).encode())
    profiles = {} if ask is read else {READ: fixture("user_200")}
    server = Canned(lambda request: profiles.get(f"GET {request.url.path}", answer)(request))
    found: object = None
    with suppress(SourceError):
        found = await ask(github(server, token))
    readings = [found] if isinstance(found, Reading) else []
    counts = [n for one in readings for n in (one.followers, one.following, one.posts)]
    if isinstance(found, Page):
        counts += [n for one in found.followed for n in (one.followers, one.following)]
    assert all(n is None or 0 <= n <= MAX_COUNT for n in counts)
