"""X: follow lists, whose pages are paid by the row."""

import pytest

from tests.sources.canned import NOW, Answering, Canned, in_turn, reply
from tests.sources.x_answers import (
    JUNO,
    LIST,
    NOVA,
    USER,
    first_page,
    fixture,
    outcome,
    problem,
    second_page,
    spent,
    users,
    x,
)
from tui.sources import SourceError
from tui.store import Writer


@pytest.mark.parametrize(
    ("dollars", "rows"), [(0.01, 1), (0.025, 2), (5, 500), (10, 1000), (100, 1000)]
)
async def test_a_page_has_no_more_rows_than_the_budget_allows(
    dollars: float, rows: int, writer: Writer
) -> None:
    server = Canned(users(JUNO))
    await first_page(x(writer, server, round(dollars * 1_000_000)))
    assert server.requests[0].url.params["max_results"] == str(rows)


async def test_a_list_ends_where_the_budget_ends(writer: Writer) -> None:
    pages = {
        f"{LIST}?max_results=2&user.fields=protected,public_metrics": fixture("following_200"),
    }
    server = Canned(pages)
    source = x(writer, server, 2 * USER)
    page = await first_page(source)
    assert page.cursor == "7140W9GEFHSLX3ZZZ0"
    assert "this month's budget is spent" in await outcome(second_page(source))
    assert len(server.requests) == 1


async def test_a_list_continues_with_the_token_of_its_last_page(writer: Writer) -> None:
    server = Canned(in_turn(fixture("following_200"), fixture("following_last_200")))
    source = x(writer, server)
    first = await first_page(source)
    last = await source.follows(NOVA, first.cursor, NOW)
    tokens = [request.url.params.get("pagination_token") for request in server.requests]
    assert (tokens, last.cursor) == ([None, "7140W9GEFHSLX3ZZZ0"], None)
    assert spent(writer) == 3 * USER


@pytest.mark.parametrize(
    "answer",
    [
        reply(json={"errors": [problem(NOVA, "Could not find user", "resource-not-found")]}),
        reply(json={"errors": [problem(NOVA, "User has been suspended", "resource-not-found")]}),
        reply(json={"errors": [{"title": "something new"}]}),
        reply(json={}),
    ],
)
async def test_an_answer_without_a_list_is_not_an_empty_list(
    answer: Answering, writer: Writer
) -> None:
    with pytest.raises(SourceError):
        await first_page(x(writer, Canned(answer)))
