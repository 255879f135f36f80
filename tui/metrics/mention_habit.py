"""Mention habit: posts that mention another account."""

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation
from tui.metrics.shares import share
from tui.metrics.talk import own_posts, read_at, without_posts
from tui.model import Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return the share of the last 200 posts of 30 days, reposts left out, in percent."""
    posts = own_posts(situation, account)
    if not posts:
        return without_posts(situation, account, "%")
    hits = sum(post.mentions for post in posts)
    return share(hits, len(posts), None, False, read_at(situation, account))


METRIC = Metric(
    "mention_habit",
    "names others",
    About.TALK,
    measure,
    lambda m: "?" if m.value is None else f"{percent(m.value / 100)} of {m.n:,} posts",
    better=1,
)
