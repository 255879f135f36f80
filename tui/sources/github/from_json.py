"""Turns GitHub's answers into readings, list entries and posts. Pure."""

from dataclasses import replace

from tui.model import Account, Condition, Kind, PostKind
from tui.sources.github.shapes import Event, Node, User
from tui.sources.http.responses import time_of, valid_count
from tui.sources.readings import Followed, Post, Reading

NAME = "github"
REPLIES = {
    *("IssueCommentEvent", "PullRequestReviewEvent", "PullRequestReviewCommentEvent"),
    *("CommitCommentEvent", "IssuesEvent", "DiscussionEvent", "DiscussionCommentEvent"),
}
PUBLICATIONS = {"PushEvent", "CreateEvent", "ReleaseEvent", "PublicEvent"}
REPOSTS = {"WatchEvent", "ForkEvent"}


def account_of(number: int, login: str, name: str | None) -> Account:
    """Return an account with its permanent id."""
    return Account(0, NAME, str(number), login, name or login)


def reading_of(user: User, account: Account) -> Reading:
    """Return a reading of an account. A private profile shows two zeros: its counts are unknown."""
    is_hidden = user.followers == 0 and user.following == 0
    updated = replace(
        account,
        handle=user.login,
        name=user.name or user.login,
        kind=Kind.BRAND if user.type == "Organization" else account.kind,
        condition=Condition.HIDDEN if is_hidden else Condition.THERE,
        moved_to="",
    )
    if is_hidden:
        return Reading(updated, None)
    return Reading(
        updated,
        valid_count(user.followers),
        valid_count(user.following),
        valid_count(user.public_repos),
    )


def followed_of(node: Node) -> Followed:
    """Return an entry of a follow list from GraphQL."""
    return Followed(
        account_of(node.database_id or 0, node.login, node.name),
        None,
        valid_count(node.followers.total_count) if node.followers else None,
        valid_count(node.following.total_count) if node.following else None,
    )


def post_of(event: Event) -> Post | None:
    """Return a public event as a post, by loose analogy; None if it resembles none."""
    at = time_of(event.created_at)
    if at is None:
        return None
    if event.type in REPLIES:
        return Post(at, PostKind.REPLY)
    if event.type in REPOSTS:
        return Post(at, PostKind.REPOST)
    return Post(at, PostKind.PLAIN) if event.type in PUBLICATIONS else None
