"""Overlap: how similar the follow lists of an account and its rival are."""

from tui.formats import percent
from tui.metrics.gap import rival
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Followee, FollowList, Measure


def common_followees(one: FollowList, other: FollowList) -> tuple[Followee, ...]:
    """Return the accounts that both follow, as the first list has them."""
    theirs = {f.account.id for f in other.followees if f.gone_at is None}
    return tuple(f for f in one.followees if f.gone_at is None and f.account.id in theirs)


def measure(situation: Situation, account: int) -> Measure:
    """Return |A∩B| / |A∪B| of the two lists (Jaccard), 0 to 1; both must be complete."""
    other = rival(situation, account)
    mine = situation.follow_lists.get(account)
    theirs = situation.follow_lists.get(other) if other is not None else None
    if mine is None or theirs is None or not (mine.complete and theirs.complete):
        return unknown("0–1", "needs two complete follow lists")
    both = len(common_followees(mine, theirs))
    either = sum(f.gone_at is None for c in (mine, theirs) for f in c.followees) - both
    if not either:
        return unknown("0–1", "neither follows anybody")
    return Measure(both / either, "0–1", n=both, of=either, as_of=min(mine.at, theirs.at))


METRIC = Metric(
    "overlap",
    "followed by both",
    About.FOLLOW_LIST,
    measure,
    lambda m: "?" if m.value is None else f"{m.n:,} ({percent(m.value)} of all)",
)
