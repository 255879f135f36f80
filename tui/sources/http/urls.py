"""Addresses of servers: what is one, what of it may be shown, whether two are of the same."""

import re
from urllib.parse import urlsplit

from tui.sanitize import clean
from tui.sources.source import SourceError

SHOWABLE = re.compile(r"([A-Za-z]+:)?[^:@]*")
"""An address in which no password can be."""


def checked(base: str) -> str:
    """Return the address of a server without a slash at its end; raises SourceError."""
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        # What is not understood may hold a password anywhere.
        whose = f"{clean(base, 60)!r}" if SHOWABLE.fullmatch(base) else "the address that is set"
        words = f"{whose} is no server; write one like https://example.org"
        raise SourceError(words, permanent=True)
    return base.rstrip("/")


def shown(base: str) -> str:
    """Return the address of a server as it may be shown, without a password."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    standard = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or standard
