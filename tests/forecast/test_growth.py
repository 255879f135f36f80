"""How much an account grows in any time ahead, and how sure that is."""

from itertools import accumulate, pairwise
from math import isfinite, pi, sin
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import START, series
from tui.forecast.growth import STALE_AFTER, GrowthForecast, growth_forecast
from tui.forecast.quantiles import LEVELS, MIDDLE
from tui.model import DAY, HOUR, MINUTE, Millis
from tui.series import Series

HORIZON = 30 * DAY
LOW, HIGH = LEVELS.index(0.1), LEVELS.index(0.9)
STEPS = st.lists(st.integers(-40, 200), min_size=40, max_size=120)


def grown(steps: list[int], step: Millis = MINUTE, first: int = 10**6) -> Series:
    return series(accumulate(steps, initial=first), step)


def restless(hours: int, pace: int = 600) -> Series:
    """Return an hourly past whose growth is never the same twice."""
    chance = Random(5)
    return grown([round(pace * chance.uniform(0.5, 1.5)) for _ in range(hours)], HOUR)


def outlook(past: Series, at: Millis | None = None, horizon: Millis = HORIZON) -> GrowthForecast:
    told = growth_forecast(past, past.ats[-1] if at is None else at, horizon)
    assert told is not None
    return told


@pytest.mark.parametrize("ahead", [0.25, 1.0, 6.0, 24.0, 168.0])
def test_an_even_pace_goes_on(ahead: float) -> None:
    told = outlook(grown([10] * 2000))
    growth = told.growth_after(ahead)
    assert growth[MIDDLE] == pytest.approx(600 * ahead, rel=0.02)
    assert growth[LOW] <= 600 * ahead <= growth[HIGH]


def test_farther_ahead_less_is_sure() -> None:
    told = outlook(restless(24 * 10))
    spans = [rung.growth[HIGH] - rung.growth[LOW] for rung in told.rungs]
    assert spans == sorted(spans)


def test_a_restless_past_makes_an_outlook_less_sure_than_an_even_one() -> None:
    spans = [
        growth[HIGH] - growth[LOW]
        for past in (grown([600] * 240, HOUR), restless(240))
        for growth in [outlook(past).growth_after(24)]
    ]
    assert spans[1] > 2 * spans[0]


@pytest.mark.parametrize("before", [-25, 2], ids=["losing", "hardly growing"])
def test_a_turn_to_fast_growth_is_not_expected_to_multiply_once_more(before: int) -> None:
    chance = Random(3)
    steps = [round(before * chance.uniform(0.7, 1.3)) for _ in range(16 * 60)]
    steps += [round(140 * chance.uniform(0.7, 1.3)) for _ in range(8 * 60)]
    growth = outlook(grown(steps)).growth_after(24)
    assert 4_000 < growth[MIDDLE] / 24 < 17_000
    assert growth[HIGH] / 24 < 6 * 8_400


def test_the_rhythm_of_the_day_is_in_the_growth_of_the_next_hours() -> None:
    past = grown([round(60 * (1 + 0.9 * sin(2 * pi * n / 96))) for n in range(96 * 10)], HOUR // 4)
    told = outlook(past)
    day, night = (told.growth_after(end)[MIDDLE] for end in (12, 24))
    assert told.rhythm.edges
    assert day > 2 * (night - day)


def test_days_that_were_read_once_tell_nothing_of_the_hours_between() -> None:
    chance = Random(7)
    minutes = grown([round(10 * chance.uniform(0, 4)) for _ in range(24 * 60)])
    days = [minutes.ats[0] - n * DAY for n in range(40, 0, -1)]
    counts = [10**6 - 28_800 * n for n in range(40, 0, -1)]
    long = Series((*days, *minutes.ats), (*counts, *minutes.counts), MINUTE)
    for ahead in (8.0, 16.0):
        spans = [
            growth[HIGH] - growth[LOW]
            for past in (minutes, long)
            for growth in [outlook(past).growth_after(ahead)]
        ]
        assert spans[1] > 0.3 * spans[0]


def after_gap(before: int, gap: Millis, since: int) -> Series:
    """Return minutes that gain ten each, with a gap among them in which as much is gained."""
    chance = Random(11)
    ats = [START + n * MINUTE for n in range(before)]
    ats += [ats[-1] + gap + n * MINUTE for n in range(since)]
    counts = [10**6 + (at - START) // MINUTE * 10 + chance.randrange(9) for at in ats]
    return Series(tuple(ats), tuple(counts), MINUTE)


@pytest.mark.parametrize("since", [1, 5, 40])
def test_what_was_learnt_before_a_night_without_readings_still_holds_after_it(since: int) -> None:
    growth = outlook(after_gap(24 * 60, 8 * HOUR, since)).growth_after(24)
    assert 0.6 < growth[LOW] / 14_400 <= growth[HIGH] / 14_400 < 1.6


def test_what_came_after_a_long_gap_is_not_compared_with_what_was_in_it() -> None:
    quiet = grown([1] * 100, HOUR)
    ats = [quiet.ats[-1] + 10 * DAY + n * MINUTE for n in range(91)]
    counts = [quiet.counts[-1] + 10 * DAY // HOUR + n * 10 for n in range(91)]
    past = Series((*quiet.ats, *ats), (*quiet.counts, *counts), MINUTE)
    assert outlook(past).growth_after(1)[MIDDLE] == pytest.approx(600, rel=0.1)


def test_after_a_gap_of_weeks_there_is_an_outlook_by_what_was_read_since() -> None:
    growth = outlook(after_gap(40, 50 * DAY, 40)).growth_after(1)
    assert growth[MIDDLE] == pytest.approx(600, rel=0.1)


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
def test_an_account_that_hardly_ever_moves_is_not_foretold_to_grow(
    step: Millis, blips: dict[int, int]
) -> None:
    growth = outlook(grown([blips.get(n, 0) for n in range(360)], step, 5_000)).growth_after(720)
    assert max(abs(g) for g in growth) < 250
    assert growth[LOW] < growth[HIGH]


@pytest.mark.parametrize("ahead", [12.0, 16.0])
def test_a_minute_more_of_the_past_changes_the_outlook_little(ahead: float) -> None:
    chance = Random(4)
    steps = [round(20 * (1 + n / 300) * chance.uniform(0.5, 1.5)) for n in range(20 * 60)]
    highest = [outlook(grown(steps[:end])).growth_after(ahead)[HIGH] for end in range(1140, 1200)]
    assert max(abs(b / a - 1) for a, b in pairwise(highest)) < 0.35


def test_the_rungs_reach_to_the_horizon_and_double() -> None:
    hours = [rung.hours for rung in outlook(restless(240), horizon=7 * DAY).rungs]
    assert hours[-1] >= 7 * 24
    assert all(b == pytest.approx(2 * a) for a, b in pairwise(hours))


def test_nothing_grows_in_no_time() -> None:
    assert outlook(restless(240)).growth_after(0) == (0,) * len(LEVELS)


def test_a_time_beyond_the_last_rung_has_what_that_has() -> None:
    told = outlook(restless(240), horizon=DAY)
    assert told.growth_after(10**6) == told.rungs[-1].growth


@pytest.mark.parametrize("counts", [0, 1, 5])
def test_of_too_few_readings_there_is_no_outlook(counts: int) -> None:
    assert growth_forecast(series([5] * counts, HOUR), START + counts * HOUR, HORIZON) is None


def test_six_readings_within_half_an_hour_are_too_few_too() -> None:
    assert growth_forecast(series(range(29)), START + 28 * MINUTE, HORIZON) is None
    assert growth_forecast(series(range(31)), START + 30 * MINUTE, HORIZON) is not None


@pytest.mark.parametrize(
    ("step", "patience"), [(MINUTE, STALE_AFTER), (HOUR, 3 * HOUR), (DAY, 3 * DAY)]
)
def test_a_stale_past_gives_none(step: Millis, patience: Millis) -> None:
    past = grown([10] * 240, step)
    assert growth_forecast(past, past.ats[-1] + patience, HORIZON) is not None
    assert growth_forecast(past, past.ats[-1] + patience + 1, HORIZON) is None


@settings(max_examples=40)
@given(STEPS)
def test_the_quantiles_are_in_their_order_at_every_rung(steps: list[int]) -> None:
    for rung in outlook(grown(steps)).rungs:
        assert len(rung.growth) == len(LEVELS)
        assert list(rung.growth) == sorted(rung.growth)


@settings(max_examples=40)
@given(STEPS)
def test_the_same_past_gives_the_same_outlook(steps: list[int]) -> None:
    assert outlook(grown(steps)) == outlook(grown(steps))


@settings(max_examples=40)
@given(st.lists(st.integers(1, 200), min_size=40, max_size=120), st.integers(2, 10**4))
def test_growth_that_is_so_many_times_larger_has_an_outlook_so_many_times_larger(
    steps: list[int], times: int
) -> None:
    one, other = outlook(grown(steps)), outlook(grown([step * times for step in steps]))
    for rung, larger in zip(one.rungs, other.rungs, strict=True):
        expected = [growth * times for growth in rung.growth]
        assert larger.growth == pytest.approx(expected, rel=1e-3, abs=1e-6 * times)


@settings(max_examples=40)
@given(STEPS, st.integers(0, 10**9))
def test_how_many_followers_there_are_does_not_matter_to_the_growth(
    steps: list[int], more: int
) -> None:
    one, other = outlook(grown(steps)), outlook(grown(steps, first=10**6 + more))
    for rung, same in zip(one.rungs, other.rungs, strict=True):
        assert same.growth == pytest.approx(rung.growth, rel=1e-3, abs=1e-3)


COUNTS = st.integers(0, 2**62) | st.integers(0, 9) | st.just(10**6)
SPANS = st.integers(1, 10) | st.integers(1, 4 * HOUR) | st.just(MINUTE) | st.just(HOUR)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(COUNTS, SPANS), max_size=60),
    st.sampled_from([1, MINUTE, HOUR, DAY]),
    st.integers(0, 2 * DAY),
    st.sampled_from([HOUR, DAY, 30 * DAY, 3650 * DAY]),
)
def test_hostile_counts_at_hostile_times_have_a_finite_outlook_or_none(
    read: list[tuple[int, Millis]], step: Millis, later: Millis, horizon: Millis
) -> None:
    ats = list(accumulate((span for _, span in read), initial=START))[1:]
    past = Series(tuple(ats), tuple(count for count, _ in read), step)
    told = growth_forecast(past, (ats[-1] if ats else START) + later, horizon)
    if told is not None:
        figures = [growth for rung in told.rungs for growth in rung.growth]
        assert all(isfinite(figure) for figure in figures)
        assert all(list(rung.growth) == sorted(rung.growth) for rung in told.rungs)
        assert all(isfinite(growth) for growth in told.growth_after(horizon / HOUR))
