"""Dunbar multiples: followers and followees as a multiple of the people one can know."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.model import Measure

DUNBAR = 148
"""How many people one person can know, the figure Brian Solis gives."""


def followers(situation: Situation, account: int) -> Measure:
    """Return F / 148."""
    return _multiple(situation, account, 0, "its follower count is not known")


def following(situation: Situation, account: int) -> Measure:
    """Return f / 148."""
    return _multiple(situation, account, 1, "the number it follows is not known")


def _multiple(situation: Situation, account: int, which: int, why: str) -> Measure:
    *counts, as_of = counts_of(situation, account)
    count = counts[which]
    if count is None:
        return unknown("×", why)
    provenance = situation.provenance.get(account, "")
    return Measure(count / DUNBAR, "×", n=1, as_of=as_of, provenance=provenance)


def show(m: Measure) -> str:
    """Return `6,500 times as many` or `0.49 times as many`."""
    if m.value is None:
        return "?"
    return f"{m.value:{',.0f' if m.value >= 10 else '.2f'}} times as many"


FOLLOWERS = Metric(
    "dunbar_followers",
    "followers one can know",
    About.FOLLOW_LIST,
    followers,
    show,
)
FOLLOWING = Metric(
    "dunbar_following",
    "followees one can know",
    About.FOLLOW_LIST,
    following,
    show,
)
