"""Celebrity share: how many of the accounts it follows are celebrities."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import last_seen, list_provenance, share
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the share among the followees known to be celebrities or not, in percent."""
    follow_list = situation.follow_lists.get(account)
    listed = (
        [f.celebrity for f in follow_list.followees if f.gone_at is None] if follow_list else []
    )
    known = [celebrity for celebrity in listed if celebrity is not None]
    if follow_list is None or not known:
        return unknown("%", "which of them are celebrities is not known")
    is_whole = follow_list.complete and len(known) == len(listed)
    return share(
        sum(known),
        len(known),
        follow_list.following,
        is_whole,
        last_seen(follow_list),
        list_provenance(follow_list),
    )


METRIC = Metric(
    "celebrity_share",
    "celebrities it follows",
    About.FOLLOW_LIST,
    measure,
    lambda m: "?" if m.value is None else f"{percent(m.value / 100)} of {m.n:,} known",
)
