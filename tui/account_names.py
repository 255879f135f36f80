"""Names that people write for accounts and races, into what they mean. Pure."""

import re
from urllib.parse import quote, urlsplit

from tui.model import Account
from tui.parsing import BadText
from tui.sanitize import clean, shorten

PROFILES = {
    "bsky.app": ("bluesky", r"/profile/([^/]+)"),
    "github.com": ("github", r"/([^/@]+)"),
    "x.com": ("x", r"/@?([^/]+)"),
    "twitter.com": ("x", r"/@?([^/]+)"),
}
"""Hosts of profile pages: the source they belong to, and where in the path the name stands."""
RACE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
FEDIVERSE = re.compile(r"@?[^@:/\s]+@[^@:/\s]+\.[^@:/\s]+")
"""A name that says at which server its account is at home."""
ELSEWHERE = re.compile(r"/(?:web/)?@([^/@]+)@([^/@]+)/?")
AT_HOME = re.compile(r"/(?:web/)?@([^/@]+)/?|/users/([^/@]+)/?")
"""Paths of profiles on a Mastodon server, of accounts at home elsewhere and there."""
ACCOUNT_HINT = "write one like demo:teapot.demo or bluesky:handle"


def account_meant(text: str) -> tuple[str, str]:
    """Return (source, name) of `SOURCE:NAME` or of a profile's address; raises BadText."""
    text = text.strip()
    if text.startswith(("https://", "http://")):
        return _of_address(text)
    if text.startswith("did:"):
        return "bluesky", text
    if FEDIVERSE.fullmatch(text):
        return "mastodon", text.removeprefix("@")
    source, colon, name = text.partition(":")
    name = name.strip().removeprefix("@")
    if not colon or not source.strip() or not name:
        raise BadText(f"{shorten(clean(text), 40)!r} names no account; {ACCOUNT_HINT}")
    return source.strip().casefold(), name


def _of_address(text: str) -> tuple[str, str]:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
    if host in PROFILES:
        source, pattern = PROFILES[host]
        if match := re.fullmatch(pattern + "/?", parts.path):
            return source, match[1]
    # Anywhere else, a path of @name is a profile of a Mastodon server.
    if host and (match := ELSEWHERE.fullmatch(parts.path)):
        return "mastodon", f"{match[1]}@{match[2]}"
    if host and (match := AT_HOME.fullmatch(parts.path)):
        return "mastodon", f"{match[1] or match[2]}@{host}"
    raise BadText(f"{shorten(clean(text), 40)!r} is no profile's address; {ACCOUNT_HINT}")


def server_of(account: Account) -> str:
    """Return what rounds that read an account are called: its source, with the server if several.

    A Mastodon account is read from its home server, the first part of its stable id.
    """
    if account.source == "mastodon" and "/" in account.native_id:
        host = account.native_id.partition("://")[2] or account.native_id
        return f"mastodon {host.partition('/')[0]}"
    return account.source


def race_name(text: str) -> str:
    """Return a race's name: small letters, digits, dot, dash; raises BadText for any other."""
    name = clean(text).casefold().replace(" ", "-")
    if not RACE_NAME.fullmatch(name):
        raise BadText(
            f"{shorten(clean(text), 40)!r} is no name for a race; use up to 40 of a-z, 0-9, . - _"
        )
    return name


def address_of(account: Account) -> str | None:
    """Return the https address of an account's page, where its source has such pages."""
    handle = quote(account.handle, safe="@.-_")
    if account.source == "bluesky":
        return f"https://bsky.app/profile/{handle}"
    if account.source == "github":
        return f"https://github.com/{handle}"
    if account.source == "x":
        return f"https://x.com/{handle}"
    if account.source == "mastodon" and "@" in account.handle:
        name, _, host = account.handle.rpartition("@")
        return f"https://{quote(host)}/@{quote(name)}"
    return None
