"""Pace: followers an hour, robust to single bad readings."""

from functools import lru_cache
from statistics import median

from tui.formats import signed
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import DAY, HOUR, Measure, Millis
from tui.series import Series

WINDOWS = (HOUR, 6 * HOUR, DAY, 7 * DAY)
LEAST = 3
MOST = 25
"""More readings than this are thinned evenly before every pair of them is looked at."""


@lru_cache(maxsize=64)
def pace(past: Series, at: Millis) -> tuple[float, Millis, int] | None:
    """Return followers an hour, the window it was taken over, and the number of readings in it.

    The window is the shortest that holds three readings; the slope is the median of the slopes
    between all pairs (Theil and Sen).
    """
    for window in WINDOWS:
        recent = past.since(at - window)
        if len(recent.ats) >= LEAST:
            return slope(recent), window, len(recent.ats)
    return None


def slope(past: Series) -> float:
    """Return the median slope between pairs of readings, in followers an hour."""
    last = len(past.ats) - 1
    picked = (
        sorted({round(i * last / (MOST - 1)) for i in range(MOST)})
        if last >= MOST
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
    """Return the pace at the situation's time."""
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
