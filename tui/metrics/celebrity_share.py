"""Celebrity share: how many of the followees are celebrities."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import said_by, seen_last, share
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the share of followees of whom it is known whether they are, in percent."""
    follow_list = situation.follow_lists.get(account)
    listed = (
        [f.celebrity for f in follow_list.followees if f.gone_at is None] if follow_list else []
    )
    known = [celebrity for celebrity in listed if celebrity is not None]
    if follow_list is None or not known:
        return unknown("%", "nobody says who of them is a celebrity")
    whole = follow_list.complete and len(known) == len(listed)
    return share(
        sum(known),
        len(known),
        follow_list.following,
        whole,
        seen_last(follow_list),
        said_by(follow_list),
    )


METRIC = Metric(
    "celebrity_share",
    "celebrities among them",
    About.FOLLOW_LIST,
    measure,
    lambda m: "?" if m.value is None else f"{percent(m.value / 100)} of {m.n:,} known",
)
