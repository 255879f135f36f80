"""Next target: the next step of the ladder of round counts above an account."""

from tui.formats import grouped
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.model import Measure

STEPS = (1, 2, 5)


def rung_above(followers: int) -> int:
    """Return the next count of the ladder 1, 2, 5, 10, 20, 50, … above a count."""
    unit = 1
    while True:
        for step in STEPS:
            if step * unit > followers:
                return step * unit
        unit *= 10


def measure(situation: Situation, account: int) -> Measure:
    """Return the race's target until it is crossed, then the next rung of the ladder."""
    past, target = situation.series[account], situation.race.target
    followers = past.last()
    if followers is None:
        return unknown("followers", "no reading yet")
    ahead = target if target is not None and followers < target else rung_above(followers)
    return of_last(situation, account, ahead, "followers", 1)


METRIC = Metric(
    "next_target",
    "next target",
    About.ACCOUNT,
    measure,
    lambda m: grouped(None if m.value is None else round(m.value)),
)
