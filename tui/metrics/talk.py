"""Talk or broadcast: what share of an account's latest posts answers, mentions or asks. Pure."""

from collections.abc import Callable, Sequence

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import share
from tui.model import DAY, ClassifiedPost, Measure, Millis, PostKind

MOST, WITHIN = 200, 30 * DAY
"""The last so many posts, within so many days."""
NOBODY = "its posts were not read"


def own_posts(situation: Situation, account: int) -> Sequence[ClassifiedPost]:
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


REFERENCE = 25.4
"""Percent: the mean "conversation quotient" of TwitterFriends in 2009, as Brian Solis reports."""


def _share_of_posts(
    key: str,
    name: str,
    counts: Callable[[ClassifiedPost], bool],
    better: int,
    mean: tuple[str, str] | None = None,
) -> Metric:
    """Return the measure of which posts count: of the last 200 within 30 days, in percent."""

    def measure(situation: Situation, account: int) -> Measure:
        posts = own_posts(situation, account)
        if not posts:
            return without_posts(situation, account, "%")
        hits = sum(counts(post) for post in posts)
        return share(hits, len(posts), None, False, read_at(situation, account))

    def show(m: Measure) -> str:
        return "?" if m.value is None else f"{percent(m.value / 100)} of {m.n:,} posts"

    return Metric(key, name, About.TALK, measure, show, better=better, mean=mean)


TWO_WAY_SHARE = _share_of_posts(
    "two_way_share",
    "talks with others",
    lambda post: post.kind is PostKind.REPLY,
    better=1,
    mean=("the mean of 2009", f"{REFERENCE} %"),
)
MENTION_HABIT = _share_of_posts(
    "mention_habit", "names others", lambda post: post.mentions, better=1
)
PLEA_RATE = _share_of_posts("plea_rate", "asks for followers", lambda post: post.pleads, better=-1)
