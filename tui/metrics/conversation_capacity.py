"""Conversation capacity: the years it would take to reply to every follower once."""

from tui.metrics.metric import About, Metric, Situation, counts_of, unknown
from tui.metrics.talk import MAX_AGE, MAX_POSTS, no_posts, own_posts, posts_read_at
from tui.model import DAY, Measure, PostKind

A_YEAR = 365.25


def measure(situation: Situation, account: int) -> Measure:
    """Return F / replies a day / 365.25, in years."""
    posts, followers = own_posts(situation, account), counts_of(situation, account)[0]
    if not posts:
        return no_posts(situation, account, "years")
    replies = sum(post.kind is PostKind.REPLY for post in posts)
    if not replies:
        return unknown("years", "it never replies")
    if followers is None:
        return unknown("years", "its follower count is not known")
    now = posts_read_at(situation, account) or situation.at
    has_older = len(situation.talks[account].posts) > len(posts) and len(posts) < MAX_POSTS
    days = MAX_AGE / DAY if has_older else max(1.0, (now - posts[-1].at) / DAY)
    return Measure(years(followers, replies / days), "years", n=replies, of=len(posts), as_of=now)


def years(followers: int, replies_a_day: float) -> float:
    """Return the years it takes to reply to every follower once."""
    return followers / replies_a_day / A_YEAR


METRIC = Metric(
    "conversation_capacity",
    "time to answer everyone",
    About.TALK,
    measure,
    lambda m: "?" if m.value is None else f"{m.value:{',.0f' if m.value >= 100 else ',.1f'}} years",
    better=-1,
)
