"""Talk or broadcast: the shares of the latest posts that reply, mention or plead. Pure."""

from collections.abc import Callable, Sequence

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import share
from tui.model import DAY, ClassifiedPost, Measure, Millis, PostKind

MAX_POSTS, MAX_AGE = 200, 30 * DAY
"""The latest posts: no more than this, and no older."""
UNREAD = "its posts have not been read"


def own_posts(situation: Situation, account: int) -> Sequence[ClassifiedPost]:
    """Return the latest posts of an account without reposts, the newest first."""
    talk = situation.talks.get(account)
    if talk is None:
        return ()
    latest = [p for p in talk.posts if p.at >= talk.read_at - MAX_AGE][:MAX_POSTS]
    return [post for post in latest if post.kind is not PostKind.REPOST]


def posts_read_at(situation: Situation, account: int) -> Millis | None:
    """Return when the posts of an account were read."""
    talk = situation.talks.get(account)
    return talk.read_at if talk is not None else None


def no_posts(situation: Situation, account: int, unit: str) -> Measure:
    """Return a measure without a value: the posts were not read, or there are none."""
    is_read = situation.talks.get(account) is not None
    return unknown(unit, "no posts in the last 30 days" if is_read else UNREAD)


REFERENCE = 25.4
"""Percent: the mean "conversation quotient" of TwitterFriends in 2009, from Brian Solis."""


def _share_of_posts(
    key: str,
    name: str,
    is_hit: Callable[[ClassifiedPost], bool],
    better: int,
    mean: tuple[str, str] | None = None,
) -> Metric:
    """Return the measure of how many of the latest posts are hits, in percent."""

    def measure(situation: Situation, account: int) -> Measure:
        posts = own_posts(situation, account)
        if not posts:
            return no_posts(situation, account, "%")
        hits = sum(is_hit(post) for post in posts)
        return share(hits, len(posts), None, False, posts_read_at(situation, account))

    def show(m: Measure) -> str:
        return "?" if m.value is None else f"{percent(m.value / 100)} of {m.n:,} posts"

    return Metric(key, name, About.TALK, measure, show, better=better, mean=mean)


TWO_WAY_SHARE = _share_of_posts(
    "two_way_share",
    "replies to others",
    lambda post: post.kind is PostKind.REPLY,
    better=1,
    mean=("average account of 2009", f"{REFERENCE} %"),
)
MENTION_HABIT = _share_of_posts(
    "mention_habit", "mentions others", lambda post: post.mentions, better=1
)
PLEA_RATE = _share_of_posts("plea_rate", "asks for followers", lambda post: post.pleads, better=-1)
