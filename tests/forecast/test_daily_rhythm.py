"""The rhythm of a day: a clock that makes growth even, where there is one to be learnt."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.forecast.daily_rhythm import (
    COARSE,
    DAY,
    EVEN,
    FASTEST,
    LEAST_DAYS,
    SLOWEST,
    Rhythm,
    rhythm_of,
)

SPEEDS = st.lists(st.floats(SLOWEST, FASTEST), min_size=DAY, max_size=DAY)
HOURS = st.floats(-1e6, 1e6)


def clock_of(speeds: list[float]) -> Rhythm:
    """Return a clock that runs at these speeds in the hours of a day."""
    edges = [0.0]
    for speed in speeds:
        edges.append(edges[-1] + speed)
    return Rhythm(tuple(edge * DAY / edges[-1] for edge in edges))


def learnt(count_at: Callable[[float], float], days: int = 10, step: float = 0.25) -> Rhythm:
    first = 24 * 14_000.0
    return rhythm_of(lambda hour: count_at(hour - first), first, first + 24 * days, step)


def waves(hour: float) -> float:
    """Return a growth of 100 an hour that is fastest at six and stands still at eighteen."""
    return 100 * (hour + 24 / (2 * pi) * (1 - cos(2 * pi * hour / 24)))


def test_the_waves_of_a_day_are_found_and_its_clock_makes_them_even() -> None:
    rhythm = learnt(waves)
    assert rhythm.edges
    speeds = [b - a for a, b in pairwise(rhythm.edges)]
    for hour, speed in enumerate(speeds):
        expected = max(SLOWEST, 1 + sin(2 * pi * (hour + 0.5) / 24))
        assert speed == pytest.approx(expected, abs=0.15)


@pytest.mark.parametrize("an_hour", [-50, 0, 1, 100, 1e6])
def test_an_even_growth_has_no_rhythm(an_hour: float) -> None:
    assert learnt(lambda hour: an_hour * hour) == EVEN


@pytest.mark.parametrize(
    "trend",
    [
        lambda hour: 1000 * hour - 1.5 * hour**2,
        lambda hour: 100 * hour + 1.5 * hour**2,
        lambda hour: 1e5 * (1 - 0.5 ** (hour / 100)),
        lambda hour: 1e3 * 2 ** (hour / 100),
    ],
    ids=["slower", "faster", "fading", "doubling"],
)
def test_a_trend_is_no_rhythm(trend: Callable[[float], float]) -> None:
    rhythm = learnt(trend)
    for hour, edge in enumerate(rhythm.edges):
        assert edge == pytest.approx(hour, abs=0.2)


@pytest.mark.parametrize(
    ("days", "step"), [(LEAST_DAYS, 0.25), (1, 0.25), (0, 0.25), (10, COARSE * 1.01)]
)
def test_of_too_few_days_or_readings_too_far_apart_nothing_is_learnt(
    days: int, step: float
) -> None:
    assert learnt(waves, days, step) == EVEN


def test_days_that_were_not_read_by_the_hour_do_not_hide_the_rhythm_of_the_others() -> None:
    first = 24 * 14_000.0

    def count_at(hour: float) -> float | None:
        return None if hour < first + 24 * 10 else waves(hour - first)

    rhythm = rhythm_of(count_at, first, first + 24 * 15, 0.25)
    speeds = [b - a for a, b in pairwise(rhythm.edges)]
    assert speeds[6] > 1.8
    assert speeds[18] < 0.3


def test_days_that_were_not_read_by_the_hour_are_no_days_to_learn_from() -> None:
    first = 24 * 14_000.0

    def count_at(hour: float) -> float | None:
        return None if hour < first + 24 * 12 else waves(hour - first)

    assert rhythm_of(count_at, first, first + 24 * 15, 0.25) == EVEN


def test_a_single_surge_is_no_rhythm() -> None:
    rhythm = learnt(lambda hour: 100 * hour + (50_000 if hour > 100 else 0))
    for hour, edge in enumerate(rhythm.edges):
        assert edge == pytest.approx(hour, abs=0.2)


@given(SPEEDS, HOURS)
def test_clock_and_time_are_each_others_inverse(speeds: list[float], hour: float) -> None:
    rhythm = clock_of(speeds)
    assert rhythm.time(rhythm.clock(hour)) == pytest.approx(hour, abs=1e-6)
    assert rhythm.clock(rhythm.time(hour)) == pytest.approx(hour, abs=1e-6)


@given(SPEEDS, HOURS, st.floats(0.01, 100))
def test_a_clock_never_goes_back_and_a_day_of_it_is_a_day(
    speeds: list[float], hour: float, later: float
) -> None:
    rhythm = clock_of(speeds)
    assert rhythm.clock(hour + later) > rhythm.clock(hour)
    assert rhythm.clock(hour + DAY) - rhythm.clock(hour) == pytest.approx(DAY, abs=1e-6)


@given(HOURS)
def test_an_even_clock_shows_the_time(hour: float) -> None:
    assert EVEN.clock(hour) == EVEN.time(hour) == hour


@given(st.lists(st.integers(0, 10**15), min_size=24, max_size=24 * 8))
def test_of_any_counts_a_clock_goes_round_once_a_day(counts: list[int]) -> None:
    def count_at(hour: float) -> float:
        return counts[max(0, min(len(counts) - 1, int(hour)))]

    edges = learnt(count_at, len(counts) // 24).edges
    assert all(b - a > 0 for a, b in pairwise(edges))
    if edges:
        assert (len(edges), edges[0]) == (DAY + 1, 0)
        assert edges[-1] == pytest.approx(DAY)
