"""The matrix of which racers follow which."""

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
    """Return the follow list of an account that follows some others."""
    known = follow_list(who, [None] * len(others), len(others), complete)
    named = zip(known.followees, others, strict=True)
    return replace(known, followees=tuple(replace(f, account=other) for f, other in named))


def standing(*accounts: Account, follow_lists: tuple[FollowList, ...] = ()) -> Board:
    """Return a board with accounts ranked in their order."""
    tracks = [steady(a, 900_000 - 1_000 * n, 600, 10) for n, a in enumerate(accounts)]
    return board(*tracks, follow_lists={c.account.id: c for c in follow_lists if c.account})


def rows(of: Board, columns: int = 40) -> list[str]:
    return ["".join(text for text, _ in spans) for spans in ties_lines(of, columns)]


def test_a_row_follows_a_column_or_does_not_or_it_is_unknown() -> None:
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


def test_follows_are_good_other_signs_dim_and_names_in_their_colours() -> None:
    lines = ties_lines(standing(ANN, BOB, follow_lists=(following(ANN, BOB),)), 40)
    styles = [[style for _, style in spans] for spans in lines[2:]]
    assert styles == [["racer-1", "dim", "good"], ["racer-2", "dim", "dim"]]


def test_rows_and_columns_are_in_order_of_rank() -> None:
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
def test_with_fewer_than_two_racers_there_is_no_matrix(accounts: tuple[Account, ...]) -> None:
    assert rows(standing(*accounts)) == []


def test_the_matrix_has_only_the_leading_racers() -> None:
    of = standing(*(account(n) for n in range(1, 16)))
    matrix = rows(of, 120)
    assert len(matrix) == 2 + MAX_RACERS
    assert matrix[1].split() == [str(n) for n in range(1, MAX_RACERS + 1)]
    assert [row.split()[1] for row in matrix[2:]] == [
        f"@racer{n}" for n in range(1, MAX_RACERS + 1)
    ]


def test_with_less_room_fewer_racers_are_in_the_matrix() -> None:
    of = standing(*(account(n) for n in range(1, 16)))
    sizes = [max(0, len(rows(of, columns)) - 2) for columns in range(60)]
    assert sizes == sorted(sizes)
    assert (sizes[19], sizes[20], sizes[23]) == (0, 2, 3)


def test_a_long_handle_is_cut_and_the_columns_stay_aligned() -> None:
    matrix = rows(standing(account(1, "A very long name that has no end at all"), BOB))
    assert len({len(row) for row in matrix[1:]}) == 1
    assert "…" in matrix[2]


@settings(max_examples=60)
@given(
    st.lists(st.text(max_size=30).map(clean) | st.text("中文字é👍a"), min_size=2, max_size=15),
    st.integers(0, 130),
)
def test_the_matrix_is_never_too_wide_and_its_rows_are_equally_wide(
    handles: list[str], columns: int
) -> None:
    accounts = [replace(account(n), handle=handle) for n, handle in enumerate(handles, 1)]
    head = ties_lines(standing(*accounts), columns)
    assert all(line_width(spans) <= columns for spans in head)
    assert len({line_width(spans) for spans in head[1:]}) <= 1
