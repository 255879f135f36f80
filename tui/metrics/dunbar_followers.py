"""Dunbar multiple of followers: how many times more than a person can know."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.model import Measure

DUNBAR = 148
"""Whom a person can know, as Brian Solis has it."""


def measure(situation: Situation, account: int) -> Measure:
    """Return F/148."""
    count, _, as_of = counts_of(situation, account)
    if count is None:
        return unknown("×", "its followers are not counted")
    provenance = situation.provenance.get(account, "")
    return Measure(count / DUNBAR, "×", n=1, as_of=as_of, provenance=provenance)


METRIC = Metric(
    "dunbar_followers",
    "Dunbar × followers",
    About.CIRCLE,
    measure,
    lambda m: "?" if m.value is None else f"×{m.value:,.1f}",
)
