"""The nouns. Frozen, slotted, without logic; every other package speaks in them.

Times are whole UTC milliseconds since 1970 (`Millis`). A count that nobody knows is `None`,
never 0. The big values compare by identity (`eq=False`), so that "same as before?" costs nothing.
"""

from tui.model.accounts import ABSENT, NO_COUNTS, Account, Condition, Kind
from tui.model.board import (
    EMPTY_BOARD,
    Board,
    ClockStatus,
    LibraryEntry,
    LookupResult,
    Notice,
    OpenedAccount,
    Podium,
    SourceStatus,
)
from tui.model.events import Event, EventKind, Origin
from tui.model.follows import EMPTY_FOLLOW_LIST, Followee, FollowList
from tui.model.forecasts import (
    NO_FORECAST,
    ConePoint,
    Forecast,
    KeptForecast,
    Ledger,
    ScoredForecast,
)
from tui.model.posts import ClassifiedPost, PostKind, Talk
from tui.model.races import Race, Stake, Vote
from tui.model.samples import DOUBTED, SYNTHETIC, Quality, Sample, Track
from tui.model.standings import Measure, Standing, State
from tui.model.times import DAY, FOREVER, HOUR, MINUTE, MONTH, SECOND, Millis

__all__ = [
    "ABSENT",
    "DAY",
    "DOUBTED",
    "EMPTY_BOARD",
    "EMPTY_FOLLOW_LIST",
    "FOREVER",
    "HOUR",
    "MINUTE",
    "MONTH",
    "NO_COUNTS",
    "NO_FORECAST",
    "SECOND",
    "SYNTHETIC",
    "Account",
    "Board",
    "ClassifiedPost",
    "ClockStatus",
    "Condition",
    "ConePoint",
    "Event",
    "EventKind",
    "FollowList",
    "Followee",
    "Forecast",
    "KeptForecast",
    "Kind",
    "Ledger",
    "LibraryEntry",
    "LookupResult",
    "Measure",
    "Millis",
    "Notice",
    "OpenedAccount",
    "Origin",
    "Podium",
    "PostKind",
    "Quality",
    "Race",
    "Sample",
    "ScoredForecast",
    "SourceStatus",
    "Stake",
    "Standing",
    "State",
    "Talk",
    "Track",
    "Vote",
]
