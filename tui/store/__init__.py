"""The log: one SQLite file with every race, account, sample, event and follow."""

from tui.store.from_rows import is_documented
from tui.store.log import Log
from tui.store.opening import LogError
from tui.store.read_samples import POINTS, usual_step
from tui.store.transaction import CollectorLock
from tui.store.write_follows import ListReading
from tui.store.write_samples import Row
from tui.store.writer import Writer, backups, create, finish, open_to_write

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
