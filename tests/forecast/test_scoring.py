"""How past forecasts did: their outcome from the readings, and their scores."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START, series
from tui.forecast.scoring import (
    LEVELS,
    crps_of,
    hours_after,
    hours_at_rate,
    ledger,
    scored,
    upward_crossings,
)
from tui.model import (
    DAY,
    FOREVER,
    HOUR,
    MINUTE,
    KeptForecast,
    Ledger,
    Millis,
    ScoredForecast,
)
from tui.series import Series

TARGET = 1_000
FORECAST = KeptForecast(
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
EMPTY = Series((), (), MINUTE)
TIMES = st.floats(0, 720)


def hourly(*counts: int, start: Millis = START) -> Series:
    """Return a past with a count each hour."""
    return Series(tuple(start + i * HOUR for i in range(len(counts))), counts, HOUR)


def days_before(*counts: int) -> Series:
    """Return a past with a count each day, the last one at the time of the forecast."""
    first = START - (len(counts) - 1) * DAY
    return Series(tuple(first + i * DAY for i in range(len(counts))), counts, DAY)


def score(forecast: KeptForecast, past: Series, now: Millis) -> ScoredForecast:
    """Return a forecast with its outcome as of now."""
    return scored(forecast, past, upward_crossings(past, forecast.target), now)


# The outcome of a forecast.


def test_the_outcome_is_the_crossing_between_two_readings() -> None:
    result = score(FORECAST, hourly(900, 940, 980, 1_020), FOREVER)
    assert result.came == 2.5
    assert result.error == -0.5
    assert result.covered is True


@pytest.mark.parametrize(
    ("median", "error"), [(1, -1.5), (2, -0.5), (3, 0.5)], ids=["early", "a little early", "late"]
)
def test_the_error_is_how_much_too_late_the_median_was(median: int, error: float) -> None:
    forecast = replace(FORECAST, median=START + median * HOUR)
    assert score(forecast, hourly(900, 940, 980, 1_020), FOREVER).error == error


@pytest.mark.parametrize(
    ("early", "late", "covered"),
    [(1, 2, False), (1, 2.5, True), (2.5, 4, True), (2.6, 4, False), (1, None, True)],
)
def test_an_interval_covers_an_outcome_between_its_ends_or_on_them(
    early: float, late: float | None, covered: bool
) -> None:
    forecast = replace(
        FORECAST,
        early=START + round(early * HOUR),
        late=None if late is None else START + round(late * HOUR),
    )
    assert score(forecast, hourly(900, 940, 980, 1_020), FOREVER).covered is covered


def test_a_forecast_not_yet_due_has_no_score() -> None:
    result = score(FORECAST, hourly(900, 910, 920), START + 2 * HOUR)
    assert (result.came, result.error, result.covered) == (None, None, None)
    assert (result.crps, result.crps_constant, result.crps_day) == (None, None, None)


def test_a_crossing_after_now_is_not_an_outcome_yet() -> None:
    past = hourly(900, 940, 980, 1_020)
    assert score(FORECAST, past, START + 2 * HOUR).came is None
    assert score(FORECAST, past, START + 3 * HOUR).came == 2.5


def test_without_an_arrival_the_outcome_is_the_end_of_the_horizon() -> None:
    past = hourly(*range(900, 920))
    assert score(FORECAST, past, START + 10 * HOUR - 1).came is None
    result = score(FORECAST, past, START + 10 * HOUR)
    assert (result.came, result.covered, result.error) == (10, False, -8)


def test_an_arrival_after_the_horizon_counts_as_its_end() -> None:
    past = hourly(*[900] * 12, 1_000)
    assert score(FORECAST, past, FOREVER).came == 10


def test_without_readings_up_to_the_horizon_there_is_no_outcome() -> None:
    assert score(FORECAST, hourly(900, 910, 920), START + 10 * HOUR).came is None
    assert score(FORECAST, hourly(900, 910, 920), FOREVER).came is None


def test_an_account_without_readings_never_has_an_outcome() -> None:
    assert score(FORECAST, EMPTY, FOREVER).came is None


def test_a_crossing_right_after_the_reading_of_a_forecast_is_an_outcome_at_once() -> None:
    past = hourly(995, 1_005, start=START - 45 * MINUTE)
    result = score(replace(FORECAST, followers=995), past, FOREVER)
    assert result.came == 0


def test_a_crossing_long_before_a_forecast_is_not_its_outcome() -> None:
    past = hourly(980, 1_010, 990, 985, 990, 995, 1_005, start=START - 3 * HOUR)
    assert score(FORECAST, past, FOREVER).came == 2.5


def test_a_forecast_without_a_median_has_no_error_and_covers_a_missed_target() -> None:
    forecast = replace(FORECAST, early=START + 6 * HOUR, median=None, late=None, p_not=0.8)
    result = score(forecast, hourly(*[900] * 12), FOREVER)
    assert (result.came, result.error, result.covered) == (10, None, True)
    early = score(forecast, hourly(900, 1_000), FOREVER)
    assert (early.came, early.error, early.covered) == (1, None, False)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START, 0),
        (START + 90 * MINUTE, 1.5),
        (START + 10 * HOUR, 10),
        (START + 11 * HOUR, 10),
        (START - HOUR, 0),
        (None, 10),
    ],
)
def test_a_time_is_in_hours_from_the_forecast_and_cut_at_the_horizon(
    at: Millis | None, expected: float
) -> None:
    assert hours_after(FORECAST, at) == expected


# CRPS.


def test_the_crps_is_twice_the_mean_pinball_loss() -> None:
    # By hand: 0.1 * 2, 0.5 * 1 and (1 - 0.9) * 1, of three.
    assert crps_of([1, 2, 4], 3) == pytest.approx(2 * (0.2 + 0.5 + 0.1) / 3)


@given(TIMES, TIMES)
def test_the_crps_of_a_single_time_is_its_error(time: float, outcome: float) -> None:
    assert crps_of([time] * len(LEVELS), outcome) == pytest.approx(abs(time - outcome))


@given(st.lists(TIMES, min_size=3, max_size=3).map(sorted), TIMES)
def test_the_crps_is_zero_only_for_a_certain_and_correct_forecast(
    quantiles: list[float], outcome: float
) -> None:
    score = crps_of(quantiles, outcome)
    assert score >= 0
    assert (score == 0) == (quantiles == [outcome] * 3)


@given(st.floats(10, 700), st.floats(0.1, 5), st.floats(5.1, 9))
def test_the_narrower_of_two_forecasts_around_the_outcome_has_the_lower_crps(
    outcome: float, narrow: float, wide: float
) -> None:
    assert crps_of([outcome - narrow, outcome, outcome + narrow], outcome) < crps_of(
        [outcome - wide, outcome, outcome + wide], outcome
    )


# The baselines.


def test_the_constant_rate_is_taken_since_the_first_reading() -> None:
    # 100 in four days: 100 more take 96 hours.
    forecast = replace(FORECAST, horizon=30 * DAY)
    assert hours_at_rate(forecast, days_before(800, 810, 820, 830, 900), None) == pytest.approx(96)


def test_the_rate_of_the_last_day_ignores_the_days_before() -> None:
    # 50 in a day: 100 more take two.
    forecast = replace(FORECAST, horizon=30 * DAY)
    assert hours_at_rate(forecast, days_before(800, 810, 820, 850, 900), DAY) == pytest.approx(48)


def test_with_less_than_a_day_of_readings_the_day_rate_is_that_of_all_of_them() -> None:
    forecast = replace(FORECAST, horizon=30 * DAY)
    past = hourly(880, 890, 900, start=START - 2 * HOUR)
    hours = hours_at_rate(forecast, past, None)
    assert hours_at_rate(forecast, past, DAY) == hours == pytest.approx(10)


@pytest.mark.parametrize("counts", [(900, 900), (950, 900)], ids=["still", "falling"])
def test_without_growth_a_baseline_never_arrives(counts: tuple[int, int]) -> None:
    for window in (None, DAY):
        assert hours_at_rate(FORECAST, days_before(*counts), window) == 10, window


def test_a_baseline_is_cut_at_the_horizon() -> None:
    assert hours_at_rate(FORECAST, days_before(899, 900), None) == 10


def test_one_reading_gives_no_rate() -> None:
    assert hours_at_rate(FORECAST, days_before(900), None) == 10


def test_readings_after_the_forecast_are_in_no_rate() -> None:
    forecast = replace(FORECAST, horizon=30 * DAY)
    before = days_before(800, 900)
    later = Series((*before.ats, START + DAY), (*before.counts, 5_000), DAY)
    hours = hours_at_rate(forecast, before, None)
    assert hours_at_rate(forecast, later, None) == hours == pytest.approx(24)


def test_a_baseline_is_scored_by_its_error() -> None:
    past = Series(
        tuple(START + h * HOUR for h in (-96, -24, 0, 3)), (700, 850, 900, 1_000), 24 * HOUR
    )
    forecast = replace(FORECAST, horizon=30 * DAY)
    result = score(forecast, past, FOREVER)
    assert result.came == 3
    # 200 in 96 hours, and 50 in 24: both take 48 more.
    assert result.crps_constant == pytest.approx(45)
    assert result.crps_day == pytest.approx(45)


# The ledger.


def test_without_forecasts_the_ledger_is_empty() -> None:
    assert ledger([], {}, FOREVER) == Ledger(FOREVER)


def test_forecasts_of_other_accounts_are_left_out() -> None:
    other = replace(FORECAST, account=2)
    result = ledger([FORECAST, other], {1: hourly(900, 1_000)}, FOREVER)
    assert [e.forecast for e in result.entries] == [FORECAST]


def test_a_forecast_not_yet_due_is_listed_but_not_scored() -> None:
    pending = replace(FORECAST, account=2)
    due = ledger([FORECAST], {1: hourly(900, 1_000)}, FOREVER)
    both = ledger([FORECAST, pending], {1: hourly(900, 1_000), 2: hourly(900, 901)}, FOREVER)
    assert len(both.entries) == 2
    assert replace(both, entries=due.entries) == due
    assert both.scored == 1


def test_with_no_forecast_due_the_ledger_has_no_scores() -> None:
    result = ledger([FORECAST], {1: hourly(900, 901)}, FOREVER)
    assert result == Ledger(FOREVER, result.entries)
    assert len(result.entries) == 1


def test_the_ledger_has_the_coverage_the_median_error_and_the_mean_crps() -> None:
    # All outcomes are 2.5 hours; the medians are half an hour early, half late, and far late.
    forecasts = [replace(FORECAST, median=START + h * HOUR // 2) for h in (4, 6, 18)]
    forecasts[2] = replace(forecasts[2], early=START + 8 * HOUR, late=None)
    past = {1: hourly(900, 940, 980, 1_020)}
    result = ledger(forecasts, past, FOREVER)
    assert result.scored == 3
    assert result.coverage == pytest.approx(2 / 3)
    assert result.error == pytest.approx(0.5)
    scores = [score(one, past[1], FOREVER).crps or 0 for one in forecasts]
    assert result.crps == pytest.approx(sum(scores) / 3)
    assert min(scores) > 0


def test_without_a_median_the_ledger_has_no_error_but_the_other_scores() -> None:
    forecast = replace(FORECAST, median=None, late=None, p_not=0.6)
    result = ledger([forecast], {1: hourly(900, 940, 980, 1_020)}, FOREVER)
    assert (result.scored, result.error, result.coverage) == (1, None, 1)


@given(
    st.lists(st.integers(0, 2_000), max_size=20),
    st.integers(-30, 30),
    st.integers(-30, 60),
    st.integers(1, 40),
    st.lists(st.none() | st.integers(-20, 60), min_size=3, max_size=3),
)
def test_scores_are_within_the_horizon_whatever_was_forecast_and_read(
    counts: list[int], made: int, now: int, horizon: int, times: list[int | None]
) -> None:
    at = START + made * HOUR
    early, median, late = (None if h is None else at + h * HOUR for h in times)
    forecast = KeptForecast(1, at, TARGET, horizon * HOUR, 900, early, median, late, 0.1, None)
    result = ledger([forecast], {1: series(counts, HOUR)}, START + now * HOUR)
    assert result.scored in {0, 1}
    (one,) = result.entries
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
def test_later_readings_never_change_an_outcome(counts: list[int], now: int) -> None:
    until = START + now * HOUR
    past = series(counts, HOUR)
    n = sum(at <= until for at in past.ats)
    result = score(FORECAST, Series(past.ats[:n], past.counts[:n], HOUR), until)
    if result.came is not None:
        assert score(FORECAST, past, FOREVER) == result
