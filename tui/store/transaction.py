"""All writes go through here: one transaction at a time, under the file lock of the log."""

import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from tui.store.opening import LogError, as_log_errors

if sys.platform != "win32":
    import fcntl


PATIENCE, EXIT_PATIENCE = 10.0, 0.5
"""Seconds to wait for the write of another program; the second while exiting."""
LOOP_PATIENCE = 0.25
"""Seconds an event loop may block for a lock; `turn` waits without blocking."""
RETRY_EVERY = 0.005
"""Seconds between two attempts to take a lock."""


class Transactions:
    """A connection for writing, to be used inside `transaction` only."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._has_turn = False

    def close(self) -> None:
        """Close the log under its lock: the last connection to close it writes to the file."""
        try:
            with locked(self.path, EXIT_PATIENCE), as_log_errors(self.path):
                self._connection.close()
        except LogError:
            # The program that holds the lock finishes the file when it closes it.
            self._connection.close()

    @asynccontextmanager
    async def turn(self, patience: float = PATIENCE) -> AsyncIterator[None]:
        """Hold the log's lock for the writes inside; waiting for it does not block the event loop.

        The block must not await. Raises LogError after `patience` seconds.
        """
        async with locked_async(self.path, patience):
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
        """Write everything inside or nothing; it is on disk afterwards.

        Raises LogError if another program holds the log for longer than `patience` seconds.
        """
        if self._connection.in_transaction:
            raise RuntimeError("transactions cannot be nested")
        with self._locked(patience):
            try:
                with as_log_errors(self.path):
                    self._connection.execute("BEGIN IMMEDIATE")
                self._begin()
                yield
                with as_log_errors(self.path):
                    self._connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                # Other errors come from the caller's block, not from the log.
                if isinstance(error, sqlite3.DatabaseError):
                    with as_log_errors(self.path):
                        raise
                raise

    def vacuum(self) -> None:
        """Purge deleted data from the file and its side files."""
        with locked(self.path), as_log_errors(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _begin(self) -> None:
        """Drop cached values that another writer may have changed since the last transaction."""

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    def _run_all(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the log's file lock; the kernel releases it if this process dies.

    Raises LogError after `patience` seconds, or after LOOP_PATIENCE inside an event loop.
    """
    with _lock_file(path, ".lock") as descriptor:
        deadline = time.monotonic() + (min(patience, LOOP_PATIENCE) if _in_loop() else patience)
        while not _try_lock(path, descriptor):
            if time.monotonic() > deadline:
                raise _held(path)
            time.sleep(RETRY_EVERY)
        yield


@asynccontextmanager
async def locked_async(path: Path, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold the log's file lock like `locked`, waiting without blocking the event loop."""
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
    """Return whether a lock could be taken; raises LogError if the file system cannot lock."""
    if sys.platform == "win32":
        return True
    with as_log_errors(path):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


class CollectorLock:
    """The right to collect into a log; one process holds it until it gives it up or dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Return whether this process holds the lock now; raises LogError if it cannot be tried."""
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
        """Release the lock, so that another process can collect."""
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
    with as_log_errors(path):
        return os.open(path.with_name(path.name + ending), flags, 0o600)
