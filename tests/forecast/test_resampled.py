"""Counts by the clock of an account's days, and what of them is known."""

from random import Random

import pytest

from tests.building import START
from tui.forecast.resampled import FINE, Resampled
from tui.model import DAY, HOUR, MINUTE, Millis
from tui.series import Series


def trace(*ats: Millis, step: Millis = HOUR) -> Resampled:
    times = tuple(START + at for at in ats)
    return Resampled(Series(times, tuple(10 * n for n in range(len(times))), step))


def test_between_two_readings_a_count_lies_between_theirs() -> None:
    known = trace(*(n * HOUR for n in range(10)))
    assert known.count(known.first + 0.5) == pytest.approx(5)
    assert known.count(known.last + 5) == 90
    assert known.count(known.first - 5) == 0


def test_what_lies_in_a_gap_is_known_at_the_gaps_scale_alone() -> None:
    known = trace(*(n * HOUR for n in range(5)), *(DAY + n * HOUR for n in range(5)))
    within = known.first + 12
    assert not known.knows(within, 1)
    assert known.knows(within, 24)
    assert known.known_from(within, 1) == pytest.approx(known.first + 24)
    assert known.known_from(within, 24) == within


def test_a_reading_is_known_however_long_the_gap_beside_it() -> None:
    known = trace(*(n * HOUR for n in range(5)), 9 * DAY)
    assert known.knows(known.first + 4, 0.1)
    assert known.knows(known.last, 0.1)


def test_the_older_the_further_apart_are_the_readings_that_are_looked_at() -> None:
    known = trace(*(n * MINUTE for n in range(20 * 24 * 60)), step=MINUTE)
    apart = [b - a for a, b in zip(known.hours, known.hours[1:], strict=False)]
    assert len(known.hours) < 5_000
    for hour, wide in zip(known.hours, apart, strict=False):
        assert wide <= max(2 / 60, 1.1 * (known.last - hour) / FINE + 2 / 60)


def test_hours_of_a_day_that_were_not_read_tell_nothing_of_its_rhythm() -> None:
    chance = Random(3)
    ats = [n * DAY for n in range(20)] + [19 * DAY + n * HOUR for n in range(1, 30)]
    times = tuple(START + at for at in ats)
    counts = tuple(round(at / HOUR * 100 * chance.uniform(1, 1.01)) for at in ats)
    assert not Resampled(Series(times, counts, HOUR)).rhythm.edges
