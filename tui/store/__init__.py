"""The log: one SQLite file with every race, account, sample, event and follow."""

from tui.store.nouns import is_documented
from tui.store.opening import LogError
from tui.store.reading import POINTS, Log, usual_step
from tui.store.writing import Writer, create, finish, open_to_write

__all__ = [
    "POINTS",
    "Log",
    "LogError",
    "Writer",
    "create",
    "finish",
    "is_documented",
    "open_to_write",
    "usual_step",
]
