"""Progress: the share of the target that is reached."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return F / M in percent."""
    followers, target = situation.series[account].last(), situation.race.target
    if target is None:
        return unknown("%", "the race has no target")
    if followers is None:
        return unknown("%", "no reading yet")
    return from_newest(situation, account, 100 * followers / target, "%", 1)


METRIC = Metric(
    "progress",
    "progress",
    About.ACCOUNT,
    measure,
    lambda m: percent(None if m.value is None else m.value / 100, 1),
    better=1,
)
