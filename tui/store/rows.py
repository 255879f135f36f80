"""A connection that only reads, and its rows as nouns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tui.store.from_rows import FromRows
from tui.store.opening import OlderLog, connect_to_read, in_words
from tui.store.writer import open_to_write

ACCOUNT = (
    "a.id, a.source, a.native_id, a.handle, a.name, a.kind, a.condition, a.moved_to,"
    " a.condition_since"
)


class Rows:
    """A log, open for reading only. One for each thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._nouns = FromRows(path)
        try:
            self._connection = connect_to_read(path)
        except OlderLog:
            open_to_write(path).close()
            self._connection = connect_to_read(path)
        self._seen = 0

    def close(self) -> None:
        """Close the log."""
        self._connection.close()

    def damage(self) -> str:
        """Return what is wrong with the file, every page of it read; empty where all is well."""
        verdict = str(self._rows("PRAGMA integrity_check(1)")[0][0])
        return "" if verdict == "ok" else verdict

    def changed(self) -> bool:
        """Tell whether another connection has written since this was asked last."""
        seen = int(self._rows("PRAGMA data_version")[0][0])
        before, self._seen = self._seen, seen
        return seen != before

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with in_words(self.path):
            return self._connection.execute(sql, parameters).fetchall()
