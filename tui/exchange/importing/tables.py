"""A table of somebody else's into the log: in one write, nothing twice or silently lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import chain, islice
from pathlib import Path

from tui.exchange.exporting.as_csv import unguarded
from tui.exchange.importing.cells import count_of, is_blank, time_reader
from tui.exchange.importing.columns import LOOKED_AT, Ambiguous, Columns, columns_of
from tui.exchange.importing.insert import CHUNK, keep
from tui.exchange.importing.mark_rounded import judge
from tui.exchange.importing.read_file import NotReadable, records
from tui.exchange.importing.report import Report
from tui.model import HOUR, Account, Millis, Quality, Race
from tui.parsing import BadText
from tui.sanitize import clean
from tui.sources import parse_account
from tui.store import Row, Writer
from tui.store.schema import QUALITIES

IMPORT = "import"
EXACT = QUALITIES.index(Quality.EXACT)
PLACES = {str(quality): place for place, quality in enumerate(QUALITIES)}
Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose columns are understood, ready to be taken."""

    file: Path
    columns: tuple[str, ...]
    places: Columns
    rows: Iterator[tuple[int, Cells]]


def table_of(file: Path, time: str | None = None, count: str | None = None) -> Table:
    """Return a file as a table, its columns recognised or as they are named; raises NotReadable."""
    table = records(file)
    first = list(islice(table.rows, LOOKED_AT))
    try:
        places = columns_of(table.columns, [cells for _, cells in first], time, count)
    except Ambiguous as error:
        raise NotReadable(f"{file}: {error}") from None
    return Table(file, table.columns, places, chain(first, table.rows))


class Importer:
    """Takes the rows of one table into one race."""

    def __init__(self, writer: Writer, race: Race, default: Account, zone: tzinfo = UTC) -> None:
        self._writer, self._race, self._default = writer, race, default
        self._time = time_reader(zone)
        self._round = 0
        self._numbers: dict[tuple[str, str], int] = {}
        self._own = 0
        self._columns = Columns(0, 0)
        self.report = Report()

    def take(self, table: Table, now: Millis) -> None:
        """Take all of a table that can be understood; raises NotReadable, and LogError.

        It is one write: where it fails, the log is as it was.
        """
        places = self._columns = table.places
        names = table.columns
        self.report.columns = (
            f"{names[places.time]} as the time, {names[places.count]} as the count"
        )
        with self._writer.transaction():
            race_id = self._writer.race_named(self._race.name) or self._writer.add_race(
                self._race, []
            )
            name = clean(table.file.name)
            self._round = self._writer.add_round(now, 0, "", IMPORT, name)
            self._own = self._writer.provenance(name)
            self._take_rows(table.rows)
            if not (self.report.taken or self.report.known or self.report.contradicted):
                where = "; ".join(f"{where}: {why}" for where, why in self.report.skipped[:1])
                told = f"; {where}" if where else ""
                raise NotReadable(f"{table.file}: nothing in it could be read{told}")
            self._writer.roll_up_marked()
            accounts = sorted(set(self._numbers.values()))
            if places.quality is None:
                for number in accounts:
                    judge(self._writer, number, self._round, self.report)
            self._writer.add_racers(race_id, accounts)

    def _take_rows(self, rows: Iterator[tuple[int, Cells]]) -> None:
        while chunk := list(islice(rows, CHUNK)):
            read: list[Row] = []
            lines: list[str] = []
            for line, cells in chunk:
                try:
                    row = self._row(cells)
                except BadText as error:
                    self.report.skip(f"line {line}", str(error))
                    continue
                if row is not None:
                    read.append(row)
                    lines.append(f"line {line}")
            keep(self._writer, read, lines, self.report)

    def _row(self, cells: Cells) -> Row | None:
        """Return a row as the log keeps it, or None where it says nothing; raises BadText."""
        columns = self._columns
        try:
            when, what = cells[columns.time], cells[columns.count]
        except IndexError:
            raise BadText("has too few columns" if cells else "cannot be read") from None
        following = posts = None
        if columns.following is not None:
            following = self._other(cells, columns.following)
        if columns.posts is not None:
            posts = self._other(cells, columns.posts)
        count, place = None, EXACT
        if what and not is_blank(what):
            count, quality = count_of(what)
            place = EXACT if quality is Quality.EXACT else QUALITIES.index(quality)
        elif following is None and posts is None:
            self.report.blank += 1
            return None
        at = self._time(when.strip())
        if columns.quality is not None:
            place = self._quality(cells, columns.quality, place)
        return (
            at // HOUR,
            self._account(cells, at),
            at,
            self._round,
            count,
            following,
            posts,
            place,
            self._own if columns.provenance is None else self._provenance(cells),
        )

    def _quality(self, cells: Cells, column: int, noted: int) -> int:
        cell = _cell(cells, column)
        if cell and cell not in PLACES:
            raise BadText(f"{clean(cell, 40)!r} is no quality")
        return PLACES[cell] if cell else noted

    def _other(self, cells: Cells, column: int) -> int | None:
        cell = _cell(cells, column)
        return None if is_blank(cell) else count_of(cell)[0]

    def _provenance(self, cells: Cells) -> int:
        cell = clean(unguarded(_cell(cells, self._columns.provenance)), 400)
        return self._writer.provenance(cell) if cell else self._own

    def _account(self, cells: Cells, since: Millis) -> int:
        columns = self._columns
        key = ("", "")
        if columns.account is not None or columns.handle is not None:
            key = (_cell(cells, columns.account), _cell(cells, columns.handle))
        number = self._numbers.get(key)
        if number is None:
            account = self._account_of(*key)
            number = account.id or self._writer.add_account(account, since)
            self._numbers[key] = number
            self.report.accounts.add(account.handle)
        return number

    def _account_of(self, cell: str, handle: str) -> Account:
        """Return the account that a row names: as `SOURCE:ID`, an address, or within the race."""
        if not cell and not handle:
            return self._default
        if cell.startswith(("https://", "http://")):
            source, native_id = parse_account(cell)
        else:
            source, colon, native_id = clean(unguarded(cell)).partition(":")
            if not colon:
                name = clean(unguarded(cell or handle)).removeprefix("@")
                source, native_id = self._race.name, name
        native_id = native_id.strip()
        # An @ that was guarded is a part of the handle.
        shown = clean(unguarded(handle.removeprefix("@")))
        shown = shown or self._writer.handle_of(source, native_id) or native_id
        if not source or not native_id:
            raise BadText(f"{clean(cell or handle, 40)!r} names no account")
        return Account(0, source, native_id, shown, "")


def _cell(cells: Cells, place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
