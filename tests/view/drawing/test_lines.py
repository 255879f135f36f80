"""Building, cutting and wrapping lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import account, race
from tui.sanitize import clean, width
from tui.view.drawing.lines import (
    SCROLLBAR,
    both_ends,
    both_ends_fitting,
    colour_of,
    cut,
    first_fitting,
    line,
    line_width,
    with_scrollbar,
    wrap,
)
from tui.view.drawing.plot import Line

TEXT = st.text(st.sampled_from("abcé中文字👍 ")) | st.text().map(clean)
LINES = st.lists(st.tuples(TEXT, st.sampled_from(["", "dim", "strong"])), max_size=4).map(tuple)
CELLS = st.integers(0, 60)


def text(spans: Line) -> str:
    return "".join(part for part, _ in spans)


@given(LINES, CELLS)
def test_a_cut_line_is_never_too_wide(spans: Line, cells: int) -> None:
    assert line_width(cut(spans, cells)) <= cells


@given(LINES, CELLS)
def test_a_line_that_fits_is_not_cut(spans: Line, cells: int) -> None:
    if line_width(spans) <= cells:
        assert text(cut(spans, cells)) == text(spans)


def test_a_cut_span_ends_in_an_ellipsis_of_its_own_style() -> None:
    assert cut((("abc", "dim"), ("defgh", "strong")), 6) == (("abc", "dim"), ("de…", "strong"))


def test_a_wide_character_that_fits_only_half_is_left_out() -> None:
    assert cut(line("中文字"), 4) == (("中… ", ""),)


@given(LINES, LINES, CELLS)
def test_both_ends_fill_the_line_exactly(left: Line, right: Line, cells: int) -> None:
    assert line_width(both_ends(left, right, cells)) == cells


@given(LINES, LINES)
def test_both_ends_are_whole_if_they_fit(left: Line, right: Line) -> None:
    joined = text(both_ends(left, right, line_width(left) + line_width(right) + 1))
    assert joined == f"{text(left)} {text(right)}"


def test_the_left_end_is_cut_if_both_do_not_fit() -> None:
    assert text(both_ends(line("a long name"), line("12,345"), 12)) == "a lo… 12,345"


def test_the_first_right_end_that_fits_is_used() -> None:
    rights = [line("leads by 850"), line("by 850")]
    assert text(both_ends_fitting(line("+10/h"), rights, 18)) == "+10/h leads by 850"
    assert text(both_ends_fitting(line("+10/h"), rights, 17)) == "+10/h      by 850"
    assert text(both_ends_fitting(line("+10/h"), rights, 11)) == "+10/h      "


@given(LINES, st.lists(LINES, max_size=3), CELLS)
def test_a_right_end_is_whole_or_left_out(left: Line, rights: list[Line], cells: int) -> None:
    joined = both_ends_fitting(left, rights, cells)
    assert line_width(joined) == cells
    fitting = [r for r in rights if line_width(left) + line_width(r) < cells]
    assert text(joined).endswith(text(fitting[0]) if fitting else "")


def test_the_first_line_that_fits_is_used_and_else_the_last_one_cut() -> None:
    lines = [line("finish 10:00 (09:00 to 11:40)"), line("finish 10:00")]
    assert text(first_fitting(lines, 29)) == "finish 10:00 (09:00 to 11:40)"
    assert text(first_fitting(lines, 28)) == "finish 10:00"
    assert text(first_fitting(lines, 8)) == "finish… "


def test_a_scrollbar_shows_which_rows_are_visible() -> None:
    rows = [line("heading"), *(line(f"row {n}") for n in range(4))]

    def bar(total: int, first: int) -> list[bool]:
        lines = with_scrollbar(rows, 20, 4, total, first, heading_rows=1)
        return [(SCROLLBAR, "rail") in spans for spans in lines]

    assert bar(4, 0) == [False] * 5
    assert bar(8, 0) == [False, True, True, False, False]
    assert bar(8, 4) == [False, False, False, True, True]


@given(TEXT, st.integers(2, 40))
def test_a_wrapped_text_is_never_too_wide(words: str, cells: int) -> None:
    assert all(width(row) <= cells for row in wrap(words, cells))


@given(TEXT, st.integers(1, 40))
def test_wrapping_loses_nothing_but_spaces(words: str, cells: int) -> None:
    assert "".join("".join(wrap(words, cells)).split()) == "".join(words.split())


@given(st.lists(st.text("abc中", min_size=1, max_size=4), max_size=12), st.integers(8, 40))
def test_words_that_fit_are_not_broken(words: list[str], cells: int) -> None:
    assert " ".join(wrap(" ".join(words), cells)).split() == words


@given(TEXT, st.integers(1, 40))
def test_no_wrapped_line_is_empty(words: str, cells: int) -> None:
    assert all(row.strip() for row in wrap(words, cells))


@pytest.mark.parametrize(
    ("words", "cells", "rows"),
    [
        ("the quick fox", 9, ["the quick", "fox"]),
        ("incomprehensible", 6, ["incomp", "rehens", "ible"]),
        ("中文字幕", 5, ["中文", "字幕"]),
        ("a 中文字幕", 5, ["a", "中文", "字幕"]),
        ("  two   words  ", 20, ["two words"]),
        ("中", 1, ["中"]),
        ("", 10, []),
        ("   ", 10, []),
    ],
)
def test_a_text_is_broken_between_words_if_possible(
    words: str, cells: int, rows: list[str]
) -> None:
    assert wrap(words, cells) == rows


def test_the_ninth_racer_has_the_colour_of_the_first() -> None:
    run = race(*(account(n) for n in range(1, 10)))
    assert [colour_of(run, n) for n in (1, 2, 8, 9)] == [
        "racer-1",
        "racer-2",
        "racer-8",
        "racer-1",
    ]
