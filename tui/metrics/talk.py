"""The posts that the measures of talk look at. Pure."""

from collections.abc import Sequence

from tui.metrics.metric import Situation, unknown
from tui.model import DAY, Measure, Millis, Posted, PostKind

MOST, WITHIN = 200, 30 * DAY
"""The last so many posts, within so many days."""
NOBODY = "its posts were not read"


def own_posts(situation: Situation, account: int) -> Sequence[Posted]:
    """Return an account's latest posts, the newest first, reposts left out."""
    talk = situation.talks.get(account)
    if talk is None:
        return ()
    latest = [p for p in talk.posts if p.at >= talk.read_at - WITHIN][:MOST]
    return [post for post in latest if post.kind is not PostKind.REPOST]


def read_at(situation: Situation, account: int) -> Millis | None:
    """Return when an account's posts were read."""
    talk = situation.talks.get(account)
    return talk.read_at if talk is not None else None


def without_posts(situation: Situation, account: int, unit: str) -> Measure:
    """Return that there is nothing to measure, and why."""
    read = situation.talks.get(account) is not None
    return unknown(unit, "it posted nothing lately" if read else NOBODY)
