"""Magnitude: the size of the newest increment's excess, as of an earthquake."""

from math import log10

from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.metrics.tremors import tremor
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return log10(1 + followers beyond the usual) of the newest increment."""
    found = tremor(situation.series[account])
    if found is None:
        return unknown("m", "too few increments to know what is usual")
    return of_last(situation, account, log10(1 + found[1]), "m", found[2])


METRIC = Metric(
    "magnitude",
    "magnitude",
    About.ACCOUNT,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:.1f}",
)
