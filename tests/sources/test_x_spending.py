"""X: nothing is sent without payment; what is paid, given back and capped."""

import httpx
import pytest

from tests.sources.canned import NOW, Canned, in_turn
from tests.sources.x_answers import (
    BUDGET,
    JUNO,
    LIST,
    MISSING,
    NOVA,
    RATE_LIMITED,
    SUSPENDED,
    TEO,
    USER,
    USERS,
    Ask,
    first_page,
    fixture,
    look_up,
    outcome,
    posts,
    read,
    second_page,
    spent,
    users,
    x,
)
from tui.formats import iso
from tui.model import DAY, HOUR, MINUTE, SECOND, Millis
from tui.races.sources_in_use import LoggedBudget
from tui.sources import FollowBackCheck, SourceError
from tui.store import Writer, open_to_write

MIDNIGHT: Millis = (NOW // DAY + 1) * DAY
NEXT_MONTH = "2026-12-01T00:00:00Z"


# Without a token or a budget.


@pytest.mark.parametrize(("token", "budget"), [(False, BUDGET), (True, 0), (False, 0)])
async def test_without_a_token_or_a_budget_x_is_off_and_sends_nothing(
    token: bool, budget: int, writer: Writer
) -> None:
    for ask in (read, look_up, first_page, second_page, posts):
        server = Canned({})
        message = await outcome(ask(x(writer, server, budget, token)))
        assert message.startswith("it needs RACETUI_X_TOKEN and a budget in the settings"), ask
        assert (server.requests, spent(writer)) == ([], 0), ask


async def test_a_check_sends_nothing_and_shows_what_is_left(writer: Writer) -> None:
    server = Canned({})
    off, on = x(writer, server, 0), x(writer, server)
    found = [(f.is_ok, f.text[:18]) for one in (off, on) for f in await one.check([], NOW)]
    assert (found, server.requests) == (
        [(True, "off: it needs RACE"), (True, "a token is set; $5")],
        [],
    )


async def test_being_off_is_a_permanent_error(writer: Writer) -> None:
    with pytest.raises(SourceError) as caught:
        await read(x(writer, Canned({}), token=False))
    assert caught.value.permanent


# Payments.


def test_the_price_of_a_list_is_known_before_it_is_read(writer: Writer) -> None:
    source = x(writer, Canned({}))
    assert [source.price(n) for n in (0, 412, None)] == [USER, 412 * USER, 1000 * USER]
    assert source.caution(3).startswith("X charges $0.03 a day")
    assert source.follow_back_check(10, 10) is FollowBackCheck.NONE


async def test_the_funds_are_what_is_left_of_the_budget_and_none_while_off(
    writer: Writer,
) -> None:
    source = x(writer, Canned(users(NOVA)))
    await read(source)
    assert source.funds(NOW) == BUDGET - USER
    assert x(writer, Canned({}), 0).funds(NOW) is None


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (read, "users_by_200"),
        (look_up, "users_by_200"),
        (first_page, "following_200"),
        (posts, "tweets_200"),
    ],
)
async def test_a_payment_is_in_the_log_before_its_request(
    ask: Ask, answer: str, writer: Writer
) -> None:
    seen: list[int] = []

    def arrive(request: httpx.Request) -> httpx.Response:
        seen.append(spent(writer))
        assert request.headers["authorization"] == "Bearer a-secret"
        return fixture(answer)(request)

    await ask(x(writer, Canned(arrive)))
    assert len(seen) == 1
    assert seen[0] >= spent(writer) > 0


async def test_missing_accounts_are_refunded(writer: Writer) -> None:
    server = Canned(users(NOVA, errors=[SUSPENDED, MISSING]))
    await x(writer, server).read([NOVA, JUNO, TEO], NOW)
    with writer.transaction():
        assert writer.paid("x", [NOVA.native_id, JUNO.native_id, TEO.native_id], NOW) == {
            NOVA.native_id
        }


async def test_an_account_read_in_the_morning_stays_paid_if_it_is_gone_in_the_evening(
    writer: Writer,
) -> None:
    source = x(writer, Canned(in_turn(users(TEO), users(errors=[MISSING]))))
    for at in (NOW, NOW + HOUR):
        await source.read([TEO], at)
    assert spent(writer) == USER


def breaks(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("gone", request=request)


@pytest.mark.parametrize("ask", [read, look_up, first_page, posts])
async def test_a_broken_connection_stays_paid(ask: Ask, writer: Writer) -> None:
    with pytest.raises(SourceError):
        await ask(x(writer, Canned(breaks)))
    assert spent(writer) >= USER


async def test_a_broken_connection_stays_paid_even_if_the_next_answer_is_shorter(
    writer: Writer,
) -> None:
    server = Canned(in_turn(breaks, breaks, users(JUNO)))
    source = x(writer, server, 3 * USER)
    await outcome(first_page(source))
    await outcome(first_page(source, NOW + MINUTE))
    assert spent(writer) >= 3 * USER


@pytest.mark.parametrize("ask", [read, look_up, first_page, posts])
async def test_a_deferred_request_costs_nothing(ask: Ask, writer: Writer) -> None:
    server = Canned(fixture("errors/rate_limited_429"))
    source = x(writer, server)
    with pytest.raises(SourceError):
        await source.read([JUNO], NOW)
    before = spent(writer)
    assert await outcome(ask(source)) == RATE_LIMITED
    assert (len(server.requests), spent(writer)) == (1, before)


async def test_an_account_costs_once_a_utc_day_however_often_it_is_read(writer: Writer) -> None:
    server = Canned(users(NOVA))
    source = x(writer, server)
    costs = []
    for at in (NOW, NOW + MINUTE, MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + HOUR):
        await read(source, at)
        costs.append(spent(writer) // USER)
    assert (costs, len(server.requests)) == ([1, 1, 1, 2, 2], 5)


async def test_an_account_that_was_looked_up_is_paid_for_that_day(writer: Writer) -> None:
    source = x(writer, Canned(users(NOVA)))
    await source.look_up("novaquill_", NOW)
    await read(source, NOW + MINUTE)
    await source.look_up("NovaQuill_", NOW + HOUR)
    assert spent(writer) == USER


async def test_an_account_in_a_list_is_paid_for_that_day(writer: Writer) -> None:
    source = x(writer, Canned({LIST: users(JUNO, TEO), USERS: users(JUNO)}))
    await first_page(source)
    await source.read([JUNO], NOW + HOUR)
    await first_page(source, NOW + HOUR)
    assert spent(writer) == 2 * USER


async def test_a_restart_does_not_pay_again(writer: Writer) -> None:
    for _ in range(2):
        await read(x(writer, Canned(users(NOVA))))
    assert spent(writer) == USER


# Budgets and caps.


@pytest.mark.parametrize("ask", [look_up, first_page, second_page, posts])
async def test_nothing_is_sent_until_the_next_month_once_the_budget_is_spent(
    ask: Ask, writer: Writer
) -> None:
    server = Canned(users(NOVA))
    source = x(writer, server, USER)
    await read(source)
    spent_until = f"this month's budget is spent until {NEXT_MONTH}"
    assert await outcome(ask(source)) == spent_until
    assert await outcome(source.read([NOVA, JUNO], NOW)) == spent_until
    assert len(server.requests) == 1


async def test_the_next_month_has_a_new_budget(writer: Writer) -> None:
    source = x(writer, Canned(users(NOVA)), USER)
    await read(source)
    december = NOW + 9 * DAY
    assert (await read(source, december)).followers == 5


CAPS = ["errors/credits_402_a", "errors/credits_402_b", "errors/usage_cap_429"]


@pytest.mark.parametrize("name", CAPS)
@pytest.mark.parametrize("ask", [read, look_up, first_page, posts])
async def test_a_cap_stops_all_requests_until_the_next_utc_day_even_after_a_restart(
    name: str, ask: Ask, writer: Writer
) -> None:
    server = Canned(fixture(name))
    await outcome(x(writer, server).read([JUNO], NOW))
    again = open_to_write(writer.path)
    restarted = x(again, server)
    for at in (NOW + MINUTE, MIDNIGHT - 1):
        with pytest.raises(SourceError) as caught:
            await ask(restarted, at)
        assert iso(caught.value.next_at) == iso(MIDNIGHT)
    assert len(server.requests) == 1
    await outcome(ask(restarted, MIDNIGHT))
    again.close()
    assert len(server.requests) == 2


@pytest.mark.parametrize("name", CAPS)
async def test_a_cap_also_stops_requests_that_are_paid_for(name: str, writer: Writer) -> None:
    server = Canned(in_turn(users(NOVA), fixture(name)))
    source = x(writer, server)
    for minute in range(5):
        await outcome(read(source, NOW + minute * MINUTE))
    assert len(server.requests) == 2


async def test_a_rate_limit_is_not_a_cap_and_ends_at_its_reset(writer: Writer) -> None:
    server = Canned(in_turn(fixture("errors/rate_limited_429"), users(NOVA)))
    source = x(writer, server)
    assert await outcome(read(source)) == RATE_LIMITED
    assert LoggedBudget("x", BUDGET, lambda: writer).left(NOW) > 0
    server.ticks.advance(15 * MINUTE - SECOND)
    assert await outcome(read(source)) == RATE_LIMITED
    assert len(server.requests) == 1
    server.ticks.advance(SECOND)
    assert (await read(source, NOW + 15 * MINUTE)).followers == 5
