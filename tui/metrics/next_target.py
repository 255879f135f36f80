"""Next target: the race's target, then the next round count above the followers."""

from tui.formats import grouped
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import Measure

STEPS = (1, 2, 5)


def next_round_count(followers: int) -> int:
    """Return the first of 1, 2, 5, 10, 20, 50, … above a count."""
    unit = 1
    while True:
        for step in STEPS:
            if step * unit > followers:
                return step * unit
        unit *= 10


def measure(situation: Situation, account: int) -> Measure:
    """Return the race's target until it is crossed, then the next round count."""
    past, target = situation.series[account], situation.race.target
    followers = past.last()
    if followers is None:
        return unknown("followers", "no reading yet")
    goal = target if target is not None and followers < target else next_round_count(followers)
    return from_newest(situation, account, goal, "followers", 1)


METRIC = Metric(
    "next_target",
    "next target",
    About.ACCOUNT,
    measure,
    lambda m: grouped(None if m.value is None else round(m.value)),
)
