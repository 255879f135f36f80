"""Counts in activity hours, and which of them a data gap hides."""

from random import Random

import pytest

from tests.building import START
from tui.forecast.resampled import RESOLUTION, Resampled
from tui.model import DAY, HOUR, MINUTE, Millis
from tui.series import Series


def resampled(*ats: Millis, step: Millis = HOUR) -> Resampled:
    """Return readings at times after the start, each ten followers above the one before."""
    times = tuple(START + at for at in ats)
    return Resampled(Series(times, tuple(10 * n for n in range(len(times))), step))


def test_counts_are_interpolated_between_readings_and_held_beyond_them() -> None:
    past = resampled(*(n * HOUR for n in range(10)))
    assert past.count(past.first + 0.5) == pytest.approx(5)
    assert past.count(past.last + 5) == 90
    assert past.count(past.first - 5) == 0


def test_counts_in_a_gap_are_known_at_the_scale_of_the_gap_only() -> None:
    past = resampled(*(n * HOUR for n in range(5)), *(DAY + n * HOUR for n in range(5)))
    inside = past.first + 12
    assert not past.is_known(inside, 1)
    assert past.is_known(inside, 24)
    assert past.known_from(inside, 1) == pytest.approx(past.first + 24)
    assert past.known_from(inside, 24) == inside


def test_a_reading_is_known_however_long_the_gap_beside_it() -> None:
    past = resampled(*(n * HOUR for n in range(5)), 9 * DAY)
    assert past.is_known(past.first + 4, 0.1)
    assert past.is_known(past.last, 0.1)


def test_older_readings_are_thinned_more() -> None:
    past = resampled(*(n * MINUTE for n in range(20 * 24 * 60)), step=MINUTE)
    intervals = [b - a for a, b in zip(past.hours, past.hours[1:], strict=False)]
    assert len(past.hours) < 5_000
    for hour, interval in zip(past.hours, intervals, strict=False):
        assert interval <= max(2 / 60, 1.1 * (past.last - hour) / RESOLUTION + 2 / 60)


def test_days_with_a_single_reading_show_no_rhythm() -> None:
    random = Random(3)
    ats = [n * DAY for n in range(20)] + [19 * DAY + n * HOUR for n in range(1, 30)]
    times = tuple(START + at for at in ats)
    counts = tuple(round(at / HOUR * 100 * random.uniform(1, 1.01)) for at in ats)
    assert not Resampled(Series(times, counts, HOUR)).rhythm.edges
