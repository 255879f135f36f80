"""Reading the times and counts that people and programs write."""

import re
from collections.abc import Callable
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.exchange.importing.cells import count_of, is_blank, time_reader
from tui.formats import iso
from tui.model import Quality
from tui.parsing import MAX_COUNT, BadText

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def refusal(read: Callable[[str], object], text: str) -> str:
    """Return the message that refuses a text; fails if the text is accepted."""
    try:
        read(text)
    except BadText as error:
        return str(error)
    pytest.fail(f"{text[:30]!r} was accepted")


def test_a_time_may_be_iso_8601_compact_or_seconds_or_milliseconds_since_1970() -> None:
    for text, at in (
        ("2009-04-17T06:13:00Z", "2009-04-17T06:13:00Z"),
        ("2009-04-17T02:13:00-04:00", "2009-04-17T06:13:00Z"),
        ("2009-04-17 08:13:00+0200", "2009-04-17T06:13:00Z"),
        ("2009-04-17T06:13", "2009-04-17T06:13:00Z"),
        ("2009-04-17 06:13:00.25", "2009-04-17T06:13:00.250Z"),
        ("2009-04-17 06:13:00 UTC", "2009-04-17T06:13:00Z"),
        ("2016-06-25", "2016-06-25T00:00:00Z"),
        ("2016/06/25", "2016-06-25T00:00:00Z"),
        ("2016/6/5 07:08", "2016-06-05T07:08:00Z"),
        ("20160625", "2016-06-25T00:00:00Z"),
        ("200710122238", "2007-10-12T22:38:00Z"),
        ("20071012223847", "2007-10-12T22:38:47Z"),
        ("20071012T223847Z", "2007-10-12T22:38:47Z"),
        ("1239948780", "2009-04-17T06:13:00Z"),
        ("1239948780.5", "2009-04-17T06:13:00.500Z"),
        ("1239948780123", "2009-04-17T06:13:00.123Z"),
        ("946684800", "2000-01-01T00:00:00Z"),
        ("946684800000", "2000-01-01T00:00:00Z"),
    ):
        assert iso(time_reader(UTC)(text)) == at, text


def test_a_date_may_have_a_month_name_or_dots() -> None:
    for text, at in (
        ("15 Jan 2024", "2024-01-15T00:00:00Z"),
        ("3. March 2024 10:30", "2024-03-03T10:30:00Z"),
        ("Jan 16, 2024", "2024-01-16T00:00:00Z"),
        ("01.02.2024", "2024-02-01T00:00:00Z"),
    ):
        assert iso(time_reader(UTC)(text)) == at, text


def test_an_ambiguous_date_is_refused_with_an_example() -> None:
    message = refusal(time_reader(UTC), "02/01/2024")
    assert message == "'02/01/2024' could be two different days; write it as 2024-01-31"


def test_a_time_without_a_zone_is_in_the_given_zone() -> None:
    for text in ("2009-04-17T02:13", "20090417021300", "2009/4/17 02:13"):
        assert iso(time_reader(NEW_YORK)(text)) == "2009-04-17T06:13:00Z", text


def test_a_time_with_a_zone_is_the_same_in_every_given_zone() -> None:
    for text in ("2009-04-17T06:13:00Z", "1239948780", "1239948780000"):
        for zone in (UTC, BERLIN, NEW_YORK):
            assert iso(time_reader(zone)(text)) == "2009-04-17T06:13:00Z", (text, zone)


def test_a_text_that_is_not_a_time_is_refused() -> None:
    for text in (
        *("", "noon", "12", "66", "947", "10919688", "102838748", "2009-13-01", "2009-02-30"),
        *(
            "20071312223847",
            "99999999999999",
            "12:30",
            "1.5",
            "-1239948780",
            "１２３９９４８７８０",
        ),
        *("0001-01-01", "9999-12-31T23:59:59-14:00", "0219-01-01"),
        "9" * 5000,
    ):
        assert "is not" in refusal(time_reader(UTC), text)


def test_a_whole_count_is_read_in_every_notation() -> None:
    for text in (
        *("1234567", " 1234567 ", "+1234567", "1,234,567", "1.234.567", "1 234 567", "1'234'567"),
        *("1’234’567", "1_234_567", "1\u00a0234\u00a0567", "1\u202f234\u202f567"),
        *("1\u2009234\u2009567", "1234567.0", "1234567,0", "1234567.00", "1,234,567.00"),
        "1.234.567,00",
    ):
        assert count_of(text) == (1_234_567, Quality.EXACT), text


def test_an_abbreviated_count_is_rounded() -> None:
    for text, count in (
        ("1.2M", 1_200_000),
        ("102 M", 102_000_000),
        ("35.4k", 35_400),
        ("2B", 2_000_000_000),
    ):
        assert count_of(text) == (count, Quality.ROUNDED), text


def test_a_text_that_is_not_a_count_is_refused_in_one_short_line() -> None:
    for text in (
        *(
            "",
            "a lot",
            "-5",
            "1,23",
            "1,2345",
            "1,234.567",
            "1234.5",
            "12,34.0",
            "1e6",
            "0x10",
            "٣",
        ),
        *("１２３", "1,234 567", "1M5", "1.2345M5", "12,345,6"),
        str(MAX_COUNT + 1),
        "9" * 5000,
        "9" * 5000 + ".0",
        "9" + ",999" * 2000,
        "9" * 5000 + "k",
    ):
        message = refusal(count_of, text)
        assert "\n" not in message, text[:30]
        assert len(message) < 6000, text[:30]


def test_a_cell_without_a_value_is_blank() -> None:
    for text in ("", " ", "-", "–", "?", "NA", "n/a", "NaN", "null", "None"):
        assert is_blank(text), text


def test_a_cell_with_a_value_is_not_blank() -> None:
    for text in ("0", "no", "1", "--5"):
        assert not is_blank(text), text


WRITTEN = st.text(max_size=30) | st.text("0123456789-+:.,'/_ TZkMU\u00a0", max_size=30)
DIGITS = st.integers(1, 5000).map(lambda n: "9" * n)


@given(WRITTEN | DIGITS | DIGITS.map(lambda digits: f"{digits}.0"))
def test_any_text_is_a_count_that_the_log_can_hold_or_is_refused(text: str) -> None:
    try:
        count, quality = count_of(text)
    except BadText:
        return
    assert 0 <= count <= MAX_COUNT
    assert quality in {Quality.EXACT, Quality.ROUNDED}


@given(WRITTEN | DIGITS | st.datetimes().map(str), st.sampled_from([UTC, BERLIN, NEW_YORK]))
@example("0001-01-01", BERLIN)
@example("9999-12-31T23:59:59", NEW_YORK)
@example("99991231235959", NEW_YORK)
def test_any_text_is_a_time_that_an_export_can_write_or_is_refused(
    text: str, zone: ZoneInfo
) -> None:
    try:
        at = time_reader(zone)(text)
    except BadText:
        return
    written = iso(at)
    assert written is not None
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}Z", written)
    assert time_reader(UTC)(written) == at


@given(st.integers(631_152_000_000, 7_258_118_400_000))
def test_an_exported_time_is_read_back_unchanged(at: int) -> None:
    assert time_reader(BERLIN)(iso(at) or "") == at


@given(st.integers(1000, MAX_COUNT), st.sampled_from(",.'’_ \u00a0\u202f"))
def test_a_count_grouped_in_threes_is_read(count: int, separator: str) -> None:
    assert count_of(f"{count:,}".replace(",", separator)) == (count, Quality.EXACT)
