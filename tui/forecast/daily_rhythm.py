"""The rhythm of a day: at which hours an account grows faster than at others. Pure.

A clock that runs as fast as the account usually grows makes its growth even; what is learnt from
even growth holds for any hour.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

DAY = 24
LEAST_DAYS, MOST_DAYS = 3, 14
COARSE = 3.0
"""Readings this many hours apart tell nothing of the hours of a day."""
SLOWEST, FASTEST = 0.1, 5.0
FAINT = 0.05
"""A rhythm of which no more than this is sure is none."""
SPREAD_OF_MEDIAN = 2.2
"""The variance of a sample over the squared median of its absolute deviations."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A clock in hours. `edges` are its hours at each hour of a UTC day; none: it runs evenly."""

    edges: tuple[float, ...] = ()

    def clock(self, hours: float) -> float:
        """Return what this clock shows at a time, in hours since 1970."""
        if not self.edges:
            return hours
        day, within = divmod(hours, DAY)
        i = min(DAY - 1, int(within))
        return day * DAY + self.edges[i] + (self.edges[i + 1] - self.edges[i]) * (within - i)

    def time(self, clock: float) -> float:
        """Return when this clock shows so many hours."""
        if not self.edges:
            return clock
        day, within = divmod(clock, DAY)
        i = min(DAY - 1, bisect_right(self.edges, within) - 1)
        return day * DAY + i + (within - self.edges[i]) / (self.edges[i + 1] - self.edges[i])


EVEN = Rhythm()


def rhythm_of(
    count_at: Callable[[float], float | None], first: float, last: float, step: float
) -> Rhythm:
    """Return the rhythm of counts between two times, that are read every `step` hours.

    Each hour's growth is compared with that of the day around it, so that a trend is no rhythm;
    the median over the days is shrunk by how little the days agree. A day of which a count is
    None, not known to the hour, tells nothing.
    """
    end = math.floor(last - DAY / 2)
    days = min(MOST_DAYS, int((end - first - DAY / 2) // DAY))
    if step > COARSE or days < LEAST_DAYS:
        return EVEN
    start = end - days * DAY
    counts = [count_at(start - DAY / 2 + k) for k in range(days * DAY + DAY + 1)]
    around = (counts[day * DAY : (day + 2) * DAY + 1] for day in range(days))
    shares = [s for known in around if (s := _shares(known, start)) is not None]
    if len(shares) < LEAST_DAYS:
        return EVEN
    usual = [median(column) for column in zip(*shares, strict=True)]
    middle = fmean(usual)
    if middle <= 0:
        return EVEN
    usual = [share / middle for share in usual]
    apart = fmean((share - 1) ** 2 for share in usual)
    noise = fmean(
        median(abs(row[hour] - usual[hour]) for row in shares) ** 2 for hour in range(DAY)
    )
    sure = 0.0 if apart == 0 else max(0.0, 1 - SPREAD_OF_MEDIAN * noise / len(shares) / apart)
    if sure <= FAINT:
        return EVEN
    return _clock([max(SLOWEST, min(FASTEST, 1 + (share - 1) * sure)) for share in usual])


def _shares(known: Sequence[float | None], start: int) -> list[float] | None:
    """Return the growth of each UTC hour of a day, relative to the 24 hours around it.

    `known` has the counts at each hour from half a day before it until half a day after it;
    `start` is a number of hours at which a day may begin.
    """
    counts = [count for count in known if count is not None]
    if len(counts) < len(known):
        return None
    shares = [0.0] * DAY
    half = DAY // 2
    for k in range(DAY):
        i = k + half
        around = (
            counts[i + half] - counts[i - half] + counts[i + half + 1] - counts[i - half + 1]
        ) / 2
        if around <= 0:
            return None
        shares[(start + k) % DAY] = (counts[i + 1] - counts[i]) / around * DAY
    return shares


def _clock(speeds: Sequence[float]) -> Rhythm:
    edges = [0.0]
    for speed in speeds:
        edges.append(edges[-1] + speed)
    return Rhythm(tuple(edge * DAY / edges[-1] for edge in edges))
