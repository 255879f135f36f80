"""What an answer of X means in our nouns. Pure."""

from dataclasses import replace

from tui.model import Account, Condition, PostKind
from tui.sources.http.responses import count, time_of
from tui.sources.source import (
    Followed,
    Post,
    Reading,
)
from tui.sources.x.shapes import Metrics, Problem, Tweet, User

NAME = "x"


def condition_of(problem: Problem) -> Condition | None:
    """Return what an error says of an account."""
    kind = problem.type.rpartition("/")[2]
    if kind == "not-authorized-for-resource":
        return Condition.PRIVATE
    if kind == "resource-not-found":
        suspended = "suspended" in problem.detail.casefold()
        return Condition.SUSPENDED if suspended else Condition.GONE
    return None


def reading_of(user: User, known: Account) -> Reading:
    """Return what a user object says; of a protected account nothing is kept."""
    account = replace(known, handle=user.username, name=user.name, moved_to="")
    if user.protected:
        return Reading(replace(account, condition=Condition.PRIVATE), None, erase=True)
    account = replace(account, condition=Condition.THERE)
    metrics = user.public_metrics or Metrics()
    posts = metrics.tweet_count if metrics.post_count is None else metrics.post_count
    return Reading(
        account, count(metrics.followers_count), count(metrics.following_count), count(posts)
    )


def followed_of(user: User) -> Followed:
    """Return one of a list."""
    metrics = user.public_metrics or Metrics()
    return Followed(
        Account(0, NAME, user.id, user.username, user.name),
        None,
        count(metrics.followers_count),
        count(metrics.following_count),
    )


def post_of(tweet: Tweet, user: str) -> Post | None:
    """Return a post with what it is."""
    at = time_of(tweet.created_at)
    if at is None:
        return None
    kinds = {r.type for r in (tweet.referenced_tweets or tweet.referenced_posts or ())}
    if "retweeted" in kinds:
        return Post(at, PostKind.REPOST)
    mentions = bool(tweet.entities and tweet.entities.mentions)
    kind = PostKind.PLAIN
    if "replied_to" in kinds:
        kind = PostKind.THREAD if tweet.in_reply_to_user_id == user else PostKind.REPLY
    elif "quoted" in kinds:
        kind = PostKind.QUOTE
    elif mentions:
        kind = PostKind.MENTION
    return Post(at, kind, mentions, tweet.text)
