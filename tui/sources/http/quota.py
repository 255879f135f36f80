"""What a server's headers say: what may still be asked, when to come back, what time it has. Pure.

Every header is a stranger's text: what cannot be read, or makes no sense, says nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tui.formats import millis
from tui.model import DAY, HOUR, SECOND, Millis

FAMILIES = ("ratelimit-", "x-ratelimit-", "x-rate-limit-")
"""How the headers of a quota begin: IETF's draft and Bluesky, GitHub and Mastodon, X."""
A_TIME = 10**9
"""A whole number of seconds from here on is a time, a smaller one a span."""
SHORTEST, LONGEST = SECOND, HOUR
"""A wait that a server asks for is brought within these."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a server takes, how many are left, and when they are all back."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: Millis | None = None


def quota_of(headers: Mapping[str, str], now: Millis) -> Quota | None:
    """Return what a server's headers say of its quota; `now` is the server's time."""
    for family in FAMILIES:
        limit, remaining = (_whole(headers.get(family + name, "")) for name in NUMBERS)
        resets_at = _time(headers.get(family + "reset", ""), now)
        if remaining is not None or resets_at is not None:
            believed = resets_at is not None and now - SECOND <= resets_at <= now + DAY
            return Quota(limit, remaining, resets_at if believed else None)
    return None


NUMBERS = ("limit", "remaining")


def retry_after(headers: Mapping[str, str], now: Millis) -> Millis | None:
    """Return after how long a server wants to be asked again: seconds, or a date (RFC 9110)."""
    text = headers.get("retry-after", "").strip()
    seconds = _whole(text)
    if seconds is not None:
        return clamped(seconds * SECOND)
    when = _http_date(text)
    return None if when is None else clamped(when - now)


def clamped(wait: Millis) -> Millis:
    """Return a wait that is neither shorter nor longer than makes sense."""
    return max(SHORTEST, min(LONGEST, wait))


def server_time(headers: Mapping[str, str]) -> Millis | None:
    """Return what time a server says it is."""
    return _http_date(headers.get("date", ""))


def age_of(headers: Mapping[str, str]) -> Millis:
    """Return for how long somebody on the way has kept an answer (RFC 9111)."""
    return (_whole(headers.get("age", "")) or 0) * SECOND


def next_page(headers: Mapping[str, str]) -> str | None:
    """Return the address of the next page as a `Link` header names it (RFC 8288)."""
    for target, parameters in LINK.findall(headers.get("link", "")[:8000]):
        if NEXT.search(parameters):
            return str(target)
    return None


LINK = re.compile(r"<([^<>]*)>([^,<]*)")
NEXT = re.compile(r';\s*rel\s*=\s*"?next"?\s*(;|$)', re.IGNORECASE)


def _whole(text: str) -> int | None:
    text = text.split(";")[0].split(",")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _time(text: str, now: Millis) -> Millis | None:
    """Read a time as epoch seconds, as seconds from now, or as ISO 8601."""
    seconds = _whole(text)
    if seconds is not None:
        return seconds * SECOND if seconds >= A_TIME else now + seconds * SECOND
    try:
        when = datetime.fromisoformat(text.strip())
        return millis(when if when.tzinfo else when.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _http_date(text: str) -> Millis | None:
    try:
        when = parsedate_to_datetime(text[:80])
        return millis(when if when.tzinfo else when.replace(tzinfo=UTC))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
