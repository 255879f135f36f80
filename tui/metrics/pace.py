"""Pace: followers an hour, robust to single bad readings."""

from functools import lru_cache
from statistics import median

from tui.formats import signed
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import DAY, HOUR, Measure, Millis
from tui.series import Series

WINDOWS = (HOUR, 6 * HOUR, DAY, 7 * DAY)
MIN_READINGS, MAX_READINGS = 3, 25
"""A window needs the former; more than the latter are thinned evenly before they are paired."""


@lru_cache(maxsize=64)
def pace(past: Series, at: Millis) -> tuple[float, Millis, int] | None:
    """Return the followers an hour, the window in ms, and the number of readings in it.

    The window is the shortest that holds three readings. None if none does.
    """
    for window in WINDOWS:
        recent = past.since(at - window)
        if len(recent.ats) >= MIN_READINGS:
            return slope(recent), window, len(recent.ats)
    return None


def slope(past: Series) -> float:
    """Return the median slope of all pairs of readings (Theil–Sen), in followers an hour."""
    last = len(past.ats) - 1
    picked = (
        sorted({round(i * last / (MAX_READINGS - 1)) for i in range(MAX_READINGS)})
        if last >= MAX_READINGS
        else range(last + 1)
    )
    points = [(past.ats[i], past.counts[i]) for i in picked]
    slopes = [
        (later - earlier) / (end - start)
        for i, (start, earlier) in enumerate(points)
        for end, later in points[i + 1 :]
    ]
    return median(slopes) * HOUR


def measure(situation: Situation, account: int) -> Measure:
    """Return the pace as of the situation's time."""
    past = situation.series[account]
    known = pace(past, situation.at)
    if known is None:
        return unknown("followers/h", "fewer than three readings in the last week")
    return Measure(
        known[0],
        "followers/h",
        n=known[2],
        as_of=past.ats[-1],
        provenance=situation.provenance.get(account, ""),
    )


METRIC = Metric("pace", "pace", About.ACCOUNT, measure, lambda m: f"{signed(m.value)}/h", better=1)
