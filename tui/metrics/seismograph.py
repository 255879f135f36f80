"""Seismograph: how far the newest increment is from the account's usual ones."""

from tui.formats import signed
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.metrics.tremors import tremor
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the robust z of the newest increment against its baseline."""
    found = tremor(situation.series[account])
    if found is None:
        return unknown("z", "too few increments to know what is usual")
    return of_last(situation, account, found[0], "z", found[2])


METRIC = Metric(
    "seismograph", "seismograph", About.ACCOUNT, measure, lambda m: f"{signed(m.value)} z"
)
