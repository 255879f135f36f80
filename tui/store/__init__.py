"""The log: one SQLite file with every race, account, sample, event and follow."""

from tui.store.following import ListReading
from tui.store.nouns import is_documented
from tui.store.opening import LogError
from tui.store.reading import Log
from tui.store.recording import Row
from tui.store.tracks import POINTS, usual_step
from tui.store.transaction import CollectorLock
from tui.store.writing import Writer, backups, create, finish, open_to_write

__all__ = [
    "POINTS",
    "CollectorLock",
    "ListReading",
    "Log",
    "LogError",
    "Row",
    "Writer",
    "backups",
    "create",
    "finish",
    "is_documented",
    "open_to_write",
    "usual_step",
]
