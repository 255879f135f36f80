"""Parsing of what people type: counts, times, durations, time zones, race names."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.building import START
from tests.test_sanitize import HOSTILE
from tui.formats import iso
from tui.model import DAY, HOUR, MINUTE, SECOND
from tui.parsing import (
    MAX_COUNT,
    RACE_NAME,
    BadText,
    parse_count,
    parse_span,
    parse_time,
    race_name,
    zone_of,
)
from tui.sanitize import clean

NEW_YORK = ZoneInfo("America/New_York")


def test_an_unknown_time_zone_is_refused() -> None:
    for name in ("", "Nowhere/Land", "America", "../etc/passwd", "\0", "\ud800"):
        with pytest.raises(BadText, match="unknown time zone"):
            zone_of(name)


def test_counts_are_parsed_as_people_write_them() -> None:
    for text, count in (
        ("1000000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("1_000", 1000),
        ("1M", 1_000_000),
        ("2.5k", 2500),
        (" 1b ", 1_000_000_000),
        ("0", 0),
    ):
        assert parse_count(text) == count, text


@pytest.mark.parametrize(
    "text", ["", "many", "-1", "1e6", "1.000.000", "M", "١٢", "1M2", "9" * 31, "9" * 5000, "1 000"]
)
def test_a_text_that_is_not_a_count_is_refused(text: str) -> None:
    with pytest.raises(BadText, match=r"is not a number \(e\.g\. 1000000 or 1M\)"):
        parse_count(text)


def test_a_count_that_is_too_large_is_refused() -> None:
    assert parse_count(str(MAX_COUNT)) == MAX_COUNT
    with pytest.raises(BadText, match="more than"):
        parse_count(str(MAX_COUNT + 1))


@pytest.mark.parametrize("text", ["1.5", "1.000", "2.0001k"])
def test_a_part_of_a_follower_is_refused_and_not_dropped(text: str) -> None:
    with pytest.raises(BadText, match="whole number"):
        parse_count(text)


@pytest.mark.parametrize("text", ["1,5M", "1,,000"])
def test_a_comma_that_does_not_group_thousands_is_refused(text: str) -> None:
    with pytest.raises(BadText, match="is not a number"):
        parse_count(text)


@given(st.one_of(HOSTILE, st.text("0123456789,._kmbKMB -"), st.from_regex(r"[0-9,]+[kmb]?")))
def test_any_text_gives_a_count_or_a_clean_error(text: str) -> None:
    count, error = 0, ""
    try:
        count = parse_count(text)
    except BadText as refused:
        error = str(refused)
    assert 0 <= count <= MAX_COUNT
    assert error == clean(error, len(error))


@given(
    st.one_of(HOSTILE, st.text("0123456789-:TZ+W. smhdw"), st.datetimes().map(str)),
    st.sampled_from([UTC, NEW_YORK, ZoneInfo("Pacific/Kiritimati")]),
)
@example("0001-01-01", ZoneInfo("Pacific/Kiritimati"))
@example("9999-12-31T23:59:59", NEW_YORK)
@example("0001-01-01T00:00:00+23:59", UTC)
@example("999999w", UTC)
def test_any_text_gives_a_time_or_a_clean_error(text: str, zone: ZoneInfo) -> None:
    error = ""
    try:
        assert isinstance(parse_time(text, zone, START), int)
    except BadText as refused:
        error = str(refused)
    assert error == clean(error, len(error))


@given(st.integers(-30_000_000_000_000, 200_000_000_000_000))
def test_an_iso_time_is_parsed_as_the_time_it_was_made_from(at: int) -> None:
    assert parse_time(iso(at) or "", NEW_YORK, 0) == at


def test_a_time_without_a_zone_is_in_the_given_zone() -> None:
    assert parse_time("2009-04-16T20:00", NEW_YORK, 0) == START
    assert parse_time("2009-04-16T20:00+00:00", NEW_YORK, 0) == START - 4 * HOUR


def test_an_age_is_counted_back_from_now() -> None:
    for text, back in (
        ("90s", 90 * SECOND),
        ("5m", 5 * MINUTE),
        ("2h", 2 * HOUR),
        ("1w", 7 * DAY),
    ):
        assert parse_time(text, UTC, START) == START - back, text


def test_a_duration_has_a_unit_and_is_not_zero() -> None:
    assert [parse_span(text) for text in ("30s", " 5 min ", "2h")] == [
        30 * SECOND,
        5 * MINUTE,
        2 * HOUR,
    ]
    for text in ("0s", "5", "soon", "-5m", ""):
        with pytest.raises(BadText, match=r"is not a duration \(e\.g\. 30s or 5m\)"):
            parse_span(text)


def test_a_race_name_is_made_of_what_was_typed() -> None:
    for text, name in (
        ("mine", "mine"),
        ("My Race", "my-race"),
        ("  2009.a_b-c ", "2009.a_b-c"),
        ("0", "0"),
    ):
        assert race_name(text) == name, text


@pytest.mark.parametrize("text", ["", " ", "-a", "a/b", "a:b", "é", "x" * 41, "\x1b[31m"])
def test_a_text_that_cannot_name_a_race_is_refused(text: str) -> None:
    with pytest.raises(BadText, match="is not a race name"):
        race_name(text)


@given(st.text(max_size=60))
def test_any_text_gives_a_race_name_or_a_printable_error(text: str) -> None:
    error = ""
    try:
        assert RACE_NAME.fullmatch(race_name(text))
    except BadText as refused:
        error = str(refused)
    assert error.isprintable()
