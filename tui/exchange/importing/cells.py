"""Reading the times and counts that people and programs write in table cells. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from tui.formats import EPOCH
from tui.model import Millis, Quality
from tui.parsing import MAX_COUNT, BadText, parse_count
from tui.sanitize import clean

MAX_LENGTH = 64
"""Characters; a longer cell is neither a time nor a count."""
BLANK = frozenset({"", "-", "–", "?", "na", "n/a", "nan", "null", "none"})
EARLIEST, LATEST = 631_152_000_000, 7_258_118_400_000
"""1990 and 2200: a number outside them is not taken for a time."""
GROUPED = re.compile(
    r"[0-9]{1,3}(?:([ ,.'’\u00a0\u2009\u202f_])[0-9]{3})(?:\1[0-9]{3})*([.,]0+)?", re.ASCII
)
WHOLE = re.compile(r"([0-9]+)[.,]0+", re.ASCII)
ABBREVIATED = re.compile(r"[0-9]+(?:\.[0-9]+)?\s?[kmb]", re.ASCII | re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"((?:{'|'.join(MONTHS)})[a-z]*)\.?"
MONTH_NAMED = re.compile(
    rf"(?:([0-9]{{1,2}})\.? {MONTH} ([0-9]{{4}})|{MONTH} ([0-9]{{1,2}}),? ([0-9]{{4}}))(.*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(.*)", re.ASCII | re.DOTALL)
DAY_OR_MONTH_FIRST = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", re.ASCII)
SLASHED = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(.*)", re.ASCII | re.DOTALL)


def is_blank(text: str) -> bool:
    """Return whether a cell has no value."""
    return text.strip().casefold() in BLANK


def time_reader(zone: tzinfo) -> Callable[[str], Millis]:
    """Return a function that reads a time, by default in `zone`, and raises BadText.

    It reads ISO 8601, `2016/06/25`, `15 Jan 2024`, `15.1.2024`, compact `20071012223847`, and
    seconds or milliseconds since 1970.
    """
    is_utc = zone is UTC

    def read(text: str) -> Millis:
        if len(text) > MAX_LENGTH:
            raise BadText(f"{clean(text, 40)!r} is not a time")
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return _parse_other_format(text, zone)
        if text.isdigit() and len(text) != 8:
            return _parse_other_format(text, zone)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC if is_utc else zone)
        # Faster than dividing a timedelta.
        elapsed = when - EPOCH
        return _checked_time(
            elapsed.days * 86_400_000 + elapsed.seconds * 1000 + elapsed.microseconds // 1000, text
        )

    return read


def _checked_time(at: Millis, text: str) -> Millis:
    if EARLIEST <= at <= LATEST:
        return at
    raise BadText(f"{clean(text, 40)!r} is not a time between 1990 and 2200")


def _parse_other_format(text: str, zone: tzinfo) -> Millis:
    text = text.strip().removesuffix("UTC").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return _time_of_digits(text, zone)
    if match := SLASHED.fullmatch(text):
        year, month, day, rest = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    elif match := DOTTED.fullmatch(text):
        day, month, year, rest = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    elif match := MONTH_NAMED.fullmatch(text):
        text = _iso_of_named_month(*match.groups())
    elif DAY_OR_MONTH_FIRST.match(text):
        raise BadText(f"{clean(text, 40)!r} could be two different days; write it as 2024-01-31")
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise BadText(f"{clean(text, 40)!r} is not a time") from None
    return _checked_time(_to_millis(when, zone), text)


def _iso_of_named_month(
    first: str, month: str, second: str | None, month_first: str, day: str, year: str, rest: str
) -> str:
    """Return `15 Jan 2024` or `Jan 15, 2024` as ISO 8601."""
    number = MONTHS.index((month or month_first)[:3].casefold()) + 1
    return f"{second or year}-{number:02}-{int(first or day):02}{rest}"


def _time_of_digits(text: str, zone: tzinfo) -> Millis:
    integer_part = text.partition(".")[0]
    if len(text) in {8, 12, 14} and integer_part == text:
        parts = (text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:])
        try:
            year, month, day, hour, minute, second = (int(part or 0) for part in parts)
            when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            pass
        else:
            return _checked_time(_to_millis(when, zone), text)
    is_seconds = len(integer_part) <= 10
    return _checked_time(int(float(text) * 1000) if is_seconds else int(integer_part), text)


def _to_millis(when: datetime, zone: tzinfo) -> Millis:
    try:
        elapsed = (when if when.tzinfo else when.replace(tzinfo=zone)) - EPOCH
    except OverflowError:
        raise BadText(f"the year {when.year} is not between 1990 and 2200") from None
    return elapsed.days * 86_400_000 + elapsed.seconds * 1000 + elapsed.microseconds // 1000


def count_of(text: str) -> tuple[int, Quality]:
    """Return a count and its quality: rounded if abbreviated, else exact; raises BadText."""
    if text.isdigit() and text.isascii() and len(text) < 16:
        return int(text), Quality.EXACT
    if len(text) > MAX_LENGTH:
        raise BadText(f"{clean(text, 40)!r} is not a count")
    text = text.strip().removeprefix("+")
    if text.isdigit() and text.isascii() and len(text) < 16:
        return int(text), Quality.EXACT
    match = GROUPED.fullmatch(text)
    if match and (match[2] or "")[:1] != match[1]:
        digits = text.removesuffix(match[2] or "").replace(match[1], "")
        return _checked(int(digits)), Quality.EXACT
    if match := WHOLE.fullmatch(text):
        return _checked(int(match[1])), Quality.EXACT
    if ABBREVIATED.fullmatch(text):
        return parse_count(text.replace(" ", "")), Quality.ROUNDED
    raise BadText(f"{clean(text, 40)!r} is not a count")


def _checked(count: int) -> int:
    if count > MAX_COUNT:
        raise BadText(f"{count} is more than this program can count")
    return count
