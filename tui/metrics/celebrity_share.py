"""Celebrity share: how many of the followees are celebrities."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import said_by, seen_last, share
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the share of followees of whom it is known whether they are, in percent."""
    circle = situation.circles.get(account)
    present = [f.celebrity for f in circle.followees if f.gone_at is None] if circle else []
    known = [celebrity for celebrity in present if celebrity is not None]
    if circle is None or not known:
        return unknown("%", "nobody says who of them is a celebrity")
    whole = circle.complete and len(known) == len(present)
    return share(
        sum(known), len(known), circle.following, whole, seen_last(circle), said_by(circle)
    )


METRIC = Metric(
    "celebrity_share",
    "celebrities among them",
    About.CIRCLE,
    measure,
    lambda m: "?" if m.value is None else f"{percent(m.value / 100)} of {m.n:,} known",
)
