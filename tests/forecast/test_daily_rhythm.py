"""The daily rhythm: activity hours in which growth is even, where the past shows a rhythm."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import cos, pi, sin
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.forecast.daily_rhythm import (
    DAY,
    FASTEST,
    MAX_STEP,
    MIN_DAYS,
    NO_RHYTHM,
    SLOWEST,
    Rhythm,
    rhythm_of,
)

SPEEDS = st.lists(st.floats(SLOWEST, FASTEST), min_size=DAY, max_size=DAY)
HOURS = st.floats(-1e6, 1e6)


def with_speeds(speeds: list[float]) -> Rhythm:
    """Return the rhythm of an account that grows at these speeds in the hours of a day."""
    edges = [0.0]
    for speed in speeds:
        edges.append(edges[-1] + speed)
    return Rhythm(tuple(edge * DAY / edges[-1] for edge in edges))


def rhythm(count_at: Callable[[float], float], days: int = 10, step: float = 0.25) -> Rhythm:
    """Return the rhythm of some days of counts, given by their hour since the first."""
    first = 24 * 14_000.0
    return rhythm_of(lambda hour: count_at(hour - first), first, first + 24 * days, step)


def waves(hour: float) -> float:
    """Return a count that grows by 100 an hour on average, most at 06:00, not at all at 18:00."""
    return 100 * (hour + 24 / (2 * pi) * (1 - cos(2 * pi * hour / 24)))


def test_daily_waves_are_found_and_are_even_in_activity_hours() -> None:
    found = rhythm(waves)
    assert found.edges
    speeds = [b - a for a, b in pairwise(found.edges)]
    for hour, speed in enumerate(speeds):
        expected = max(SLOWEST, 1 + sin(2 * pi * (hour + 0.5) / 24))
        assert speed == pytest.approx(expected, abs=0.15), hour


def test_even_growth_has_no_rhythm() -> None:
    for pace in (-50, 0, 1, 100, 1e6):
        assert rhythm(partial(mul, pace)) == NO_RHYTHM, pace


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
def test_a_trend_is_not_taken_for_a_rhythm(trend: Callable[[float], float]) -> None:
    for hour, edge in enumerate(rhythm(trend).edges):
        assert edge == pytest.approx(hour, abs=0.2)


def test_too_few_days_or_readings_too_far_apart_give_no_rhythm() -> None:
    for days, step in ((MIN_DAYS, 0.25), (1, 0.25), (0, 0.25), (10, MAX_STEP * 1.01)):
        assert rhythm(waves, days, step) == NO_RHYTHM, (days, step)


def test_days_without_hourly_readings_do_not_hide_the_rhythm_of_the_others() -> None:
    first = 24 * 14_000.0

    def count_at(hour: float) -> float | None:
        return None if hour < first + 24 * 10 else waves(hour - first)

    found = rhythm_of(count_at, first, first + 24 * 15, 0.25)
    speeds = [b - a for a, b in pairwise(found.edges)]
    assert speeds[6] > 1.8
    assert speeds[18] < 0.3


def test_days_without_hourly_readings_do_not_count_as_days() -> None:
    first = 24 * 14_000.0

    def count_at(hour: float) -> float | None:
        return None if hour < first + 24 * 12 else waves(hour - first)

    assert rhythm_of(count_at, first, first + 24 * 15, 0.25) == NO_RHYTHM


def test_a_single_surge_is_not_a_rhythm() -> None:
    found = rhythm(lambda hour: 100 * hour + (50_000 if hour > 100 else 0))
    for hour, edge in enumerate(found.edges):
        assert edge == pytest.approx(hour, abs=0.2)


@given(SPEEDS, HOURS)
def test_activity_and_wall_hours_are_inverse(speeds: list[float], hour: float) -> None:
    found = with_speeds(speeds)
    assert found.wall(found.activity(hour)) == pytest.approx(hour, abs=1e-6)
    assert found.activity(found.wall(hour)) == pytest.approx(hour, abs=1e-6)


@given(SPEEDS, HOURS, st.floats(0.01, 100))
def test_activity_hours_only_grow_and_a_day_has_24(
    speeds: list[float], hour: float, later: float
) -> None:
    found = with_speeds(speeds)
    assert found.activity(hour + later) > found.activity(hour)
    assert found.activity(hour + DAY) - found.activity(hour) == pytest.approx(DAY, abs=1e-6)


@given(HOURS)
def test_without_a_rhythm_activity_hours_are_wall_hours(hour: float) -> None:
    assert NO_RHYTHM.activity(hour) == NO_RHYTHM.wall(hour) == hour


@given(st.lists(st.integers(0, 10**15), min_size=24, max_size=24 * 8))
def test_any_counts_give_a_rhythm_of_24_activity_hours_or_none(counts: list[int]) -> None:
    def count_at(hour: float) -> float:
        return counts[max(0, min(len(counts) - 1, int(hour)))]

    edges = rhythm(count_at, len(counts) // 24).edges
    assert all(b - a > 0 for a, b in pairwise(edges))
    if edges:
        assert (len(edges), edges[0]) == (DAY + 1, 0)
        assert edges[-1] == pytest.approx(DAY)
