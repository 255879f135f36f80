"""The documented facts of a race: what sources stated, when, and what it could mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tui.formats import millis, moment
from tui.model import HOUR, MINUTE, EventKind, Millis, Quality, Race
from tui.parsing import zone_of

PRECISIONS = ("minute", "hour", "hours", "day", "month", "unknown")
"""How precisely a time is known."""


@dataclass(frozen=True, slots=True)
class Count:
    """A documented count, between `low` and `high`, read between `earliest` and `latest`."""

    handle: str
    at: Millis
    earliest: Millis
    latest: Millis
    quality: Quality | None
    followers: int | None
    low: int
    high: int
    following: int | None
    posts: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A documented lead of one handle over another, in followers."""

    leader: str
    behind: str
    at: Millis
    low: int
    high: int
    stated: int


@dataclass(frozen=True, slots=True)
class EventFact:
    """A documented event; it may be up to `within` milliseconds away from its time."""

    at: Millis
    within: Millis
    handle: str
    kind: EventKind
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Follow:
    """A documented follow, known since the start of a day."""

    follower: str
    followee: str
    follows_back: bool | None
    celebrity: bool | None
    at: Millis
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything documented about a race, sorted by time; its accounts have no ids yet."""

    race: Race
    minutes_from: Millis
    minutes_until: Millis
    counts: tuple[Count, ...]
    leads: tuple[Lead, ...]
    events: tuple[EventFact, ...]
    follows: tuple[Follow, ...]
    unfollowing_disabled: Mapping[str, Millis]


def span_of(at: Millis, precision: str, zone: str) -> tuple[Millis, Millis]:
    """Return the first and last time at which a count of this precision may have been read."""
    if precision == "hour":
        return at - HOUR // 2, at + HOUR // 2
    if precision == "hours":
        return at - 3 * HOUR, at + 3 * HOUR
    midnight = moment(at, zone_of(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    if precision == "day":
        return millis(midnight), millis(midnight + timedelta(days=1)) - MINUTE
    if precision == "month":
        first = midnight.replace(day=1)
        next_first = (first + timedelta(days=32)).replace(day=1)
        return millis(first), millis(next_first) - MINUTE
    return at, at


def bounds_of(stated: int, quality: Quality | None, rounded_to: int) -> tuple[int, int]:
    """Return the lowest and highest count that a statement allows."""
    if quality is Quality.ROUNDED:
        return stated - rounded_to // 2, stated + rounded_to // 2
    if quality is Quality.OVER:
        return stated, stated + rounded_to
    if quality is Quality.UNDER:
        return stated - rounded_to, stated
    return stated, stated
