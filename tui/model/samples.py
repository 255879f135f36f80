"""Samples: the counts read of an account, and all of them by time."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from tui.model.accounts import Account
from tui.model.times import MINUTE, Millis

SYNTHETIC = "synthetic"


class Quality(StrEnum):
    """How exact a count is, as its source gives it, or whether it is doubted."""

    EXACT = "exact"
    ROUNDED = "rounded"
    OVER = "over"
    UNDER = "under"
    DERIVED = "derived"
    SUSPECT = "suspect"
    FALSE_READING = "false-reading"


DOUBTED = frozenset({Quality.SUSPECT, Quality.FALSE_READING})
"""Readings that no measure, lead, milestone or alert uses."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The counts of an account as read at one time."""

    at: Millis
    followers: int | None
    following: int | None = None
    posts: int | None = None
    quality: Quality = Quality.EXACT
    provenance: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Times in ms, growing, and the followers at each; doubted and unknown counts are left out."""

    ats: tuple[Millis, ...]
    counts: tuple[int, ...]
    step: Millis

    def last(self) -> int | None:
        """Return the newest count."""
        return self.counts[-1] if self.counts else None

    def at(self, at: Millis) -> int | None:
        """Return the count as of a time: the last one read up to it."""
        place = bisect_right(self.ats, at)
        return self.counts[place - 1] if place else None

    def since(self, at: Millis) -> "Series":
        """Return the part of the series that was read at a time or later."""
        place = bisect_left(self.ats, at)
        return Series(self.ats[place:], self.counts[place:], self.step)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """An account's samples by time, including doubted ones; `step` is the usual interval.

    `series` holds its trusted counts, if they have been computed already.
    """

    account: Account
    samples: tuple[Sample, ...]
    step: Millis = MINUTE
    series: Series | None = None
