"""Conversation capacity: the years it takes to answer every follower once."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.metrics.talk import MOST, WITHIN, own_posts, read_at, without_posts
from tui.model import DAY, Measure, PostKind

A_YEAR = 365.25


def measure(situation: Situation, account: int) -> Measure:
    """Return F / replies a day / 365.25."""
    posts, followers = own_posts(situation, account), counts_of(situation, account)[0]
    if not posts:
        return without_posts(situation, account, "years")
    replies = sum(post.kind is PostKind.REPLY for post in posts)
    if not replies:
        return unknown("years", "it replies to nobody")
    if followers is None:
        return unknown("years", "its followers are unknown")
    now = read_at(situation, account) or situation.at
    older = len(situation.talks[account].posts) > len(posts) and len(posts) < MOST
    days = WITHIN / DAY if older else max(1.0, (now - posts[-1].at) / DAY)
    return Measure(years(followers, replies / days), "years", n=replies, of=len(posts), as_of=now)


def years(followers: int, replies_a_day: float) -> float:
    """Return how long it takes to answer every follower once."""
    return followers / replies_a_day / A_YEAR


METRIC = Metric(
    "conversation_capacity",
    "to answer everyone",
    About.TALK,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:,.1f} years",
    better=-1,
)
