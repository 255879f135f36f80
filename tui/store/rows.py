"""A read-only connection to a log."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tui.store.from_rows import FromRows
from tui.store.opening import OlderLog, as_log_errors, connect_to_read
from tui.store.writer import open_to_write

ACCOUNT = (
    "a.id, a.source, a.native_id, a.handle, a.name, a.kind, a.condition, a.moved_to,"
    " a.condition_since"
)


class Rows:
    """A log, open for reading only. Each thread needs its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._from_rows = FromRows(path)
        try:
            self._connection = connect_to_read(path)
        except OlderLog:
            open_to_write(path).close()
            self._connection = connect_to_read(path)
        self._data_version = 0

    def close(self) -> None:
        """Close the log."""
        self._connection.close()

    def damage(self) -> str:
        """Return what is wrong with the file, or "" if it is sound; reads every page of it."""
        result = str(self._rows("PRAGMA integrity_check(1)")[0][0])
        return "" if result == "ok" else result

    def has_changed(self) -> bool:
        """Return whether another connection has written since the last call."""
        version = int(self._rows("PRAGMA data_version")[0][0])
        before, self._data_version = self._data_version, version
        return version != before

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with as_log_errors(self.path):
            return self._connection.execute(sql, parameters).fetchall()
