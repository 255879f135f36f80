"""Turns Bluesky's answers into readings, list entries and posts. Pure."""

from dataclasses import replace

from tui.model import Account, Condition, PostKind
from tui.sources.bluesky.shapes import FeedItem, Problem, Profile, Record
from tui.sources.http.outcomes import Refusal
from tui.sources.http.responses import time_of, valid_count
from tui.sources.readings import Followed, Post, Reading

NAME = "bluesky"
LOGGED_IN_ONLY = "!no-unauthenticated"
INVALID_HANDLE = "handle.invalid"
CONDITIONS = {"AccountTakedown": Condition.SUSPENDED, "AccountDeactivated": Condition.DEACTIVATED}
REPOST, PIN = "app.bsky.feed.defs#reasonRepost", "app.bsky.feed.defs#reasonPin"
MENTION = "app.bsky.richtext.facet#mention"
QUOTES = {"app.bsky.embed.record", "app.bsky.embed.recordWithMedia"}


def condition_of(refusal: Refusal) -> Condition | None:
    """Return the condition of an account according to an error; None if it says nothing.

    The wording differs between versions, so only "not found" is looked for.
    """
    problem = refusal.decode(Problem)
    if refusal.status != 400 or problem is None:
        return None
    if problem.error == "InvalidRequest" and "not found" in problem.message.casefold():
        return Condition.GONE
    return CONDITIONS.get(problem.error)


def is_withheld(profile: Profile) -> bool:
    """Return whether an account opts out of being shown to logged-out viewers."""
    return any(label.val == LOGGED_IN_ONLY for label in profile.labels or ())


def updated(account: Account, profile: Profile) -> Account:
    """Return an account with the names of its profile; an invalid handle is not taken."""
    handle = account.handle if profile.handle == INVALID_HANDLE else profile.handle.casefold()
    condition = Condition.WITHHELD if is_withheld(profile) else Condition.THERE
    return replace(
        account,
        handle=handle,
        name=profile.display_name or handle,
        condition=condition,
        moved_to="",
    )


def reading_of(profile: Profile, account: Account) -> Reading:
    """Return a reading of an account from its profile."""
    return Reading(
        updated(account, profile),
        valid_count(profile.followers_count),
        valid_count(profile.follows_count),
        valid_count(profile.posts_count),
    )


def followed_of(listed: Profile, full: Profile | None, follows_back: bool | None) -> Followed:
    """Return an entry of a follow list; only the full profile has counts."""
    account = Account(0, NAME, listed.did, listed.did, "")
    return Followed(
        updated(account, full or listed),
        follows_back,
        valid_count(full.followers_count) if full else None,
        valid_count(full.follows_count) if full else None,
    )


def post_of(item: FeedItem, author: str) -> Post | None:
    """Return an item of a feed as a post; None if it is pinned or has no valid time."""
    if item.reason is not None and item.reason.type == PIN:
        return None
    record = item.post.record
    is_repost = item.reason is not None and item.reason.type == REPOST
    reposted_at = item.reason.indexed_at if item.reason is not None and is_repost else ""
    at = time_of(reposted_at) or time_of(item.post.indexed_at) or time_of(record.created_at)
    if at is None:
        return None
    if is_repost:
        return Post(at, PostKind.REPOST)
    mentions = any(f.type == MENTION for facet in record.facets or () for f in facet.features)
    return Post(at, _kind(record, author, mentions), mentions, record.text)


def _kind(record: Record, author: str, mentions: bool) -> PostKind:
    if record.reply is not None:
        is_own = record.reply.parent.uri.startswith(f"at://{author}/")
        return PostKind.THREAD if is_own else PostKind.REPLY
    if mentions:
        return PostKind.MENTION
    if record.embed is not None and record.embed.type in QUOTES:
        return PostKind.QUOTE
    return PostKind.PLAIN
