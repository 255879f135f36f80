"""Settings: TOML into frozen dataclasses; errors name the file, line, key and expected value."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tui.formats import millis
from tui.model import DAY, MONTH, Millis
from tui.parsing import MAX_COUNT, BadText, parse_count, zone_of
from tui.sanitize import clean

T = TypeVar("T")
MAX_BYTES = 1_000_000
PLEAS = (
    r"\bfollow (me|us|back)\b",
    r"\b(please|pls|plz) follow\b",
    r"\bfollow\W+(@\w|this account)",
    r"\bfollow(ers)? (to|by) (win|reach)",
    r"\bhelp (me|us) (get|reach)\b.{0,40}\bfollowers\b",
    r"\b(more|new|next) [\d.,]*[km]? ?followers\b",
    r"\bto \d[\d.,]*[km]? ?followers\b",
    r"\bf4f\b|#followback|#teamfollowback",
)
"""Patterns of posts that ask for followers; case does not matter."""


class ConfigError(Exception):
    """A settings file cannot be used; the message is one line for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of the measures."""

    celebrity_followers: int = 100_000
    broadcast_followers: int = 100_000
    broadcast_following: int = 100
    pleas: tuple[str, ...] = PLEAS


@dataclass(frozen=True, slots=True)
class Config:
    """All settings."""

    horizon: Millis = MONTH
    thresholds: Thresholds = Thresholds()
    budgets: Mapping[str, int] = field(default_factory=dict)
    """The monthly budget of each paid source, in millionths of a dollar."""


class Table:
    """A table of a TOML file, read key by key; `done` refuses keys that were not read."""

    def __init__(
        self, file: Path, text: str, values: Mapping[str, Any], path: str = "", nth: int = 0
    ) -> None:
        self._file, self._text, self._values = file, text, values
        self._path, self._nth = path, nth
        self._read: set[str] = set()

    def error(self, key: str, expected: str) -> ConfigError:
        """Return the error for a key of this table."""
        name = f"{self._path}.{key}" if self._path else key
        return ConfigError(f"{self._file}:{self._line(key)}: {name}: {expected}")

    def __contains__(self, key: str) -> bool:
        """Return whether the table has a key."""
        return key in self._values

    def get(self, key: str, read: Callable[[Any], T], default: T | None = None) -> T:
        """Return the value of a key through `read`, which raises BadText with what it expected."""
        self._read.add(key)
        if key not in self._values:
            if default is None:
                raise self.error(key, "is missing")
            return default
        try:
            return read(self._values[key])
        except BadText as error:
            raise self.error(key, str(error)) from None

    def table(self, key: str) -> "Table":
        """Return a table inside this one, empty if it is missing."""
        return self._inner(key, self._values.get(key, {}))

    def tables(self, key: str) -> list["Table"]:
        """Return an array of tables inside this one."""
        values = self._values.get(key, [])
        if not isinstance(values, list):
            raise self.error(key, f"expected [[{key}]] tables")
        return [self._inner(key, value, nth) for nth, value in enumerate(values)]

    def done(self) -> None:
        """Raise ConfigError for the first key that was not read."""
        for key in self._values:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                raise self.error(clean(key), f"unknown key; available: {known}")

    def _inner(self, key: str, values: Any, nth: int = 0) -> "Table":
        self._read.add(key)
        if not isinstance(values, dict):
            raise self.error(key, "expected a table")
        path = f"{self._path}.{key}" if self._path else key
        return Table(self._file, self._text, values, path, nth)

    def _line(self, key: str) -> int:
        """Return the number of a key's line, or of its table's, or 1."""
        lines = self._text.splitlines()
        start, end = self._lines(lines)
        name = re.escape(key)
        this = re.compile(rf"\s*(\"{name}\"|{name})\s*=|\s*\[\[?\s*{name}\s*[\].]")
        return next((n for n in range(start, end + 1) if this.match(lines[n - 1])), max(1, start))

    def _lines(self, lines: list[str]) -> tuple[int, int]:
        """Return the numbers of the first and last line of this table; the top table has all."""
        if not self._path:
            return 1, len(lines)
        header = re.compile(r"\s*\[\[?\s*" + re.escape(self._path) + r"\s*\]")
        headers = [n for n, line in enumerate(lines, 1) if header.match(line)]
        if self._nth >= len(headers):
            return 1, len(lines)
        start = headers[self._nth]
        later = (n for n in range(start + 1, len(lines) + 1) if lines[n - 1].lstrip()[:1] == "[")
        return start, next(later, len(lines) + 1) - 1


def read_toml(file: Path) -> Table:
    """Return the top table of a file; raises ConfigError if it cannot be read."""
    try:
        data = file.read_bytes()[: MAX_BYTES + 1]
        if len(data) > MAX_BYTES:
            raise ConfigError(f"{file}: larger than {MAX_BYTES:,} bytes; not a settings file")
        text = data.decode("utf-8-sig")
        return Table(file, text, tomllib.loads(text))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = at[1] if at else str(len(text.splitlines()) or 1)
        what = re.sub(r"\s*\(at .*\)", "", str(error))
        raise ConfigError(f"{file}:{line}: not valid TOML: {clean(what)}") from None
    except (RecursionError, ValueError):
        raise ConfigError(f"{file}: nested too deeply, or a number has too many digits") from None


def load(file: Path | None, paid: Sequence[str] = ()) -> Config:
    """Return the settings of a file, or the defaults for None.

    `paid` names the sources that cost money; each has a table with its budget.
    """
    if file is None:
        return Config(budgets=dict.fromkeys(paid, 0))
    top = read_toml(file)
    forecast, measures = top.table("forecast"), top.table("measures")
    sources = {name: top.table(name) for name in paid}
    config = Config(
        horizon=forecast.get("horizon_days", whole(1, 3650), 30) * DAY,
        thresholds=Thresholds(
            celebrity_followers=measures.get("celebrity_followers", count(1), 100_000),
            broadcast_followers=measures.get("broadcast_followers", count(1), 100_000),
            broadcast_following=measures.get("broadcast_following", count(0), 100),
            pleas=measures.get("plea_patterns", patterns, PLEAS),
        ),
        budgets={name: t.get("dollars_a_month", dollars, 0) for name, t in sources.items()},
    )
    for table in (forecast, measures, *sources.values(), top):
        table.done()
    return config


def text(value: Any) -> str:
    """Return a text that is not empty; raises BadText."""
    if not isinstance(value, str) or not clean(value):
        raise BadText("expected a text")
    return clean(value)


def whole(low: int, high: int) -> Callable[[Any], int]:
    """Return a reader of whole numbers within bounds."""

    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise BadText(f"expected a whole number from {low:,} to {high:,}")
        return value

    return read


def dollars(value: Any) -> int:
    """Return an amount of dollars in millionths; raises BadText."""
    if type(value) not in {int, float} or not 0 <= value <= 1_000_000:
        raise BadText("expected an amount of dollars, such as 5 or 2.50")
    amount: float = value
    return round(amount * 1_000_000)


def bounds(value: Any) -> tuple[int, int]:
    """Return two numbers, the smaller first, from texts or numbers; raises BadText."""
    if not isinstance(value, list) or len(value) != 2:
        raise BadText('expected two numbers, such as ["6M", "7M"]')
    low, high = (count(1)(edge) for edge in value)
    if low > high:
        raise BadText("expected the smaller number first")
    return low, high


def patterns(value: Any) -> tuple[str, ...]:
    """Return a list of regular expressions; raises BadText."""
    texts(value)
    for pattern in value:
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise BadText(f"{clean(pattern, 60)!r} is not a regular expression: {error}") from None
    return tuple(value)


def count(low: int) -> Callable[[Any], int]:
    """Return a reader of follower counts, as a number or a text such as "1M"."""

    def read(value: Any) -> int:
        if isinstance(value, str):
            value = parse_count(value)
        if type(value) is not int or not low <= value <= MAX_COUNT:
            raise BadText(
                f'expected a number of followers from {low:,} up, such as 1000000 or "1M"'
            )
        return value

    return read


def zone(value: Any) -> str:
    """Return the name of a time zone; raises BadText if it does not exist."""
    name = text(value)
    zone_of(name)
    return name


def time(value: Any) -> Millis:
    """Return a time with a zone in UTC milliseconds; raises BadText."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise BadText("expected a time with a zone, such as 2009-04-17T01:30:00Z")
    return millis(value)


def texts(value: Any) -> tuple[str, ...]:
    """Return a list of texts that is not empty; raises BadText."""
    if not isinstance(value, list) or not value:
        raise BadText("expected a list of texts")
    return tuple(text(item) for item in value)
