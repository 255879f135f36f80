"""Follow-back rate: of the followees whose answer is known, the share that follows back."""

from tui.formats import UNKNOWN, grouped, percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import said_by, seen_last, share
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the rate in percent, with its interval where not all followees are known."""
    follow_list = situation.follow_lists.get(account)
    if follow_list is None or not follow_list.followees:
        whole = follow_list is not None and follow_list.complete
        words = "it follows nobody" if whole else "nobody says whom it follows"
        return unknown("%", words)
    answers = [f.follows_back for f in follow_list.followees if f.gone_at is None]
    known = [answer for answer in answers if answer is not None]
    if not known:
        return unknown("%", "nobody says who follows back")
    whole = follow_list.complete and len(known) == len(answers)
    return share(
        sum(known),
        len(known),
        follow_list.following,
        whole,
        seen_last(follow_list),
        said_by(follow_list),
    )


def show(m: Measure) -> str:
    """Return `5 of 5 known`."""
    if m.value is None or m.n is None:
        return UNKNOWN
    return f"{percent(m.value / 100)} of {grouped(m.n)} known"


METRIC = Metric("follow_back_rate", "follow-back", About.FOLLOW_LIST, measure, show, better=1)
