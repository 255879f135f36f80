"""The big view for a second screen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, board, minute, steady, track
from tui.formats import grouped
from tui.model import HOUR, Board, State
from tui.view.drawing.lines import line_width
from tui.view.widgets.monitor import huge_digits, monitor_lines

TWO = board(steady(ANN, 900_000, 6000, 120), steady(BOB, 890_000, 5000, 120))


def text(of: Board, rank: int = 1, columns: int = 100, rows: int = 40) -> list[str]:
    lines = monitor_lines(of, of.standings[rank - 1], columns, rows)
    return ["".join(part for part, _ in spans) for spans in lines]


def test_digits_are_drawn_from_the_font() -> None:
    assert huge_digits("1,7", 9, 5) == [
        " █    ███",
        "██      █",
        " █      █",
        " █  █   █",
        "███ █   █",
    ]


def test_digits_grow_with_the_room() -> None:
    assert len(huge_digits("10", 7, 5)) == 5
    twice = huge_digits("10", 14, 10)
    assert len(twice) == 10
    assert twice[0] == twice[1]
    assert max(len(row) for row in twice) == 14


@pytest.mark.parametrize(("columns", "expected"), [(9, "1,000,000"), (8, "…")])
def test_without_room_for_the_font_the_figure_is_plain_and_then_left_out(
    columns: int, expected: str
) -> None:
    assert huge_digits("1,000,000", columns, 40) == [expected]


def test_an_unknown_count_is_a_question_mark() -> None:
    assert huge_digits("?", 10, 5)[0].startswith("█")


@given(st.integers(0, 10**12), st.integers(1, 300), st.integers(-5, 80))
def test_digits_are_never_larger_than_their_room(count: int, columns: int, rows: int) -> None:
    lines = huge_digits(grouped(count), columns, rows)
    assert lines
    assert all(len(row) <= columns for row in lines)
    assert len(lines) <= max(1, rows)


@given(st.integers(30, 200), st.integers(1, 60))
def test_a_racer_fits_into_the_screen(columns: int, rows: int) -> None:
    lines = monitor_lines(TWO, TWO.standings[0], columns, rows)
    assert len(lines) <= rows
    assert max(line_width(spans) for spans in lines) <= columns


def test_the_view_shows_the_racer_its_place_the_others_and_the_clock() -> None:
    seen = "\n".join(text(TWO, 2))
    for words in ("2 Bob", "−12,000", "+5,000/h", "90.0 %", " 1 Ann", "912,000", "02:00"):
        assert words in seen
    assert "1 ★ Ann" in text(TWO)[0]
    assert "read just now" in text(TWO)[-1]


def test_stale_counts_are_dim_and_their_age_is_shown() -> None:
    old = board(steady(ANN, 900_000, 6000, 120), at=minute(120) + 5 * HOUR)
    assert old.standings[0].state is State.STALE
    lines = monitor_lines(old, old.standings[0], 100, 40)
    assert lines[0][0][1] == "dim strong"
    assert ("read 5 h ago", "warn") in lines[-1]


def test_nobody_leads_before_the_first_reading() -> None:
    of = board(track(ANN, []), target=None)
    rows = text(replace(of, provenance=""))
    assert "★" not in rows[0]
    assert "leads" not in "\n".join(rows)
    assert "no reading yet" in rows[-1]
