"""The seismograph: how unusual an account's newest increment is, against its own. Pure."""

from functools import lru_cache
from math import log10
from statistics import median

from tui.formats import signed
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.model import HOUR, Measure, Millis
from tui.series import GAP_ROUNDS, Series

BASELINE = 200
"""So many increments before it are its baseline."""
LEAST = 12
OF_NORMAL = 1.4826
"""The deviation of a normal distribution over the median of its absolute deviations."""


def tremor(past: Series) -> tuple[float, float, int] | None:
    """Return (robust z, followers beyond the usual, increments looked at) of the newest one."""
    return _tremor(past.ats[-BASELINE - 2 :], past.counts[-BASELINE - 2 :], past.step)


@lru_cache(maxsize=256)
def _tremor(
    ats: tuple[Millis, ...], counts: tuple[int, ...], step: Millis
) -> tuple[float, float, int] | None:
    longest = GAP_ROUNDS * step
    hours, paces = [], []
    for i in range(1, len(ats)):
        apart = ats[i] - ats[i - 1]
        if apart <= longest:
            hours.append(apart / HOUR)
            paces.append((counts[i] - counts[i - 1]) / apart * HOUR)
    if len(paces) < LEAST + 1 or ats[-1] - ats[-2] > longest:
        return None
    usual = median(paces[:-1])
    spread = OF_NORMAL * median(abs(pace - usual) for pace in paces[:-1])
    # Counts are whole: below one follower a step, nothing is unusual.
    spread = max(spread, 1 / hours[-1])
    beyond = paces[-1] - usual
    return beyond / spread, max(0.0, beyond * hours[-1]), len(paces) - 1


TOO_FEW = "too few increments to know what is usual"


def z_of_newest(situation: Situation, account: int) -> Measure:
    """Return the robust z of the newest increment against its baseline."""
    found = tremor(situation.series[account])
    return (
        unknown("z", TOO_FEW)
        if found is None
        else of_last(situation, account, found[0], "z", found[2])
    )


def magnitude(situation: Situation, account: int) -> Measure:
    """Return log10(1 + followers beyond the usual) of the newest increment, as of an earthquake."""
    found = tremor(situation.series[account])
    if found is None:
        return unknown("m", TOO_FEW)
    return of_last(situation, account, log10(1 + found[1]), "m", found[2])


SEISMOGRAPH = Metric(
    "seismograph", "seismograph", About.ACCOUNT, z_of_newest, lambda m: f"{signed(m.value)} z"
)
MAGNITUDE = Metric(
    "magnitude",
    "magnitude",
    About.ACCOUNT,
    magnitude,
    lambda m: "?" if m.value is None else f"{m.value:.1f}",
)
