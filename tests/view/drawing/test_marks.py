"""Big digits, progress bars and sparklines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sanitize import width
from tui.view.drawing.marks import GLYPHS, big_digits, progress_bar, sparkline


def test_big_digits_are_three_lines() -> None:
    assert big_digits("1,024") == (
        " ┓    ┏━┓ ╺━┓ ╻ ╻",
        " ┃    ┃ ┃ ┏━┛ ┗━┫",
        "╺┻╸ , ┗━┛ ┗━╸   ╹",
    )


def test_an_unknown_count_is_a_big_question_mark() -> None:
    assert big_digits("?") == ("╺━┓", " ┏┛", " ╹ ")


def test_all_lines_of_a_glyph_are_equally_wide() -> None:
    assert all(len({width(row) for row in glyph}) == 1 for glyph in GLYPHS.values())


def test_no_two_digits_look_alike() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS)


@given(st.text("0123456789,?"))
def test_the_three_lines_of_big_digits_are_equally_wide(text: str) -> None:
    assert len({width(row) for row in big_digits(text)}) == 1


@pytest.mark.parametrize(
    ("share", "filled", "rest"),
    [
        (0, "", "────"),
        (0.13, "╸", "───"),
        (0.25, "━", "───"),
        (0.5, "━━", "──"),
        (0.9999, "━━━╸", ""),
        (1, "━━━━", ""),
        (1.5, "━━━━", ""),
        (-1, "", "────"),
    ],
)
def test_a_progress_bar_is_filled_by_half_cells_and_full_only_at_the_target(
    share: float, filled: str, rest: str
) -> None:
    assert progress_bar(share, 4, "ann") == ((filled, "ann"), (rest, "rail"))


@given(st.floats(allow_nan=False), st.integers(0, 60))
def test_a_progress_bar_is_as_wide_as_asked(share: float, cells: int) -> None:
    assert sum(width(text) for text, _ in progress_bar(share, cells, "ann")) == cells


def test_a_sparkline_climbs_from_zero_to_the_highest() -> None:
    line = sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 8, "ann")
    assert "".join(text for text, _ in line) == "▁▂▃▄▅▆▇██"
    assert {style for _, style in line} == {"ann"}


def test_a_loss_is_a_low_stroke_in_its_own_style() -> None:
    assert sparkline([-5], 10, "ann") == (("_", "loss"),)


def test_an_unknown_value_is_blank_in_a_sparkline() -> None:
    assert sparkline([None, 10], 10, "ann") == ((" ", ""), ("█", "ann"))


def test_a_sparkline_without_growth_is_flat() -> None:
    assert sparkline([0, 0], 0, "ann") == (("▁", "ann"), ("▁", "ann"))


@given(st.lists(st.none() | st.floats(-1e9, 1e9)), st.floats(0, 1e9))
def test_a_sparkline_has_one_cell_for_each_value(
    values: list[float | None], highest: float
) -> None:
    assert all(width(text) == 1 for text, _ in sparkline(values, highest, "ann"))
    assert len(sparkline(values, highest, "ann")) == len(values)
