"""The documented facts of a race: read from its folder of sample data, each row with its source."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tui import config
from tui.formats import BadText, clean, millis, moment, parse_time, zone_of
from tui.model import (
    HOUR,
    MINUTE,
    Account,
    EventKind,
    Kind,
    Millis,
    Quality,
    Race,
)

DATE = re.compile(r"[0-9]{4}-")
PRECISIONS = ("minute", "hour", "hours", "day", "month", "unknown")


@dataclass(frozen=True, slots=True)
class Count:
    """A documented count; `earliest` to `latest` is when, `low` to `high` what it may have been."""

    handle: str
    at: Millis
    earliest: Millis
    latest: Millis
    quality: Quality | None
    followers: int | None
    low: int
    high: int
    following: int | None
    posts: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A documented lead of one handle over another, in followers."""

    leader: str
    behind: str
    at: Millis
    low: int
    high: int
    stated: int


@dataclass(frozen=True, slots=True)
class Happening:
    """A documented event; `within` is how far from its time it may have been."""

    at: Millis
    within: Millis
    handle: str
    kind: EventKind
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Follow:
    """A documented follow, known from the beginning of a day on."""

    follower: str
    followee: str
    follows_back: bool | None
    celebrity: bool | None
    at: Millis
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is documented of a race, by time; its accounts have no ids yet."""

    race: Race
    minutes_from: Millis
    minutes_until: Millis
    counts: tuple[Count, ...]
    leads: tuple[Lead, ...]
    happenings: tuple[Happening, ...]
    follows: tuple[Follow, ...]
    unfollowing_disabled: Mapping[str, Millis]


class Row:
    """One row of a table of facts; each error names file, line and column."""

    def __init__(self, file: Path, line: int, values: Mapping[str, str | None]) -> None:
        self._file, self._line, self._values = file, line, values

    def text(self, column: str) -> str:
        """Return a cell; raises ConfigError where the column is missing."""
        value = self._values.get(column)
        if value is None:
            raise self.error(column, "is missing")
        return clean(value, 400)

    def number(self, column: str) -> int | None:
        """Return a whole number, or None for an empty cell."""
        value = self.text(column)
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) < 16):
            raise self.error(column, f"expected a whole number, not {value!r}")
        return int(value)

    def time(self, column: str, zone: str) -> Millis:
        """Return a time with its zone, or the beginning of a day in the race's zone."""
        text = self.text(column)
        try:
            if not DATE.match(text):
                raise BadText(f"{text!r} is no time; write one like 2009-04-17T01:30:00Z")
            return parse_time(text, zone_of(zone), 0)
        except BadText as error:
            raise self.error(column, str(error)) from None

    def one_of(self, column: str, *words: str) -> str:
        """Return a cell that is one of some words."""
        value = self.text(column)
        if value not in words:
            raise self.error(
                column, f"expected one of {', '.join(filter(None, words))}, not {value!r}"
            )
        return value

    def truth(self, column: str) -> bool | None:
        """Return yes, no, or None for an empty cell."""
        return {"yes": True, "no": False, "": None}[self.one_of(column, "yes", "no", "")]

    def error(self, column: str, expected: str) -> config.ConfigError:
        """Return the error for a cell of this row."""
        return config.ConfigError(f"{self._file}:{self._line}: {column}: {expected}")


def read_facts(folder: Path) -> Facts:
    """Return the facts in a folder; raises ConfigError with file, line and what was expected."""
    top = config.read_toml(folder / "race.toml")
    zone = top.get("zone", config.zone)
    name = folder.name
    race = Race(
        name=name,
        title=top.get("title", config.text),
        target=top.get("target", config.count(1)),
        zone=zone,
        start=top.get("start", config.time),
        end=top.get("end", config.time),
        accounts=_racers(name, top.tables("racers")),
    )
    if not race.accounts:
        raise top.error("racers", "expected at least one [[racers]] table")
    minutes_from, minutes_until = (
        top.get("minutes_from", config.time),
        top.get("minutes_until", config.time),
    )
    for earlier, later in (("start", "end"), ("minutes_from", "minutes_until")):
        if top.get(earlier, config.time) >= top.get(later, config.time):
            raise top.error(later, f"expected a time after {earlier}")
    disabled: dict[str, Millis] = {}
    for table in top.tables("unfollowing_disabled"):
        since = table.get("from", config.time)
        disabled.update(dict.fromkeys(table.get("racers", config.texts), since))
        table.done()
    top.done()
    return Facts(
        race=race,
        minutes_from=minutes_from,
        minutes_until=minutes_until,
        counts=tuple(sorted(_counts(folder / "counts.csv", zone), key=lambda count: count.at)),
        leads=tuple(
            sorted(_leads(folder / "leads.csv", zone, race.accounts), key=lambda lead: lead.at)
        ),
        happenings=tuple(sorted(_events(folder / "events.csv", zone), key=lambda event: event.at)),
        follows=tuple(_follows(folder / "follows.csv", zone)),
        unfollowing_disabled=disabled,
    )


def _racers(race: str, tables: Iterable[config.Table]) -> tuple[Account, ...]:
    racers: dict[str, Account] = {}
    for table in tables:
        racer = _racer(race, table)
        if racer.handle in racers:
            raise table.error("handle", f"{racer.handle} is a racer already")
        racers[racer.handle] = racer
    return tuple(racers.values())


def _racer(race: str, table: config.Table) -> Account:
    def kind(value: object) -> Kind:
        if value not in tuple(Kind):
            raise BadText(f"expected one of {', '.join(Kind)}")
        return Kind(str(value))

    handle = table.get("handle", config.text)
    account = Account(
        0, race, handle, handle, table.get("name", config.text), table.get("kind", kind)
    )
    table.done()
    return account


def _rows(file: Path) -> Iterator[Row]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            for values in _values(file, reader):
                row = Row(file, reader.line_num, values)
                if None in values:
                    raise row.error(str((reader.fieldnames or [""])[-1]), "has a cell after it")
                yield row
    except (OSError, UnicodeDecodeError) as error:
        raise config.ConfigError(f"{file}: cannot be read: {error}") from None


def _values(file: Path, reader: "csv.DictReader[str]") -> Iterator[dict[str, str | None]]:
    try:
        yield from reader
    except csv.Error as error:
        raise config.ConfigError(f"{file}:{reader.line_num}: no CSV: {error}") from None


def _counts(file: Path, zone: str) -> Iterator[Count]:
    kinds = [str(q) for q in Quality if q is not Quality.SUSPECT]
    for row in _rows(file):
        at = row.time("at", zone)
        precision = row.one_of("time_is", *PRECISIONS)
        earliest, latest = _span(at, precision, zone)
        followers = row.number("followers")
        quality = Quality(word) if (word := row.one_of("count_is", *kinds, "")) else None
        if (quality is None) != (followers is None):
            raise row.error("count_is", "expected what the count is, where there is one")
        low, high = _bounds(followers or 0, quality, row.number("rounded_to") or 0)
        if (stands := row.number("stands_at")) is not None:
            low = high = stands
        yield Count(
            handle=row.text("handle"),
            at=at,
            earliest=earliest,
            latest=latest,
            quality=quality,
            followers=followers,
            low=low,
            high=high,
            following=row.number("following"),
            posts=row.number("posts"),
            source=row.text("source"),
        )


def _span(at: Millis, precision: str, zone: str) -> tuple[Millis, Millis]:
    """Return when a count of this precision may have been read, both ends included."""
    if precision == "hour":
        return at - HOUR // 2, at + HOUR // 2
    if precision == "hours":
        return at - 3 * HOUR, at + 3 * HOUR
    midnight = moment(at, zone_of(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    if precision == "day":
        return millis(midnight), millis(midnight + timedelta(days=1)) - MINUTE
    if precision == "month":
        first = midnight.replace(day=1)
        next_first = (first + timedelta(days=32)).replace(day=1)
        return millis(first), millis(next_first) - MINUTE
    return at, at


def _bounds(stated: int, quality: Quality | None, rounded_to: int) -> tuple[int, int]:
    """Return the counts that a statement allows, both ends included."""
    if quality is Quality.ROUNDED:
        return stated - rounded_to // 2, stated + rounded_to // 2
    if quality is Quality.OVER:
        return stated, stated + rounded_to
    if quality is Quality.UNDER:
        return stated - rounded_to, stated
    return stated, stated


def _leads(file: Path, zone: str, racers: Sequence[Account]) -> Iterator[Lead]:
    handles = [racer.handle for racer in racers]
    for row in _rows(file):
        lead = row.number("lead")
        if lead is None:
            raise row.error("lead", "is missing")
        quality = Quality(row.one_of("lead_is", "exact", "rounded", "over", "under"))
        low, high = _bounds(lead, quality, row.number("rounded_to") or 0)
        leader, behind = (row.one_of(column, *handles) for column in ("leader", "behind"))
        yield Lead(leader, behind, row.time("at", zone), low, high, lead)


def _events(file: Path, zone: str) -> Iterator[Happening]:
    for row in _rows(file):
        kind = EventKind(row.one_of("kind", *EventKind))
        at = row.time("at", zone)
        earliest, latest = _span(at, row.one_of("time_is", *PRECISIONS), zone)
        within = max(at - earliest, latest - at)
        yield Happening(at, within, row.text("handle"), kind, row.text("title"), row.text("source"))


def _follows(file: Path, zone: str) -> Iterator[Follow]:
    for row in _rows(file):
        yield Follow(
            follower=row.text("follower"),
            followee=row.text("followee"),
            follows_back=row.truth("follows_back"),
            celebrity=row.truth("celebrity"),
            at=row.time("at", zone),
            source=row.text("source"),
        )
