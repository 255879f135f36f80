"""Parsing of what people type: counts, times, durations, time zones, race names."""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tui.formats import millis
from tui.model import DAY, HOUR, MINUTE, SECOND, Millis
from tui.sanitize import clean, shorten

SUFFIXES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
AGE_UNITS = {"s": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
MAX_COUNT = 2**53 - 1
COUNT = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.([0-9]+))?([kmb]?)",
    re.IGNORECASE | re.ASCII,
)
RACE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class BadText(ValueError):
    """A typed text cannot be parsed; the message says what was expected."""


def zone_of(name: str | None) -> tzinfo:
    """Return the named time zone, or the machine's for None; raises BadText for an unknown name."""
    if name is None:
        return _zone_here()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadText(f"unknown time zone {clean(name)!r} (e.g. America/New_York)") from None


@cache
def _zone_here() -> tzinfo:
    """Return the machine's zone with its daylight saving times, else its offset of today."""
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(os.environ["TZ"]) if os.environ.get("TZ") else _zone_file()
    return datetime.now().astimezone().tzinfo or UTC


def _zone_file() -> tzinfo:
    with Path("/etc/localtime").open("rb") as file:
        return ZoneInfo.from_file(file)


def parse_count(text: str) -> int:
    """Return the number of followers in a text such as `1,000,000` or `2.5k`; raises BadText."""
    match = COUNT.fullmatch(text.strip())
    if not match or len(text) > 30:
        raise BadText(f"{clean(text, 40)!r} is not a number (e.g. 1000000 or 1M)")
    integer, fraction, suffix = match.groups()
    digits = fraction or ""
    value = int(re.sub("[,_]", "", integer) + digits) * SUFFIXES[suffix.upper()]
    value, rest = divmod(value, int("1" + "0" * len(digits)))
    if rest or (digits and not suffix):
        raise BadText(f"{clean(text, 40)!r} is not a whole number of followers")
    if value > MAX_COUNT:
        raise BadText(f"{clean(text, 40)!r} is more than this program can count")
    return value


def parse_time(text: str, zone: tzinfo, now: Millis) -> Millis:
    """Return the time of an ISO 8601 text, in `zone` if it has none, or of an age such as `2h`.

    An age is counted back from `now`. Raises BadText.
    """
    text = text.strip()
    if match := re.fullmatch(r"([0-9]{1,6})\s*(s|m|min|h|d|w)", text, re.A):
        return now - int(match[1]) * AGE_UNITS[match[2]]
    try:
        when = datetime.fromisoformat(text)
        return millis(when if when.tzinfo else when.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        raise BadText(
            f"{clean(text, 40)!r} is not a time (e.g. 2009-04-17T04:12:00Z or 2h)"
        ) from None


def parse_span(text: str) -> Millis:
    """Return the milliseconds of a duration such as `30s`, `5m` or `2h`; raises BadText."""
    match = re.fullmatch(r"([0-9]{1,6})\s*(s|m|min|h|d|w)", text.strip(), re.A)
    if not match or not int(match[1]):
        raise BadText(f"{clean(text, 40)!r} is not a duration (e.g. 30s or 5m)")
    return int(match[1]) * AGE_UNITS[match[2]]


def race_name(text: str) -> str:
    """Return a race's name in lower case, with dashes for spaces; raises BadText."""
    name = clean(text).casefold().replace(" ", "-")
    if not RACE_NAME.fullmatch(name):
        raise BadText(
            f"{shorten(clean(text), 40)!r} is not a race name (up to 40 of a-z, 0-9, . - _)"
        )
    return name
