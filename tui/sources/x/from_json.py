"""Turns X's answers into readings, list entries and posts. Pure."""

from dataclasses import replace

from tui.model import Account, Condition, PostKind
from tui.sources.http.responses import time_of, valid_count
from tui.sources.readings import Followed, Post, Reading
from tui.sources.x.shapes import Metrics, Problem, Tweet, User

NAME = "x"


def condition_of(problem: Problem) -> Condition | None:
    """Return the condition of an account according to an error; None if it says nothing."""
    kind = problem.type.rpartition("/")[2]
    if kind == "not-authorized-for-resource":
        return Condition.PRIVATE
    if kind == "resource-not-found":
        is_suspended = "suspended" in problem.detail.casefold()
        return Condition.SUSPENDED if is_suspended else Condition.GONE
    return None


def reading_of(user: User, account: Account) -> Reading:
    """Return a reading of an account from its user object; a protected account is erased."""
    updated = replace(account, handle=user.username, name=user.name, moved_to="")
    if user.protected:
        return Reading(replace(updated, condition=Condition.PRIVATE), None, erase=True)
    updated = replace(updated, condition=Condition.THERE)
    metrics = user.public_metrics or Metrics()
    posts = metrics.tweet_count if metrics.post_count is None else metrics.post_count
    return Reading(
        updated,
        valid_count(metrics.followers_count),
        valid_count(metrics.following_count),
        valid_count(posts),
    )


def followed_of(user: User) -> Followed:
    """Return an entry of a follow list."""
    metrics = user.public_metrics or Metrics()
    return Followed(
        Account(0, NAME, user.id, user.username, user.name),
        None,
        valid_count(metrics.followers_count),
        valid_count(metrics.following_count),
    )


def post_of(tweet: Tweet, author: str) -> Post | None:
    """Return a post with its kind; None if it has no valid time."""
    at = time_of(tweet.created_at)
    if at is None:
        return None
    references = {r.type for r in (tweet.referenced_tweets or tweet.referenced_posts or ())}
    if "retweeted" in references:
        return Post(at, PostKind.REPOST)
    mentions = bool(tweet.entities and tweet.entities.mentions)
    kind = PostKind.PLAIN
    if "replied_to" in references:
        kind = PostKind.THREAD if tweet.in_reply_to_user_id == author else PostKind.REPLY
    elif "quoted" in references:
        kind = PostKind.QUOTE
    elif mentions:
        kind = PostKind.MENTION
    return Post(at, kind, mentions, tweet.text)
