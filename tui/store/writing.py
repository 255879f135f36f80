"""Writing a log: one gate, one transaction at a time, under the log's file lock."""

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui.model import Account, Event, Followee, Millis, Race, Sample
from tui.store.opening import LogError, in_words, private_to_us, version_of
from tui.store.schema import APPLICATION_ID, DOUBTED, QUALITIES, VERSION, hour_of, migrations

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations

if sys.platform != "win32":
    import fcntl


class Steps(Protocol):
    """What makes the steps to today's schema."""

    def __call__(self) -> "Migrations":
        """Return the steps in order."""
        ...


class Writer:
    """The only way into a log. Every method of it runs inside `transaction`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._provenances: dict[str, int] = {}

    def close(self) -> None:
        """Close the log."""
        with in_words(self.path):
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one write: all of it is on disk afterwards, or none of it."""
        if self._connection.in_transaction:
            raise RuntimeError("a transaction inside a transaction")
        with locked(self.path):
            try:
                with in_words(self.path):
                    self._connection.execute("BEGIN IMMEDIATE")
                yield
                with in_words(self.path):
                    self._connection.execute("COMMIT")
            except BaseException as error:
                self._provenances.clear()
                self._roll_back()
                # What goes wrong inside is the log's fault only where SQLite says so.
                if isinstance(error, sqlite3.DatabaseError):
                    with in_words(self.path):
                        raise
                raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def add_account(self, account: Account, since: Millis) -> int:
        """Add an account and its handle, or find it by its stable id; returns our id."""
        row = self._connection.execute(
            "INSERT INTO account (source, native_id, handle, name, kind) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (source, native_id) DO UPDATE SET handle = iif(? >="
            " (SELECT max(since) FROM handle h WHERE h.account = account.id),"
            " excluded.handle, handle) RETURNING id",
            (account.source, account.native_id, account.handle, account.name, account.kind, since),
        ).fetchone()
        number = int(row[0])
        self._connection.execute(
            "INSERT INTO handle (account, since, handle) SELECT ?1, ?2, ?3 WHERE ?3 IS NOT"
            " (SELECT handle FROM handle WHERE account = ?1 AND since <= ?2"
            "  ORDER BY since DESC LIMIT 1) ON CONFLICT DO NOTHING",
            (number, since, account.handle),
        )
        return number

    def add_race(self, race: Race, accounts: Iterable[int]) -> int:
        """Add a race of the accounts with these ids; returns its id."""
        row = self._connection.execute(
            "INSERT INTO race (name, title, target, zone, starts_at, ends_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (race.name, race.title, race.target, race.zone, race.start, race.end),
        ).fetchone()
        number = int(row[0])
        racers = [(number, account, place) for place, account in enumerate(accounts)]
        self._connection.executemany("INSERT INTO racer VALUES (?, ?, ?)", racers)
        return number

    def add_round(self, at: Millis, monotonic: Millis, boot: str, source: str, outcome: str) -> int:
        """Add an attempt at reading, failed or not; returns its ever-growing id."""
        row = self._connection.execute(
            "INSERT INTO round (at, monotonic, boot, source, outcome) VALUES (?, ?, ?, ?, ?)"
            " RETURNING id",
            (at, monotonic, boot, source, outcome),
        ).fetchone()
        return int(row[0])

    def add_samples(self, round_id: int, samples: Mapping[int, Iterable[Sample]]) -> None:
        """Add samples by account id, and renew the hourly rollups that they touch."""
        touched: set[tuple[int, int]] = set()
        for account, readings in samples.items():
            rows = [
                (
                    hour_of(sample.at),
                    account,
                    sample.at,
                    round_id,
                    sample.followers,
                    sample.following,
                    sample.posts,
                    QUALITIES.index(sample.quality),
                    self._provenance(sample.provenance),
                )
                for sample in readings
            ]
            self._connection.executemany(
                "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
            touched.update((account, row[0]) for row in rows)
        self._connection.executemany(
            "INSERT OR REPLACE INTO rollup SELECT account, hour,"
            " min(followers) FILTER (WHERE quality NOT IN (?1, ?2)),"
            " max(followers) FILTER (WHERE quality NOT IN (?1, ?2)),"
            " (SELECT followers FROM sample WHERE hour = ?4 AND account = ?3"
            "  AND followers IS NOT NULL AND quality NOT IN (?1, ?2) ORDER BY at DESC LIMIT 1),"
            " count(*) FROM sample WHERE hour = ?4 AND account = ?3",
            [(*DOUBTED, account, hour) for account, hour in sorted(touched)],
        )

    def add_events(self, race_id: int, events: Iterable[Event]) -> None:
        """Add events of a race; the ids of their accounts are the log's."""
        self._connection.executemany(
            "INSERT INTO event (race, account, at, kind, title, origin, source, within)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    race_id,
                    e.account.id if e.account else None,
                    e.at,
                    e.kind,
                    e.title,
                    e.origin,
                    e.source,
                    e.within,
                )
                for e in events
            ],
        )

    def add_follows(self, follower: int, followees: Iterable[tuple[Followee, str]]) -> None:
        """Add whom an account follows, each with its provenance; the ids are the log's."""
        self._connection.executemany(
            "INSERT INTO follow (follower, followee, follows_back, answered_at, celebrity,"
            " first_seen, last_seen, gone_at, provenance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET follows_back = excluded.follows_back,"
            " answered_at = iif(follows_back IS excluded.follows_back, answered_at,"
            "  excluded.last_seen), celebrity = coalesce(excluded.celebrity, celebrity),"
            " first_seen = min(first_seen, excluded.first_seen),"
            " last_seen = max(last_seen, excluded.last_seen), gone_at = excluded.gone_at,"
            " provenance = excluded.provenance",
            [
                (
                    follower,
                    f.account.id,
                    f.follows_back,
                    None if f.follows_back is None else f.first_seen,
                    f.celebrity,
                    f.first_seen,
                    f.last_seen,
                    f.gone_at,
                    self._provenance(provenance),
                )
                for f, provenance in followees
            ],
        )

    def _provenance(self, name: str) -> int:
        if name not in self._provenances:
            self._connection.execute("INSERT OR IGNORE INTO provenance (name) VALUES (?)", (name,))
            row = self._connection.execute("SELECT id FROM provenance WHERE name = ?", (name,))
            self._provenances[name] = int(row.fetchone()[0])
        return self._provenances[name]


def create(path: Path, steps: Steps = migrations) -> Writer:
    """Make a new log that only its user can read; raises LogError where a file is in the way."""
    with in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, 0o600))
    return _open(path, steps)


def open_to_write(path: Path, steps: Steps = migrations) -> Writer:
    """Open a log, brought to today's schema after a backup; raises LogError."""
    private_to_us(path)
    version = version_of(path)
    if version < len(_names(steps)):
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


def _names(steps: Steps) -> list[str]:
    return [step.name for step in steps()._migrations]  # noqa: SLF001  (no public list of steps)


def _open(path: Path, steps: Steps) -> Writer:
    from sqlite_utils import Database

    with in_words(path), locked(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            steps().apply(Database(connection, execute_plugins=False))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {max(VERSION, len(_names(steps)))}")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return Writer(path, connection)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the log's file lock; the kernel frees it when this process dies."""
    if sys.platform == "win32":
        yield
        return
    flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
    with in_words(path):
        descriptor = os.open(path.with_name(path.name + ".lock"), flags, 0o600)
    try:
        with in_words(path):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def finish(writer: Writer) -> None:
    """Close a log that is complete, as one file that anyone can open without side files."""
    with in_words(writer.path):
        writer._connection.execute("PRAGMA journal_mode = DELETE")  # noqa: SLF001
    writer.close()
    writer.path.with_name(writer.path.name + ".lock").unlink(missing_ok=True)
