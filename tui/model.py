"""The nouns. Frozen, slotted, without logic; everything above speaks in them.

Times are whole UTC milliseconds since 1970 (`Millis`). A count that nobody knows is `None`,
never 0. The big values compare by identity (`eq=False`), so that "same as before?" costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Millis = int

SECOND: Millis = 1000
MINUTE: Millis = 60 * SECOND
HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR
MONTH: Millis = 30 * DAY

SYNTHETIC = "synthetic"


class Kind(StrEnum):
    """What stands behind an account."""

    PERSON = "person"
    MEDIA = "media"
    BRAND = "brand"
    UNKNOWN = "unknown"


class Quality(StrEnum):
    """What a count is, in the words of its source."""

    EXACT = "exact"
    ROUNDED = "rounded"
    OVER = "over"
    UNDER = "under"
    DERIVED = "derived"
    SUSPECT = "suspect"
    FALSE_READING = "false-reading"


DOUBTED = frozenset({Quality.SUSPECT, Quality.FALSE_READING})
"""Readings that enter no measure, lead, milestone or alert."""


class EventKind(StrEnum):
    """What an event is."""

    CHALLENGE = "challenge"
    GIVEAWAY = "giveaway"
    PLEDGE = "pledge"
    TAKEOVER = "takeover"
    BROADCAST = "broadcast"
    POST = "post"
    PLATFORM = "platform"
    VOTE = "vote"
    LEAD_CHANGE = "lead-change"
    MILESTONE = "milestone"
    MILESTONE_LOST = "milestone-lost"
    FALSE_READING = "false-reading"
    GAP = "gap"
    NOTE = "note"


class Origin(StrEnum):
    """Who says that an event happened."""

    DOCUMENTED = "documented"
    MEASURED = "measured"
    NOTED = "noted"


class State(StrEnum):
    """How an account stands in the race."""

    UNKNOWN = "unknown"
    RACING = "racing"
    STALE = "stale"
    CROSSED = "crossed"


class Condition(StrEnum):
    """How its source has an account. Only one that is there has counts that go on."""

    THERE = "there"
    MOVED = "moved"
    WITHHELD = "withheld"
    HIDDEN = "hidden"
    PRIVATE = "private"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    GONE = "gone"


ABSENT = frozenset({Condition.PRIVATE, Condition.SUSPENDED, Condition.DEACTIVATED, Condition.GONE})
"""Conditions in which nothing more is told of an account."""
NO_COUNTS = ABSENT | {Condition.HIDDEN}
"""Conditions in which its counts do not go on."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one source; `native_id` is the source's stable id, the handle may change.

    `moved_to` is the handle of the account that took its place, where it says so; the condition
    is so since a time.
    """

    id: int
    source: str
    native_id: str
    handle: str
    name: str
    kind: Kind = Kind.UNKNOWN
    condition: Condition = Condition.THERE
    moved_to: str = ""
    condition_since: Millis = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """What was read of an account at one time."""

    at: Millis
    followers: int | None
    following: int | None = None
    posts: int | None = None
    quality: Quality = Quality.EXACT
    provenance: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """An account's samples by time, doubted ones included; `step` is the usual time between two."""

    account: Account
    samples: tuple[Sample, ...]
    step: Millis = MINUTE


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a race, to one account or to none in particular.

    `within` is how far from `at` it may have been.
    """

    at: Millis
    kind: EventKind
    title: str
    origin: Origin
    account: Account | None = None
    source: str = ""
    within: Millis = 0


class PostKind(StrEnum):
    """What a post is. A thread is a reply to oneself."""

    REPLY = "reply"
    THREAD = "thread"
    MENTION = "mention"
    QUOTE = "quote"
    PLAIN = "plain"
    REPOST = "repost"


@dataclass(frozen=True, slots=True)
class Posted:
    """What is kept of a post: its time, what it is, whether it names others or asks for follows."""

    at: Millis
    kind: PostKind
    mentions: bool = False
    pleads: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """An account's posts as they were read at a time, the newest first."""

    read_at: Millis
    posts: tuple[Posted, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on an account, by its number: it is to have fewer followers than `below` at the end.

    Like Unfollow Day, it is cast by unfollowing.
    """

    account: int
    below: int
    begins_at: Millis
    ends_at: Millis


@dataclass(frozen=True, slots=True)
class Stake:
    """What somebody pledged for the case that an account, by its number, reaches a count.

    It is open until then, due from then on, and kept once somebody says so.
    """

    account: int
    text: str
    target: int
    noted_at: Millis
    kept_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Race:
    """Who races to what. `start` to `end` is what plays; `end` is the now of a recorded race.

    `id` is the log's number for it, 0 where it is in none; `every` is how often it is read;
    `users` are how many its network has, between two numbers.
    """

    name: str
    title: str
    accounts: tuple[Account, ...] = ()
    target: int | None = None
    zone: str | None = None
    start: Millis | None = None
    end: Millis | None = None
    horizon: Millis = MONTH
    id: int = 0
    every: Millis | None = None
    users: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ConePoint:
    """Followers at a future time: the median, and the interval of four chances in five."""

    at: Millis
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """When an account reaches the target. All `None` where it would be a guess; `why` says so."""

    median: Millis | None = None
    p10: Millis | None = None
    p90: Millis | None = None
    p_not: float | None = None
    win: float | None = None
    cone: tuple[ConePoint, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Foretold:
    """A forecast as it was shown: made `at` a time of an account, by its number; hours are ms."""

    account: int
    at: Millis
    target: int
    horizon: Millis
    followers: int
    early: Millis | None
    median: Millis | None
    late: Millis | None
    p_not: float
    win: float | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A past forecast with what came of it: hours from when it was made, None where nothing has.

    `came` is cut at the horizon; `error` is how much too late the median was.
    """

    forecast: Foretold
    came: float | None = None
    error: float | None = None
    covered: bool | None = None
    crps: float | None = None
    crps_constant: float | None = None
    crps_day: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Past forecasts, and what those say of which it is known by a time what came.

    `why` tells why there are none, where they could not be read.
    """

    at: Millis
    entries: tuple[Entry, ...] = ()
    why: str = ""
    scored: int = 0
    error: float | None = None
    coverage: float | None = None
    crps: float | None = None
    crps_constant: float | None = None
    crps_day: float | None = None


NO_FORECAST = Forecast(why="no forecast yet")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with what it takes to trust it. `why` says what is missing where it is unknown."""

    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    n: int | None = None
    of: int | None = None
    as_of: Millis | None = None
    provenance: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """One account's line on the board; `gap` is to the leader, 0 for the leader."""

    account: Account
    rank: int
    state: State = State.UNKNOWN
    followers: int | None = None
    following: int | None = None
    gap: int | None = None
    pace: float | None = None
    pace_window: Millis | None = None
    progress: float | None = None
    time_gap: Millis | None = None
    crossed_at: Millis | None = None
    crossed_within: Millis | None = None
    quality: Quality | None = None
    provenance: str = ""
    read_at: Millis | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    forecast: Forecast = NO_FORECAST


@dataclass(frozen=True, slots=True)
class Followee:
    """Whom an account follows; `follows_back` and `celebrity` are `None` where nobody says."""

    account: Account
    follows_back: bool | None
    celebrity: bool | None
    followers: int | None = None
    first_seen: Millis | None = None
    last_seen: Millis | None = None
    gone_at: Millis | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """The followees known of an account at a time; `following` is how many it says it follows.

    `why` says in words why its list is not told to anybody like us; `read_at` is when the list was
    read to its end.
    """

    account: Account | None
    at: Millis
    followees: tuple[Followee, ...] = ()
    following: int | None = None
    complete: bool = False
    followers: int | None = None
    why: str = ""
    read_at: Millis | None = None


EMPTY_CIRCLE = Circle(account=None, at=0)


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
class ClockFace:
    """What the time of a board is: the label says whose, `speed` how fast it runs.

    A live race goes on while its view does not run.
    """

    label: str = ""
    speed: int = 1
    running: bool = True
    live: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The account that was opened: its newest reading, its circle, how far the list is read.

    `read` is None while nobody reads the list; `why` says in words what is missing.
    """

    account: Account
    circle: Circle
    newest: Sample | None = None
    read: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What came of looking an account up: it, with its followers, or the words that say why not."""

    asked: str
    account: Account | None = None
    followers: int | None = None
    why: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelved:
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
    circles: Mapping[int, Circle] = field(default_factory=dict)
    talks: Mapping[int, Talk] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
    stakes: tuple[Stake, ...] = ()
    ledger: Ledger | None = None
    events: tuple[Event, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    sentence: str = ""
    face: ClockFace = ClockFace()
    provenance: str = ""
    podium: Podium | None = None
    statuses: tuple[SourceStatus, ...] = ()
    opened: Opened | None = None
    found: LookUp | None = None
    shelf: tuple[Shelved, ...] = ()
    notice: Notice | None = None
    show: int = 0


EMPTY_BOARD = Board(race=Race(name="", title=""), at=0)
