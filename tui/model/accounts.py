"""Accounts, and how their sources have them."""

from dataclasses import dataclass
from enum import StrEnum

from tui.model.times import Millis


class Kind(StrEnum):
    """What stands behind an account."""

    PERSON = "person"
    MEDIA = "media"
    BRAND = "brand"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """How its source has an account. Only one that is there has counts that go on."""

    THERE = "there"
    MOVED = "moved"
    WITHHELD = "withheld"
    HIDDEN = "hidden"
    PRIVATE = "private"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    GONE = "gone"


ABSENT = frozenset({Condition.PRIVATE, Condition.SUSPENDED, Condition.DEACTIVATED, Condition.GONE})
"""Conditions in which nothing more is told of an account."""
NO_COUNTS = ABSENT | {Condition.HIDDEN}
"""Conditions in which its counts do not go on."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one source; `native_id` is the source's stable id, the handle may change.

    `moved_to` is the handle of the account that took its place, where it says so; the condition
    is so since a time.
    """

    id: int
    source: str
    native_id: str
    handle: str
    name: str
    kind: Kind = Kind.UNKNOWN
    condition: Condition = Condition.THERE
    moved_to: str = ""
    condition_since: Millis = 0
