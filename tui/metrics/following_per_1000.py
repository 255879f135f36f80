"""Following per 1,000: how many accounts it follows for each thousand followers."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.model import Measure

UNIT = "per 1,000"


def measure(situation: Situation, account: int) -> Measure:
    """Return 1000 · f / F."""
    followers, following, as_of = counts_of(situation, account)
    if following is None:
        return unknown(UNIT, "the number it follows is not known")
    if not followers:
        why = "its follower count is not known" if followers is None else "it has no followers"
        return unknown(UNIT, why)
    provenance = situation.provenance.get(account, "")
    return Measure(1000 * following / followers, UNIT, n=2, as_of=as_of, provenance=provenance)


METRIC = Metric(
    "following_per_1000",
    "follows per 1,000 followers",
    About.FOLLOW_LIST,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:{',.0f' if m.value >= 1000 else '.3g'}}",
)
