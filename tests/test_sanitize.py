"""The gate for text from outside, and the width of text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.sanitize import clean, fit, shorten, width

NASTY = (
    "\x00\x07\x1b\x7f\x9b\u200b\u200d\u200e\u202a\u202e\u2066\u2069"
    "\ufeff\u00ad\u2028\U000e0041\ud800"
)
HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from(NASTY), st.sampled_from("aé\u0316中👍 "))
)
"""Texts with control, bidirectional, invisible, combining and wide characters."""
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}


@given(HOSTILE)
@example("\x1b]0;title\x07\x1b[2J\u202egnp.exe")
@example(NASTY)
@example("\ud800")
def test_cleaned_text_has_no_control_bidi_or_zero_width_character(text: str) -> None:
    for char in clean(text):
        assert char == " " or unicodedata.category(char)[0] not in "CZ"
        assert unicodedata.bidirectional(char) not in BIDI
        assert char not in NASTY


@given(HOSTILE, st.integers(1, 50))
def test_cleaned_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


@given(HOSTILE)
def test_cleaned_text_can_be_encoded_as_utf_8(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


def test_a_plain_name_is_not_changed() -> None:
    assert clean("Zoë 田中 (@zoe) 👍") == "Zoë 田中 (@zoe) 👍"


def test_lines_are_joined() -> None:
    assert clean(" one\n\ttwo\u2028three\xa0 four ") == "one two three four"


def test_an_escape_sequence_becomes_visible() -> None:
    assert clean("\x1b[31mred") == "\ufffd[31mred"


def test_invisible_text_becomes_empty() -> None:
    assert clean("\u200b\u2060\u3164\u2800\ufe0f") == ""


@pytest.mark.parametrize("between", ["", "\u200b", "\u3164", "\u00ad"])
def test_stacked_combining_marks_are_cut_whatever_hides_between_them(between: str) -> None:
    cleaned = clean("a" + ("\u0316" * 4 + between) * 20)
    assert sum(unicodedata.combining(char) > 0 for char in cleaned) <= 4


@pytest.mark.parametrize("char", ["\u1161", "\u11ff", "\ud7b0", "\U0001f3fb"])
def test_letters_without_a_width_are_removed(char: str) -> None:
    cleaned = clean(char * 20)
    assert width(cleaned) >= len(cleaned)


@given(HOSTILE, st.integers(-2, 40))
@example("田中", 1)
@example("田中", 3)
@example("👩‍👩‍👧‍👧🇺🇸", 2)
def test_fitted_text_has_exactly_the_given_width(text: str, cells: int) -> None:
    assert width(fit(text, cells)) == max(0, cells)


@given(HOSTILE, st.integers(1, 40))
def test_shortened_text_has_at_most_the_given_width(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= cells


def test_text_is_padded_or_cut_with_an_ellipsis() -> None:
    for text, cells, fitted in (
        ("Ann", 5, "Ann  "),
        ("Ann", 3, "Ann"),
        ("Annabel", 4, "Ann…"),
        ("An nabel", 4, "An… "),
        ("田中さん", 4, "田… "),
        ("Ann", 1, "…"),
        ("Ann", 0, ""),
    ):
        assert fit(text, cells) == fitted, (text, cells)


def test_a_short_text_is_not_padded_when_it_is_shortened() -> None:
    assert shorten("Ann", 5) == "Ann"
    assert shorten("Annabel", 4) == "Ann…"
