"""What people and programs write for times and counts, into numbers. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from tui.formats import EPOCH
from tui.model import Millis, Quality
from tui.parsing import MAX_COUNT, BadText, parse_count
from tui.sanitize import clean

LONGEST = 64
"""Characters of a cell; a longer one is neither a time nor a count."""
BLANK = frozenset({"", "-", "–", "?", "na", "n/a", "nan", "null", "none"})
EARLIEST, LATEST = 631_152_000_000, 7_258_118_400_000
"""1990 and 2200: a number that would be a time outside them is none."""
GROUPED = re.compile(
    r"[0-9]{1,3}(?:([ ,.'’\u00a0\u2009\u202f_])[0-9]{3})(?:\1[0-9]{3})*([.,]0+)?", re.ASCII
)
WHOLE = re.compile(r"([0-9]+)[.,]0+", re.ASCII)
SHORT = re.compile(r"[0-9]+(?:\.[0-9]+)?\s?[kmb]", re.ASCII | re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"((?:{'|'.join(MONTHS)})[a-z]*)\.?"
NAMED = re.compile(
    rf"(?:([0-9]{{1,2}})\.? {MONTH} ([0-9]{{4}})|{MONTH} ([0-9]{{1,2}}),? ([0-9]{{4}}))(.*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(.*)", re.ASCII | re.DOTALL)
AMBIGUOUS = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", re.ASCII)
SLASHED = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(.*)", re.ASCII | re.DOTALL)


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing."""
    return text.strip().casefold() in BLANK


def time_reader(zone: tzinfo) -> Callable[[str], Millis]:
    """Return a reader of times; one without a zone is in `zone`. It raises BadText.

    ISO 8601, `2016/06/25`, compact `20071012223847`, seconds or milliseconds since 1970.
    """
    plain = zone is UTC

    def read(text: str) -> Millis:
        if len(text) > LONGEST:
            raise BadText(f"{clean(text, 40)!r} is no time")
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return _other_time(text, zone)
        if text.isdigit() and len(text) != 8:
            return _other_time(text, zone)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC if plain else zone)
        # Much faster than dividing a timedelta.
        apart = when - EPOCH
        return _plausible(
            apart.days * 86_400_000 + apart.seconds * 1000 + apart.microseconds // 1000, text
        )

    return read


def _plausible(at: Millis, text: str) -> Millis:
    if EARLIEST <= at <= LATEST:
        return at
    raise BadText(f"{clean(text, 40)!r} is no time between 1990 and 2200")


def _other_time(text: str, zone: tzinfo) -> Millis:
    text = text.strip().removesuffix("UTC").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return _of_digits(text, zone)
    if match := SLASHED.fullmatch(text):
        year, month, day, rest = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    elif match := DOTTED.fullmatch(text):
        day, month, year, rest = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    elif match := NAMED.fullmatch(text):
        text = _named(*match.groups())
    elif AMBIGUOUS.match(text):
        raise BadText(f"{clean(text, 40)!r} may be two days; write it like 2024-01-31")
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise BadText(f"{clean(text, 40)!r} is no time") from None
    return _plausible(_millis(when, zone), text)


def _named(
    first: str, month: str, second: str | None, month_first: str, day: str, year: str, rest: str
) -> str:
    """Return `15 Jan 2024` or `Jan 15, 2024` as ISO 8601."""
    number = MONTHS.index((month or month_first)[:3].casefold()) + 1
    return f"{second or year}-{number:02}-{int(first or day):02}{rest}"


def _of_digits(text: str, zone: tzinfo) -> Millis:
    whole = text.partition(".")[0]
    if len(text) in {8, 12, 14} and whole == text:
        parts = (text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:])
        try:
            year, month, day, hour, minute, second = (int(part or 0) for part in parts)
            when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            pass
        else:
            return _plausible(_millis(when, zone), text)
    return _plausible(int(float(text) * 1000) if len(whole) <= 10 else int(whole), text)


def _millis(when: datetime, zone: tzinfo) -> Millis:
    try:
        apart = (when if when.tzinfo else when.replace(tzinfo=zone)) - EPOCH
    except OverflowError:
        raise BadText(f"{when.year} is no year of this program") from None
    return apart.days * 86_400_000 + apart.seconds * 1000 + apart.microseconds // 1000


def count_of(text: str) -> tuple[int, Quality]:
    """Return a count, and whether its notation rounds it; raises BadText for anything else."""
    if text.isdigit() and text.isascii() and len(text) < 16:
        return int(text), Quality.EXACT
    if len(text) > LONGEST:
        raise BadText(f"{clean(text, 40)!r} is no count")
    text = text.strip().removeprefix("+")
    if text.isdigit() and text.isascii() and len(text) < 16:
        return int(text), Quality.EXACT
    match = GROUPED.fullmatch(text)
    if match and (match[2] or "")[:1] != match[1]:
        digits = text.removesuffix(match[2] or "").replace(match[1], "")
        return _within(int(digits)), Quality.EXACT
    if match := WHOLE.fullmatch(text):
        return _within(int(match[1])), Quality.EXACT
    if SHORT.fullmatch(text):
        return parse_count(text.replace(" ", "")), Quality.ROUNDED
    raise BadText(f"{clean(text, 40)!r} is no count")


def _within(count: int) -> int:
    if count > MAX_COUNT:
        raise BadText(f"{count} is more than this program counts")
    return count
