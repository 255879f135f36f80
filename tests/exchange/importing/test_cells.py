"""What people and programs write for times and counts."""

import re
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


@pytest.mark.parametrize(
    ("text", "at"),
    [
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
    ],
)
def test_a_time_is_iso_compact_or_seconds_or_milliseconds_since_1970(text: str, at: str) -> None:
    assert iso(time_reader(UTC)(text)) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("15 Jan 2024", "2024-01-15T00:00:00Z"),
        ("3. March 2024 10:30", "2024-03-03T10:30:00Z"),
        ("Jan 16, 2024", "2024-01-16T00:00:00Z"),
        ("01.02.2024", "2024-02-01T00:00:00Z"),
    ],
)
def test_a_day_may_be_written_with_the_name_of_its_month_or_with_dots(text: str, at: str) -> None:
    assert iso(time_reader(UTC)(text)) == at


def test_a_day_that_may_be_two_is_refused_with_how_to_write_it() -> None:
    with pytest.raises(BadText, match="may be two days; write it like 2024-01-31"):
        time_reader(UTC)("02/01/2024")


@pytest.mark.parametrize("text", ["2009-04-17T02:13", "20090417021300", "2009/4/17 02:13"])
def test_a_time_without_a_zone_is_in_the_one_it_is_read_in(text: str) -> None:
    assert iso(time_reader(NEW_YORK)(text)) == "2009-04-17T06:13:00Z"


@pytest.mark.parametrize("text", ["2009-04-17T06:13:00Z", "1239948780", "1239948780000"])
def test_a_time_that_says_its_zone_is_the_same_in_every_zone(text: str) -> None:
    assert {iso(time_reader(zone)(text)) for zone in (UTC, BERLIN, NEW_YORK)} == {
        "2009-04-17T06:13:00Z"
    }


@pytest.mark.parametrize(
    "text",
    [
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
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_time_is_told_so(text: str) -> None:
    with pytest.raises(BadText, match="is no"):
        time_reader(UTC)(text)


@pytest.mark.parametrize(
    "text",
    [
        *("1234567", " 1234567 ", "+1234567", "1,234,567", "1.234.567", "1 234 567", "1'234'567"),
        *("1’234’567", "1_234_567", "1\u00a0234\u00a0567", "1\u202f234\u202f567"),
        *("1\u2009234\u2009567", "1234567.0", "1234567,0", "1234567.00", "1,234,567.00"),
        "1.234.567,00",
    ],
)
def test_a_whole_count_is_read_in_every_notation(text: str) -> None:
    assert count_of(text) == (1_234_567, Quality.EXACT)


@pytest.mark.parametrize(
    ("text", "count"),
    [("1.2M", 1_200_000), ("102 M", 102_000_000), ("35.4k", 35_400), ("2B", 2_000_000_000)],
)
def test_a_count_in_short_is_a_rounded_one(text: str, count: int) -> None:
    assert count_of(text) == (count, Quality.ROUNDED)


@pytest.mark.parametrize(
    "text",
    [
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
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_count_of_this_program_is_told_so(text: str) -> None:
    with pytest.raises(BadText) as told:
        count_of(text)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 6000


@pytest.mark.parametrize("text", ["", " ", "-", "–", "?", "NA", "n/a", "NaN", "null", "None"])
def test_a_cell_that_says_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "no", "1", "--5"])
def test_a_cell_that_says_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)


WRITTEN = st.text(max_size=30) | st.text("0123456789-+:.,'/_ TZkMU\u00a0", max_size=30)
DIGITS = st.integers(1, 5000).map(lambda n: "9" * n)


@given(WRITTEN | DIGITS | DIGITS.map(lambda digits: f"{digits}.0"))
def test_any_text_is_a_count_that_the_log_can_hold_or_is_told_to_be_none(text: str) -> None:
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
def test_any_text_is_a_time_that_an_export_can_say_or_is_told_to_be_none(
    text: str, zone: ZoneInfo
) -> None:
    try:
        at = time_reader(zone)(text)
    except BadText:
        return
    said = iso(at)
    assert said is not None
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}Z", said)
    assert time_reader(UTC)(said) == at


@given(st.integers(631_152_000_000, 7_258_118_400_000))
def test_what_an_export_says_of_a_time_is_read_as_that_time(at: int) -> None:
    assert time_reader(BERLIN)(iso(at) or "") == at


@given(st.integers(1000, MAX_COUNT), st.sampled_from(",.'’_ \u00a0\u202f"))
def test_a_count_in_groups_of_three_is_that_count(count: int, separator: str) -> None:
    assert count_of(f"{count:,}".replace(",", separator)) == (count, Quality.EXACT)
