"""Vote recovery: how much of what a vote took has come back since its end."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.metrics.votes import UNREAD, tally, without_vote
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return (F − F at the end) / cast in percent."""
    found = tally(situation, account)
    if found is None:
        return without_vote("%")
    if not found.over:
        ended = situation.at >= found.vote.ends_at
        return unknown("%", UNREAD if ended else "the vote goes on")
    if not found.cast:
        return unknown("%", "nothing was lost")
    back = situation.series[account].counts[-1] - found.now
    return of_last(situation, account, 100 * back / found.cast, "%", 2)


METRIC = Metric(
    "vote_recovery",
    "come back",
    About.ACCOUNT,
    measure,
    lambda m: percent(None if m.value is None else m.value / 100),
)
