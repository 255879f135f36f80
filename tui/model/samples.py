"""What was read of accounts: samples, and an account's samples by time."""

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
class Track:
    """An account's samples by time, doubted ones included; `step` is the usual time between two."""

    account: Account
    samples: tuple[Sample, ...]
    step: Millis = MINUTE
