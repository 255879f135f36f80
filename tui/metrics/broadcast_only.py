"""Broadcast only: followed by very many accounts, following almost none."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return 1 if F is at least, and f below, the thresholds of the settings, else 0."""
    followers, following, as_of = counts_of(situation, account)
    if followers is None or following is None:
        return unknown("flag", "its counts are not known")
    least, most = (
        situation.thresholds.broadcast_followers,
        situation.thresholds.broadcast_following,
    )
    flag = followers >= least and following < most
    provenance = situation.provenance.get(account, "")
    return Measure(float(flag), "flag", n=2, as_of=as_of, provenance=provenance)


METRIC = Metric(
    "broadcast_only",
    "broadcast only",
    About.FOLLOW_LIST,
    measure,
    lambda m: "?" if m.value is None else "yes" if m.value else "no",
)
