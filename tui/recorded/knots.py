"""Where, and at how many followers, a documented count or lead is met."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tui.model import HOUR, MINUTE, Millis, Quality
from tui.recorded.facts import Count, Lead

PACE_SPAN = 3 * HOUR
"""The pace before a count is taken over at least so long."""
MARGIN = 0.04
"""How far inside its bounds a vague count is met, as a share of their width."""


@dataclass(frozen=True, slots=True)
class Knot:
    """A count that is met at a minute."""

    at: Millis
    value: int


def place(count: Count, knots: Sequence[Knot]) -> Knot:
    """Return where and at how many followers a documented count is met.

    A count that is not exact is met as near as its meaning allows to what the pace before it says;
    one whose time is vague, in the minute of its span, the nearest to the stated one, in which that
    pace brings it within its meaning.
    """
    nominal, last = minute(count.at), knots[-1]
    pace = pace_of(knots)
    if count.low == count.high or pace is None:
        return Knot(nominal, inside(count, None))
    margin = (count.high - count.low) * MARGIN
    first, final = max(minute(count.earliest), last.at + 5 * MINUTE), minute(count.latest)
    reach = [
        at
        for at in range(first, final + MINUTE, MINUTE)
        if count.low + margin <= last.value + pace * (at - last.at) <= count.high - margin
    ]
    at = min(reach, key=lambda at: abs(at - nominal), default=nominal)
    return Knot(at, inside(count, last.value + pace * (at - last.at)))


def pace_of(knots: Sequence[Knot]) -> float | None:
    """Return followers per millisecond over at least the last hours before the last knot."""
    last = knots[-1]
    since = bisect_right([knot.at for knot in knots], last.at - PACE_SPAN) - 1
    if since < 0:
        return None
    return (last.value - knots[since].value) / (last.at - knots[since].at)


def inside(count: Count, expected: float | None) -> int:
    """Return the count within the bounds of its meaning that is nearest to what was expected."""
    stated = count.followers or 0
    if count.quality is Quality.ROUNDED and expected is not None:
        expected = (expected + stated) / 2
    margin = (count.high - count.low) * MARGIN
    wish = stated if expected is None else expected
    return round(max(count.low + margin, min(count.high - margin, wish)))


def signed_lead(lead: Lead, handle: str) -> float:
    """Return by how much the other is ahead of `handle`; passing is being a few followers ahead."""
    ahead = (
        lead.low + (lead.high - lead.low) * 0.4 if lead.low == lead.stated else float(lead.stated)
    )
    return max(ahead, 6.0) * (1 if lead.behind == handle else -1)


def minute(at: Millis) -> Millis:
    """Return the beginning of the minute."""
    return at // MINUTE * MINUTE
