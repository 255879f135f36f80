"""The gate of all writes: one transaction at a time, under the log's file lock."""

import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tui.store.opening import LogError, in_words

if sys.platform != "win32":
    import fcntl


HELD_FOR, ON_THE_WAY_OUT = 10.0, 0.5
"""Seconds to wait for another program's write to end; and when this one wants to end itself."""


class Transactions:
    """A connection that writes. Everything that uses it runs inside `transaction`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def close(self) -> None:
        """Close the log; the last one to close it tidies up, and so holds its lock."""
        try:
            with locked(self.path, ON_THE_WAY_OUT), in_words(self.path):
                self._connection.close()
        except LogError:
            # Somebody is writing, and tidies up then; the connection is only let go.
            self._connection.close()

    @contextmanager
    def transaction(self, patience: float = HELD_FOR) -> Iterator[None]:
        """Make everything inside one write: all of it is on disk afterwards, or none of it.

        Raises LogError where another program holds the log for longer than `patience` seconds.
        """
        if self._connection.in_transaction:
            raise RuntimeError("a transaction inside a transaction")
        with locked(self.path, patience):
            try:
                with in_words(self.path):
                    self._connection.execute("BEGIN IMMEDIATE")
                self._begin()
                yield
                with in_words(self.path):
                    self._connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                # What goes wrong inside is the log's fault only where SQLite says so.
                if isinstance(error, sqlite3.DatabaseError):
                    with in_words(self.path):
                        raise
                raise

    def tidy(self) -> None:
        """Leave nothing of what was removed in the file, nor beside it."""
        with locked(self.path), in_words(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _begin(self) -> None:
        """Forget what another writer may have changed since the last transaction."""

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    def _run_all(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)


@contextmanager
def locked(path: Path, patience: float = HELD_FOR) -> Iterator[None]:
    """Hold the log's file lock; the kernel frees it when this process dies."""
    if sys.platform == "win32":
        yield
        return
    descriptor = _lock_file(path, ".lock")
    try:
        _wait_for(path, descriptor, patience)
        yield
    finally:
        os.close(descriptor)


def _wait_for(path: Path, descriptor: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LogError(
                    f"{path}: is held by another program; end that one, or try again"
                ) from None
            time.sleep(0.005)
        else:
            return


class CollectorLock:
    """The right to collect into a log: one process has it, until it gives it up or dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock if nobody else has it; tells whether it is ours."""
        if self._descriptor is not None or sys.platform == "win32":
            return True
        descriptor = _lock_file(self._path, ".collector")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def give_up(self) -> None:
        """Let another process collect."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _lock_file(path: Path, ending: str) -> int:
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with in_words(path):
        return os.open(path.with_name(path.name + ending), flags, 0o600)
