"""Accounts, and their condition at their sources."""

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
    """The condition of an account at its source; `THERE` is the normal one."""

    THERE = "there"
    MOVED = "moved"
    WITHHELD = "withheld"
    HIDDEN = "hidden"
    PRIVATE = "private"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    GONE = "gone"


ABSENT = frozenset({Condition.PRIVATE, Condition.SUSPENDED, Condition.DEACTIVATED, Condition.GONE})
"""Conditions in which the source shows nothing of an account."""
NO_COUNTS = ABSENT | {Condition.HIDDEN}
"""Conditions in which no counts of an account are read."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a source; `native_id` is the source's stable id, the handle may change.

    `moved_to` is the handle of the account that replaces it, if it names one. `condition_since` is
    when its condition last changed.
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
