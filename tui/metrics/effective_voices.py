"""Effective voices: how many racers of one size the field is worth, 1/Σs²."""

from tui.metrics.field import field
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return it for the newest counts of all racers."""
    counts, as_of = field(situation)
    if len(counts) < 2 or not sum(counts):
        return unknown("n", "fewer than two racers with followers")
    return Measure(
        sum(counts) ** 2 / sum(count**2 for count in counts), "n", n=len(counts), as_of=as_of
    )


METRIC = Metric(
    "effective_voices",
    "effective voices",
    About.RACE,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:.1f} of {m.n}",
)
