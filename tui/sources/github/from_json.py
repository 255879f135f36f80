"""What an answer of GitHub means in our nouns. Pure."""

from dataclasses import replace

from tui.model import Account, Condition, Kind, PostKind
from tui.sources.github.shapes import Event, Node, User
from tui.sources.http.responses import count, time_of
from tui.sources.source import (
    Followed,
    Post,
    Reading,
)

NAME = "github"
TALK = {
    *("IssueCommentEvent", "PullRequestReviewEvent", "PullRequestReviewCommentEvent"),
    *("CommitCommentEvent", "IssuesEvent", "DiscussionEvent", "DiscussionCommentEvent"),
}
TOLD = {"PushEvent", "CreateEvent", "ReleaseEvent", "PublicEvent"}
PASSED_ON = {"WatchEvent", "ForkEvent"}


def account_of(number: int, login: str, name: str | None) -> Account:
    """Return an account by its durable id."""
    return Account(0, NAME, str(number), login, name or login)


def reading_of(user: User, known: Account) -> Reading:
    """Return what a profile says. Of a private one both counts are 0: they are unknown."""
    hidden = user.followers == 0 and user.following == 0
    account = replace(
        known,
        handle=user.login,
        name=user.name or user.login,
        kind=Kind.BRAND if user.type == "Organization" else known.kind,
        condition=Condition.HIDDEN if hidden else Condition.THERE,
        moved_to="",
    )
    if hidden:
        return Reading(account, None)
    return Reading(account, count(user.followers), count(user.following), count(user.public_repos))


def followed_of(node: Node) -> Followed:
    """Return one of a list that GraphQL tells."""
    return Followed(
        account_of(node.database_id or 0, node.login, node.name),
        None,
        count(node.followers.total_count) if node.followers else None,
        count(node.following.total_count) if node.following else None,
    )


def post_of(event: Event) -> Post | None:
    """Return a public event as a post, by a loose analogy; None for one that is neither."""
    at = time_of(event.created_at)
    if at is None:
        return None
    if event.type in TALK:
        return Post(at, PostKind.REPLY)
    if event.type in PASSED_ON:
        return Post(at, PostKind.REPOST)
    return Post(at, PostKind.PLAIN) if event.type in TOLD else None
