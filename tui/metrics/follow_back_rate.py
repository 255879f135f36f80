"""Follow-back rate: of the followees whose answer is known, how many follow back."""

from tui.formats import UNKNOWN, grouped, percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import last_seen, list_provenance, share
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the rate in percent, with an interval if not all answers are known."""
    follow_list = situation.follow_lists.get(account)
    if follow_list is None or not follow_list.followees:
        is_complete = follow_list is not None and follow_list.complete
        why = "it follows nobody" if is_complete else "whom it follows is not known"
        return unknown("%", why)
    answers = [f.follows_back for f in follow_list.followees if f.gone_at is None]
    known = [answer for answer in answers if answer is not None]
    if not known:
        return unknown("%", "who follows back is not known")
    is_whole = follow_list.complete and len(known) == len(answers)
    return share(
        sum(known),
        len(known),
        follow_list.following,
        is_whole,
        last_seen(follow_list),
        list_provenance(follow_list),
    )


def show(m: Measure) -> str:
    """Return `100 % of 5 known`."""
    if m.value is None or m.n is None:
        return UNKNOWN
    return f"{percent(m.value / 100)} of {grouped(m.n)} known"


METRIC = Metric("follow_back_rate", "follow-back rate", About.FOLLOW_LIST, measure, show, better=1)
