"""Dunbar multiples: how many times more than a person can know, of followers and of followees."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.model import Measure

DUNBAR = 148
"""How many people one person can know, the figure that Brian Solis gives."""


def followers(situation: Situation, account: int) -> Measure:
    """Return F/148."""
    return _multiple(situation, account, 0, "its followers are not counted")


def following(situation: Situation, account: int) -> Measure:
    """Return f/148."""
    return _multiple(situation, account, 1, "its followees are not counted")


def _multiple(situation: Situation, account: int, which: int, why: str) -> Measure:
    *counts, as_of = counts_of(situation, account)
    count = counts[which]
    if count is None:
        return unknown("×", why)
    provenance = situation.provenance.get(account, "")
    return Measure(count / DUNBAR, "×", n=1, as_of=as_of, provenance=provenance)


FOLLOWERS = Metric(
    "dunbar_followers",
    "Dunbar × followers",
    About.FOLLOW_LIST,
    followers,
    lambda m: "?" if m.value is None else f"×{m.value:,.1f}",
)
FOLLOWING = Metric(
    "dunbar_following",
    "Dunbar × followees",
    About.FOLLOW_LIST,
    following,
    lambda m: "?" if m.value is None else f"×{m.value:,.2f}",
)
