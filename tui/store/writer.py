"""Opening a log to write: made anew, or brought to today's schema after a backup."""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui.store.erase import Erases
from tui.store.opening import LogError, in_words, private_to_us, version_of
from tui.store.schema import APPLICATION_ID, OLDEST, VERSION, migrations
from tui.store.transaction import locked
from tui.store.write_follows import Following
from tui.store.write_races import WritesRaces
from tui.store.write_spending import WritesSpending

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations


class StoredSteps(Protocol):
    """What makes the steps to today's schema."""

    def __call__(self) -> "Migrations":
        """Return the steps in order."""
        ...


class Writer(WritesRaces, Following, WritesSpending, Erases):
    """The only way into a log. Every method of it runs inside `transaction`."""


def create(path: Path, steps: StoredSteps = migrations) -> Writer:
    """Make a new log that only its user can read; raises LogError where a file is in the way."""
    with in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, 0o600))
    with locked(path):
        return _open(path, steps)


def open_to_write(path: Path, steps: StoredSteps = migrations, keep: bool = True) -> Writer:
    """Open a log, brought to today's schema after a backup (`keep`); raises LogError."""
    private_to_us(path)
    version = version_of(path)
    # What takes the steps is slow to load: where none is to be taken, it is not wanted.
    if steps is migrations and version == VERSION:
        with in_words(path):
            return Writer(path, _connect(path))
    with locked(path):
        version = version_of(path)
        if keep and version < _version_after(steps):
            backup(path, version)
        return _open(path, steps)


def backup(path: Path, version: int) -> Path:
    """Write a copy of the log beside it, named after its schema; returns its path."""
    for n in range(1, 1000):
        copy = path.with_name(f"{path.name}.backup-schema{version}-{n}")
        if not copy.exists():
            break
    with in_words(copy):
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        source, target = sqlite3.connect(path), sqlite3.connect(copy)
        try:
            source.backup(target)
            if target.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise LogError(f"{copy}: the backup is not whole; nothing was changed")
        except BaseException:
            copy.unlink()
            raise
        finally:
            source.close()
            target.close()
    return copy


def _version_after(steps: StoredSteps) -> int:
    """Return the version of the schema after all steps: the first of them makes the oldest one."""
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


def _open(path: Path, steps: StoredSteps) -> Writer:
    from sqlite_utils import Database

    with in_words(path):
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
    """Return the backups that lie beside a log."""
    found = path.parent.glob(f"{path.name}.backup-schema*-*")
    return sorted(file for file in found if file.name.rpartition("-")[2].isdigit())


def finish(writer: Writer) -> None:
    """Close a log that is complete, as one file that anyone can open without side files."""
    with in_words(writer.path):
        writer._connection.execute("PRAGMA journal_mode = DELETE")  # noqa: SLF001
    writer.close()
    writer.path.with_name(writer.path.name + ".lock").unlink(missing_ok=True)
