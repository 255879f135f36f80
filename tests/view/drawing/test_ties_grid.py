"""Who follows whom, as a matrix in characters."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, account, board, follow_list, steady
from tui.model import Account, Board, FollowList
from tui.sanitize import clean
from tui.view.drawing.lines import line_width
from tui.view.drawing.ties_grid import MAX_RACERS, ties_lines


def following(who: Account, *others: Account, complete: bool = True) -> FollowList:
    """Return whose list it is, and whom it follows."""
    known = follow_list(who, [None] * len(others), len(others), complete)
    named = zip(known.followees, others, strict=True)
    return replace(known, followees=tuple(replace(f, account=other) for f, other in named))


def standing(*accounts: Account, follow_lists: tuple[FollowList, ...] = ()) -> Board:
    """Return a board on which the accounts stand in their order."""
    tracks = [steady(a, 900_000 - 1_000 * n, 600, 10) for n, a in enumerate(accounts)]
    return board(*tracks, follow_lists={c.account.id: c for c in follow_lists if c.account})


def rows(of: Board, columns: int = 40) -> list[str]:
    return ["".join(text for text, _ in spans) for spans in ties_lines(of, columns)]


def test_a_row_follows_a_column_does_not_or_nobody_says() -> None:
    of = standing(
        *(ANN, BOB, CAT),
        follow_lists=(following(ANN, BOB), following(BOB, CAT, complete=False)),
    )
    assert rows(of) == [
        "who follows whom",
        "                        1  2  3",
        "1 @ann                  ·  ●  ○",
        "2 @bob                  ?  ·  ●",
        "3 @cat                  ?  ?  ·",
    ]


def test_who_follows_is_good_and_the_rest_is_dim_and_names_have_their_colours() -> None:
    lines = ties_lines(standing(ANN, BOB, follow_lists=(following(ANN, BOB),)), 40)
    styles = [[style for _, style in spans] for spans in lines[2:]]
    assert styles == [["racer-1", "dim", "good"], ["racer-2", "dim", "dim"]]


def test_rows_and_columns_are_by_rank_and_not_by_the_races_list() -> None:
    of = board(
        steady(ANN, 800_000, 600, 10),
        steady(BOB, 900_000, 600, 10),
        follow_lists={2: following(BOB, ANN)},
    )
    assert [row.split() for row in rows(of)[2:]] == [
        ["1", "@bob", "·", "●"],
        ["2", "@ann", "?", "·"],
    ]


@pytest.mark.parametrize("accounts", [(), (ANN,)])
def test_of_fewer_than_two_there_is_nothing_to_say(accounts: tuple[Account, ...]) -> None:
    assert rows(standing(*accounts)) == []


def test_of_many_racers_those_who_lead_are_in_it() -> None:
    of = standing(*(account(n) for n in range(1, 16)))
    told = rows(of, 120)
    assert len(told) == 2 + MAX_RACERS
    assert told[1].split() == [str(n) for n in range(1, MAX_RACERS + 1)]
    assert [row.split()[1] for row in told[2:]] == [f"@racer{n}" for n in range(1, MAX_RACERS + 1)]


def test_where_there_is_less_room_fewer_are_in_it_and_in_too_little_none() -> None:
    of = standing(*(account(n) for n in range(1, 16)))
    sizes = [max(0, len(rows(of, columns)) - 2) for columns in range(60)]
    assert sizes == sorted(sizes)
    assert (sizes[19], sizes[20], sizes[23]) == (0, 2, 3)


def test_a_long_handle_is_cut_and_the_signs_stay_in_their_columns() -> None:
    told = rows(standing(account(1, "A very long name that has no end at all"), BOB))
    assert len({len(row) for row in told[1:]}) == 1
    assert "…" in told[2]


@settings(max_examples=60)
@given(
    st.lists(st.text(max_size=30).map(clean) | st.text("中文字é👍a"), min_size=2, max_size=15),
    st.integers(0, 130),
)
def test_it_is_never_wider_than_its_place_and_its_rows_are_all_as_wide(
    handles: list[str], columns: int
) -> None:
    accounts = [replace(account(n), handle=handle) for n, handle in enumerate(handles, 1)]
    head = ties_lines(standing(*accounts), columns)
    assert all(line_width(spans) <= columns for spans in head)
    assert len({line_width(spans) for spans in head[1:]}) <= 1
