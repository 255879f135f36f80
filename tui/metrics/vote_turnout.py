"""Vote turnout: votes cast in percent of all that could be."""

from tui.formats import percent
from tui.metrics.basis.voting import tally, without_vote
from tui.metrics.metric import About, Metric, Situation, of_last
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return it as of the newest reading, or of the vote's end; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return without_vote("%")
    told = of_last(situation, account, 100 * found.cast / found.base if found.base else 0.0, "%", 2)
    return Measure(told.value, "%", n=2, of=found.needed, as_of=told.as_of)


METRIC = Metric(
    "vote_turnout",
    "turnout",
    About.ACCOUNT,
    measure,
    lambda m: "?" if m.value is None else percent(m.value / 100, 1),
)
