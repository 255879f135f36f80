"""X: what each of its answers becomes and costs, and that nothing is asked that is not paid."""

import json
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import NOW, Answering, Canned, body, in_turn, like, names, reply
from tests.store.logs import rows
from tui.formats import iso
from tui.model import DAY, HOUR, MINUTE, SECOND, Account, Condition, Millis, PostKind
from tui.parsing import MAX_COUNT
from tui.races.sources_in_use import LoggedBudget
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
from tui.sources.http.tokens import Token
from tui.sources.x import PUBLIC, X
from tui.store import Writer, create, open_to_write

BUDGET, USER = 5_000_000, 10_000
"""Five dollars, and what a user costs, in millionths of a dollar."""
MIDNIGHT: Millis = (NOW // DAY + 1) * DAY
NEXT_MONTH = "2026-12-01T00:00:00Z"
NOVA, JUNO, TEO = (
    Account(n, "x", f"170000000000000000{n}", name, name.title())
    for n, name in ((1, "novaquill_"), (2, "junovale_"), (4, "teo_"))
)
USERS, LOOK_UP = "GET /2/users", "GET /2/users/by"
LIST, POSTS = f"GET /2/users/{NOVA.native_id}/following", f"GET /2/users/{NOVA.native_id}/tweets"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    writer = create(tmp_path / "races.db")
    yield writer
    writer.close()


def x(writer: Writer, server: Canned, budget: int = BUDGET, token: bool = True) -> X:
    logged = LoggedBudget("x", budget, lambda: writer)
    return X(logged, server.means, PUBLIC, Token("a-secret", "a test") if token else None)


def noted(writer: Writer) -> int:
    """Return all that was paid, as the log has it."""
    return int(rows(writer.path, "SELECT sum(micros) FROM spending WHERE day > 0")[0][0] or 0)


def said(name: str) -> Answering:
    return like("x", name)


def users(*accounts: Account, **more: object) -> Answering:
    """Return the answer that tells of these accounts."""
    metrics = {"followers_count": 5, "following_count": 3, "tweet_count": 1}
    told = [
        {"id": a.native_id, "name": a.name, "username": a.handle, "public_metrics": metrics}
        for a in accounts
    ]
    return reply(json={"data": told} | more if told else more)


def problem(account: Account, detail: str, kind: str) -> dict[str, str]:
    """Return what X says of an account that it does not tell of."""
    where = f"https://api.x.com/2/problems/{kind}"
    return {"value": account.native_id, "detail": detail, "type": where, "title": "Error"}


SUSPENDED = problem(JUNO, f"User has been suspended: [{JUNO.native_id}].", "resource-not-found")
MISSING = problem(TEO, f"Could not find user with ids: [{TEO.native_id}].", "resource-not-found")
Ask = Callable[..., Awaitable[object]]
"""Asks a source for something, at a time."""


async def read(source: X, at: Millis = NOW) -> Reading:
    return (await source.read([NOVA], at))[0]


async def look_up(source: X, at: Millis = NOW) -> Reading:
    return await source.look_up("@Nobody_", at)


async def listed(source: X, at: Millis = NOW) -> Page:
    return await source.follows(NOVA, None, at)


async def listed_on(source: X, at: Millis = NOW) -> Page:
    return await source.follows(NOVA, "7140W9GEFHSLX3ZZZ0", at)


async def posts(source: X, at: Millis = NOW) -> list[Post]:
    return await source.posts(NOVA, at)


def told(what: object) -> str:
    """Return an answer in words."""
    if isinstance(what, Reading):
        counts = f"{what.followers} followers, {what.following} following, {what.posts} posts"
        return f"{what.account.condition} @{what.account.handle}: {counts}"
    if isinstance(what, Page):
        listed = [f"@{one.account.handle} {one.followers}" for one in what.followed]
        return ", ".join(listed + (["and more"] if what.cursor else [])) or "nobody"
    assert isinstance(what, list)
    return ", ".join(post.kind for post in what)


NAMED = (ListHidden, NoSuchAccount, StaleCursor)


async def outcome(question: Awaitable[object]) -> str:
    """Return what a question brought, or which error with which words, and until when."""
    try:
        return told(await question)
    except SourceError as error:
        kind = f"{type(error).__name__}: " if isinstance(error, NAMED) else ""
        return f"{kind}{error}" + (f" until {iso(error.next_at)}" if error.next_at else "")


THERE = "there @novaquill_: 99998731 followers, 412 following, 8123 posts"
LEFT_ALONE = "asks to be left alone until 2026-11-22T02:30:00Z"
NO_CREDIT = "has no credit left until 2026-11-23T00:00:00Z"
NO_TOKEN = "refuses the token; set another one, and start racetui again"
TABLE: list[tuple[str, Ask, str, int]] = [
    ("users_by_200", read, THERE, USER),
    ("users_by_new_names_200", read, THERE, USER),
    ("users_partial_200", look_up, THERE, USER),
    ("users_all_missing_200", look_up, "NoSuchAccount: no account 'Nobody_'", 0),
    ("following_200", listed, "@junovale_ 99870004, @pialund_ 1200, and more", 2 * USER),
    ("following_last_200", listed_on, "@teo_ 12", USER),
    ("following_none_200", listed, "nobody", 0),
    ("following_protected_200", listed, "ListHidden: its owner protects it", 0),
    ("tweets_200", posts, "reply, repost, quote, thread, plain", 5 * USER // 2),
    ("errors/bad_request_400", look_up, "answers 400", 0),
    ("errors/bad_request_400", listed_on, "StaleCursor: cannot go on with the list", 0),
    ("errors/credits_402_a", read, NO_CREDIT, 0),
    ("errors/credits_402_b", read, NO_CREDIT, 0),
    ("errors/forbidden_403", listed, "does not let this token ask for that", 0),
    ("errors/rate_limited_429", read, LEFT_ALONE, 0),
    ("errors/rate_limited_429_docs", listed, LEFT_ALONE, 0),
    ("errors/unauthorized_401", read, NO_TOKEN, 0),
    ("errors/unavailable_503", listed, "answers 503", 0),
    ("errors/usage_cap_429", read, "says its cap is reached until 2026-11-23T00:00:00Z", 0),
]


@pytest.mark.parametrize(("name", "ask", "becomes", "_"), TABLE)
async def test_each_answer_becomes_a_state(
    name: str, ask: Ask, becomes: str, _: int, writer: Writer
) -> None:
    assert await outcome(ask(x(writer, Canned(said(name))))) == becomes


@pytest.mark.parametrize(("name", "ask", "_", "costs"), TABLE)
async def test_each_answer_costs_what_it_told_and_one_that_told_nothing_is_free(
    name: str, ask: Ask, _: str, costs: int, writer: Writer
) -> None:
    await outcome(ask(x(writer, Canned(said(name)))))
    assert noted(writer) == costs


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("x")


@pytest.mark.parametrize("ask", [read, look_up, listed, listed_on, posts])
@pytest.mark.parametrize(("token", "budget"), [(False, BUDGET), (True, 0), (False, 0)])
async def test_without_a_token_or_a_budget_it_is_off_and_nothing_is_sent(
    ask: Ask, token: bool, budget: int, writer: Writer
) -> None:
    server = Canned({})
    words = await outcome(ask(x(writer, server, budget, token)))
    assert words.startswith("it needs RACETUI_X_TOKEN, and in the settings a budget")
    assert (server.requests, noted(writer)) == ([], 0)


async def test_doctor_sends_nothing_and_says_what_is_left(writer: Writer) -> None:
    server = Canned({})
    off, on = x(writer, server, 0), x(writer, server)
    found = [(f.good, f.words[:18]) for one in (off, on) for f in await one.check([], NOW)]
    assert (found, server.requests) == (
        [(True, "off: it needs RACE"), (True, "a token is set; $5")],
        [],
    )


def test_the_price_is_known_before_a_list_is_read(writer: Writer) -> None:
    source = x(writer, Canned({}))
    assert [source.price(n) for n in (0, 412, None)] == [USER, 412 * USER, 1000 * USER]
    assert source.caution(3).startswith("X takes $0.03 a day")
    assert source.way_back(10, 10) is Way.NONE


async def test_what_may_still_be_spent_is_known_and_nothing_is_said_while_it_is_off(
    writer: Writer,
) -> None:
    source = x(writer, Canned(users(NOVA)))
    await read(source)
    assert source.funds(NOW) == BUDGET - USER
    assert x(writer, Canned({}), 0).funds(NOW) is None


async def test_what_is_off_is_so_until_the_user_changes_something(writer: Writer) -> None:
    with pytest.raises(SourceError) as off:
        await read(x(writer, Canned({}), token=False))
    assert off.value.permanent


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (read, "users_by_200"),
        (look_up, "users_by_200"),
        (listed, "following_200"),
        (posts, "tweets_200"),
    ],
)
async def test_the_payment_is_in_the_log_when_the_request_arrives(
    ask: Ask, answer: str, writer: Writer
) -> None:
    seen: list[int] = []

    def arrives(request: httpx.Request) -> httpx.Response:
        seen.append(noted(writer))
        assert request.headers["authorization"] == "Bearer a-secret"
        return said(answer)(request)

    await ask(x(writer, Canned(arrives)))
    assert len(seen) == 1
    assert seen[0] >= noted(writer) > 0


async def test_what_is_not_told_is_given_back(writer: Writer) -> None:
    server = Canned(users(NOVA, errors=[SUSPENDED, MISSING]))
    await x(writer, server).read([NOVA, JUNO, TEO], NOW)
    with writer.transaction():
        assert writer.paid("x", [NOVA.native_id, JUNO.native_id, TEO.native_id], NOW) == {
            NOVA.native_id
        }


async def test_what_was_told_in_the_morning_stays_paid_though_it_is_gone_in_the_evening(
    writer: Writer,
) -> None:
    source = x(writer, Canned(in_turn(users(TEO), users(errors=[MISSING]))))
    for at in (NOW, NOW + HOUR):
        await source.read([TEO], at)
    assert noted(writer) == USER


def breaks(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("gone", request=request)


@pytest.mark.parametrize("ask", [read, look_up, listed, posts])
async def test_after_a_broken_connection_it_stays_paid(ask: Ask, writer: Writer) -> None:
    with pytest.raises(SourceError):
        await ask(x(writer, Canned(breaks)))
    assert noted(writer) >= USER


async def test_what_a_broken_connection_may_have_cost_stays_paid_when_the_next_one_tells_less(
    writer: Writer,
) -> None:
    server = Canned(in_turn(breaks, breaks, users(JUNO)))
    source = x(writer, server, 3 * USER)
    await outcome(listed(source))
    await outcome(listed(source, NOW + MINUTE))
    assert noted(writer) >= 3 * USER


@pytest.mark.parametrize("ask", [read, look_up, listed, posts])
async def test_what_is_put_off_and_not_asked_costs_nothing(ask: Ask, writer: Writer) -> None:
    server = Canned(said("errors/rate_limited_429"))
    source = x(writer, server)
    with pytest.raises(SourceError):
        await source.read([JUNO], NOW)
    before = noted(writer)
    assert await outcome(ask(source)) == LEFT_ALONE
    assert (len(server.requests), noted(writer)) == (1, before)


async def test_an_account_costs_once_a_utc_day_however_often_it_is_read(writer: Writer) -> None:
    server = Canned(users(NOVA))
    source = x(writer, server)
    costs = []
    for at in (NOW, NOW + MINUTE, MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + HOUR):
        await read(source, at)
        costs.append(noted(writer) // USER)
    assert (costs, len(server.requests)) == ([1, 1, 1, 2, 2], 5)


async def test_an_account_that_was_looked_up_is_paid_for_that_day(writer: Writer) -> None:
    source = x(writer, Canned(users(NOVA)))
    await source.look_up("novaquill_", NOW)
    await read(source, NOW + MINUTE)
    await source.look_up("NovaQuill_", NOW + HOUR)
    assert noted(writer) == USER


async def test_an_account_that_a_list_told_of_is_paid_for_that_day(writer: Writer) -> None:
    source = x(writer, Canned({LIST: users(JUNO, TEO), USERS: users(JUNO)}))
    await listed(source)
    await source.read([JUNO], NOW + HOUR)
    await listed(source, NOW + HOUR)
    assert noted(writer) == 2 * USER


async def test_a_restart_does_not_pay_again(writer: Writer) -> None:
    for _ in range(2):
        await read(x(writer, Canned(users(NOVA))))
    assert noted(writer) == USER


@pytest.mark.parametrize("ask", [look_up, listed, listed_on, posts])
async def test_where_the_budget_is_spent_nothing_is_asked_until_the_next_month(
    ask: Ask, writer: Writer
) -> None:
    server = Canned(users(NOVA))
    source = x(writer, server, USER)
    await read(source)
    spent_until = f"the budget of this month is spent until {NEXT_MONTH}"
    assert await outcome(ask(source)) == spent_until
    assert await outcome(source.read([NOVA, JUNO], NOW)) == spent_until
    assert len(server.requests) == 1


async def test_in_the_next_month_there_is_a_budget_again(writer: Writer) -> None:
    source = x(writer, Canned(users(NOVA)), USER)
    await read(source)
    december = NOW + 9 * DAY
    assert (await read(source, december)).followers == 5


STOPS = ["errors/credits_402_a", "errors/credits_402_b", "errors/usage_cap_429"]


@pytest.mark.parametrize("name", STOPS)
@pytest.mark.parametrize("ask", [read, look_up, listed, posts])
async def test_a_cap_stops_until_the_next_utc_day_also_after_a_restart(
    name: str, ask: Ask, writer: Writer
) -> None:
    server = Canned(said(name))
    await outcome(x(writer, server).read([JUNO], NOW))
    again = open_to_write(writer.path)
    restarted = x(again, server)
    for at in (NOW + MINUTE, MIDNIGHT - 1):
        with pytest.raises(SourceError) as failed:
            await ask(restarted, at)
        assert iso(failed.value.next_at) == iso(MIDNIGHT)
    assert len(server.requests) == 1
    await outcome(ask(restarted, MIDNIGHT))
    again.close()
    assert len(server.requests) == 2


@pytest.mark.parametrize("name", STOPS)
async def test_a_cap_stops_also_what_is_paid_for_today(name: str, writer: Writer) -> None:
    server = Canned(in_turn(users(NOVA), said(name)))
    source = x(writer, server)
    for minute in range(5):
        await outcome(read(source, NOW + minute * MINUTE))
    assert len(server.requests) == 2


async def test_a_rate_limit_is_waited_for_until_its_reset_and_is_no_cap(writer: Writer) -> None:
    server = Canned(in_turn(said("errors/rate_limited_429"), users(NOVA)))
    source = x(writer, server)
    assert await outcome(read(source)) == LEFT_ALONE
    assert LoggedBudget("x", BUDGET, lambda: writer).left(NOW) > 0
    server.ticks.pass_by(15 * MINUTE - SECOND)
    assert await outcome(read(source)) == LEFT_ALONE
    assert len(server.requests) == 1
    server.ticks.pass_by(SECOND)
    assert (await read(source, NOW + 15 * MINUTE)).followers == 5


@pytest.mark.parametrize("name", ["users_by_200", "users_by_new_names_200"])
async def test_posts_are_counted_by_their_old_name_and_the_new_one(
    name: str, writer: Writer
) -> None:
    assert (await read(x(writer, Canned(said(name))))).posts == 8123


async def test_protected_suspended_and_missing_accounts_have_a_state_and_no_counts(
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


async def test_counts_are_matched_by_id_and_what_was_not_asked_for_is_left_out(
    writer: Writer,
) -> None:
    server = Canned(users(JUNO, replace(NOVA, handle="renamed_"), TEO))
    readings = await x(writer, server).read([NOVA, JUNO], NOW)
    assert [(r.account.id, r.account.handle) for r in readings] == [
        (1, "renamed_"),
        (2, JUNO.handle),
    ]


async def test_a_hundred_accounts_are_one_request_and_a_failure_keeps_what_was_read(
    writer: Writer,
) -> None:
    many = [Account(n, "x", str(n), f"a{n}", "") for n in range(1, 151)]
    server = Canned(in_turn(users(*many[:100]), said("errors/forbidden_403")))
    with pytest.raises(SourceError) as failed:
        await x(writer, server).read(many, NOW)
    asked = [request.url.params["ids"].split(",") for request in server.requests]
    assert ([len(ids) for ids in asked], len(failed.value.read)) == ([100, 50], 100)
    assert noted(writer) == 100 * USER


@pytest.mark.parametrize(
    ("dollars", "rows"), [(0.01, 1), (0.025, 2), (5, 500), (10, 1000), (100, 1000)]
)
async def test_a_page_of_a_list_asks_for_no_more_rows_than_the_budget_allows(
    dollars: float, rows: int, writer: Writer
) -> None:
    server = Canned(users(JUNO))
    await listed(x(writer, server, round(dollars * 1_000_000)))
    assert server.requests[0].url.params["max_results"] == str(rows)


async def test_a_list_ends_where_the_budget_ends(writer: Writer) -> None:
    pages = {
        f"{LIST}?max_results=2&user.fields=protected,public_metrics": said("following_200"),
    }
    server = Canned(pages)
    source = x(writer, server, 2 * USER)
    page = await listed(source)
    assert page.cursor == "7140W9GEFHSLX3ZZZ0"
    assert "budget of this month is spent" in await outcome(listed_on(source))
    assert len(server.requests) == 1


async def test_a_list_goes_on_with_the_token_of_its_last_page(writer: Writer) -> None:
    server = Canned(in_turn(said("following_200"), said("following_last_200")))
    source = x(writer, server)
    first = await listed(source)
    last = await source.follows(NOVA, first.cursor, NOW)
    tokens = [request.url.params.get("pagination_token") for request in server.requests]
    assert (tokens, last.cursor) == ([None, "7140W9GEFHSLX3ZZZ0"], None)
    assert noted(writer) == 3 * USER


@pytest.mark.parametrize(
    "answer",
    [
        reply(json={"errors": [problem(NOVA, "Could not find user", "resource-not-found")]}),
        reply(json={"errors": [problem(NOVA, "User has been suspended", "resource-not-found")]}),
        reply(json={"errors": [{"title": "something new"}]}),
        reply(json={}),
    ],
)
async def test_a_list_that_is_not_told_is_not_an_empty_one(
    answer: Answering, writer: Writer
) -> None:
    with pytest.raises(SourceError):
        await listed(x(writer, Canned(answer)))


OLD_FIELDS = reply(
    400,
    json={
        "errors": [{"message": "The query parameter [tweet.fields] is not one of [post.fields]"}],
        "type": "https://api.x.com/2/problems/invalid-request",
    },
)


async def test_posts_are_asked_for_by_new_names_where_the_old_ones_are_refused(
    writer: Writer,
) -> None:
    text = json.dumps(body("x", "tweets_200")).replace("referenced_tweets", "referenced_posts")
    server = Canned(in_turn(OLD_FIELDS, reply(content=text.encode())))
    found = await posts(x(writer, server))
    asked = [dict(request.url.params) for request in server.requests]
    assert [("tweet.fields" in one, "post.fields" in one) for one in asked] == [
        (True, False),
        (False, True),
    ]
    assert "referenced_posts" in asked[1]["post.fields"]
    assert told(found) == "reply, repost, quote, thread, plain"
    assert noted(writer) == 5 * USER // 2


async def test_posts_are_not_asked_for_again_after_any_other_refusal(writer: Writer) -> None:
    server = Canned(said("errors/bad_request_400"))
    assert await outcome(posts(x(writer, server))) == "answers 400"
    assert len(server.requests) == 1


async def test_a_post_that_names_somebody_is_a_mention(writer: Writer) -> None:
    post = {"text": "@b", "created_at": "2026-11-22T02:00:00Z"}
    answer = reply(json={"data": [post | {"entities": {"mentions": [{"id": "2"}]}}]})
    assert await posts(x(writer, Canned(answer))) == [
        Post(NOW - 15 * MINUTE, PostKind.MENTION, mentions=True, text="@b")
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [(SUSPENDED, "is suspended"), (MISSING, "no account"), ({}, "no account")],
)
async def test_who_cannot_be_looked_up_is_told_why(
    error: dict[str, str], words: str, writer: Writer
) -> None:
    with pytest.raises(NoSuchAccount, match=words):
        await look_up(x(writer, Canned(reply(json={"errors": [error]}))))


@pytest.mark.parametrize("name", ["", "a" * 16, "a b", "a,b", "a.b", "ä", "a&ids=1"])
async def test_what_is_no_username_is_neither_asked_for_nor_paid(name: str, writer: Writer) -> None:
    server = Canned({})
    with pytest.raises(NoSuchAccount):
        await x(writer, server).look_up(name, NOW)
    assert (server.requests, noted(writer)) == ([], 0)


NUMBERS = st.integers() | st.sampled_from([-1, 0, MAX_COUNT, MAX_COUNT + 1, 2**63, 2**64, 10**400])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
METRICS = st.dictionaries(
    st.sampled_from(["followers_count", "following_count", "tweet_count", "post_count"]), NUMBERS
)
TOLD = st.fixed_dictionaries(
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
        "data": st.lists(TOLD, max_size=3) | st.lists(TWEETS, max_size=3) | VALUES,
        "errors": st.lists(PROBLEMS, max_size=3) | VALUES,
        "meta": st.fixed_dictionaries({"next_token": VALUES}) | VALUES,
    },
)
STATUSES = st.sampled_from([200, 200, 200, 200, 201, 204, 304, 400, 401, 402, 403, 404, 429, 503])


@given(st.sampled_from([read, look_up, listed, listed_on, posts]), STATUSES, BODIES)
async def test_whatever_is_answered_no_count_is_impossible_and_nothing_else_fails(
    ask: Ask, status: int, answered: object
) -> None:
    server = Canned(reply(status, content=json.dumps(answered).encode()))
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
    answers = (
        found.followed if isinstance(found, Page) else found if isinstance(found, list) else [found]
    )
    counts = [getattr(one, name, None) for one in answers for name in ("followers", "following")]
    counts += [one.posts for one in answers if isinstance(one, Reading)]
    assert all(n is None or 0 <= n <= MAX_COUNT for n in counts)
