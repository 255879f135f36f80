"""Vote turnout: votes cast in percent of all that could be."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.votes import tally, without_vote
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return it as of the newest reading, or of the vote's end; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return without_vote("%")
    if not found.base:
        return unknown("%", "it had no followers")
    provenance = situation.provenance.get(account, "")
    return Measure(
        100 * found.cast / found.base,
        "%",
        n=2,
        of=found.needed,
        as_of=found.as_of,
        provenance=provenance,
    )


METRIC = Metric(
    "vote_turnout",
    "turnout",
    About.ACCOUNT,
    measure,
    lambda m: "?" if m.value is None else percent(m.value / 100, 1),
)
