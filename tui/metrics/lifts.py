"""What an event moved: growth after it beyond the growth before it. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tui.model import FOREVER, HOUR, Event, EventKind, Millis
from tui.series import Series

CAMPAIGNS = frozenset(
    {
        EventKind.CHALLENGE,
        EventKind.GIVEAWAY,
        EventKind.PLEDGE,
        EventKind.TAKEOVER,
        EventKind.BROADCAST,
        EventKind.POST,
        EventKind.PLATFORM,
        EventKind.VOTE,
    }
)
"""Kinds of events that may move a count; others are what the counts themselves show."""
WINDOWS = (HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR)
IN_A_WINDOW = 6
"""A window holds so many readings at least."""
PLACEBOS = 200
EDGE = 0.025


@dataclass(frozen=True, slots=True)
class Lift:
    """Followers that an event brought, with 95 % of what is chance, from so many other times."""

    event: Event
    followers: float
    low: float
    high: float
    placebos: int
    overlaps: bool
    window: Millis


def lift_of(past: Series, event: Event, events: Sequence[Event]) -> Lift | None:
    """Return what an event moved; None where there are too few readings around it."""
    window = next((w for w in WINDOWS if w >= IN_A_WINDOW * past.step), WINDOWS[-1])
    moved = _beyond(past, event.at, window)
    if moved is None:
        return None
    others = [e.at for e in events if e is not event and e.kind in CAMPAIGNS]
    campaigns = (*others, event.at)
    chances = []
    for at in _spread(past):
        # What an event moved must be in neither of the two windows of a placebo.
        near = any(-window < at - other < 2 * window for other in campaigns)
        if not near and (chance := _beyond(past, at, window)) is not None:
            chances.append(chance)
    if len(chances) < 1 / EDGE:
        return None
    chances.sort()
    edge = int(EDGE * len(chances))
    overlaps = any(abs(event.at - other) < window for other in others)
    low, high = moved - chances[-1 - edge], moved - chances[edge]
    return Lift(event, moved, low, high, len(chances), overlaps, window)


def _spread(past: Series) -> list[Millis]:
    """Return times of readings, spread evenly over all of them."""
    last = len(past.ats) - 1
    return sorted({past.ats[last * k // (PLACEBOS - 1)] for k in range(PLACEBOS)})


def _beyond(past: Series, at: Millis, window: Millis) -> float | None:
    """Return the growth in a window after a time less that in the one before it.

    None where any of the three counts would be made up between readings that are far apart.
    """
    times = (at - window, at, at + window)
    if any(_apart(past, time) > window // 2 for time in times):
        return None
    before, now, after = (count_at(past, time) for time in times)
    if before is None or now is None or after is None:
        return None
    return (after - now) - (now - before)


def _apart(past: Series, at: Millis) -> Millis:
    """Return how far the readings around a time are apart."""
    i = bisect_right(past.ats, at)
    if i == 0 or (i == len(past.ats) and past.ats[-1] < at):
        return FOREVER
    return 0 if past.ats[i - 1] == at else past.ats[i] - past.ats[i - 1]


def count_at(past: Series, at: Millis) -> float | None:
    """Return the count at a time, even between two readings; None beyond them."""
    if not past.ats or not past.ats[0] <= at <= past.ats[-1]:
        return None
    i = bisect_right(past.ats, at)
    if i == len(past.ats):
        return past.counts[-1]
    share = (at - past.ats[i - 1]) / (past.ats[i] - past.ats[i - 1])
    return past.counts[i - 1] + (past.counts[i] - past.counts[i - 1]) * share


def about(events: Sequence[Event], account: int) -> list[Event]:
    """Return the campaigns of an account, by time."""
    return [e for e in events if e.kind in CAMPAIGNS and e.account and e.account.id == account]
