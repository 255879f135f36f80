"""Placing documented counts: the minute and the exact value a path goes through."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tui.model import HOUR, MINUTE, Millis, Quality
from tui.recorded.facts import Count, Lead

PACE_SPAN = 3 * HOUR
"""The pace before a count is measured over at least this time."""
MARGIN = 0.04
"""Distance a vague count keeps from its bounds, as a share of their width."""


@dataclass(frozen=True, slots=True)
class Knot:
    """A count that the path goes through, at the start of a minute."""

    at: Millis
    value: int


def knot_of(count: Count, knots: Sequence[Knot]) -> Knot:
    """Return the knot of a documented count, given the knots before it.

    A count that is not exact gets the allowed value closest to the one that the previous pace
    predicts. If its time is vague, it gets the minute closest to the stated time at which that
    pace predicts an allowed value.
    """
    nominal, last = start_of_minute(count.at), knots[-1]
    pace = pace_of(knots)
    if count.low == count.high or pace is None:
        return Knot(nominal, allowed_value(count, None))
    margin = (count.high - count.low) * MARGIN
    first = max(start_of_minute(count.earliest), last.at + 5 * MINUTE)
    final = start_of_minute(count.latest)
    candidates = [
        at
        for at in range(first, final + MINUTE, MINUTE)
        if count.low + margin <= last.value + pace * (at - last.at) <= count.high - margin
    ]
    at = min(candidates, key=lambda at: abs(at - nominal), default=nominal)
    return Knot(at, allowed_value(count, last.value + pace * (at - last.at)))


def pace_of(knots: Sequence[Knot]) -> float | None:
    """Return followers per millisecond over PACE_SPAN or more before the last knot, if known."""
    last = knots[-1]
    since = bisect_right([knot.at for knot in knots], last.at - PACE_SPAN) - 1
    if since < 0:
        return None
    return (last.value - knots[since].value) / (last.at - knots[since].at)


def allowed_value(count: Count, expected: float | None) -> int:
    """Return the allowed value of a count that is closest to the expected one."""
    stated = count.followers or 0
    if count.quality is Quality.ROUNDED and expected is not None:
        expected = (expected + stated) / 2
    margin = (count.high - count.low) * MARGIN
    wanted = stated if expected is None else expected
    return round(max(count.low + margin, min(count.high - margin, wanted)))


def signed_lead(lead: Lead, handle: str) -> float:
    """Return how far the rival is ahead of `handle`; passing counts as a lead of a few."""
    ahead = (
        lead.low + (lead.high - lead.low) * 0.4 if lead.low == lead.stated else float(lead.stated)
    )
    return max(ahead, 6.0) * (1 if lead.behind == handle else -1)


def start_of_minute(at: Millis) -> Millis:
    """Return the start of the minute."""
    return at // MINUTE * MINUTE
