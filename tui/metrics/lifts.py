"""The lift of an event: the growth after it minus the growth before it. Pure."""

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
"""Kinds of events that may bring followers; the other kinds are found in the counts."""
WINDOWS = (HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR)
MIN_READINGS = 6
"""The window is the shortest that is this many steps long."""
PLACEBOS = 200
TAIL = 0.025
"""The share of the placebos left out at either end: the interval is of 95 %."""


@dataclass(frozen=True, slots=True)
class Lift:
    """The followers an event brought, with a 95 % interval from placebo times without an event."""

    event: Event
    followers: float
    low: float
    high: float
    placebos: int
    overlaps: bool
    window: Millis


def lift_of(past: Series, event: Event, events: Sequence[Event]) -> Lift | None:
    """Return the lift of an event; None with too few readings around it or too few placebos."""
    window = next((w for w in WINDOWS if w >= MIN_READINGS * past.step), WINDOWS[-1])
    lift = _extra_growth(past, event.at, window)
    if lift is None:
        return None
    others = [e.at for e in events if e is not event and e.kind in CAMPAIGNS]
    campaigns = (*others, event.at)
    placebos = []
    for at in _placebo_times(past):
        # The followers of a campaign must be in neither of a placebo's two windows.
        is_near = any(-window < at - other < 2 * window for other in campaigns)
        if not is_near and (placebo := _extra_growth(past, at, window)) is not None:
            placebos.append(placebo)
    if len(placebos) < 1 / TAIL:
        return None
    placebos.sort()
    tail = int(TAIL * len(placebos))
    overlaps = any(abs(event.at - other) < window for other in others)
    low, high = lift - placebos[-1 - tail], lift - placebos[tail]
    return Lift(event, lift, low, high, len(placebos), overlaps, window)


def _placebo_times(past: Series) -> list[Millis]:
    """Return the times of readings spread evenly over all of them."""
    last = len(past.ats) - 1
    return sorted({past.ats[last * k // (PLACEBOS - 1)] for k in range(PLACEBOS)})


def _extra_growth(past: Series, at: Millis, window: Millis) -> float | None:
    """Return the growth in the window after a time minus that in the window before it.

    None if any of the three counts would be interpolated between readings far apart.
    """
    times = (at - window, at, at + window)
    if any(_interval_at(past, time) > window // 2 for time in times):
        return None
    before, now, after = (count_at(past, time) for time in times)
    if before is None or now is None or after is None:
        return None
    return (after - now) - (now - before)


def _interval_at(past: Series, at: Millis) -> Millis:
    """Return the time between the readings around a time; 0 at a reading."""
    i = bisect_right(past.ats, at)
    if i == 0 or (i == len(past.ats) and past.ats[-1] < at):
        return FOREVER
    return 0 if past.ats[i - 1] == at else past.ats[i] - past.ats[i - 1]


def count_at(past: Series, at: Millis) -> float | None:
    """Return the count at a time, interpolated; None before the first or after the last reading."""
    if not past.ats or not past.ats[0] <= at <= past.ats[-1]:
        return None
    i = bisect_right(past.ats, at)
    if i == len(past.ats):
        return past.counts[-1]
    share = (at - past.ats[i - 1]) / (past.ats[i] - past.ats[i - 1])
    return past.counts[i - 1] + (past.counts[i] - past.counts[i - 1]) * share


def campaigns_of(events: Sequence[Event], account: int) -> list[Event]:
    """Return the campaigns of an account, in the order given."""
    return [e for e in events if e.kind in CAMPAIGNS and e.account and e.account.id == account]
