"""The leaderboard."""

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, account, board, minute, steady, track
from tui.formats import grouped, signed
from tui.model import HOUR, Board, Forecast, State, Track
from tui.sanitize import width
from tui.view.drawing.growth import highest_growth
from tui.view.drawing.lines import cut, line_width
from tui.view.drawing.plot import Line
from tui.view.widgets.leaderboard import HEADED_FROM, Row, leaderboard_lines, spark_cells

WIDTHS = (40, 60, 80, 100, 160)
LIKELY = Forecast(minute(600), minute(540), minute(700), 0.0, 0.84)
THREE = (
    steady(ANN, 900_000, 6000, 120),
    steady(BOB, 890_000, 5000, 120),
    steady(CAT, 1000, 10, 120),
)


def drawn(of: Board, columns: int, chosen: int | None = None) -> list[Line]:
    highest = highest_growth(of, spark_cells(columns))
    rows = [Row(of, s, UTC, highest, s.account.id == chosen, columns) for s in of.standings]
    return leaderboard_lines(rows, columns, columns >= HEADED_FROM)


def text(lines: list[Line]) -> list[str]:
    return ["".join(part for part, _ in spans) for spans in lines]


@pytest.mark.parametrize(
    ("columns", "first", "last"),
    [
        (
            40,
            "  1 @ann               912,000  ★ leads",
            "▸ 3 @cat                 1,020 −910,980",
        ),
        (
            60,
            "  1 Ann                           912,000  ★ leads +6,000/h",
            "▸ 3 Cat                             1,020 −910,980    +10/h",
        ),
        (
            80,
            "  1 Ann                      912,000  ★ leads +6,000/h  10:00                 █",
            "▸ 3 Cat                        1,020 −910,980    +10/h      –                 ▁",
        ),
        (
            100,
            (
                "  1 Ann                  912,000  ★ leads +6,000/h  10:00   84 %"
                "                 █ ━━━━━━━─  91.2 %"
            ),
            (
                "▸ 3 Cat                    1,020 −910,980    +10/h      –      ?"
                "                 ▁ ────────   0.1 %"
            ),
        ),
    ],
)
def test_a_wider_leaderboard_has_more_columns(columns: int, first: str, last: str) -> None:
    rows = text(drawn(board(*THREE, predicted={1: LIKELY}), columns, chosen=3))
    rows = rows[columns >= HEADED_FROM :]
    assert rows[0] == first
    assert rows[2] == last


@pytest.mark.parametrize(
    ("columns", "headings"),
    [
        (60, ["followers", "gap", "pace"]),
        (70, ["followers", "gap", "pace", "finish"]),
        (80, ["followers", "gap", "pace", "finish", "gained, last 24 h"]),
        (90, ["followers", "gap", "pace", "finish", "to win", "gained, last 24 h"]),
        (100, ["followers", "gap", "pace", "finish", "to win", "gained, last 24 h", "done"]),
    ],
)
def test_from_sixty_columns_on_there_are_headings(columns: int, headings: list[str]) -> None:
    heading, *rows = drawn(board(*THREE), columns)
    assert [part for part, style in heading if style == "dim" and part] == headings
    assert len(rows) == 3


def test_a_narrow_leaderboard_has_no_headings() -> None:
    assert len(drawn(board(*THREE), 59)) == 3


@pytest.mark.parametrize("columns", [30, *WIDTHS])
def test_every_row_ends_one_cell_before_the_edge(columns: int) -> None:
    assert {line_width(row) for row in drawn(board(*THREE), columns)} == {columns - 1}


@pytest.mark.parametrize("columns", WIDTHS)
def test_figures_are_right_aligned(columns: int) -> None:
    rows = text(drawn(board(*THREE), columns))[columns >= HEADED_FROM :]
    ends = {
        row.index(count) + len(count)
        for row, count in zip(rows, ("912,000", "900,000", "1,020"), strict=True)
    }
    assert len(ends) == 1


COUNTS = st.lists(st.integers(0, 2**53), min_size=1, max_size=5, unique=True)


def crowd(counts: list[int]) -> list[Track]:
    return [
        track(account(n, f"Racer {n} with a long name"), [count])
        for n, count in enumerate(counts, 1)
    ]


def has_room_for_gaps(of: Board, columns: int) -> bool:
    """Return whether counts and gaps fit beside the shortest name."""
    counts = max(width(grouped(s.followers)) for s in of.standings)
    gaps = max(width(signed(s.gap)) for s in of.standings)
    return counts + gaps < columns - len("  1 ") - len("@ab… ") - len(" ")


@settings(max_examples=30)
@given(COUNTS, st.sampled_from(WIDTHS))
def test_figures_up_to_two_to_the_53rd_are_never_cut(counts: list[int], columns: int) -> None:
    of = board(*crowd(counts))
    for row, standing in zip(
        text(drawn(of, columns))[columns >= HEADED_FROM :], of.standings, strict=True
    ):
        count, gap = grouped(standing.followers), signed(standing.gap)
        assert count in row
        assert standing.rank == 1 or gap in row or not has_room_for_gaps(of, columns)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("most", [999_999_999, 99_999_999_999])
def test_no_figure_is_cut_at_the_edge(columns: int, most: int) -> None:
    of = board(*crowd([most, 12_345, 0]))
    shown = [cut(row, columns) for row in drawn(of, columns)][columns >= HEADED_FROM :]
    for row, standing in zip(text(shown), of.standings, strict=True):
        count, gap = grouped(standing.followers), signed(standing.gap)
        assert count in row
        assert standing.rank == 1 or gap in row or not has_room_for_gaps(of, columns)


@pytest.mark.parametrize("columns", WIDTHS)
def test_two_hundred_racers_have_whole_ranks_and_counts(columns: int) -> None:
    of = board(*crowd([1_000_000 - 37 * n for n in range(200)]), target=None)
    rows = text(drawn(of, columns))[columns >= HEADED_FROM :]
    assert len(rows) == 200
    assert len({width(row) for row in rows}) == 1
    assert width(rows[0]) <= columns
    for row, standing in zip(rows, of.standings, strict=True):
        assert row.split()[0] == str(standing.rank)
        assert grouped(standing.followers) in row


def test_stale_racers_are_dim() -> None:
    of = board(*THREE, at=minute(120) + 5 * HOUR)
    assert {s.state for s in of.standings} == {State.STALE}
    styles = {style for row in drawn(of, 160)[1:] for _, style in row}
    assert not any("racer" in style for style in styles)
    assert ("Ann", "dim") in drawn(of, 160)[1]


def test_each_racer_has_its_own_colour_and_the_chosen_one_is_bold() -> None:
    rows = drawn(board(*THREE), 80, chosen=2)[1:]
    assert ("Ann", "racer-1") in rows[0]
    assert ("Bob", "racer-2 strong") in rows[1]
    assert [row[0][0] for row in rows] == ["  1", "▸ 2", "  3"]


def test_without_a_target_progress_is_unknown_and_nobody_finishes() -> None:
    rows = text(drawn(board(*THREE, target=None), 160))[1:]
    assert all(row.endswith("?") for row in rows)
    assert all("–" in row for row in rows)


def test_a_racer_without_readings_is_unknown_and_not_zero() -> None:
    rows = text(drawn(board(THREE[0], track(BOB, []), target=None), 160))[1:]
    assert rows[1].split() == ["2", "Bob", "?", "?", "?", "–", "?", "?"]
    nobody = text(drawn(board(track(ANN, []), target=None), 40))
    assert nobody[0].split() == ["1", "@ann", "?", "?"]


def test_after_a_finish_nobody_has_a_chance_to_win() -> None:
    rows = drawn(board(*THREE, target=905_000, predicted={2: LIKELY}), 100)
    assert ("✓ 00:50", "good strong") in rows[1]
    assert not any("84 %" in row for row in text(rows))


def test_wide_names_are_cut_between_characters_and_columns_stay_aligned() -> None:
    long = replace(account(1, "中文字幕" * 20), handle="中文字幕" * 20)
    of = board(track(long, [2000]), track(BOB, [1000]))
    for columns in range(40, 161):
        rows = drawn(of, columns)[columns >= HEADED_FROM :]
        assert {line_width(row) for row in rows} == {line_width(rows[1])}, f"at {columns} columns"
        assert line_width(rows[0]) <= columns
        assert "…" in text(rows)[0], f"at {columns} columns"
        assert "2,000" in text(rows)[0], f"at {columns} columns"


def test_an_account_without_a_name_shows_its_handle_at_every_width() -> None:
    plain = replace(ANN, name="")
    assert "@ann" in text(drawn(board(track(plain, [5])), 160))[1]


def test_without_racers_there_are_no_rows() -> None:
    assert leaderboard_lines([], 40, False) == []
