"""Somebody else's samples into the log: in one write, nothing twice, nothing silently left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from itertools import islice
from pathlib import Path

from tui.doubt import Doubt
from tui.exchange.cells import count_of, is_blank, time_reader
from tui.exchange.columns import LOOKED_AT, Ambiguous, Columns, columns_of
from tui.exchange.reading import NotReadable, Records, records
from tui.exchange.rounding import Rounding
from tui.formats import BadText, clean
from tui.model import DOUBTED, Account, Millis, Quality, Race, Sample
from tui.store import Log, Row, Writer
from tui.store.schema import QUALITIES

CHUNK = 5_000
IMPORT = "import"
NAMED = 100
"""So many skipped rows are named one by one."""
EXACT = QUALITIES.index(Quality.EXACT)


@dataclass(slots=True)
class Report:
    """What an import took: new samples, ones that were there already, rows without a count.

    `skipped` are lines with what was wrong in them; `unnamed` are more than are named.
    """

    taken: int = 0
    known: int = 0
    blank: int = 0
    rounded: int = 0
    doubted: int = 0
    accounts: set[str] = field(default_factory=set)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    unnamed: int = 0
    columns: str = ""

    def skip(self, line: int, why: str) -> None:
        """Note that a row was not understood."""
        if len(self.skipped) < NAMED:
            self.skipped.append((line, why))
        else:
            self.unnamed += 1


class Importer:
    """Takes the rows of one file into one race."""

    def __init__(self, writer: Writer, race: Race, default: Account, zone: tzinfo = UTC) -> None:
        self._writer, self._race, self._default = writer, race, default
        self._zone = zone
        self._round = 0
        self._numbers: dict[str, int] = {}
        self.report = Report()

    def take(
        self, file: Path, now: Millis, time: str | None = None, count: str | None = None
    ) -> None:
        """Take a file, all that can be understood of it; raises NotReadable, and LogError.

        It is one write: where it fails, the log is as it was.
        """
        table = records(file)
        first = list(islice(table.rows, LOOKED_AT))
        try:
            places = columns_of(table.columns, [cells for _, cells in first], time, count)
        except Ambiguous as error:
            raise NotReadable(f"{file}: {error}") from None
        self.report.columns = (
            f"{table.columns[places.time]} as the time, {table.columns[places.count]} as the count"
        )
        with self._writer.transaction():
            race_id = self._race.id or self._writer.add_race(self._race, [])
            self._round = self._writer.add_round(now, 0, "", IMPORT, clean(file.name))
            self._take_rows(places, _joined(first, table), file.name)
            if not self.report.taken and not self.report.known:
                raise NotReadable(f"{file}: nothing in it could be read{self._first_skip()}")
            for number in self._numbers.values():
                self._judge(number)
            self._writer.add_racers(race_id, self._numbers.values())

    def _first_skip(self) -> str:
        if not self.report.skipped:
            return ""
        line, why = self.report.skipped[0]
        return f"; line {line}: {why}"

    def _take_rows(
        self, places: Columns, rows: Iterator[tuple[int, Sequence[str]]], name: str
    ) -> None:
        reader = RowReader(self, places, clean(name))
        while chunk := list(islice(rows, CHUNK)):
            read: list[Row] = []
            lines: list[int] = []
            for line, cells in chunk:
                row = reader.row(line, cells)
                if row is not None:
                    read.append(row)
                    lines.append(line)
            self._keep(read, lines)

    def _keep(self, rows: list[Row], lines: list[int]) -> None:
        added = self._writer.add_new(rows)
        self.report.taken += added
        self._writer.roll_up_range(rows)
        if added == len(rows):
            return
        self.report.known += len(rows) - added
        for row, line in zip(rows, lines, strict=True):
            there = self._writer.followers_at(row[1], row[2])
            if there != row[4]:
                self.report.known -= 1
                self.report.skip(line, f"that time has the count {there:,} already")

    def number_of(self, cell: str, handle: str, since: Millis) -> int:
        """Return our id of an account, by its name in the file; without one, of the default."""
        key = cell or handle
        if key not in self._numbers:
            account = self._account(cell, handle)
            self._numbers[key] = account.id or self._writer.add_account(account, since)
            self.report.accounts.add(account.handle)
        return self._numbers[key]

    def _account(self, cell: str, handle: str) -> Account:
        if not cell and not handle:
            return self._default
        source, colon, native_id = clean(cell).partition(":")
        if not colon:
            source, native_id = self._race.name, clean(cell or handle).removeprefix("@")
        shown = clean(handle).removeprefix("@") or native_id
        return Account(0, source, native_id, shown, "")

    def at_round(self) -> int:
        """Return the round of this import."""
        return self._round

    def provenance(self, name: str) -> int:
        """Return the id of a provenance."""
        return self._writer.provenance(name)

    def zone(self) -> tzinfo:
        """Return the zone of times that name none."""
        return self._zone

    def _judge(self, account: int) -> None:
        """Mark what is rounded, and what cannot be, among the new samples of an account."""
        doubt, rounding = Doubt(), Rounding()
        rounded: set[Millis] = set()
        doubted: dict[Millis, Quality] = {}
        for at, count, place, number in self._writer.readings(account):
            if count is None:
                continue
            if number != self._round or place != EXACT:
                doubt.recall(Sample(at, count, quality=QUALITIES[place]))
                continue
            rough = rounding.looks_round(count)
            judged, verdicts = doubt.judge(at, count, Quality.ROUNDED if rough else Quality.EXACT)
            rounded.update(rounding.take(at, count))
            if judged in DOUBTED:
                doubted[at] = judged
            for verdict in verdicts:
                doubted.pop(verdict.at, None)
                if verdict.quality in DOUBTED:
                    doubted[verdict.at] = verdict.quality
            if len(rounded) > CHUNK:
                self._mark(account, rounded)
        self._mark(account, rounded)
        self._writer.remark(account, doubted.items())
        self.report.doubted += len(doubted)

    def _mark(self, account: int, rounded: set[Millis]) -> None:
        self._writer.remark(account, [(at, Quality.ROUNDED) for at in sorted(rounded)])
        self.report.rounded += len(rounded)
        rounded.clear()


def _joined(
    first: Sequence[tuple[int, Sequence[str]]], table: Records
) -> Iterator[tuple[int, Sequence[str]]]:
    yield from first
    yield from table.rows


class RowReader:
    """Reads rows of one table; what it does not understand it names."""

    def __init__(self, importer: Importer, places: Columns, name: str) -> None:
        self._importer, self._places = importer, places
        self._time = time_reader(importer.zone())
        self._name = importer.provenance(name)
        self._qualities = {str(quality): place for place, quality in enumerate(QUALITIES)}
        self._plain = places.account is None and places.handle is None
        self._single: int | None = None

    def row(self, line: int, cells: Sequence[str]) -> Row | None:
        """Return a row as the log keeps it, or None where it says nothing or is not understood."""
        places, report = self._places, self._importer.report
        try:
            when, what = cells[places.time], cells[places.count]
        except IndexError:
            report.skip(line, "has too few columns" if cells else "cannot be read")
            return None
        if not what or is_blank(what):
            report.blank += 1
            return None
        try:
            at = self._time(when.strip())
            count, quality = count_of(what)
            place = self._quality(cells, quality)
            following, posts = (
                self._other(cells, places.following),
                self._other(cells, places.posts),
            )
        except BadText as error:
            report.skip(line, str(error))
            return None
        return (
            at // 3_600_000,
            self._account(cells, at),
            at,
            self._importer.at_round(),
            count,
            following,
            posts,
            place,
            self._provenance(cells),
        )

    def _quality(self, cells: Sequence[str], noted: Quality) -> int:
        cell = self._cell(cells, self._places.quality)
        if not cell:
            return QUALITIES.index(noted) if noted is not Quality.EXACT else EXACT
        if cell not in self._qualities:
            raise BadText(f"{clean(cell, 40)!r} is no quality")
        return self._qualities[cell]

    def _other(self, cells: Sequence[str], place: int | None) -> int | None:
        cell = self._cell(cells, place)
        return None if is_blank(cell) else count_of(cell)[0]

    def _account(self, cells: Sequence[str], at: Millis) -> int:
        if self._plain:
            if self._single is None:
                self._single = self._importer.number_of("", "", at)
            return self._single
        places = self._places
        return self._importer.number_of(
            self._cell(cells, places.account), self._cell(cells, places.handle), at
        )

    def _provenance(self, cells: Sequence[str]) -> int:
        cell = self._cell(cells, self._places.provenance)
        return self._importer.provenance(clean(cell, 400)) if cell else self._name

    def _cell(self, cells: Sequence[str], place: int | None) -> str:
        return cells[place].strip() if place is not None and place < len(cells) else ""


def take_log(writer: Writer, race: Race, other: Log, theirs: Race, now: Millis) -> Report:
    """Take a race of another racetui file: its accounts, samples, events and follows."""
    report = Report(columns=f"the race {theirs.name}")
    with writer.transaction():
        race_id = race.id or writer.add_race(race, [])
        number = writer.add_round(now, 0, "", IMPORT, clean(other.path.name))
        mine: dict[int, int] = {}

        def ours(account: Account) -> int:
            if account.id not in mine:
                mine[account.id] = writer.add_account(account, now)
            return mine[account.id]

        for account in theirs.accounts:
            report.accounts.add(account.handle)
            history = other.history(account)
            while chunk := list(islice(history, CHUNK)):
                rows = [writer.row(ours(account), number, sample) for sample in chunk]
                added = writer.add_new(rows)
                report.taken += added
                report.known += len(rows) - added
                writer.roll_up_range(rows)
        writer.add_racers(race_id, [ours(account) for account in theirs.accounts])
        told = [
            replace(e, account=e.account and replace(e.account, id=ours(e.account)))
            for e in other.events(theirs)
        ]
        writer.add_events_once(race_id, told)
        for account in theirs.accounts:
            circle = other.circle(account, 2**62)
            writer.add_follows(
                ours(account),
                [
                    (
                        replace(f, account=replace(f.account, id=ours(f.account))),
                        clean(other.path.name),
                    )
                    for f in circle.followees
                ],
            )
    return report
