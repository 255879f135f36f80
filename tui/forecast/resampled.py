"""An account's past in activity hours, and which parts of it a data gap hides. Pure.

Inside a data gap, counts are known only at the scale of the gap: two readings a day apart say
nothing about the hours between them.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from statistics import median

from tui.forecast.daily_rhythm import rhythm_of
from tui.model import HOUR
from tui.series import Series

STEP_ROUNDS = 200
"""The step is the median interval of this many newest readings."""
RESOLUTION = 300
"""Readings are thinned to intervals of their age divided by this."""
A_NIGHT = 8.0
"""Hours; a gap not much longer than this does not hide a day's rhythm."""
GAP_TOLERANCE = 1.25
"""A gap hides what lies in it if it is this many times as long as the horizon or window."""


class Resampled:
    """Counts by activity hour, interpolated between readings."""

    def __init__(self, past: Series) -> None:
        picked = _thinned(past)
        times = [past.ats[i] / HOUR for i in picked]
        self.counts = [past.counts[i] for i in picked]
        self.hours = times
        step = median(b - a for a, b in pairwise(times[-STEP_ROUNDS:]))
        self.rhythm = rhythm_of(self._hourly_count, times[0], times[-1], step)
        self.hours = [self.rhythm.activity(time) for time in times]
        self.first, self.last = self.hours[0], self.hours[-1]
        self.step, self.read_at = step, times[-1]

    def count(self, hour: float) -> float:
        """Return the count at an hour; before the first and after the last reading, theirs."""
        i = bisect_right(self.hours, hour)
        if i <= 0:
            return self.counts[0]
        if i >= len(self.hours):
            return self.counts[-1]
        before, after = self.hours[i - 1], self.hours[i]
        share = (hour - before) / (after - before)
        return self.counts[i - 1] + (self.counts[i] - self.counts[i - 1]) * share

    def _hourly_count(self, hour: float) -> float | None:
        return self.count(hour) if self.is_known(hour, A_NIGHT) else None

    def is_known(self, hour: float, scale: float) -> bool:
        """Return whether the count at an hour is known at a scale in hours.

        It is if the hour was read, or lies in a gap not much longer than the scale.
        """
        return self.known_from(hour, scale) <= hour + 1e-9

    def known_from(self, hour: float, scale: float) -> float:
        """Return the first hour, from this one on, whose count is known at a scale.

        That is the hour itself, or the end of a gap much longer than the scale around it.
        """
        i = bisect_left(self.hours, hour - 1e-9)
        if 0 < i < len(self.hours) and self.hours[i] - self.hours[i - 1] > GAP_TOLERANCE * scale:
            return self.hours[i]
        return hour


def _thinned(past: Series) -> list[int]:
    """Return the indices of the readings to use: the older, the further apart."""
    last = len(past.ats) - 1
    end = past.ats[-1]
    picked = [last]
    i = last
    while i > 0:
        interval = (end - past.ats[i]) // RESOLUTION
        i = min(i - 1, bisect_left(past.ats, past.ats[i] - interval, 0, i))
        picked.append(i)
    return picked[::-1]
