"""Left: the followers still missing to the target."""

from tui.formats import grouped
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return max(0, M − F) in followers."""
    followers, target = situation.series[account].last(), situation.race.target
    if target is None:
        return unknown("followers", "the race has no target")
    if followers is None:
        return unknown("followers", "no reading yet")
    return from_newest(situation, account, max(0, target - followers), "followers", 1)


METRIC = Metric(
    "left",
    "followers to go",
    About.ACCOUNT,
    measure,
    lambda m: grouped(None if m.value is None else round(m.value)),
    better=-1,
)
