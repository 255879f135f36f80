"""Following per 1,000: how many an account follows for each thousand that follow it."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.model import Measure

UNIT = "per 1,000"


def measure(situation: Situation, account: int) -> Measure:
    """Return 1000·f/F."""
    followers, following, as_of = counts_of(situation, account)
    if following is None:
        return unknown(UNIT, "nobody says how many it follows")
    if not followers:
        return unknown(UNIT, "its followers are unknown" if followers is None else "it has none")
    provenance = situation.provenance.get(account, "")
    return Measure(1000 * following / followers, UNIT, n=2, as_of=as_of, provenance=provenance)


METRIC = Metric(
    "following_per_1000",
    "follows per 1,000",
    About.FOLLOW_LIST,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:{',.0f' if m.value >= 1000 else '.3g'}}",
)
