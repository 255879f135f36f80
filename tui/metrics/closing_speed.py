"""Closing speed: how much faster than its rival an account grows."""

from tui.formats import signed
from tui.metrics.gap import rival
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.metrics.pace import pace
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return v of the account minus v of its rival, in followers an hour."""
    other = rival(situation, account)
    mine = pace(situation.series[account], situation.at)
    theirs = pace(situation.series[other], situation.at) if other is not None else None
    if mine is None or theirs is None:
        return unknown("followers/h", "no two paces to compare")
    return of_last(situation, account, mine[0] - theirs[0], "followers/h", min(mine[2], theirs[2]))


METRIC = Metric(
    "closing_speed",
    "closing speed",
    About.ACCOUNT,
    measure,
    lambda m: f"{signed(m.value)}/h",
    better=1,
)
