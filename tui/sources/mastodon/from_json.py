"""What an answer of Mastodon means in our nouns. Pure."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from tui.model import Account, Condition, PostKind, Quality
from tui.sources.http.responses import count, time_of
from tui.sources.mastodon.shapes import Link, Profile, Status
from tui.sources.source import (
    Followed,
    Post,
    Reading,
)

NAME = "mastodon"
LONGEST = 300
"""Characters of a name that can be one."""
TAG = re.compile(r"<[^<>]*>")


def is_elsewhere(account: Account) -> bool:
    """Tell whether an account is known by its address only, and not by its id at home."""
    return "://" in account.native_id


def home_of(account: Account) -> tuple[str, str]:
    """Return the host of an account and its id there; of one known by its address, no id."""
    if is_elsewhere(account):
        return host_of(account.native_id), ""
    host, _, number = account.native_id.partition("/")
    return host, number


def host_of(url: str) -> str:
    """Return host and port of an address; nothing for what is none."""
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""


def is_self(link: Link) -> bool:
    """Tell whether a link of WebFinger leads to the account itself."""
    return link.rel == "self" and link.type.startswith(
        ("application/activity+json", "application/ld")
    )


def reading_of(profile: Profile, known: Account) -> Reading:
    """Return what a profile of its home server says of an account."""
    domain = known.handle.rpartition("@")[2]
    if profile.suspended:
        return Reading(replace(known, condition=Condition.SUSPENDED), None)
    moved = profile.moved.acct[:LONGEST] if profile.moved else ""
    condition = Condition.THERE
    if moved:
        condition = Condition.MOVED
    elif profile.followers_count is not None and profile.followers_count < 0:
        condition = Condition.HIDDEN
    account = replace(
        known,
        handle=f"{profile.username}@{domain}",
        name=profile.display_name or profile.username,
        condition=condition,
        moved_to=moved if "@" in moved or not moved else f"{moved}@{domain}",
    )
    return Reading(
        account,
        count(profile.followers_count),
        count(profile.following_count),
        count(profile.statuses_count),
    )


def followed_of(profile: Profile, host: str, domain: str) -> Followed:
    """Return one of a list. What a server says of an account at home elsewhere is its memory.

    The domain is that of handles at home, which need not be the server's host.
    """
    user, _, home = profile.acct.partition("@")
    local = home.casefold() in {"", host, domain}
    handle = f"{user}@{domain}" if local else profile.acct
    # Its id here is none at its home: only its address is the same everywhere.
    elsewhere = profile.uri[:LONGEST] if "://" in profile.uri else f"https://{home}/@{user}"
    native_id = f"{host}/{profile.id}" if local else elsewhere
    known = Account(0, NAME, native_id, handle, profile.display_name or handle)
    return Followed(
        known,
        None,
        count(profile.followers_count),
        count(profile.following_count),
        Quality.EXACT if local else Quality.DERIVED,
    )


def post_of(status: Status, number: str) -> Post | None:
    """Return a status with what it is."""
    at = time_of(status.created_at)
    if at is None:
        return None
    if status.reblog is not None:
        return Post(at, PostKind.REPOST)
    text = TAG.sub(" ", status.content[:20_000])
    return Post(at, _kind(status, number), bool(status.mentions), text)


def _kind(status: Status, number: str) -> PostKind:
    to = status.in_reply_to_account_id
    if to is not None:
        return PostKind.THREAD if to == (status.account.id or number) else PostKind.REPLY
    if status.in_reply_to_id is not None:
        return PostKind.REPLY
    if status.mentions:
        return PostKind.MENTION
    return PostKind.PLAIN if status.quote is None else PostKind.QUOTE
