"""The daily rhythm: the hours of the day in which an account grows faster or slower. Pure.

A rhythm maps wall-clock hours to activity hours, in which growth is even. What is learnt in
activity hours holds at any time of day.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

DAY = 24
MIN_DAYS, MAX_DAYS = 3, 14
MAX_STEP = 3.0
"""Hours; readings further apart than this do not show the hours of the day."""
SLOWEST, FASTEST = 0.1, 5.0
MIN_CERTAINTY = 0.05
"""At this certainty or less (0 to 1), there is no rhythm."""
VARIANCE_PER_SQUARED_MAD = 2.2
"""A normal sample's variance over its squared median absolute deviation (MAD)."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A map between wall-clock hours and activity hours, both counted since 1970.

    `edges` holds the activity hours at each full hour of a UTC day, 0 to 24. Without edges, an
    activity hour is an hour.
    """

    edges: tuple[float, ...] = ()

    def activity(self, wall: float) -> float:
        """Return a wall-clock time in hours as activity hours."""
        if not self.edges:
            return wall
        day, within = divmod(wall, DAY)
        i = min(DAY - 1, int(within))
        return day * DAY + self.edges[i] + (self.edges[i + 1] - self.edges[i]) * (within - i)

    def wall(self, activity: float) -> float:
        """Return a time in activity hours as wall-clock hours."""
        if not self.edges:
            return activity
        day, within = divmod(activity, DAY)
        i = min(DAY - 1, bisect_right(self.edges, within) - 1)
        return day * DAY + i + (within - self.edges[i]) / (self.edges[i + 1] - self.edges[i])


NO_RHYTHM = Rhythm()


def rhythm_of(
    count_at: Callable[[float], float | None], first: float, last: float, step: float
) -> Rhythm:
    """Return the rhythm of the counts between two times; `step` is the hours between readings.

    `count_at` returns the count at an hour, or None if a data gap hides it; a day with such an hour
    is left out. Each hour's growth is divided by that of the 24 hours around it, so that a trend is
    not taken for a rhythm. The median over the days is shrunk toward 1 by how much the days differ.
    """
    end = math.floor(last - DAY / 2)
    days = min(MAX_DAYS, int((end - first - DAY / 2) // DAY))
    if step > MAX_STEP or days < MIN_DAYS:
        return NO_RHYTHM
    start = end - days * DAY
    counts = [count_at(start - DAY / 2 + k) for k in range(days * DAY + DAY + 1)]
    windows = (counts[day * DAY : (day + 2) * DAY + 1] for day in range(days))
    rows = [row for window in windows if (row := _relative_growth(window, start)) is not None]
    if len(rows) < MIN_DAYS:
        return NO_RHYTHM
    typical = [median(column) for column in zip(*rows, strict=True)]
    mean = fmean(typical)
    if mean <= 0:
        return NO_RHYTHM
    typical = [growth / mean for growth in typical]
    variance = fmean((growth - 1) ** 2 for growth in typical)
    noise = fmean(
        median(abs(row[hour] - typical[hour]) for row in rows) ** 2 for hour in range(DAY)
    )
    certainty = (
        0.0
        if variance == 0
        else max(0.0, 1 - VARIANCE_PER_SQUARED_MAD * noise / len(rows) / variance)
    )
    if certainty <= MIN_CERTAINTY:
        return NO_RHYTHM
    speeds = [max(SLOWEST, min(FASTEST, 1 + (growth - 1) * certainty)) for growth in typical]
    return _with_speeds(speeds)


def _relative_growth(window: Sequence[float | None], start: int) -> list[float] | None:
    """Return the growth of each UTC hour of a day, relative to the 24 hours around it.

    `window` holds the hourly counts from half a day before the day to half a day after it; `start`
    is its first hour since 1970. None if a count is missing or the account did not grow.
    """
    counts = [count for count in window if count is not None]
    if len(counts) < len(window):
        return None
    relative = [0.0] * DAY
    half = DAY // 2
    for k in range(DAY):
        i = k + half
        around = (
            counts[i + half] - counts[i - half] + counts[i + half + 1] - counts[i - half + 1]
        ) / 2
        if around <= 0:
            return None
        relative[(start + k) % DAY] = (counts[i + 1] - counts[i]) / around * DAY
    return relative


def _with_speeds(speeds: Sequence[float]) -> Rhythm:
    """Return the rhythm of 24 hourly speeds, scaled so that a day has 24 activity hours."""
    edges = [0.0]
    for speed in speeds:
        edges.append(edges[-1] + speed)
    return Rhythm(tuple(edge * DAY / edges[-1] for edge in edges))
