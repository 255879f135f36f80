"""Reading the facts of a race from its folder; errors name the file, line and column."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tui import config
from tui.model import Account, EventKind, Kind, Millis, Quality, Race
from tui.parsing import BadText, parse_time, zone_of
from tui.recorded.facts import (
    PRECISIONS,
    Count,
    EventFact,
    Facts,
    Follow,
    Lead,
    bounds_of,
    span_of,
)
from tui.sanitize import clean

DATE = re.compile(r"[0-9]{4}-")


class FactsRow:
    """One row of a table of facts; its errors name the file, line and column."""

    def __init__(self, file: Path, line: int, values: Mapping[str, str | None]) -> None:
        self._file, self._line, self._values = file, line, values

    def text(self, column: str) -> str:
        """Return a cell; raises ConfigError if the column is missing."""
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
        """Return a time with a zone, or the start of a day in the race's zone."""
        text = self.text(column)
        try:
            if not DATE.match(text):
                raise BadText(f"{text!r} is not a time (e.g. 2009-04-17T01:30:00Z)")
            return parse_time(text, zone_of(zone), 0)
        except BadText as error:
            raise self.error(column, str(error)) from None

    def one_of(self, column: str, *words: str) -> str:
        """Return a cell that must be one of some words."""
        value = self.text(column)
        if value not in words:
            raise self.error(
                column, f"expected one of {', '.join(filter(None, words))}, not {value!r}"
            )
        return value

    def yes_no(self, column: str) -> bool | None:
        """Return True for yes, False for no, or None for an empty cell."""
        return {"yes": True, "no": False, "": None}[self.one_of(column, "yes", "no", "")]

    def error(self, column: str, expected: str) -> config.ConfigError:
        """Return the error for a cell of this row."""
        return config.ConfigError(f"{self._file}:{self._line}: {column}: {expected}")


def read_facts(folder: Path) -> Facts:
    """Return the facts in a folder; raises ConfigError."""
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
        users=top.get("network_users", config.bounds) if "network_users" in top else None,
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
        events=tuple(sorted(_events(folder / "events.csv", zone), key=lambda event: event.at)),
        follows=tuple(_follows(folder / "follows.csv", zone)),
        unfollowing_disabled=disabled,
    )


def _racers(race: str, tables: Iterable[config.Table]) -> tuple[Account, ...]:
    racers: dict[str, Account] = {}
    for table in tables:
        racer = _racer(race, table)
        if racer.handle in racers:
            raise table.error("handle", f"{racer.handle} is already a racer")
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


def _rows(file: Path) -> Iterator[FactsRow]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            for values in _values(file, reader):
                row = FactsRow(file, reader.line_num, values)
                if None in values:
                    raise row.error(
                        str((reader.fieldnames or [""])[-1]), "is followed by another cell"
                    )
                yield row
    except (OSError, UnicodeDecodeError) as error:
        raise config.ConfigError(f"{file}: cannot be read: {error}") from None


def _values(file: Path, reader: "csv.DictReader[str]") -> Iterator[dict[str, str | None]]:
    try:
        yield from reader
    except csv.Error as error:
        raise config.ConfigError(f"{file}:{reader.line_num}: not valid CSV: {error}") from None


def _counts(file: Path, zone: str) -> Iterator[Count]:
    kinds = [str(q) for q in Quality if q is not Quality.SUSPECT]
    for row in _rows(file):
        at = row.time("at", zone)
        precision = row.one_of("time_is", *PRECISIONS)
        earliest, latest = span_of(at, precision, zone)
        followers = row.number("followers")
        quality = Quality(word) if (word := row.one_of("count_is", *kinds, "")) else None
        if (quality is None) != (followers is None):
            raise row.error("count_is", "must be set if and only if followers is set")
        low, high = bounds_of(followers or 0, quality, row.number("rounded_to") or 0)
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


def _leads(file: Path, zone: str, racers: Sequence[Account]) -> Iterator[Lead]:
    handles = [racer.handle for racer in racers]
    for row in _rows(file):
        lead = row.number("lead")
        if lead is None:
            raise row.error("lead", "is missing")
        quality = Quality(row.one_of("lead_is", "exact", "rounded", "over", "under"))
        low, high = bounds_of(lead, quality, row.number("rounded_to") or 0)
        leader, behind = (row.one_of(column, *handles) for column in ("leader", "behind"))
        yield Lead(leader, behind, row.time("at", zone), low, high, lead)


def _events(file: Path, zone: str) -> Iterator[EventFact]:
    for row in _rows(file):
        kind = EventKind(row.one_of("kind", *EventKind))
        at = row.time("at", zone)
        earliest, latest = span_of(at, row.one_of("time_is", *PRECISIONS), zone)
        within = max(at - earliest, latest - at)
        yield EventFact(at, within, row.text("handle"), kind, row.text("title"), row.text("source"))


def _follows(file: Path, zone: str) -> Iterator[Follow]:
    for row in _rows(file):
        yield Follow(
            follower=row.text("follower"),
            followee=row.text("followee"),
            follows_back=row.yes_no("follows_back"),
            celebrity=row.yes_no("celebrity"),
            at=row.time("at", zone),
            source=row.text("source"),
        )
