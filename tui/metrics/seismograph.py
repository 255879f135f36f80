"""The seismograph: how unusual the newest increment of an account is. Pure."""

from functools import lru_cache
from math import log10
from statistics import median

from tui.formats import signed
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import HOUR, Measure, Millis
from tui.series import GAP_ROUNDS, Series

BASELINE = 200
"""The newest increment is compared with this many before it."""
MIN_INCREMENTS = 12
STDEV_PER_MAD = 1.4826
"""A normal distribution's standard deviation over its median absolute deviation (MAD)."""
UNUSUAL, EXTREME = 2, 6
"""From these z-scores on, growth is above usual, and far above."""


def deviation(past: Series) -> tuple[float, float, int] | None:
    """Return (robust z, excess followers, size of the baseline) of the newest increment.

    None with too few increments before it, or if it spans a data gap.
    """
    return _deviation(past.ats[-BASELINE - 2 :], past.counts[-BASELINE - 2 :], past.step)


@lru_cache(maxsize=256)
def _deviation(
    ats: tuple[Millis, ...], counts: tuple[int, ...], step: Millis
) -> tuple[float, float, int] | None:
    longest = GAP_ROUNDS * step
    hours, paces = [], []
    for i in range(1, len(ats)):
        interval = ats[i] - ats[i - 1]
        if interval <= longest:
            hours.append(interval / HOUR)
            paces.append((counts[i] - counts[i - 1]) / interval * HOUR)
    if len(paces) < MIN_INCREMENTS + 1 or ats[-1] - ats[-2] > longest:
        return None
    usual = median(paces[:-1])
    spread = STDEV_PER_MAD * median(abs(pace - usual) for pace in paces[:-1])
    # Counts are whole numbers: a single follower more or less is not unusual.
    spread = max(spread, 1 / hours[-1])
    excess = paces[-1] - usual
    return excess / spread, max(0.0, excess * hours[-1]), len(paces) - 1


TOO_FEW = "too few readings to know what is usual"


def newest_z(situation: Situation, account: int) -> Measure:
    """Return the robust z-score of the newest increment."""
    found = deviation(situation.series[account])
    return (
        unknown("z", TOO_FEW)
        if found is None
        else from_newest(situation, account, found[0], "z", found[2])
    )


def magnitude(situation: Situation, account: int) -> Measure:
    """Return log10(1 + excess followers) of the newest increment, like an earthquake's."""
    found = deviation(situation.series[account])
    if found is None:
        return unknown("m", TOO_FEW)
    return from_newest(situation, account, log10(1 + found[1]), "m", found[2])


def show_z(m: Measure) -> str:
    """Return `as usual`, `below usual (−3 z)` or `far above usual (+34 z)`."""
    if m.value is None:
        return "?"
    if abs(m.value) < UNUSUAL:
        return "as usual"
    far = "far " if abs(m.value) >= EXTREME else ""
    return f"{far}{'above' if m.value > 0 else 'below'} usual ({signed(m.value)} z)"


def show_magnitude(m: Measure) -> str:
    """Return `2.0`, or `none`."""
    if m.value is None:
        return "?"
    return f"{m.value:.1f}" if m.value >= 0.05 else "none"


SEISMOGRAPH = Metric("seismograph", "growth now", About.ACCOUNT, newest_z, show_z)
MAGNITUDE = Metric("magnitude", "surge magnitude", About.ACCOUNT, magnitude, show_magnitude)
