"""The gate for text from outside, and numbers and times in and out."""

import unicodedata
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.building import START
from tui.formats import (
    age,
    chance,
    clock_time,
    compact,
    date,
    date_time,
    duration,
    grouped,
    iso,
    millis,
    moment,
    money,
    near_day,
    near_time,
    percent,
    signed,
    vague_time,
)
from tui.model import DAY, HOUR, MINUTE, SECOND
from tui.parsing import MAX_COUNT, BadText, parse_count, parse_time, zone_of
from tui.sanitize import clean, fit, shorten, width

NEW_YORK = ZoneInfo("America/New_York")
NASTY = (
    "\x00\x07\x1b\x7f\x9b\u200b\u200d\u200e\u202a\u202e\u2066\u2069"
    "\ufeff\u00ad\u2028\U000e0041\ud800"
)
HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from(NASTY), st.sampled_from("aé\u0316中👍 "))
)
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}


@given(HOSTILE)
@example("\x1b]0;title\x07\x1b[2J\u202egnp.exe")
@example(NASTY)
@example("\ud800")
def test_cleaned_text_holds_no_control_no_bidi_and_no_zero_width_character(text: str) -> None:
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
def test_cleaned_text_can_be_written_as_utf_8(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


def test_a_plain_name_passes_the_gate_as_it_is() -> None:
    assert clean("Zoë 田中 (@zoe) 👍") == "Zoë 田中 (@zoe) 👍"


def test_lines_become_one() -> None:
    assert clean(" one\n\ttwo\u2028three\xa0 four ") == "one two three four"


def test_an_escape_sequence_loses_its_teeth() -> None:
    assert clean("\x1b[31mred") == "\ufffd[31mred"


def test_a_text_of_nothing_visible_comes_back_empty() -> None:
    assert clean("\u200b\u2060\u3164\u2800\ufe0f") == ""


@pytest.mark.parametrize("between", ["", "\u200b", "\u3164", "\u00ad"])
def test_a_tower_of_combining_marks_is_cut_whatever_hides_between_them(between: str) -> None:
    cleaned = clean("a" + ("\u0316" * 4 + between) * 20)
    assert sum(unicodedata.combining(char) > 0 for char in cleaned) <= 4


@pytest.mark.parametrize("char", ["\u1161", "\u11ff", "\ud7b0", "\U0001f3fb"])
def test_a_row_of_letters_without_a_width_does_not_pass_the_gate(char: str) -> None:
    cleaned = clean(char * 20)
    assert width(cleaned) >= len(cleaned)


@given(HOSTILE, st.integers(-2, 40))
@example("田中", 1)
@example("田中", 3)
@example("👩‍👩‍👧‍👧🇺🇸", 2)
def test_fitted_text_takes_exactly_the_cells_it_was_given(text: str, cells: int) -> None:
    assert width(fit(text, cells)) == max(0, cells)


@given(HOSTILE, st.integers(1, 40))
def test_shortened_text_takes_no_more_cells_than_it_was_given(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= cells


@pytest.mark.parametrize(
    ("text", "cells", "fitted"),
    [
        ("Ann", 5, "Ann  "),
        ("Ann", 3, "Ann"),
        ("Annabel", 4, "Ann…"),
        ("An nabel", 4, "An… "),
        ("田中さん", 4, "田… "),
        ("Ann", 1, "…"),
        ("Ann", 0, ""),
    ],
)
def test_a_text_is_filled_up_or_cut_with_an_ellipsis(text: str, cells: int, fitted: str) -> None:
    assert fit(text, cells) == fitted


def test_a_short_text_is_not_filled_up_when_it_is_only_shortened() -> None:
    assert shorten("Ann", 5) == "Ann"
    assert shorten("Annabel", 4) == "Ann…"


def test_what_is_unknown_is_written_as_a_question_mark_never_as_nought() -> None:
    assert {f(None) for f in (grouped, signed, compact, percent, chance, duration, age)} == {"?"}


def test_counts_are_grouped() -> None:
    assert grouped(1_000_000) == "1,000,000"
    assert grouped(0) == "0"


def test_a_sign_is_a_real_minus() -> None:
    assert [signed(n) for n in (4100, -12, 0, 0.4, -0.4, -1234.6)] == [
        "+4,100",
        "−12",
        "0",
        "0",
        "0",
        "−1,235",
    ]


def test_big_counts_are_abbreviated_where_nobody_races() -> None:
    assert [compact(n) for n in (950, 1000, 1_200_000, 2_000_000_000)] == [
        "950",
        "1K",
        "1.2M",
        "2B",
    ]


@pytest.mark.parametrize(("count", "text"), [(999_999, "1M"), (999_960_000, "1B")])
def test_an_abbreviation_never_says_a_thousand_of_a_smaller_unit(count: int, text: str) -> None:
    assert compact(count) == text


def test_shares_are_percent() -> None:
    assert [percent(s) for s in (0, 0.84, 1)] == ["0 %", "84 %", "100 %"]
    assert percent(0.962, 1) == "96.2 %"
    assert percent(1.003668, 1) == "100.4 %"


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.integers(0, 2))
@example(0.005, 0)
@example(0.995, 0)
def test_what_rounds_to_nought_or_a_hundred_but_is_not_says_so(share: float, digits: int) -> None:
    assert float(percent(share, digits).removesuffix(" %").lstrip("<>")) not in {0, 100}


@given(st.floats(0, 1))
@example(2 / 400)
@example(398 / 400)
def test_a_chance_is_never_none_or_certain(share: float) -> None:
    assert chance(share) not in {"0 %", "100 %"}


def test_a_duration_says_its_units() -> None:
    spans = (0, 14 * MINUTE, 90 * SECOND, 3 * HOUR, 47 * HOUR + 59 * MINUTE, 3 * DAY + 4 * HOUR)
    said = ["0 s", "14 min", "2 min", "3 h", "47 h 59 min", "3 d 4 h"]
    assert [duration(s) for s in spans] == said


def test_a_duration_under_a_minute_is_told_in_seconds() -> None:
    spans = (400, SECOND, 40 * SECOND, 59 * SECOND, 59_600, MINUTE)
    assert [duration(s) for s in spans] == ["0 s", "1 s", "40 s", "59 s", "1 min", "1 min"]


def test_ages_are_words() -> None:
    spans = (0, 59_999, MINUTE, 119 * MINUTE, 2 * HOUR, 47 * HOUR, 4 * DAY)
    assert [age(s) for s in spans] == [
        "just now",
        "just now",
        "1 min",
        "119 min",
        "2 h",
        "47 h",
        "4 d",
    ]


def test_times_are_written_in_their_zone() -> None:
    at = parse_time("2009-04-17T06:13:00Z", UTC, 0)
    assert clock_time(at, NEW_YORK) == "02:13"
    assert date(at, NEW_YORK) == "17 Apr 2009"
    assert date_time(at, NEW_YORK) == "17 Apr 2009 02:13 EDT"


def test_iso_times_show_milliseconds_only_where_there_are_any() -> None:
    assert iso(START) == "2009-04-17T00:00:00Z"
    assert iso(START + 7) == "2009-04-17T00:00:00.007Z"
    assert iso(None) is None


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (2 * HOUR, "02:00"),
        (-2 * HOUR, "22:00"),
        (23 * HOUR, "23:00"),
        (26 * HOUR, "Sat 02:00"),
        (16 * DAY, "3 May"),
        (300 * DAY, "11 Feb 2010"),
    ],
)
def test_a_time_is_as_brief_as_its_distance_allows(ahead: int, text: str) -> None:
    assert near_time(START + ahead, START, UTC) == text


def test_where_the_hour_does_not_matter_a_day_is_enough() -> None:
    days = [near_day(START + ahead, START, UTC) for ahead in (2 * HOUR, 26 * HOUR, 16 * DAY)]
    assert days == ["02:00", "Sat", "3 May"]


@pytest.mark.parametrize(
    ("ahead", "within", "text"),
    [
        (-HOUR, MINUTE, "23:00"),
        (-HOUR, HOUR, "~23:00"),
        (-26 * HOUR, HOUR, "~Wed 22:00"),
        (-26 * HOUR, 12 * HOUR, "Wed"),
        (-16 * DAY, 12 * HOUR, "1 Apr"),
        (-400 * DAY, 12 * HOUR, "13 Mar 2008"),
    ],
)
def test_a_time_is_told_no_better_than_it_is_known(ahead: int, within: int, text: str) -> None:
    assert vague_time(START + ahead, within, START, UTC) == text


@given(st.integers(-(10**30), 10**30))
def test_any_number_of_milliseconds_can_be_shown(at: int) -> None:
    assert date_time(at, ZoneInfo("Pacific/Kiritimati")).endswith("+14") or at < START


@given(st.integers(-30_000_000_000_000, 200_000_000_000_000))
def test_a_time_written_as_iso_is_read_as_the_same_time(at: int) -> None:
    assert parse_time(iso(at) or "", NEW_YORK, 0) == at
    assert millis(moment(at, NEW_YORK)) == at


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "America", "../etc/passwd", "\0", "\ud800"])
def test_a_zone_nobody_knows_is_refused_in_words(name: str) -> None:
    with pytest.raises(BadText, match="no time zone"):
        zone_of(name)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1000000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("1_000", 1000),
        ("1M", 1_000_000),
        ("2.5k", 2500),
        (" 1b ", 1_000_000_000),
        ("0", 0),
    ],
)
def test_counts_are_read_as_people_write_them(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text", ["", "many", "-1", "1e6", "1.000.000", "M", "١٢", "1M2", "9" * 31, "9" * 5000, "1 000"]
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(BadText):
        parse_count(text)


def test_a_count_beyond_what_is_counted_is_refused() -> None:
    assert parse_count(str(MAX_COUNT)) == MAX_COUNT
    with pytest.raises(BadText, match="more than"):
        parse_count(str(MAX_COUNT + 1))


@pytest.mark.parametrize("text", ["1.5", "1.000", "2.0001k"])
def test_a_part_of_a_follower_is_refused_rather_than_dropped(text: str) -> None:
    with pytest.raises(BadText):
        parse_count(text)


@pytest.mark.parametrize("text", ["1,5M", "1,,000"])
def test_a_comma_that_groups_no_thousands_is_refused(text: str) -> None:
    with pytest.raises(BadText):
        parse_count(text)


@given(st.one_of(HOSTILE, st.text("0123456789,._kmbKMB -"), st.from_regex(r"[0-9,]+[kmb]?")))
def test_reading_a_count_gives_a_count_or_says_why_not(text: str) -> None:
    count, why = 0, ""
    try:
        count = parse_count(text)
    except BadText as error:
        why = str(error)
    assert 0 <= count <= MAX_COUNT
    assert why == clean(why, len(why))


@given(
    st.one_of(HOSTILE, st.text("0123456789-:TZ+W. smhdw"), st.datetimes().map(str)),
    st.sampled_from([UTC, NEW_YORK, ZoneInfo("Pacific/Kiritimati")]),
)
@example("0001-01-01", ZoneInfo("Pacific/Kiritimati"))
@example("9999-12-31T23:59:59", NEW_YORK)
@example("0001-01-01T00:00:00+23:59", UTC)
@example("999999w", UTC)
def test_reading_a_time_gives_a_time_or_says_why_not(text: str, zone: ZoneInfo) -> None:
    why = ""
    try:
        assert isinstance(parse_time(text, zone, START), int)
    except BadText as error:
        why = str(error)
    assert why == clean(why, len(why))


def test_a_time_without_a_zone_is_in_the_zone_it_is_read_in() -> None:
    assert parse_time("2009-04-16T20:00", NEW_YORK, 0) == START
    assert parse_time("2009-04-16T20:00+00:00", NEW_YORK, 0) == START - 4 * HOUR


@pytest.mark.parametrize(
    ("text", "back"), [("90s", 90 * SECOND), ("5m", 5 * MINUTE), ("2h", 2 * HOUR), ("1w", 7 * DAY)]
)
def test_an_age_is_counted_back_from_now(text: str, back: int) -> None:
    assert parse_time(text, UTC, START) == START - back


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "$0.00"),
        (50_000, "$0.05"),
        (10_000, "$0.01"),
        (1_234_567, "$1.23"),
        (1_500_000_000, "$1,500.00"),
    ],
)
def test_money_is_dollars_and_cents(micros: int, text: str) -> None:
    assert money(micros) == text
