"""Opening a log: a foreign, newer, damaged or inaccessible file is refused with a LogError."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tui.store.schema import APPLICATION_ID, FINGERPRINTS, VERSION, fingerprint

CHECKED_BYTES = 16_000_000
"""Logs up to this size are checked for damage each time they are opened (21 ms for 3.5 MB)."""


class LogError(Exception):
    """A log cannot be used; the message names the file, the problem and what to do, in one line."""


class OlderLog(LogError):
    """The log has an older schema; opening it for writing upgrades it."""


@contextmanager
def as_log_errors(path: Path) -> Iterator[None]:
    """Raise errors of SQLite and the file system as LogError, with the path of the log."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise LogError(f"{path}: {_problem(error)}") from None
    except OSError as error:
        why = error.strerror or "cannot be used"
        raise LogError(f"{path}: {why}; check the path and its folder, or use another") from None


def _problem(error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_NOTADB"):
        return "is not a racetui log; choose another file with --db"
    if name.startswith("SQLITE_CORRUPT"):
        return "is damaged; replace it with a backup (look for *.backup-* in the same folder)"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "is in use by another program; stop that one, or try again"
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
        return "the disk is full; free some space and try again"
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_READONLY", "SQLITE_AUTH")):
        return "cannot be opened; check that you may read and write the file and its folder"
    return f"cannot be used: {error}"


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to a log of the current schema; raises LogError."""
    with as_log_errors(path):
        _require_file(path)
        connection = _read_only(path)
        try:
            version = _checked_version(path, connection)
            if version < VERSION:
                raise OlderLog(f"{path}: was written by an older racetui (schema {version})")
        except BaseException:
            connection.close()
            raise
        return connection


def version_of(path: Path) -> int:
    """Return the schema version of a log; raises LogError if it is not a sound racetui log."""
    with as_log_errors(path):
        _require_file(path)
        connection = _read_only(path)
        try:
            return _checked_version(path, connection)
        finally:
            connection.close()


def require_private(path: Path) -> None:
    """Raise LogError if a log belongs to another user, or others may write to it."""
    with as_log_errors(path):
        _require_file(path)
        info = path.lstat()
        if hasattr(os, "geteuid") and info.st_uid != os.geteuid():
            raise LogError(f"{path}: belongs to another user; choose a log of your own with --db")
        if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise LogError(f"{path}: other users may write to it; run: chmod go-w '{path}'")


def _require_file(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise LogError(f"{path}: is a symbolic link; use the path of the file itself")
    if not stat.S_ISREG(mode):
        raise LogError(f"{path}: is not a file; use the path of a racetui log")
    if path.stat().st_size == 0 and not path.with_name(path.name + "-wal").exists():
        raise LogError(f"{path}: is empty; delete it, or choose another file with --db")


def _read_only(path: Path) -> sqlite3.Connection:
    """Connect read-only; where SQLite cannot create its side files, open the file as immutable."""
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
    """Deny everything a trigger or view of the file would run; our own queries use neither."""
    return sqlite3.SQLITE_OK if via is None else sqlite3.SQLITE_DENY


def _checked_version(path: Path, connection: sqlite3.Connection) -> int:
    """Return the schema version; raises LogError for a foreign, newer or damaged file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        raise LogError(f"{path}: is a database of another program; choose another file with --db")
    if version > VERSION:
        raise LogError(
            f"{path}: was written by a newer racetui (schema {version}, this one reads {VERSION});"
            " update racetui"
        )
    if fingerprint(connection) != FINGERPRINTS.get(version):
        raise LogError(f"{path}: its tables are not racetui's; replace it with a backup")
    if path.stat().st_size <= CHECKED_BYTES:
        result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise LogError(f"{path}: is damaged; replace it with a backup")
    return version
