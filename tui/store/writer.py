"""Opening a log for writing: creates it, or upgrades its schema after a backup."""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui.store.erase import ErasesAccounts
from tui.store.opening import LogError, as_log_errors, require_private, version_of
from tui.store.schema import APPLICATION_ID, OLDEST, VERSION, migrations
from tui.store.transaction import locked
from tui.store.write_follows import WritesFollows
from tui.store.write_races import WritesRaces
from tui.store.write_spending import WritesSpending

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations


class SchemaSteps(Protocol):
    """Makes the migrations to the current schema."""

    def __call__(self) -> "Migrations":
        """Return the migrations in order."""
        ...


class Writer(WritesRaces, WritesFollows, WritesSpending, ErasesAccounts):
    """Writes to a log; every method must be called inside `transaction`."""


def create(path: Path, steps: SchemaSteps = migrations) -> Writer:
    """Create a log that only its user can read; raises LogError if the file exists."""
    with as_log_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, 0o600))
    with locked(path):
        return _open(path, steps)


def open_to_write(path: Path, steps: SchemaSteps = migrations, makes_backup: bool = True) -> Writer:
    """Open a log for writing, its schema upgraded after a backup; raises LogError."""
    require_private(path)
    version = version_of(path)
    # The migration library is slow to import, so it is avoided where there is nothing to do.
    if steps is migrations and version == VERSION:
        with as_log_errors(path):
            return Writer(path, _connect(path))
    with locked(path):
        version = version_of(path)
        if makes_backup and version < _version_after(steps):
            backup(path, version)
        return _open(path, steps)


def backup(path: Path, version: int) -> Path:
    """Copy the log to a new file beside it, named after its schema; returns the path."""
    for n in range(1, 1000):
        copy = path.with_name(f"{path.name}.backup-schema{version}-{n}")
        if not copy.exists():
            break
    with as_log_errors(copy):
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        source, target = sqlite3.connect(path), sqlite3.connect(copy)
        try:
            source.backup(target)
            if target.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise LogError(f"{copy}: the backup is damaged; nothing was changed")
        except BaseException:
            copy.unlink()
            raise
        finally:
            source.close()
            target.close()
    return copy


def _version_after(steps: SchemaSteps) -> int:
    """Return the schema version after all steps; the first step makes the oldest version."""
    return OLDEST - 1 + len(steps()._migrations)  # noqa: SLF001  (no public list of steps)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = FAST")
    except BaseException:
        connection.close()
        raise
    return connection


def _open(path: Path, steps: SchemaSteps) -> Writer:
    from sqlite_utils import Database

    with as_log_errors(path):
        connection = _connect(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            steps().apply(Database(connection, execute_plugins=False))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_version_after(steps)}")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return Writer(path, connection)


def backups(path: Path) -> list[Path]:
    """Return the backups of a log in its folder."""
    found = path.parent.glob(f"{path.name}.backup-schema*-*")
    return sorted(file for file in found if file.name.rpartition("-")[2].isdigit())


def finish(writer: Writer) -> None:
    """Close a complete log as a single file that can be opened without side files."""
    with as_log_errors(writer.path):
        writer._connection.execute("PRAGMA journal_mode = DELETE")  # noqa: SLF001
    writer.close()
    writer.path.with_name(writer.path.name + ".lock").unlink(missing_ok=True)
