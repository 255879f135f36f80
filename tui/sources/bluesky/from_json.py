"""What an answer of Bluesky means in our nouns. Pure."""

from dataclasses import replace

from tui.model import Account, Condition, PostKind
from tui.sources.bluesky.shapes import FeedItem, Problem, Profile, Record
from tui.sources.http.outcomes import Refusal
from tui.sources.http.responses import count, time_of
from tui.sources.source import (
    Followed,
    Post,
    Reading,
)

NAME = "bluesky"
LOGGED_IN_ONLY = "!no-unauthenticated"
NO_HANDLE = "handle.invalid"
MISSING = {"AccountTakedown": Condition.SUSPENDED, "AccountDeactivated": Condition.DEACTIVATED}
REPOST, PIN = "app.bsky.feed.defs#reasonRepost", "app.bsky.feed.defs#reasonPin"
MENTION = "app.bsky.richtext.facet#mention"
QUOTES = {"app.bsky.embed.record", "app.bsky.embed.recordWithMedia"}


def missing_for(refusal: Refusal) -> Condition | None:
    """Return what an error says of an account; None where it says something else.

    The texts differ between versions: only the names and one word of them count.
    """
    problem = refusal.into(Problem)
    if refusal.status != 400 or problem is None:
        return None
    if problem.error == "InvalidRequest" and "not found" in problem.message.casefold():
        return Condition.GONE
    return MISSING.get(problem.error)


def withheld(profile: Profile) -> bool:
    """Tell whether somebody asks not to be shown to people who are not logged in."""
    return any(label.val == LOGGED_IN_ONLY for label in profile.labels or ())


def account_of(profile: Profile, known: Account) -> Account:
    """Return an account as it is called now; a handle that leads nowhere is no new one."""
    handle = known.handle if profile.handle == NO_HANDLE else profile.handle.casefold()
    condition = Condition.WITHHELD if withheld(profile) else Condition.THERE
    return replace(
        known,
        handle=handle,
        name=profile.display_name or handle,
        condition=condition,
        moved_to="",
    )


def reading_of(profile: Profile, known: Account) -> Reading:
    """Return what a profile says of an account."""
    return Reading(
        account_of(profile, known),
        count(profile.followers_count),
        count(profile.follows_count),
        count(profile.posts_count),
    )


def followed_of(profile: Profile, counted: Profile | None, back: bool | None) -> Followed:
    """Return one of a list, with the counts that a second answer gave."""
    known = Account(0, NAME, profile.did, profile.did, "")
    return Followed(
        account_of(counted or profile, known),
        back,
        count(counted.followers_count) if counted else None,
        count(counted.follows_count) if counted else None,
    )


def post_of(item: FeedItem, did: str) -> Post | None:
    """Return a post with what it is; None for one that is only pinned there."""
    if item.reason is not None and item.reason.type == PIN:
        return None
    record = item.post.record
    reposted = item.reason is not None and item.reason.type == REPOST
    when = item.reason.indexed_at if item.reason is not None and reposted else ""
    at = time_of(when) or time_of(item.post.indexed_at) or time_of(record.created_at)
    if at is None:
        return None
    if reposted:
        return Post(at, PostKind.REPOST)
    mentions = any(f.type == MENTION for facet in record.facets or () for f in facet.features)
    return Post(at, _kind(record, did, mentions), mentions, record.text)


def _kind(record: Record, did: str, mentions: bool) -> PostKind:
    if record.reply is not None:
        own = record.reply.parent.uri.startswith(f"at://{did}/")
        return PostKind.THREAD if own else PostKind.REPLY
    if mentions:
        return PostKind.MENTION
    if record.embed is not None and record.embed.type in QUOTES:
        return PostKind.QUOTE
    return PostKind.PLAIN
