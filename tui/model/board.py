"""The board: everything a screen shows at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.model.accounts import Account
from tui.model.events import Event
from tui.model.follows import FollowList
from tui.model.forecasts import Ledger
from tui.model.posts import Talk
from tui.model.races import Race, Stake, Vote
from tui.model.samples import Sample, Track
from tui.model.standings import Measure, Standing
from tui.model.times import Millis


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """The result of the last attempt to read a source.

    `why` says why it failed, and is empty if it did not; `since` is when it began to fail.
    `next_at` is the time of the next attempt, if it is later than usual.
    """

    source: str
    at: Millis
    why: str = ""
    since: Millis | None = None
    next_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class ClockStatus:
    """The clock of a board: its label, its speed, and whether it runs.

    If a live board's clock does not run, its view is frozen; the race continues.
    """

    label: str = ""
    speed: int = 1
    running: bool = True
    live: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class OpenedAccount:
    """The account a person opened: its newest sample and its follow list.

    `read` is how many followees have been read so far, None if the list is not being read; `why`
    says in words what is missing.
    """

    account: Account
    follow_list: FollowList
    newest: Sample | None = None
    read: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The result of looking up an account: the account, or in words why there is none."""

    asked: str
    account: Account | None = None
    followers: int | None = None
    why: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A race that can be chosen: whether it is in the user's own log, and can be read live."""

    race: Race
    live: bool
    own: bool
    newest: Millis | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A one-line message to show once; the numbers grow."""

    number: int
    words: str
    good: bool = True


@dataclass(frozen=True, slots=True)
class Podium:
    """The end of a race: the finishers by time, and the time between the first and the last."""

    finishers: tuple[Standing, ...]
    spread: Millis | None
    again_in: Millis


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Everything a screen shows at one instant. Standings are by rank, events by time.

    `show` changes whenever another race is shown.
    """

    race: Race
    at: Millis
    standings: tuple[Standing, ...] = ()
    tracks: Mapping[int, Track] = field(default_factory=dict)
    follow_lists: Mapping[int, FollowList] = field(default_factory=dict)
    talks: Mapping[int, Talk] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
    stakes: tuple[Stake, ...] = ()
    ledger: Ledger | None = None
    events: tuple[Event, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    sentence: str = ""
    clock_status: ClockStatus = ClockStatus()
    provenance: str = ""
    podium: Podium | None = None
    statuses: tuple[SourceStatus, ...] = ()
    opened: OpenedAccount | None = None
    found: LookupResult | None = None
    library: tuple[LibraryEntry, ...] = ()
    notice: Notice | None = None
    show: int = 0


EMPTY_BOARD = Board(race=Race(name="", title=""), at=0)
