"""A log to import files into, and the accounts and race of those files."""

from datetime import UTC, tzinfo
from pathlib import Path

from tui.exchange.importing.report import Report
from tui.exchange.importing.tables import Importer, table_of
from tui.model import Account, Quality, Race, Sample
from tui.parsing import parse_time
from tui.store import Log, create

NOW = 1_600_000_000_000
ANN, BOB = Account(0, "own", "ann", "ann", ""), Account(0, "own", "bob", "bob", "Bob")
RACE = Race("own", "Our own")
FIRST = parse_time("2020-01-01", UTC, 0)


class TargetLog:
    """A log, with a way to import files into one of its races."""

    def __init__(self, folder: Path) -> None:
        self.path, self._folder = folder / "races.db", folder
        self.writer = create(self.path)

    def import_text(
        self,
        text: str | bytes,
        account: Account = ANN,
        zone: tzinfo = UTC,
        time: str | None = None,
        count: str | None = None,
    ) -> Report:
        """Import a file named `theirs` with this content."""
        file = self._folder / "theirs"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        with Log(self.path) as log:
            race = log.race(RACE.name) or RACE
        importer = Importer(self.writer, race, account, zone)
        importer.import_table(table_of(file, time, count), NOW)
        return importer.report

    def samples(self, native_id: str = "ann", source: str = "own") -> list[Sample]:
        """Return an account's samples, sorted by time."""
        with Log(self.path) as log:
            account = log.account(source, native_id)
            return list(log.history(account)) if account else []

    def counts(self, native_id: str = "ann") -> list[int | None]:
        return [sample.followers for sample in self.samples(native_id)]

    def qualities(self, native_id: str = "ann") -> list[Quality]:
        return [sample.quality for sample in self.samples(native_id)]

    def account(self, native_id: str = "ann", source: str = "own") -> Account:
        """Return an account as the log stores it."""
        with Log(self.path) as log:
            account = log.account(source, native_id)
        assert account is not None
        return account
