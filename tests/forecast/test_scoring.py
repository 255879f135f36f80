"""How past forecasts did: settled by what was read, hidden from what came later, and scored."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START, series
from tui.forecast import scoring as book
from tui.forecast.scoring import LEVELS, at_rate, crps_of, hours, ledger, passings
from tui.model import DAY, HOUR, MINUTE, KeptForecast, Ledger, Millis, ScoredForecast
from tui.series import Series

TARGET = 1_000
TOLD = KeptForecast(
    account=1,
    at=START,
    target=TARGET,
    horizon=10 * HOUR,
    followers=900,
    early=START + HOUR,
    median=START + 2 * HOUR,
    late=START + 4 * HOUR,
    p_not=0.0,
    win=0.5,
)
FOREVER: Millis = 2**62
EMPTY = Series((), (), MINUTE)
TIMES = st.floats(0, 720)


def hourly(*counts: int, start: Millis = START) -> Series:
    """Return a count an hour."""
    return Series(tuple(start + i * HOUR for i in range(len(counts))), counts, HOUR)


def days_before(*counts: int) -> Series:
    """Return a count a day, the last one as the forecast is made."""
    first = START - (len(counts) - 1) * DAY
    return Series(tuple(first + i * DAY for i in range(len(counts))), counts, DAY)


def entry(told: KeptForecast, past: Series, now: Millis) -> ScoredForecast:
    """Return a forecast with what came of it."""
    return book.entry(told, past, passings(past, told.target), now)


# What came of a forecast.


def test_a_forecast_is_settled_by_the_crossing_between_two_readings() -> None:
    known = entry(TOLD, hourly(900, 940, 980, 1_020), FOREVER)
    assert known.came == 2.5
    assert known.error == -0.5
    assert known.covered is True


@pytest.mark.parametrize(
    ("median", "error"), [(1, -1.5), (2, -0.5), (3, 0.5)], ids=["early", "early too", "late"]
)
def test_the_error_is_how_much_too_late_the_median_was(median: int, error: float) -> None:
    told = replace(TOLD, median=START + median * HOUR)
    assert entry(told, hourly(900, 940, 980, 1_020), FOREVER).error == error


@pytest.mark.parametrize(
    ("early", "late", "covered"),
    [(1, 2, False), (1, 2.5, True), (2.5, 4, True), (2.6, 4, False), (1, None, True)],
)
def test_a_forecast_covers_what_came_between_its_ends_and_on_them(
    early: float, late: float | None, covered: bool
) -> None:
    told = replace(
        TOLD,
        early=START + round(early * HOUR),
        late=None if late is None else START + round(late * HOUR),
    )
    assert entry(told, hourly(900, 940, 980, 1_020), FOREVER).covered is covered


def test_until_something_came_nothing_is_said_of_a_forecast() -> None:
    known = entry(TOLD, hourly(900, 910, 920), START + 2 * HOUR)
    assert (known.came, known.error, known.covered) == (None, None, None)
    assert (known.crps, known.crps_constant, known.crps_day) == (None, None, None)


def test_a_crossing_that_is_later_than_now_is_not_known_yet() -> None:
    past = hourly(900, 940, 980, 1_020)
    assert entry(TOLD, past, START + 2 * HOUR).came is None
    assert entry(TOLD, past, START + 3 * HOUR).came == 2.5


def test_who_did_not_arrive_within_the_horizon_came_at_its_end() -> None:
    past = hourly(*range(900, 920))
    assert entry(TOLD, past, START + 10 * HOUR - 1).came is None
    known = entry(TOLD, past, START + 10 * HOUR)
    assert (known.came, known.covered, known.error) == (10, False, -8)


def test_who_arrived_after_the_horizon_came_at_its_end() -> None:
    past = hourly(*[900] * 12, 1_000)
    assert entry(TOLD, past, FOREVER).came == 10


def test_what_nobody_read_until_the_horizon_is_not_known_to_have_failed() -> None:
    assert entry(TOLD, hourly(900, 910, 920), START + 10 * HOUR).came is None
    assert entry(TOLD, hourly(900, 910, 920), FOREVER).came is None


def test_of_an_account_without_a_reading_nothing_is_known_ever() -> None:
    assert entry(TOLD, EMPTY, FOREVER).came is None


def test_who_crosses_between_the_reading_a_forecast_was_made_of_and_the_next_came_at_once() -> None:
    past = hourly(995, 1_005, start=START - 45 * MINUTE)
    known = entry(replace(TOLD, followers=995), past, FOREVER)
    assert known.came == 0


def test_a_crossing_from_long_before_a_forecast_is_not_what_it_foretold() -> None:
    past = hourly(980, 1_010, 990, 985, 990, 995, 1_005, start=START - 3 * HOUR)
    assert entry(TOLD, past, FOREVER).came == 2.5


def test_a_forecast_that_found_none_likely_has_no_error_and_is_right_where_none_came() -> None:
    told = replace(TOLD, early=START + 6 * HOUR, median=None, late=None, p_not=0.8)
    known = entry(told, hourly(*[900] * 12), FOREVER)
    assert (known.came, known.error, known.covered) == (10, None, True)
    early = entry(told, hourly(900, 1_000), FOREVER)
    assert (early.came, early.error, early.covered) == (1, None, False)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (START, 0),
        (START + 90 * MINUTE, 1.5),
        (START + 10 * HOUR, 10),
        (START + 11 * HOUR, 10),
        (START - HOUR, 0),
        (None, 10),
    ],
)
def test_a_time_is_told_in_hours_from_the_forecast_to_the_horizon(
    at: Millis | None, told: float
) -> None:
    assert hours(at, TOLD) == told


# CRPS.


def test_the_crps_is_twice_the_mean_pinball_loss() -> None:
    # By hand: 0.1 * 2, 0.5 * 1 and (1 - 0.9) * 1, of three.
    assert crps_of([1, 2, 4], 3) == pytest.approx(2 * (0.2 + 0.5 + 0.1) / 3)


@given(TIMES, TIMES)
def test_the_crps_of_one_time_is_its_error(time: float, came: float) -> None:
    assert crps_of([time] * len(LEVELS), came) == pytest.approx(abs(time - came))


@given(st.lists(TIMES, min_size=3, max_size=3).map(sorted), TIMES)
def test_the_crps_is_nought_only_of_a_forecast_that_was_sure_and_right(
    quantiles: list[float], came: float
) -> None:
    score = crps_of(quantiles, came)
    assert score >= 0
    assert (score == 0) == (quantiles == [came] * 3)


@given(st.floats(10, 700), st.floats(0.1, 5), st.floats(5.1, 9))
def test_of_two_forecasts_around_what_came_the_narrower_has_the_lower_crps(
    came: float, narrow: float, wide: float
) -> None:
    assert crps_of([came - narrow, came, came + narrow], came) < crps_of(
        [came - wide, came, came + wide], came
    )


# The simple forecasts beside it.


def test_the_constant_rate_is_that_since_the_first_reading() -> None:
    # 100 in four days: 100 more take 96 hours.
    told = replace(TOLD, horizon=30 * DAY)
    assert at_rate(told, days_before(800, 810, 820, 830, 900), None) == pytest.approx(96)


def test_the_rate_of_the_last_day_knows_nothing_of_the_days_before() -> None:
    # 50 in a day: 100 more take two.
    told = replace(TOLD, horizon=30 * DAY)
    assert at_rate(told, days_before(800, 810, 820, 850, 900), DAY) == pytest.approx(48)


def test_where_there_is_no_day_of_readings_the_rate_is_that_of_all_there_are() -> None:
    told = replace(TOLD, horizon=30 * DAY)
    past = hourly(880, 890, 900, start=START - 2 * HOUR)
    assert at_rate(told, past, DAY) == at_rate(told, past, None) == pytest.approx(10)


@pytest.mark.parametrize("counts", [(900, 900), (950, 900)], ids=["still", "falling"])
def test_who_does_not_grow_does_not_arrive_at_such_a_rate(counts: tuple[int, int]) -> None:
    assert at_rate(TOLD, days_before(*counts), None) == at_rate(TOLD, days_before(*counts), DAY)
    assert at_rate(TOLD, days_before(*counts), None) == 10


def test_a_rate_that_takes_longer_than_the_horizon_ends_there() -> None:
    assert at_rate(TOLD, days_before(899, 900), None) == 10


def test_of_one_reading_there_is_no_rate() -> None:
    assert at_rate(TOLD, days_before(900), None) == 10


def test_what_was_read_after_the_forecast_is_in_no_rate() -> None:
    told = replace(TOLD, horizon=30 * DAY)
    before = days_before(800, 900)
    later = Series((*before.ats, START + DAY), (*before.counts, 5_000), DAY)
    assert at_rate(told, later, None) == at_rate(told, before, None) == pytest.approx(24)


def test_the_simple_forecasts_are_scored_by_how_far_off_they_were() -> None:
    past = Series(
        tuple(START + h * HOUR for h in (-96, -24, 0, 3)), (700, 850, 900, 1_000), 24 * HOUR
    )
    told = replace(TOLD, horizon=30 * DAY)
    known = entry(told, past, FOREVER)
    assert known.came == 3
    # 200 in 96 hours, and 50 in 24: both take 48 more.
    assert known.crps_constant == pytest.approx(45)
    assert known.crps_day == pytest.approx(45)


# The ledger.


def test_the_ledger_of_nothing_is_empty() -> None:
    assert ledger([], {}, FOREVER) == Ledger(FOREVER)


def test_forecasts_of_accounts_that_are_not_asked_for_are_left_out() -> None:
    other = replace(TOLD, account=2)
    known = ledger([TOLD, other], {1: hourly(900, 1_000)}, FOREVER)
    assert [e.forecast for e in known.entries] == [TOLD]


def test_what_is_not_settled_stands_in_the_ledger_and_enters_no_figure() -> None:
    open_still = replace(TOLD, account=2)
    settled = ledger([TOLD], {1: hourly(900, 1_000)}, FOREVER)
    both = ledger([TOLD, open_still], {1: hourly(900, 1_000), 2: hourly(900, 901)}, FOREVER)
    assert len(both.entries) == 2
    assert replace(both, entries=settled.entries) == settled
    assert both.scored == 1


def test_where_nothing_is_settled_no_figure_is_known() -> None:
    known = ledger([TOLD], {1: hourly(900, 901)}, FOREVER)
    assert known == Ledger(FOREVER, known.entries)
    assert len(known.entries) == 1


def test_the_ledger_has_the_share_that_was_covered_and_the_means_and_the_median_error() -> None:
    # All came after 2.5 hours; the medians are half an hour early, half late, and far too late.
    told = [replace(TOLD, median=START + h * HOUR // 2) for h in (4, 6, 18)]
    told[2] = replace(told[2], early=START + 8 * HOUR, late=None)
    past = {1: hourly(900, 940, 980, 1_020)}
    known = ledger(told, past, FOREVER)
    assert known.scored == 3
    assert known.coverage == pytest.approx(2 / 3)
    assert known.error == pytest.approx(0.5)
    scores = [entry(one, past[1], FOREVER).crps or 0 for one in told]
    assert known.crps == pytest.approx(sum(scores) / 3)
    assert min(scores) > 0


def test_without_a_median_there_is_no_error_and_the_other_figures_stand() -> None:
    told = replace(TOLD, median=None, late=None, p_not=0.6)
    known = ledger([told], {1: hourly(900, 940, 980, 1_020)}, FOREVER)
    assert (known.scored, known.error, known.coverage) == (1, None, 1)


@given(
    st.lists(st.integers(0, 2_000), max_size=20),
    st.integers(-30, 30),
    st.integers(-30, 60),
    st.integers(1, 40),
    st.lists(st.none() | st.integers(-20, 60), min_size=3, max_size=3),
)
def test_whatever_was_foretold_and_read_a_score_is_within_the_horizon(
    counts: list[int], made: int, now: int, horizon: int, when: list[int | None]
) -> None:
    at = START + made * HOUR
    early, median, late = (None if h is None else at + h * HOUR for h in when)
    told = KeptForecast(1, at, TARGET, horizon * HOUR, 900, early, median, late, 0.1, None)
    known = ledger([told], {1: series(counts, HOUR)}, START + now * HOUR)
    assert known.scored in {0, 1}
    (one,) = known.entries
    if one.came is not None:
        assert 0 <= one.came <= horizon
        assert one.crps is not None
        assert one.crps_constant is not None
        assert one.crps_day is not None
        assert 0 <= one.crps <= 2 * horizon
        assert 0 <= one.crps_constant <= horizon
        assert 0 <= one.crps_day <= horizon
        assert one.error is None or abs(one.error) <= horizon


@given(st.lists(st.integers(800, 1_200), min_size=2, max_size=20), st.integers(0, 30))
def test_what_is_settled_stays_settled_the_same_whatever_is_read_later(
    counts: list[int], now: int
) -> None:
    until = START + now * HOUR
    whole = series(counts, HOUR)
    n = sum(at <= until for at in whole.ats)
    known = entry(TOLD, Series(whole.ats[:n], whole.counts[:n], HOUR), until)
    if known.came is not None:
        assert entry(TOLD, whole, FOREVER) == known
