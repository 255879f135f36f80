"""Opening a log: what is not ours, newer, damaged or out of reach is refused in one line."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tui.store.schema import APPLICATION_ID, FINGERPRINTS, VERSION, fingerprint

CHECKED_BYTES = 16_000_000
"""Up to this size a log is checked page by page at each opening (21 ms for 3.5 MB)."""


class LogError(Exception):
    """A log cannot be used; the message is one line that says what, where and what to do."""


class OlderLog(LogError):
    """A log of an older schema; opening it to write brings it to today's."""


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say of a log into a LogError."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise LogError(f"{path}: {_words(error)}") from None
    except OSError as error:
        why = error.strerror or "cannot be used"
        raise LogError(f"{path}: {why}; check the name and its folder, or use another") from None


def _words(error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_NOTADB"):
        return "is no racetui log; name another file with --db"
    if name.startswith("SQLITE_CORRUPT"):
        return "is damaged; put a backup in its place (the newest one lies beside it as *.backup-*)"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "is held by another program; end that one, or try again"
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
        return "the disk is full; make room and try again"
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_READONLY", "SQLITE_AUTH")):
        return "cannot be opened; check that this user may read and write it and its folder"
    return f"cannot be used: {error}"


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to a log of today's schema, checked; raises LogError."""
    with in_words(path):
        _regular(path)
        connection = _read_only(path)
        try:
            version = _ours(path, connection)
            if version < VERSION:
                raise OlderLog(f"{path}: was written by an older racetui (schema {version})")
        except BaseException:
            connection.close()
            raise
        return connection


def version_of(path: Path) -> int:
    """Return the schema version of a log, checked to be ours; raises LogError."""
    with in_words(path):
        _regular(path)
        connection = _read_only(path)
        try:
            return _ours(path, connection)
        finally:
            connection.close()


def private_to_us(path: Path) -> None:
    """Raise LogError unless a log that is to be written belongs to this user alone."""
    with in_words(path):
        _regular(path)
        info = path.lstat()
        if hasattr(os, "geteuid") and info.st_uid != os.geteuid():
            raise LogError(f"{path}: belongs to another user; name a log of your own with --db")
        if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise LogError(f"{path}: others may write to it; run: chmod go-w '{path}'")


def _regular(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise LogError(f"{path}: is a symbolic link; name the file it points to")
    if not stat.S_ISREG(mode):
        raise LogError(f"{path}: is no file; name a racetui log")
    if path.stat().st_size == 0 and not path.with_name(path.name + "-wal").exists():
        raise LogError(f"{path}: is empty, no racetui log; remove it or name another with --db")


def _read_only(path: Path) -> sqlite3.Connection:
    """Connect read-only; where not even SQLite's side files can be made, to the file alone."""
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    for address in (uri, uri + "&immutable=1"):
        connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            connection.close()
            cannot = error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
            if address is uri and cannot and not os.access(path.parent, os.W_OK):
                continue
            raise
        connection.set_authorizer(_no_foreign_code)
        return connection
    raise AssertionError("the loop above returns or raises")


def _no_foreign_code(_action: int, _one: object, _two: object, _db: object, via: str | None) -> int:
    """Deny whatever a trigger or a view of the file would do; our own queries use neither."""
    return sqlite3.SQLITE_OK if via is None else sqlite3.SQLITE_DENY


def _ours(path: Path, connection: sqlite3.Connection) -> int:
    """Return the schema version, or raise LogError for what is not ours, newer or damaged."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        raise LogError(f"{path}: is a database of another program; name another file with --db")
    if version > VERSION:
        raise LogError(
            f"{path}: was written by a newer racetui (schema {version}, this one knows {VERSION});"
            " update racetui"
        )
    if fingerprint(connection) != FINGERPRINTS.get(version):
        raise LogError(f"{path}: its tables are not racetui's; put a backup in its place")
    if path.stat().st_size <= CHECKED_BYTES:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise LogError(f"{path}: is damaged; put a backup in its place")
    return version
