"""The gate of all writes: one transaction at a time, under the log's file lock."""

import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from tui.store.opening import LogError, in_words

if sys.platform != "win32":
    import fcntl


PATIENCE, EXIT_PATIENCE = 10.0, 0.5
"""Seconds to wait for another program's write to end; and while this program is exiting."""
LOOP_PATIENCE = 0.25
"""Seconds that an event loop may stand still for a lock; `turn` waits without blocking it."""
RETRY_EVERY = 0.005
"""Seconds between two attempts at a lock."""


class Transactions:
    """A connection that writes. Everything that uses it runs inside `transaction`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._has_turn = False

    def close(self) -> None:
        """Close the log; the last one to close it tidies up, and so holds its lock."""
        try:
            with locked(self.path, EXIT_PATIENCE), in_words(self.path):
                self._connection.close()
        except LogError:
            # Whoever is writing now tidies up at its own close.
            self._connection.close()

    @asynccontextmanager
    async def turn(self, patience: float = PATIENCE) -> AsyncIterator[None]:
        """Wait for the log's lock without blocking the event loop; hold it for the writes inside.

        Nothing inside may await. Raises LogError after `patience` seconds.
        """
        async with locked_soon(self.path, patience):
            self._has_turn = True
            try:
                yield
            finally:
                self._has_turn = False

    @contextmanager
    def _locked(self, patience: float) -> Iterator[None]:
        if self._has_turn:
            yield
        else:
            with locked(self.path, patience):
                yield

    @contextmanager
    def transaction(self, patience: float = PATIENCE) -> Iterator[None]:
        """Make everything inside one write: all of it is on disk afterwards, or none of it.

        Raises LogError where another program holds the log for longer than `patience` seconds.
        """
        if self._connection.in_transaction:
            raise RuntimeError("a transaction inside a transaction")
        with self._locked(patience):
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
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the log's file lock; the kernel frees it when this process dies.

    Raises LogError where it stays held. In an event loop it waits for a moment only.
    """
    with _lock_file(path, ".lock") as descriptor:
        deadline = time.monotonic() + (min(patience, LOOP_PATIENCE) if _in_loop() else patience)
        while not _try_lock(path, descriptor):
            if time.monotonic() > deadline:
                raise _held(path)
            time.sleep(RETRY_EVERY)
        yield


@asynccontextmanager
async def locked_soon(path: Path, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold the log's file lock as `locked` does, waiting without blocking the event loop."""
    with _lock_file(path, ".lock") as descriptor:
        deadline = time.monotonic() + patience
        while not _try_lock(path, descriptor):
            if time.monotonic() > deadline:
                raise _held(path)
            await asyncio.sleep(RETRY_EVERY)
        yield


def _in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _held(path: Path) -> LogError:
    return LogError(f"{path}: another program is writing to it; stop that one, or try again")


def _try_lock(path: Path, descriptor: int) -> bool:
    """Take a lock if it is free; raises LogError where the file system cannot lock."""
    if sys.platform == "win32":
        return True
    with in_words(path):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


class CollectorLock:
    """The right to collect into a log: one process has it, until it gives it up or dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Return whether the lock is ours now; raises LogError where nobody can tell."""
        if self._descriptor is not None or sys.platform == "win32":
            return True
        descriptor = _open_lock_file(self._path, ".collector")
        try:
            is_ours = _try_lock(self._path, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        if is_ours:
            self._descriptor = descriptor
        else:
            os.close(descriptor)
        return is_ours

    def give_up(self) -> None:
        """Let another process collect."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def _lock_file(path: Path, ending: str) -> Iterator[int]:
    descriptor = _open_lock_file(path, ending)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_lock_file(path: Path, ending: str) -> int:
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with in_words(path):
        return os.open(path.with_name(path.name + ending), flags, 0o600)
