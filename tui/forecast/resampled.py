"""An account's past as counts by the clock of its days, and what of it is known. Pure.

What lies in a gap is known on the scale of the gap: of the hours between two readings that are a
day apart nothing is known.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from statistics import median

from tui.forecast.daily_rhythm import rhythm_of
from tui.model import HOUR
from tui.series import Series

ROUNDS = 200
"""So many rounds tell how far apart the readings are."""
FINE = 300
"""Of the past, at every age, points that are this share of the age apart."""
A_NIGHT = 8.0
"""A gap not much longer than this does not hide the hours of its day."""
NEAR = 1.25
"""What lies in a gap longer than so many horizons, or windows, is not known at their scale."""


class Resampled:
    """Counts by the hours of the rhythm's clock, even between two readings."""

    def __init__(self, past: Series) -> None:
        picked = _picked(past)
        times = [past.ats[i] / HOUR for i in picked]
        self.counts = [past.counts[i] for i in picked]
        self.hours = times
        step = median(b - a for a, b in pairwise(times[-ROUNDS:]))
        self.rhythm = rhythm_of(self._in_detail, times[0], times[-1], step)
        self.hours = [self.rhythm.clock(time) for time in times]
        self.first, self.last = self.hours[0], self.hours[-1]
        self.step, self.read_at = step, times[-1]

    def count(self, hour: float) -> float:
        """Return the count at an hour."""
        i = bisect_right(self.hours, hour)
        if i <= 0:
            return self.counts[0]
        if i >= len(self.hours):
            return self.counts[-1]
        before, after = self.hours[i - 1], self.hours[i]
        share = (hour - before) / (after - before)
        return self.counts[i - 1] + (self.counts[i] - self.counts[i - 1]) * share

    def _in_detail(self, hour: float) -> float | None:
        return self.count(hour) if self.knows(hour, A_NIGHT) else None

    def knows(self, hour: float, within: float) -> bool:
        """Return whether an hour was read, or lies between readings not much further apart."""
        return self.known_from(hour, within) <= hour + 1e-9

    def known_from(self, hour: float, within: float) -> float:
        """Return an hour, or the end of the gap that it lies in if that is much longer."""
        i = bisect_left(self.hours, hour - 1e-9)
        if 0 < i < len(self.hours) and self.hours[i] - self.hours[i - 1] > NEAR * within:
            return self.hours[i]
        return hour


def _picked(past: Series) -> list[int]:
    """Return which readings are looked at: the older, the further apart."""
    last = len(past.ats) - 1
    end = past.ats[-1]
    picked = [last]
    i = last
    while i > 0:
        apart = (end - past.ats[i]) // FINE
        i = min(i - 1, bisect_left(past.ats, past.ats[i] - apart, 0, i))
        picked.append(i)
    return picked[::-1]
