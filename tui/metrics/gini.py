"""Gini: how unequally the followers are spread over the field (Gini)."""

from tui.metrics.field import field, gini
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return it for the newest counts of all racers."""
    counts, as_of = field(situation)
    if len(counts) < 2 or not sum(counts):
        return unknown("0–1", "fewer than two racers with followers")
    return Measure(gini(counts), "0–1", n=len(counts), as_of=as_of)


METRIC = Metric(
    "gini",
    "inequality",
    About.RACE,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:.2f}",
)
