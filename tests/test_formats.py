"""Numbers, durations and times as text."""

from datetime import UTC
from zoneinfo import ZoneInfo

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
    dated,
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
    signed_duration,
    vague_time,
)
from tui.model import DAY, HOUR, MINUTE, SECOND

NEW_YORK = ZoneInfo("America/New_York")


def test_an_unknown_figure_is_a_question_mark_and_never_zero() -> None:
    assert {f(None) for f in (grouped, signed, compact, percent, chance, duration, age)} == {"?"}


def test_counts_are_grouped() -> None:
    assert grouped(1_000_000) == "1,000,000"
    assert grouped(0) == "0"


def test_a_negative_number_has_a_real_minus_sign() -> None:
    assert [signed(n) for n in (4100, -12, 0, 0.4, -0.4, -1234.6)] == [
        "+4,100",
        "−12",
        "0",
        "0",
        "0",
        "−1,235",
    ]


def test_large_counts_are_abbreviated() -> None:
    assert [compact(n) for n in (950, 1000, 1_200_000, 2_000_000_000)] == [
        "950",
        "1K",
        "1.2M",
        "2B",
    ]


def test_an_abbreviation_never_shows_a_thousand_of_a_smaller_unit() -> None:
    assert compact(999_999) == "1M"
    assert compact(999_960_000) == "1B"


def test_shares_are_percent() -> None:
    assert [percent(s) for s in (0, 0.84, 1)] == ["0 %", "84 %", "100 %"]
    assert percent(0.962, 1) == "96.2 %"
    assert percent(1.003668, 1) == "100.4 %"


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.integers(0, 2))
@example(0.005, 0)
@example(0.995, 0)
def test_a_share_that_only_rounds_to_0_or_100_is_shown_as_less_or_more(
    share: float, digits: int
) -> None:
    assert float(percent(share, digits).removesuffix(" %").lstrip("<>")) not in {0, 100}


@given(st.floats(0, 1))
@example(2 / 400)
@example(398 / 400)
def test_a_chance_is_never_0_or_100_percent(share: float) -> None:
    assert chance(share) not in {"0 %", "100 %"}


def test_a_duration_has_units() -> None:
    spans = (0, 14 * MINUTE, 90 * SECOND, 3 * HOUR, 47 * HOUR + 59 * MINUTE, 3 * DAY + 4 * HOUR)
    texts = ["0 s", "14 min", "2 min", "3 h", "47 h 59 min", "3 d 4 h"]
    assert [duration(s) for s in spans] == texts


def test_a_duration_under_a_minute_is_in_seconds() -> None:
    spans = (400, SECOND, 40 * SECOND, 59 * SECOND, 59_600, MINUTE)
    assert [duration(s) for s in spans] == ["0 s", "1 s", "40 s", "59 s", "1 min", "1 min"]


def test_a_signed_duration_shows_late_and_early() -> None:
    spans = (14 * MINUTE, -40 * SECOND, 0, 400, -400)
    assert [signed_duration(s) for s in spans] == ["+14 min", "−40 s", "0 s", "0 s", "0 s"]


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


def test_times_are_shown_in_their_zone() -> None:
    at = START + 6 * HOUR + 13 * MINUTE
    assert clock_time(at, NEW_YORK) == "02:13"
    assert date(at, NEW_YORK) == "17 Apr 2009"
    assert date_time(at, NEW_YORK) == "17 Apr 2009 02:13 EDT"


def test_iso_times_show_milliseconds_only_if_there_are_any() -> None:
    assert iso(START) == "2009-04-17T00:00:00Z"
    assert iso(START + 7) == "2009-04-17T00:00:00.007Z"
    assert iso(None) is None


def test_a_time_is_as_short_as_its_distance_allows() -> None:
    for ahead, text in (
        (2 * HOUR, "02:00"),
        (-2 * HOUR, "22:00"),
        (23 * HOUR, "23:00"),
        (26 * HOUR, "Sat 02:00"),
        (16 * DAY, "3 May"),
        (300 * DAY, "11 Feb 2010"),
    ):
        assert near_time(START + ahead, START, UTC) == text, text


def test_a_day_is_shown_without_its_hour_if_it_is_not_near() -> None:
    days = [near_day(START + ahead, START, UTC) for ahead in (2 * HOUR, 26 * HOUR, 16 * DAY)]
    assert days == ["02:00", "Sat", "3 May"]


def test_a_time_is_shown_no_more_exactly_than_it_is_known() -> None:
    for ahead, within, text in (
        (-HOUR, MINUTE, "23:00"),
        (-HOUR, HOUR, "~23:00"),
        (-26 * HOUR, HOUR, "~Wed 22:00"),
        (-26 * HOUR, 12 * HOUR, "Wed"),
        (-16 * DAY, 12 * HOUR, "1 Apr"),
        (-400 * DAY, 12 * HOUR, "13 Mar 2008"),
    ):
        assert vague_time(START + ahead, within, START, UTC) == text, text


def test_a_date_has_its_time_if_that_is_known() -> None:
    for within, text in (
        (MINUTE, "17 Apr 2009 00:00"),
        (HOUR, "17 Apr 2009 ~00:00"),
        (12 * HOUR, "17 Apr 2009"),
    ):
        assert dated(START, within, UTC) == text, text


@given(st.integers(-(10**30), 10**30))
def test_any_number_of_milliseconds_can_be_shown(at: int) -> None:
    assert date_time(at, ZoneInfo("Pacific/Kiritimati")).endswith("+14") or at < START


@given(st.integers(-30_000_000_000_000, 200_000_000_000_000))
def test_a_moment_has_the_milliseconds_it_was_made_from(at: int) -> None:
    assert millis(moment(at, NEW_YORK)) == at


def test_money_is_dollars_and_cents() -> None:
    for micros, text in (
        (0, "$0.00"),
        (50_000, "$0.05"),
        (10_000, "$0.01"),
        (1_234_567, "$1.23"),
        (1_500_000_000, "$1,500.00"),
    ):
        assert money(micros) == text, micros
