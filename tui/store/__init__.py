"""The log: one SQLite file with every race, account, sample, event and follow."""

from tui.store.opening import LogError
from tui.store.reading import Log
from tui.store.writing import Writer, create, finish, open_to_write

__all__ = ["Log", "LogError", "Writer", "create", "finish", "open_to_write"]
