"""Addresses of servers: checked, shown without a password, and compared."""

import re
from urllib.parse import urlsplit

from tui.sanitize import clean
from tui.sources.errors import SourceError

HAS_NO_PASSWORD = re.compile(r"([A-Za-z]+:)?[^:@]*")
"""Text that cannot contain a password."""


def valid_base(base: str) -> str:
    """Return the address of a server without a trailing slash; raises SourceError."""
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        # An address that cannot be parsed may contain a password anywhere.
        is_safe = HAS_NO_PASSWORD.fullmatch(base)
        shown = f"{clean(base, 60)!r}" if is_safe else "the configured address"
        message = f"{shown} is not the address of a server; use e.g. https://example.org"
        raise SourceError(message, permanent=True)
    return base.rstrip("/")


def without_password(base: str) -> str:
    """Return scheme, host and port of a server, without user name and password."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or default
