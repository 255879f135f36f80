"""Turns Mastodon's answers into readings, list entries and posts. Pure."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from tui.model import Account, Condition, PostKind, Quality
from tui.sources.http.responses import time_of, valid_count
from tui.sources.mastodon.shapes import Link, Profile, Status
from tui.sources.readings import Followed, Post, Reading

NAME = "mastodon"
MAX_NAME = 300
"""Characters of a name or address that are kept."""
TAG = re.compile(r"<[^<>]*>")


def has_only_address(account: Account) -> bool:
    """Return whether an account is known by its address and not by its id on its home server."""
    return "://" in account.native_id


def host_and_id(account: Account) -> tuple[str, str]:
    """Return the home server of an account and its id there, "" if that is not known."""
    if has_only_address(account):
        return host_of(account.native_id), ""
    host, _, number = account.native_id.partition("/")
    return host, number


def host_of(url: str) -> str:
    """Return host and port of an address, "" if it is not valid."""
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""


def is_self(link: Link) -> bool:
    """Return whether a link of WebFinger leads to the account itself."""
    return link.rel == "self" and link.type.startswith(
        ("application/activity+json", "application/ld")
    )


def reading_of(profile: Profile, account: Account) -> Reading:
    """Return a reading of an account from its profile on its home server."""
    domain = account.handle.rpartition("@")[2]
    if profile.suspended:
        return Reading(replace(account, condition=Condition.SUSPENDED), None)
    moved = profile.moved.acct[:MAX_NAME] if profile.moved else ""
    condition = Condition.THERE
    if moved:
        condition = Condition.MOVED
    elif profile.followers_count is not None and profile.followers_count < 0:
        condition = Condition.HIDDEN
    updated = replace(
        account,
        handle=f"{profile.username}@{domain}",
        name=profile.display_name or profile.username,
        condition=condition,
        moved_to=moved if "@" in moved or not moved else f"{moved}@{domain}",
    )
    return Reading(
        updated,
        valid_count(profile.followers_count),
        valid_count(profile.following_count),
        valid_count(profile.statuses_count),
    )


def followed_of(profile: Profile, host: str, domain: str) -> Followed:
    """Return an entry of a follow list. Counts of accounts on other servers are only derived.

    The domain is that of the server's handles, which may differ from its host.
    """
    user, _, home = profile.acct.partition("@")
    is_local = home.casefold() in {"", host, domain}
    handle = f"{user}@{domain}" if is_local else profile.acct
    # The id of a remote account is valid on this server only; its address is the same everywhere.
    address = profile.uri[:MAX_NAME] if "://" in profile.uri else f"https://{home}/@{user}"
    native_id = f"{host}/{profile.id}" if is_local else address
    return Followed(
        Account(0, NAME, native_id, handle, profile.display_name or handle),
        None,
        valid_count(profile.followers_count),
        valid_count(profile.following_count),
        Quality.EXACT if is_local else Quality.DERIVED,
    )


def post_of(status: Status, author: str) -> Post | None:
    """Return a status as a post; None if it has no valid time."""
    at = time_of(status.created_at)
    if at is None:
        return None
    if status.reblog is not None:
        return Post(at, PostKind.REPOST)
    text = TAG.sub(" ", status.content[:20_000])
    return Post(at, _kind(status, author), bool(status.mentions), text)


def _kind(status: Status, author: str) -> PostKind:
    to = status.in_reply_to_account_id
    if to is not None:
        return PostKind.THREAD if to == (status.account.id or author) else PostKind.REPLY
    if status.in_reply_to_id is not None:
        return PostKind.REPLY
    if status.mentions:
        return PostKind.MENTION
    return PostKind.PLAIN if status.quote is None else PostKind.QUOTE
