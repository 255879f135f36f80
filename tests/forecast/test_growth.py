"""How much an account will grow, and how certain that is."""

from itertools import accumulate, pairwise
from math import isfinite, pi, sin
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import START, series
from tui.forecast.growth import STALE_AFTER, GrowthForecast, growth_forecast
from tui.forecast.quantiles import LEVELS, MEDIAN
from tui.model import DAY, HOUR, MINUTE, Millis
from tui.series import Series

HORIZON = 30 * DAY
LOW, HIGH = LEVELS.index(0.1), LEVELS.index(0.9)
STEPS = st.lists(st.integers(-40, 200), min_size=40, max_size=120)


def grown(steps: list[int], step: Millis = MINUTE, first: int = 10**6) -> Series:
    """Return a past that grows by these steps, one each interval."""
    return series(accumulate(steps, initial=first), step)


def noisy(hours: int, pace: int = 600) -> Series:
    """Return an hourly past whose growth varies from half to one and a half times the pace."""
    random = Random(5)
    return grown([round(pace * random.uniform(0.5, 1.5)) for _ in range(hours)], HOUR)


def forecast_of(
    past: Series, at: Millis | None = None, horizon: Millis = HORIZON
) -> GrowthForecast:
    """Return the growth forecast at a time, by default that of the newest reading."""
    forecast = growth_forecast(past, past.ats[-1] if at is None else at, horizon)
    assert forecast is not None
    return forecast


def test_an_even_pace_continues() -> None:
    forecast = forecast_of(grown([10] * 2000))
    for ahead in (0.25, 1.0, 6.0, 24.0, 168.0):
        growth = forecast.growth_after(ahead)
        assert growth[MEDIAN] == pytest.approx(600 * ahead, rel=0.02), ahead
        assert growth[LOW] <= 600 * ahead <= growth[HIGH], ahead


def test_longer_horizons_have_wider_intervals() -> None:
    horizons = forecast_of(noisy(24 * 10)).horizons
    widths = [horizon.growth[HIGH] - horizon.growth[LOW] for horizon in horizons]
    assert widths == sorted(widths)


def test_a_noisy_past_has_a_wider_interval_than_an_even_one() -> None:
    widths = [
        growth[HIGH] - growth[LOW]
        for past in (grown([600] * 240, HOUR), noisy(240))
        for growth in [forecast_of(past).growth_after(24)]
    ]
    assert widths[1] > 2 * widths[0]


@pytest.mark.parametrize("before", [-25, 2], ids=["losing", "hardly growing"])
def test_a_turn_to_fast_growth_is_not_expected_to_multiply_again(before: int) -> None:
    random = Random(3)
    steps = [round(before * random.uniform(0.7, 1.3)) for _ in range(16 * 60)]
    steps += [round(140 * random.uniform(0.7, 1.3)) for _ in range(8 * 60)]
    growth = forecast_of(grown(steps)).growth_after(24)
    assert 4_000 < growth[MEDIAN] / 24 < 17_000
    assert growth[HIGH] / 24 < 6 * 8_400


def test_the_daily_rhythm_shapes_the_growth_of_the_next_hours() -> None:
    past = grown([round(60 * (1 + 0.9 * sin(2 * pi * n / 96))) for n in range(96 * 10)], HOUR // 4)
    forecast = forecast_of(past)
    half, whole = (forecast.growth_after(end)[MEDIAN] for end in (12, 24))
    assert forecast.rhythm.edges
    assert half > 2 * (whole - half)


@pytest.mark.parametrize(
    ("step", "blips"),
    [
        (MINUTE, {}),
        (MINUTE, {120: 1, 180: -1}),
        (MINUTE, {120: -1, 180: 1}),
        (HOUR, {100: 2, 200: -2, 300: 3, 350: -3}),
    ],
    ids=["never", "up and down", "down and up", "four times"],
)
def test_an_account_that_hardly_moves_is_not_forecast_to_grow(
    step: Millis, blips: dict[int, int]
) -> None:
    past = grown([blips.get(n, 0) for n in range(360)], step, 5_000)
    growth = forecast_of(past).growth_after(720)
    assert max(abs(g) for g in growth) < 250
    assert growth[LOW] < growth[HIGH]


@pytest.mark.parametrize("ahead", [12.0, 16.0])
def test_one_more_minute_changes_the_forecast_little(ahead: float) -> None:
    random = Random(4)
    steps = [round(20 * (1 + n / 300) * random.uniform(0.5, 1.5)) for n in range(20 * 60)]
    highest = [
        forecast_of(grown(steps[:end])).growth_after(ahead)[HIGH] for end in range(1140, 1200)
    ]
    assert max(abs(b / a - 1) for a, b in pairwise(highest)) < 0.35


def test_the_horizons_double_until_the_end() -> None:
    hours = [horizon.hours for horizon in forecast_of(noisy(240), horizon=7 * DAY).horizons]
    assert hours[-1] >= 7 * 24
    assert all(b == pytest.approx(2 * a) for a, b in pairwise(hours))


def test_there_is_no_growth_in_no_time() -> None:
    assert forecast_of(noisy(240)).growth_after(0) == (0,) * len(LEVELS)


def test_a_time_after_the_last_horizon_has_the_growth_of_that_horizon() -> None:
    forecast = forecast_of(noisy(240), horizon=DAY)
    assert forecast.growth_after(10**6) == forecast.horizons[-1].growth


def test_too_few_readings_give_no_forecast() -> None:
    for counts in (0, 1, 5):
        past = series([5] * counts, HOUR)
        assert growth_forecast(past, START + counts * HOUR, HORIZON) is None, counts


def test_readings_of_less_than_half_an_hour_give_no_forecast() -> None:
    assert growth_forecast(series(range(29)), START + 28 * MINUTE, HORIZON) is None
    assert growth_forecast(series(range(31)), START + 30 * MINUTE, HORIZON) is not None


@pytest.mark.parametrize(
    ("step", "patience"), [(MINUTE, STALE_AFTER), (HOUR, 3 * HOUR), (DAY, 3 * DAY)]
)
def test_a_stale_past_gives_no_forecast(step: Millis, patience: Millis) -> None:
    past = grown([10] * 240, step)
    assert growth_forecast(past, past.ats[-1] + patience, HORIZON) is not None
    assert growth_forecast(past, past.ats[-1] + patience + 1, HORIZON) is None


@settings(max_examples=40)
@given(STEPS)
def test_the_quantiles_are_in_order_at_every_horizon(steps: list[int]) -> None:
    for horizon in forecast_of(grown(steps)).horizons:
        assert len(horizon.growth) == len(LEVELS)
        assert list(horizon.growth) == sorted(horizon.growth)


@settings(max_examples=40)
@given(STEPS)
def test_the_same_past_gives_the_same_forecast(steps: list[int]) -> None:
    assert forecast_of(grown(steps)) == forecast_of(grown(steps))


@settings(max_examples=40)
@given(st.lists(st.integers(1, 200), min_size=40, max_size=120), st.integers(2, 10**4))
def test_a_past_that_grows_n_times_as_much_has_a_forecast_n_times_as_large(
    steps: list[int], times: int
) -> None:
    one = forecast_of(grown(steps))
    other = forecast_of(grown([step * times for step in steps]))
    for horizon, larger in zip(one.horizons, other.horizons, strict=True):
        expected = [growth * times for growth in horizon.growth]
        assert larger.growth == pytest.approx(expected, rel=1e-3, abs=1e-6 * times)


@settings(max_examples=40)
@given(STEPS, st.integers(0, 10**9))
def test_the_number_of_followers_does_not_affect_the_growth(steps: list[int], more: int) -> None:
    one, other = forecast_of(grown(steps)), forecast_of(grown(steps, first=10**6 + more))
    for horizon, same in zip(one.horizons, other.horizons, strict=True):
        assert same.growth == pytest.approx(horizon.growth, rel=1e-3, abs=1e-3)


COUNTS = st.integers(0, 2**62) | st.integers(0, 9) | st.just(10**6)
SPANS = st.integers(1, 10) | st.integers(1, 4 * HOUR) | st.just(MINUTE) | st.just(HOUR)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(COUNTS, SPANS), max_size=60),
    st.sampled_from([1, MINUTE, HOUR, DAY]),
    st.integers(0, 2 * DAY),
    st.sampled_from([HOUR, DAY, 30 * DAY, 3650 * DAY]),
)
def test_extreme_counts_and_times_give_a_finite_forecast_or_none(
    readings: list[tuple[int, Millis]], step: Millis, later: Millis, horizon: Millis
) -> None:
    ats = list(accumulate((span for _, span in readings), initial=START))[1:]
    past = Series(tuple(ats), tuple(count for count, _ in readings), step)
    forecast = growth_forecast(past, (ats[-1] if ats else START) + later, horizon)
    if forecast is not None:
        figures = [growth for at_horizon in forecast.horizons for growth in at_horizon.growth]
        assert all(isfinite(figure) for figure in figures)
        assert all(list(h.growth) == sorted(h.growth) for h in forecast.horizons)
        assert all(isfinite(growth) for growth in forecast.growth_after(horizon / HOUR))
