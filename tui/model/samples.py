"""What was read of accounts: samples, and an account's samples by time."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from tui.model.accounts import Account
from tui.model.times import MINUTE, Millis

SYNTHETIC = "synthetic"


class Quality(StrEnum):
    """What a count is, in the words of its source."""

    EXACT = "exact"
    ROUNDED = "rounded"
    OVER = "over"
    UNDER = "under"
    DERIVED = "derived"
    SUSPECT = "suspect"
    FALSE_READING = "false-reading"


DOUBTED = frozenset({Quality.SUSPECT, Quality.FALSE_READING})
"""Readings that enter no measure, lead, milestone or alert."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was read of an account at one time."""

    at: Millis
    followers: int | None
    following: int | None = None
    posts: int | None = None
    quality: Quality = Quality.EXACT
    provenance: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Times (ms, growing) and the followers read at them; doubted and unknown ones left out."""

    ats: tuple[Millis, ...]
    counts: tuple[int, ...]
    step: Millis

    def last(self) -> int | None:
        """Return the newest count."""
        return self.counts[-1] if self.counts else None

    def at(self, at: Millis) -> int | None:
        """Return the count as of a time: the last one read until then."""
        place = bisect_right(self.ats, at)
        return self.counts[place - 1] if place else None

    def since(self, at: Millis) -> "Series":
        """Return what was read at a time or later."""
        place = bisect_left(self.ats, at)
        return Series(self.ats[place:], self.counts[place:], self.step)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """An account's samples by time, doubted ones included; `step` is the usual time between two.

    `series` holds its trusted counts, where whoever made the track has them already.
    """

    account: Account
    samples: tuple[Sample, ...]
    step: Millis = MINUTE
    series: Series | None = None
