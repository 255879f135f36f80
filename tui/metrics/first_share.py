"""First share: how much of the field's followers the first has."""

from tui.formats import percent
from tui.metrics.field import field
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return it for the newest counts of all racers."""
    counts, as_of = field(situation)
    if len(counts) < 2 or not sum(counts):
        return unknown("%", "fewer than two racers with followers")
    return Measure(100 * counts[0] / sum(counts), "%", n=len(counts), as_of=as_of)


METRIC = Metric(
    "first_share",
    "share of the first",
    About.RACE,
    measure,
    lambda m: "?" if m.value is None else percent(m.value / 100),
)
