"""What a server's headers say: its quota, when to come back, its clock, the next page. Pure.

Headers are untrusted text: a value that cannot be read, or makes no sense, is ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tui.formats import millis
from tui.model import DAY, HOUR, SECOND, Millis

FAMILIES = ("ratelimit-", "x-ratelimit-", "x-rate-limit-")
"""Prefixes of quota headers: the IETF draft and Bluesky, GitHub and Mastodon, X."""
NUMBERS = ("limit", "remaining")
FIRST_EPOCH = 10**9
"""Whole seconds from here on are a Unix time, smaller ones a duration."""
MIN_WAIT, MAX_WAIT = SECOND, HOUR
"""A wait that a server asks for is brought within these."""
LINK = re.compile(r"<([^<>]*)>([^,<]*)")
NEXT = re.compile(r';\s*rel\s*=\s*"?next"?\s*(;|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a server allows, how many are left, and when the quota is reset."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: Millis | None = None


def quota_of(headers: Mapping[str, str], now: Millis) -> Quota | None:
    """Return the quota in a server's headers, if any; `now` is the server's time."""
    for family in FAMILIES:
        limit, remaining = (_number(headers.get(family + name, "")) for name in NUMBERS)
        resets_at = _time(headers.get(family + "reset", ""), now)
        if remaining is not None or resets_at is not None:
            is_plausible = resets_at is not None and now - SECOND <= resets_at <= now + DAY
            return Quota(limit, remaining, resets_at if is_plausible else None)
    return None


def retry_after(headers: Mapping[str, str], now: Millis) -> Millis | None:
    """Return how long to wait according to `Retry-After`: seconds, or a date (RFC 9110)."""
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is not None:
        return clamped(seconds * SECOND)
    when = _http_date(text)
    return None if when is None else clamped(when - now)


def clamped(wait: Millis) -> Millis:
    """Return a wait brought within MIN_WAIT and MAX_WAIT."""
    return max(MIN_WAIT, min(MAX_WAIT, wait))


def server_time(headers: Mapping[str, str]) -> Millis | None:
    """Return the server's time from its `Date` header."""
    return _http_date(headers.get("date", ""))


def age_of(headers: Mapping[str, str]) -> Millis:
    """Return how long a cache has held an answer (RFC 9111)."""
    return (_number(headers.get("age", "")) or 0) * SECOND


def next_page(headers: Mapping[str, str]) -> str | None:
    """Return the address of the next page from a `Link` header (RFC 8288)."""
    for target, parameters in LINK.findall(headers.get("link", "")[:8000]):
        if NEXT.search(parameters):
            return str(target)
    return None


def _number(text: str) -> int | None:
    text = text.split(";")[0].split(",")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _time(text: str, now: Millis) -> Millis | None:
    """Return the time in a text: a Unix time, seconds from now, or ISO 8601."""
    seconds = _number(text)
    if seconds is not None:
        return seconds * SECOND if seconds >= FIRST_EPOCH else now + seconds * SECOND
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
