"""Importing a table into the log in one transaction; skipped rows are reported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import chain, islice
from pathlib import Path

from tui.exchange.exporting.as_csv import unguarded
from tui.exchange.importing.cells import count_of, is_blank, time_reader
from tui.exchange.importing.columns import SAMPLED_ROWS, Ambiguous, Columns, columns_of
from tui.exchange.importing.insert import CHUNK, insert_rows
from tui.exchange.importing.mark_rounded import mark_counts
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
QUALITY_INDEX = {str(quality): index for index, quality in enumerate(QUALITIES)}
Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose columns are known, ready to import."""

    file: Path
    columns: tuple[str, ...]
    found: Columns
    rows: Iterator[tuple[int, Cells]]


def table_of(file: Path, time: str | None = None, count: str | None = None) -> Table:
    """Return a file as a table, with its columns detected or as named; raises NotReadable."""
    table = records(file)
    first = list(islice(table.rows, SAMPLED_ROWS))
    try:
        found = columns_of(table.columns, [cells for _, cells in first], time, count)
    except Ambiguous as error:
        raise NotReadable(f"{file}: {error}") from None
    return Table(file, table.columns, found, chain(first, table.rows))


class Importer:
    """Imports one table into one race."""

    def __init__(self, writer: Writer, race: Race, default: Account, zone: tzinfo = UTC) -> None:
        self._writer, self._race, self._default = writer, race, default
        self._time = time_reader(zone)
        self._round = 0
        self._account_ids: dict[tuple[str, str], int] = {}
        self._file_provenance = 0
        self._columns = Columns(0, 0)
        self.report = Report()

    def import_table(self, table: Table, now: Millis) -> None:
        """Import every readable row of a table; raises NotReadable and LogError.

        If it fails, the log is unchanged.
        """
        found = self._columns = table.found
        names = table.columns
        self.report.columns = f"time from {names[found.time]}, count from {names[found.count]}"
        with self._writer.transaction():
            race_id = self._writer.race_id_of(self._race.name) or self._writer.add_race(
                self._race, []
            )
            name = clean(table.file.name)
            self._round = self._writer.add_round(now, 0, "", IMPORT, name)
            self._file_provenance = self._writer.provenance(name)
            self._import_rows(table.rows)
            report = self.report
            if not (report.added or report.duplicates or report.conflicts):
                reason = "".join(f"; {where}: {why}" for where, why in report.skipped[:1])
                raise NotReadable(f"{table.file}: no row could be read{reason}")
            self._writer.roll_up_marked()
            account_ids = sorted(set(self._account_ids.values()))
            if found.quality is None:
                for account_id in account_ids:
                    mark_counts(self._writer, account_id, self._round, report)
            self._writer.add_racers(race_id, account_ids)

    def _import_rows(self, rows: Iterator[tuple[int, Cells]]) -> None:
        while chunk := list(islice(rows, CHUNK)):
            read: list[Row] = []
            places: list[str] = []
            for line, cells in chunk:
                try:
                    row = self._sample_row(cells)
                except BadText as error:
                    self.report.skip(f"line {line}", str(error))
                    continue
                if row is not None:
                    read.append(row)
                    places.append(f"line {line}")
            insert_rows(self._writer, read, places, self.report)

    def _sample_row(self, cells: Cells) -> Row | None:
        """Return a row as the log stores it, or None if it has no counts; raises BadText."""
        columns = self._columns
        try:
            time_cell, count_cell = cells[columns.time], cells[columns.count]
        except IndexError:
            raise BadText("has too few columns" if cells else "cannot be read") from None
        following = posts = None
        if columns.following is not None:
            following = self._optional_count(cells, columns.following)
        if columns.posts is not None:
            posts = self._optional_count(cells, columns.posts)
        count, quality_index = None, EXACT
        if count_cell and not is_blank(count_cell):
            count, quality = count_of(count_cell)
            quality_index = EXACT if quality is Quality.EXACT else QUALITIES.index(quality)
        elif following is None and posts is None:
            self.report.blank += 1
            return None
        at = self._time(time_cell.strip())
        if columns.quality is not None:
            quality_index = self._quality(cells, columns.quality, quality_index)
        return (
            at // HOUR,
            self._account(cells, at),
            at,
            self._round,
            count,
            following,
            posts,
            quality_index,
            self._file_provenance if columns.provenance is None else self._provenance(cells),
        )

    def _quality(self, cells: Cells, column: int, default: int) -> int:
        cell = _cell(cells, column)
        if cell and cell not in QUALITY_INDEX:
            known = ", ".join(QUALITY_INDEX)
            raise BadText(f"{clean(cell, 40)!r} is not a quality; use one of {known}")
        return QUALITY_INDEX[cell] if cell else default

    def _optional_count(self, cells: Cells, column: int) -> int | None:
        cell = _cell(cells, column)
        return None if is_blank(cell) else count_of(cell)[0]

    def _provenance(self, cells: Cells) -> int:
        cell = clean(unguarded(_cell(cells, self._columns.provenance)), 400)
        return self._writer.provenance(cell) if cell else self._file_provenance

    def _account(self, cells: Cells, since: Millis) -> int:
        columns = self._columns
        key = ("", "")
        if columns.account is not None or columns.handle is not None:
            key = (_cell(cells, columns.account), _cell(cells, columns.handle))
        account_id = self._account_ids.get(key)
        if account_id is None:
            account = self._account_of(*key)
            account_id = account.id or self._writer.add_account(account, since)
            self._account_ids[key] = account_id
            self.report.accounts.add(account.handle)
        return account_id

    def _account_of(self, cell: str, handle: str) -> Account:
        """Return the account a row names: `SOURCE:ID`, a web address, or a handle in the race."""
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
        # An @ behind a guard quote is part of the handle.
        display = clean(unguarded(handle.removeprefix("@")))
        display = display or self._writer.handle_of(source, native_id) or native_id
        if not source or not native_id:
            raise BadText(f"{clean(cell or handle, 40)!r} is not an account")
        return Account(0, source, native_id, display, "")


def _cell(cells: Cells, column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""
