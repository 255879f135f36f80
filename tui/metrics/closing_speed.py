"""Closing speed: how much faster an account grows than its rival."""

from tui.metrics.gap import rival
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.metrics.pace import pace
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the pace of the account minus that of its rival, in followers an hour."""
    other = rival(situation, account)
    mine = pace(situation.series[account], situation.at)
    theirs = pace(situation.series[other], situation.at) if other is not None else None
    if mine is None or theirs is None:
        return unknown("followers/h", "needs the pace of two accounts")
    return from_newest(
        situation, account, mine[0] - theirs[0], "followers/h", min(mine[2], theirs[2])
    )


def show(m: Measure) -> str:
    """Return `gaining 2,200 an hour` or `falling back by 1,204 an hour`."""
    if m.value is None:
        return "?"
    by = round(m.value)
    if by == 0:
        return "same pace"
    return f"gaining {by:,} an hour" if by > 0 else f"falling back by {-by:,} an hour"


METRIC = Metric("closing_speed", "closing speed", About.ACCOUNT, measure, show, better=1)
