"""X: what each answer becomes and costs, and how accounts and posts are read."""

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import NOW, Canned, body, in_turn, names, reply
from tests.sources.outcomes import NUMBERS, VALUES
from tests.sources.x_answers import (
    BUDGET,
    JUNO,
    MISSING,
    NOVA,
    RATE_LIMITED,
    SUSPENDED,
    TEO,
    USER,
    Ask,
    first_page,
    fixture,
    look_up,
    outcome,
    posts,
    problem,
    read,
    second_page,
    spent,
    text_of,
    users,
    x,
)
from tui.model import MINUTE, Account, Condition, PostKind
from tui.parsing import MAX_COUNT
from tui.races.sources_in_use import LoggedBudget
from tui.sources import NoSuchAccount, Page, Post, Reading, SourceError
from tui.store import Writer, create

THERE = "there @novaquill_: 99998731 followers, 412 following, 8123 posts"
OUT_OF_CREDIT = "out of credit until 2026-11-23T00:00:00Z"
REJECTED = "the token was rejected; set a new one and restart racetui"
TABLE: list[tuple[str, Ask, str, int]] = [
    ("users_by_200", read, THERE, USER),
    ("users_by_new_names_200", read, THERE, USER),
    ("users_partial_200", look_up, THERE, USER),
    ("users_all_missing_200", look_up, "NoSuchAccount: no account 'Nobody_'", 0),
    ("following_200", first_page, "@junovale_ 99870004, @pialund_ 1200, and more", 2 * USER),
    ("following_last_200", second_page, "@teo_ 12", USER),
    ("following_none_200", first_page, "nobody", 0),
    ("following_protected_200", first_page, "ListHidden: the account is protected", 0),
    ("tweets_200", posts, "reply, repost, quote, thread, plain", 5 * USER // 2),
    ("errors/bad_request_400", look_up, "HTTP error 400", 0),
    (
        "errors/bad_request_400",
        second_page,
        "StaleCursor: the rest of the list could not be loaded",
        0,
    ),
    ("errors/credits_402_a", read, OUT_OF_CREDIT, 0),
    ("errors/credits_402_b", read, OUT_OF_CREDIT, 0),
    ("errors/forbidden_403", first_page, "this token has no access to that", 0),
    ("errors/rate_limited_429", read, RATE_LIMITED, 0),
    ("errors/rate_limited_429_docs", first_page, RATE_LIMITED, 0),
    ("errors/unauthorized_401", read, REJECTED, 0),
    ("errors/unavailable_503", first_page, "HTTP error 503", 0),
    ("errors/usage_cap_429", read, "its usage cap is reached until 2026-11-23T00:00:00Z", 0),
]


@pytest.mark.parametrize(("name", "ask", "expected", "costs"), TABLE)
async def test_each_fixture_becomes_its_expected_result_at_its_price(
    name: str, ask: Ask, expected: str, costs: int, writer: Writer
) -> None:
    assert await outcome(ask(x(writer, Canned(fixture(name))))) == expected
    assert spent(writer) == costs


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("x")


# Accounts.


@pytest.mark.parametrize("name", ["users_by_200", "users_by_new_names_200"])
async def test_the_number_of_posts_has_an_old_name_and_a_new_one(name: str, writer: Writer) -> None:
    assert (await read(x(writer, Canned(fixture(name))))).posts == 8123


async def test_protected_suspended_and_missing_accounts_have_a_condition_and_no_counts(
    writer: Writer,
) -> None:
    pia = Account(3, "x", "1700000000000000003", "pialund_", "Pia")
    closed = problem(pia, "Sorry, you are not authorized", "not-authorized-for-resource")
    protected = body("x", "users_by_200")["data"][0] | {"protected": True}
    answer = {"data": [protected], "errors": [SUSPENDED, MISSING, closed]}
    readings = await x(writer, Canned(reply(json=answer))).read([NOVA, JUNO, TEO, pia], NOW)
    assert [(r.account.id, r.account.condition, r.followers, r.posts) for r in readings] == [
        (1, Condition.PRIVATE, None, None),
        (2, Condition.SUSPENDED, None, None),
        (4, Condition.GONE, None, None),
        (3, Condition.PRIVATE, None, None),
    ]


async def test_counts_are_matched_by_id_and_other_accounts_are_left_out(writer: Writer) -> None:
    server = Canned(users(JUNO, replace(NOVA, handle="renamed_"), TEO))
    readings = await x(writer, server).read([NOVA, JUNO], NOW)
    assert [(r.account.id, r.account.handle) for r in readings] == [
        (1, "renamed_"),
        (2, JUNO.handle),
    ]


async def test_a_hundred_accounts_are_one_request_and_an_error_keeps_earlier_readings(
    writer: Writer,
) -> None:
    many = [Account(n, "x", str(n), f"a{n}", "") for n in range(1, 151)]
    server = Canned(in_turn(users(*many[:100]), fixture("errors/forbidden_403")))
    with pytest.raises(SourceError) as caught:
        await x(writer, server).read(many, NOW)
    asked = [request.url.params["ids"].split(",") for request in server.requests]
    assert ([len(ids) for ids in asked], len(caught.value.readings)) == ([100, 50], 100)
    assert spent(writer) == 100 * USER


@pytest.mark.parametrize(
    ("error", "words"),
    [(SUSPENDED, "is suspended"), (MISSING, "no account"), ({}, "no account")],
)
async def test_a_failed_look_up_says_why(error: dict[str, str], words: str, writer: Writer) -> None:
    with pytest.raises(NoSuchAccount, match=words):
        await look_up(x(writer, Canned(reply(json={"errors": [error]}))))


async def test_an_invalid_user_name_is_neither_looked_up_nor_paid(writer: Writer) -> None:
    for name in ("", "a" * 16, "a b", "a,b", "a.b", "ä", "a&ids=1"):
        server = Canned({})
        with pytest.raises(NoSuchAccount):
            await x(writer, server).look_up(name, NOW)
        assert (server.requests, spent(writer)) == ([], 0), name


# Posts.

OLD_FIELDS_REFUSED = reply(
    400,
    json={
        "errors": [{"message": "The query parameter [tweet.fields] is not one of [post.fields]"}],
        "type": "https://api.x.com/2/problems/invalid-request",
    },
)


async def test_posts_are_requested_with_new_names_if_the_old_ones_are_refused(
    writer: Writer,
) -> None:
    text = json.dumps(body("x", "tweets_200")).replace("referenced_tweets", "referenced_posts")
    server = Canned(in_turn(OLD_FIELDS_REFUSED, reply(content=text.encode())))
    found = await posts(x(writer, server))
    asked = [dict(request.url.params) for request in server.requests]
    assert [("tweet.fields" in one, "post.fields" in one) for one in asked] == [
        (True, False),
        (False, True),
    ]
    assert "referenced_posts" in asked[1]["post.fields"]
    assert text_of(found) == "reply, repost, quote, thread, plain"
    assert spent(writer) == 5 * USER // 2


async def test_posts_are_not_requested_again_after_another_refusal(writer: Writer) -> None:
    server = Canned(fixture("errors/bad_request_400"))
    assert await outcome(posts(x(writer, server))) == "HTTP error 400"
    assert len(server.requests) == 1


async def test_a_post_with_a_mention_is_a_mention(writer: Writer) -> None:
    post = {"text": "@b", "created_at": "2026-11-22T02:00:00Z"}
    answer = reply(json={"data": [post | {"entities": {"mentions": [{"id": "2"}]}}]})
    assert await posts(x(writer, Canned(answer))) == [
        Post(NOW - 15 * MINUTE, PostKind.MENTION, mentions=True, text="@b")
    ]


# Any answer at all.

METRICS = st.dictionaries(
    st.sampled_from(["followers_count", "following_count", "tweet_count", "post_count"]), NUMBERS
)
PROFILES = st.fixed_dictionaries(
    {
        "id": st.just(NOVA.native_id) | VALUES,
        "name": st.text(max_size=5),
        "username": st.text(max_size=5),
    },
    optional={"protected": st.booleans() | VALUES, "public_metrics": METRICS | VALUES},
)
PROBLEMS = st.dictionaries(
    st.sampled_from(["value", "detail", "type"]),
    VALUES | st.sampled_from([NOVA.native_id, "resource-not-found", "suspended"]),
)
TWEETS = st.fixed_dictionaries(
    {"created_at": st.text(max_size=30) | st.just("2026-11-22T02:00:00Z")},
    optional={"referenced_tweets": VALUES, "referenced_posts": VALUES, "entities": VALUES},
)
BODIES = VALUES | st.fixed_dictionaries(
    {},
    optional={
        "data": st.lists(PROFILES, max_size=3) | st.lists(TWEETS, max_size=3) | VALUES,
        "errors": st.lists(PROBLEMS, max_size=3) | VALUES,
        "meta": st.fixed_dictionaries({"next_token": VALUES}) | VALUES,
    },
)
STATUSES = st.sampled_from([200, 200, 200, 200, 201, 204, 304, 400, 401, 402, 403, 404, 429, 503])


@given(st.sampled_from([read, look_up, first_page, second_page, posts]), STATUSES, BODIES)
async def test_any_answer_ends_in_a_source_error_or_in_possible_counts(
    ask: Ask, status: int, content: object
) -> None:
    server = Canned(reply(status, content=json.dumps(content).encode()))
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        writer = create(Path(folder) / "races.db")
        found: Any = None
        with suppress(SourceError):
            found = await (
                x(writer, server).read([NOVA], NOW) if ask is read else ask(x(writer, server))
            )
        left = LoggedBudget("x", BUDGET, lambda: writer).left(NOW)
        writer.close()
    assert 0 <= left <= BUDGET
    results = (
        found.followed if isinstance(found, Page) else found if isinstance(found, list) else [found]
    )
    counts = [getattr(one, name, None) for one in results for name in ("followers", "following")]
    counts += [one.posts for one in results if isinstance(one, Reading)]
    assert all(n is None or 0 <= n <= MAX_COUNT for n in counts)
