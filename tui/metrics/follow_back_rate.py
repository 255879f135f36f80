"""Follow-back rate: of the followees whose answer is known, the share that follows back."""

from tui.formats import UNKNOWN, grouped, percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import said_by, seen_last, share
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the rate in percent, with its interval where not all followees are known."""
    circle = situation.circles.get(account)
    if circle is None or not circle.followees:
        whole = circle is not None and circle.complete
        words = "it follows nobody" if whole else "nobody says whom it follows"
        return unknown("%", words)
    answers = [f.follows_back for f in circle.followees if f.gone_at is None]
    known = [answer for answer in answers if answer is not None]
    if not known:
        return unknown("%", "nobody says who follows back")
    whole = circle.complete and len(known) == len(answers)
    return share(
        sum(known), len(known), circle.following, whole, seen_last(circle), said_by(circle)
    )


def show(m: Measure) -> str:
    """Return `5 of 5 known`."""
    if m.value is None or m.n is None:
        return UNKNOWN
    return f"{percent(m.value / 100)} of {grouped(m.n)} known"


METRIC = Metric("follow_back_rate", "follow-back", About.CIRCLE, measure, show, better=1)
