"""Numbers, durations, times and names as text, and back; and the one gate for text from outside.

What is unknown is written `?`. Every string that did not grow in this program passes `clean`
before it is stored and `fit` before it is drawn.
"""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.cells import cell_len, set_cell_size

from tui.model import DAY, HOUR, MINUTE, SECOND, Millis

UNKNOWN = "?"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SUFFIXES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
AGE_UNITS = {"s": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
MAX_COUNT = 2**53 - 1
COUNT = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.([0-9]+))?([kmb]?)",
    re.IGNORECASE | re.ASCII,
)

# Letters that draw nothing: Hangul and Khmer fillers, the Braille blank, variation selectors.
INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f") | frozenset(
    chr(point)
    for point in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x1810))
)
MAX_MARKS = 4
NEAR, WEEK = 12 * HOUR, 6 * DAY
"""Up to here a time of day says which day is meant, and a weekday which week."""


class BadText(ValueError):
    """What a person wrote cannot be read; the message says what was expected."""


def clean(text: str, limit: int = 200) -> str:
    """Return text from outside as one harmless line of at most `limit` characters.

    No control, bidirectional or zero-width character, no lone surrogate and no tower of combining
    marks is left in it. It may come back empty.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text[: limit * 8].split())[:limit].strip()
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[: limit * 8]):
        category = unicodedata.category(char)
        if category[0] == "M":
            marks += 1
            if marks <= MAX_MARKS and char not in INVISIBLE:
                kept.append(char)
        elif sanitized := _visible(char, category):
            marks = 0
            kept.append(sanitized)
    return " ".join("".join(kept).split())[:limit].strip()


def _visible(char: str, category: str) -> str:
    if category[0] == "Z" or char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
        return " "
    if category == "Cf" or char in INVISIBLE:
        return ""
    if category in {"Cc", "Cs", "Cn", "Co"}:
        return "\ufffd"
    # A letter without a width of its own would stand over its neighbour.
    return char if cell_len(char) else ""


def width(text: str) -> int:
    """Return how many cells a text takes in a terminal."""
    return cell_len(text)


def fit(text: str, cells: int) -> str:
    """Return the text in exactly `cells` cells: filled up with spaces, or cut with an ellipsis."""
    if cells <= 0:
        return ""
    if cell_len(text) > cells:
        text = set_cell_size(text, cells - 1).rstrip() + "…"
    return set_cell_size(text, cells)


def shorten(text: str, cells: int) -> str:
    """Return the text in at most `cells` cells, cut with an ellipsis."""
    return fit(text, cells) if cell_len(text) > cells else text


def grouped(count: int | None) -> str:
    """Return `1,000,000`."""
    return UNKNOWN if count is None else f"{count:,}"


def signed_duration(span: Millis) -> str:
    """Return by how much something was too late or too early: `+14 min`, `−40 s`, `0 s`."""
    told = duration(span)
    return told if told == duration(0) else f"{'+' if span > 0 else '−'}{told}"


def signed(count: float | None) -> str:
    """Return `+4,100` or `−12`, with a real minus sign."""
    if count is None:
        return UNKNOWN
    whole = round(count)
    return f"+{whole:,}" if whole > 0 else f"−{-whole:,}" if whole < 0 else "0"


def compact(count: float | None) -> str:
    """Return `1.2M` or `950`; for places where nobody races."""
    if count is None:
        return UNKNOWN
    for suffix, unit in (("B", 1e9), ("M", 1e6), ("K", 1e3)):
        # 999,950 is 1M already, not 1000K.
        if abs(count) >= unit * 0.99995 or (unit == 1e3 and abs(count) >= 999.5):
            return f"{count / unit:.1f}".removesuffix(".0") + suffix
    return f"{count:.0f}"


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share of 0 to 1 as `84 %`; what rounds to 0 or 100 but is not says so."""
    if share is None:
        return UNKNOWN
    text = f"{share * 100:.{digits}f}"
    smallest = 10.0**-digits
    if share > 0 and float(text) == 0:
        text = f"<{smallest:.{digits}f}"
    elif share < 1 and float(text) == 100:
        text = f">{100 - smallest:.{digits}f}"
    return f"{text} %"


def chance(share: float | None) -> str:
    """Return a chance as `84 %`; one that is not settled is never 0 or 100."""
    return UNKNOWN if share is None else percent(min(0.9999, max(0.0001, share)))


def duration(span: Millis | None) -> str:
    """Return how long something lasts, in words: `40 s`, `14 min`, `13 h 12 min`, `3 d 4 h`."""
    if span is None:
        return UNKNOWN
    seconds = round(abs(span) / SECOND)
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(abs(span) / MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 2 * 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min".removesuffix(" 0 min")
    return f"{minutes // (24 * 60)} d {minutes // 60 % 24} h".removesuffix(" 0 h")


def age(span: Millis | None) -> str:
    """Return how old something is, in words: `just now`, `2 min`, `3 h`, `4 d`."""
    if span is None:
        return UNKNOWN
    if span < MINUTE:
        return "just now"
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if span >= unit * (2 if unit > MINUTE else 1):
            return f"{span // unit} {name}"
    return UNKNOWN


def zone_of(name: str | None) -> tzinfo:
    """Return the named time zone, else the machine's; raises BadText for a name nobody knows."""
    if name is None:
        return _zone_here()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadText(f"no time zone {clean(name)!r}; write one like America/New_York") from None


@cache
def _zone_here() -> tzinfo:
    """Return the machine's zone with its summer times; where it does not say, today's offset."""
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(os.environ["TZ"]) if os.environ.get("TZ") else _zone_file()
    return datetime.now().astimezone().tzinfo or UTC


def _zone_file() -> tzinfo:
    with Path("/etc/localtime").open("rb") as file:
        return ZoneInfo.from_file(file)


def moment(at: Millis, zone: tzinfo = UTC) -> datetime:
    """Return a time as a datetime in a zone; what no calendar holds is brought to its edge."""
    edge = 250_000_000_000_000
    return (EPOCH + timedelta(milliseconds=max(-edge // 5, min(edge, at)))).astimezone(zone)


def millis(when: datetime) -> Millis:
    """Return an aware datetime as UTC milliseconds."""
    return int((when - EPOCH) // timedelta(milliseconds=1))


def iso(at: Millis | None) -> str | None:
    """Return `2009-04-17T06:13:00Z`, with milliseconds where there are any."""
    if at is None:
        return None
    text = (
        moment(at)
        .replace(tzinfo=None)
        .isoformat(timespec="milliseconds" if at % 1000 else "seconds")
    )
    return f"{text}Z"


def clock_time(at: Millis, zone: tzinfo) -> str:
    """Return `02:13`."""
    return moment(at, zone).strftime("%H:%M")


def date(at: Millis, zone: tzinfo) -> str:
    """Return `17 Apr 2009`."""
    when = moment(at, zone)
    return f"{when.day} {when:%b %Y}"


def date_time(at: Millis, zone: tzinfo) -> str:
    """Return `17 Apr 2009 02:13 EDT`."""
    return f"{date(at, zone)} {moment(at, zone):%H:%M %Z}"


def near_time(at: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time as briefly as its distance from now allows: `02:13`, `Sat 02:13`, `3 May`."""
    when, today = moment(at, zone), moment(now, zone)
    if abs(at - now) <= NEAR or when.date() == today.date():
        return f"{when:%H:%M}"
    if abs(at - now) < WEEK:
        return f"{when:%a %H:%M}"
    return f"{when.day} {when:%b}" if when.year == today.year else f"{when.day} {when:%b %Y}"


def vague_time(at: Millis, within: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time as well as it is known: `02:13`, `~02:00`, or a day alone."""
    if within < 20 * MINUTE:
        return near_time(at, now, zone)
    if within < 6 * HOUR:
        return f"~{near_time(at, now, zone)}"
    if abs(at - now) < WEEK:
        return f"{moment(at, zone):%a}"
    return date(at, zone).rsplit(" ", 1)[0] if abs(at - now) < 300 * DAY else date(at, zone)


def dated(at: Millis, within: Millis, zone: tzinfo) -> str:
    """Return a day, with the time as well as it is known: `17 Apr 2009 ~02:00`."""
    if within >= 6 * HOUR:
        return date(at, zone)
    return f"{date(at, zone)} {'~' if within >= 20 * MINUTE else ''}{clock_time(at, zone)}"


def near_day(at: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time as `near_time` does, but as a day alone where it is not near."""
    return (
        near_time(at, now, zone).split(" ")[0]
        if NEAR < abs(at - now) < WEEK
        else near_time(at, now, zone)
    )


def parse_count(text: str) -> int:
    """Read a number of followers such as `1,000,000`, `1M` or `2.5k`; raises BadText."""
    match = COUNT.fullmatch(text.strip())
    if not match or len(text) > 30:
        raise BadText(f"{clean(text, 40)!r} is no number; write one like 1000000 or 1M")
    whole, part, suffix = match.groups()
    digits = part or ""
    value = int(re.sub("[,_]", "", whole) + digits) * SUFFIXES[suffix.upper()]
    value, rest = divmod(value, int("1" + "0" * len(digits)))
    if rest or (digits and not suffix):
        raise BadText(f"{clean(text, 40)!r} is no whole number of followers")
    if value > MAX_COUNT:
        raise BadText(f"{clean(text, 40)!r} is more than this program counts")
    return value


def parse_time(text: str, zone: tzinfo, now: Millis) -> Millis:
    """Read an ISO 8601 time, with a zone or in `zone`, or an age such as `2h` before `now`."""
    text = text.strip()
    if match := re.fullmatch(r"([0-9]{1,6})\s*(s|m|min|h|d|w)", text, re.A):
        return now - int(match[1]) * AGE_UNITS[match[2]]
    try:
        when = datetime.fromisoformat(text)
        return millis(when if when.tzinfo else when.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        raise BadText(
            f"{clean(text, 40)!r} is no time; write one like 2009-04-17T04:12:00Z or 2h"
        ) from None


def parse_span(text: str) -> Millis:
    """Read how long something lasts, such as `30s`, `5m` or `2h`; raises BadText."""
    match = re.fullmatch(r"([0-9]{1,6})\s*(s|m|min|h|d|w)", text.strip(), re.A)
    if not match or not int(match[1]):
        raise BadText(f"{clean(text, 40)!r} is no length of time; write one like 30s or 5m")
    return int(match[1]) * AGE_UNITS[match[2]]


def money(micros: int) -> str:
    """Return an amount in millionths of a dollar as `$0.05`."""
    return f"${micros / 1_000_000:,.2f}"
