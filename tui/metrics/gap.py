"""Gap: the followers to the leader; for the leader, to the second."""

from tui.formats import signed
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import Measure


def rival(situation: Situation, account: int) -> int | None:
    """Return the account to compare with: the leader, or for the leader the second."""
    order = situation.order
    if len(order) < 2:
        return None
    return order[1] if account == order[0] else order[0]


def measure(situation: Situation, account: int) -> Measure:
    """Return F of the account minus F of its rival, in followers."""
    other = rival(situation, account)
    mine = situation.series[account].last()
    theirs = situation.series[other].last() if other is not None else None
    if mine is None or theirs is None:
        return unknown("followers", "needs the counts of two accounts")
    return from_newest(situation, account, mine - theirs, "followers", 2)


METRIC = Metric("gap", "gap", About.ACCOUNT, measure, lambda m: signed(m.value))
