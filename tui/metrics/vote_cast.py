"""Vote cast: followers that left since the vote began, max(0, B−F)."""

from tui.metrics.metric import About, Metric, Situation
from tui.metrics.votes import tally, without_vote
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return it as of the newest reading, or of the vote's end; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return without_vote("followers")
    provenance = situation.provenance.get(account, "")
    return Measure(
        float(found.cast),
        "followers",
        n=2,
        of=found.needed,
        as_of=found.as_of,
        provenance=provenance,
    )


METRIC = Metric(
    "vote_cast",
    "votes cast",
    About.ACCOUNT,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:,.0f} of {m.of:,}",
)
