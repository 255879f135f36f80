"""Lead changes: how often first place has passed from one account to another."""

from tui.formats import grouped
from tui.metrics.metric import About, Metric, Situation
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return the number of lead changes up to the situation's time."""
    ats = [past.ats[-1] for past in situation.series.values() if past.ats]
    return Measure(
        situation.lead_changes,
        "changes",
        n=sum(len(past.ats) for past in situation.series.values()),
        as_of=max(ats, default=None),
    )


METRIC = Metric(
    "lead_changes",
    "lead changes",
    About.RACE,
    measure,
    lambda m: grouped(None if m.value is None else round(m.value)),
)
