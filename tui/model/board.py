"""The board: everything that a screen shows at one instant."""

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
    """How the last attempt at reading a source went: `why` it failed, and since when; or well.

    `next_at` is when it is tried next, where it waits for longer than usual.
    """

    source: str
    at: Millis
    why: str = ""
    since: Millis | None = None
    next_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class ClockStatus:
    """What the time of a board is: the label says whose, `speed` how fast it runs.

    A live race goes on while its view does not run.
    """

    label: str = ""
    speed: int = 1
    running: bool = True
    live: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class OpenedAccount:
    """The account that was opened: its newest reading, its circle, how far the list is read.

    `read` is None while nobody reads the list; `why` says in words what is missing.
    """

    account: Account
    follow_list: FollowList
    newest: Sample | None = None
    read: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What came of looking an account up: it, with its followers, or the words that say why not."""

    asked: str
    account: Account | None = None
    followers: int | None = None
    why: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A race that can be chosen: what it is, whether somebody can read it live, where it lies."""

    race: Race
    live: bool
    own: bool
    newest: Millis | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One line that is to be told once; the numbers grow."""

    number: int
    words: str
    good: bool = True


@dataclass(frozen=True, slots=True)
class Podium:
    """The end of a race: who crossed when, in that order, and how far apart the first and last."""

    finishers: tuple[Standing, ...]
    spread: Millis | None
    again_in: Millis


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Everything that a screen shows, at one instant. Standings are by rank, events by time.

    `show` is another number whenever another race was put on.
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
