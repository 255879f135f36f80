"""The demo world: eight racers of every temper, a function of (seed, time) and of nothing else.

It answers without a log, and is the same everywhere. A week of each racer is laid out in blocks of
ten minutes, a block in cells of ten seconds; weeks of the leading group gain the same, so that its
race stays open. In each block somebody surges, somebody loses, everything is out for a while, and
six times, for a moment, a count is answered that cannot be.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import accumulate
from random import Random

from tui.model import DAY, HOUR, MINUTE, SECOND, Account, EventKind, Kind, Millis, Quality, Race
from tui.sources.source import Followed, Happened, NoSuchAccount, Page, Reading, SourceError

NAME = "demo"
SEED = 2009
EPOCH: Millis = 1_793_577_600_000
"""2026-11-02T00:00:00Z, a Monday."""
WEEK: Millis = 7 * DAY
BLOCK: Millis = 10 * MINUTE
CELL: Millis = 10 * SECOND
BLOCKS, CELLS = WEEK // BLOCK, BLOCK // CELL
EVERY: Millis = 5 * SECOND
"""How often the race of this world is read, unless it is told otherwise."""
OUT_FOR: Millis = 45 * SECOND
WRONGS = 6
WRONG_FOR: Millis = 2 * SECOND
TARGET_STEP, TARGET_AHEAD = 50_000, 30_000
PAGE = 100
CHANGING, CHANGING_OF_LONG = 120, 200
"""One place in so many of a list, and of a long one, has somebody else every day."""
NEWCOMERS = 5_000_000
ANSWERS_IN = 0.05
"""Seconds that a page of a follow list takes, so that a long list takes its time."""
LEADERS_GAIN = 336_000
FAMED_EVERY, FAME = 9, 7.0
"""One in so many blocks has a great surge, of so many usual blocks."""
FAMES = (
    (EventKind.BROADCAST, "is on the evening news"),
    (EventKind.BROADCAST, "hums the theme of a film"),
    (EventKind.POST, "asks everyone to follow"),
    (EventKind.GIVEAWAY, "gives away a hundred cups"),
    (EventKind.CHALLENGE, "challenges the whole kitchen"),
)


@dataclass(frozen=True, slots=True)
class Temper:
    """How a racer moves. `base` is its count at the epoch, `gain` that of each week.

    `shape` is the pace through the week, from 0 to 1, in parts of the mean; `night` how much of it
    goes to the night; `burst` how uneven the blocks are.
    """

    handle: str
    name: str
    kind: Kind
    base: int
    gain: int
    follows: int
    answer_rate: float
    shape: Callable[[float], float]
    night: float = 0.6
    burst: float = 0.3
    surges: float = 1.0


def _steady(_phase: float) -> float:
    return 1.0


def _fading(phase: float) -> float:
    return 0.85 + 0.4 * math.exp(-2.8 * phase)


def _growing(phase: float) -> float:
    return 0.85 + 0.3 * phase


def _losing(phase: float) -> float:
    return -1.0 if phase < 6 / 7 else 8.0


def _weekend(phase: float) -> float:
    return 2.4 if phase > 5 / 7 else 0.45


TEMPERS = (
    Temper(
        "teapot.demo",
        "Steady Teapot",
        Kind.PERSON,
        100_000,
        LEADERS_GAIN,
        340,
        0.62,
        _steady,
        burst=0.15,
        surges=0.5,
    ),
    Temper(
        "kettle.demo",
        "Bursty Kettle",
        Kind.PERSON,
        100_400,
        LEADERS_GAIN,
        1_200,
        0.35,
        _steady,
        burst=1.1,
        surges=3.0,
    ),
    Temper(
        "lantern.demo",
        "Fading Lantern",
        Kind.MEDIA,
        97_900,
        LEADERS_GAIN,
        18,
        0.9,
        _fading,
        night=0.9,
    ),
    Temper(
        "beanstalk.demo",
        "Growing Beanstalk",
        Kind.BRAND,
        102_300,
        LEADERS_GAIN,
        20_000,
        0.81,
        _growing,
    ),
    Temper("kite.demo", "Weekend Kite", Kind.PERSON, 96_000, 330_000, 87, 0.2, _weekend),
    Temper("owl.demo", "Night Owl", Kind.PERSON, 61_000, 180_000, 455, 0.5, _steady, night=2.4),
    Temper(
        "umbrella.demo", "Losing Umbrella", Kind.BRAND, 240_000, 90_000, 2_600, 0.05, _losing, 0.8
    ),
    Temper(
        "thimble.demo",
        "Tiny Thimble",
        Kind.PERSON,
        640,
        900,
        12,
        1.0,
        _steady,
        burst=0.8,
        surges=2.0,
    ),
)
SURGING = TEMPERS[:6]
"""Whose surges can be seen: not of who is tiny, nor of who loses."""
BY_HANDLE = {temper.handle: temper for temper in TEMPERS}
WORDS = ("Button", "Spoon", "Pebble", "Candle", "Pocket", "Ladder", "Whistle", "Cushion", "Marble")


def racers() -> tuple[Account, ...]:
    """Return the eight racers; in no log, so without a number of one."""
    return tuple(_account(temper) for temper in TEMPERS)


def race_at(at: Millis) -> Race:
    """Return the race of this world at a time: all eight, to the next round count of the day."""
    target = target_at(at)
    return Race(
        NAME, f"Demo race to {target:,}", racers(), target, "UTC", horizon=30 * DAY, every=EVERY
    )


def target_at(at: Millis) -> int:
    """Return the first round count that was well out of everyone's reach as the day began."""
    midnight = at // DAY * DAY
    best = max(count_at(SEED, temper, midnight) for temper in TEMPERS)
    return math.ceil((best + TARGET_AHEAD) / TARGET_STEP) * TARGET_STEP


def count_at(seed: int, temper: Temper, at: Millis) -> int:
    """Return a racer's true followers at a time."""
    week, within = divmod(at - EPOCH, WEEK)
    block, rest = divmod(within, BLOCK)
    cell, part = divmod(rest, CELL)
    edges = week_of(seed, temper.handle, week)
    steps = block_of(seed, temper.handle, week * BLOCKS + block, edges[block + 1] - edges[block])
    inside = steps[cell] + (steps[cell + 1] - steps[cell]) * part / CELL
    return max(0, temper.base + temper.gain * week + edges[block] + math.floor(inside))


@lru_cache(maxsize=64)
def week_of(seed: int, handle: str, week: int) -> tuple[int, ...]:
    """Return what a racer has gained since the week began, at the edge of each block."""
    temper = BY_HANDLE[handle]
    random = Random(f"{seed} {handle} week {week}")
    raw = []
    for block in range(BLOCKS):
        hour = (block * BLOCK % DAY) / HOUR
        # The fewest at four in the morning, the most twelve hours later.
        sun = 0.5 - 0.5 * math.cos((hour - 4) / 24 * 2 * math.pi)
        rhythm = temper.night + (1 - temper.night) * 2 * sun if temper.night < 1 else 2 - sun
        raw.append(
            temper.shape(block / BLOCKS) * rhythm * math.exp(random.gauss(0, temper.burst))
            + (temper.surges * random.expovariate(0.5) if random.random() < 0.06 else 0)
            + (temper.surges * FAME if famed(seed, week * BLOCKS + block) == handle else 0)
        )
    scale = temper.gain / sum(raw)
    sums = [round(total * scale) for total in accumulate(raw, initial=0.0)]
    return (*sums[:-1], temper.gain)


@lru_cache(maxsize=512)
def block_of(seed: int, handle: str, block: int, gain: int) -> tuple[float, ...]:
    """Return what a racer has gained since a block began, at the edge of each cell.

    Some of what is gained comes all at once where it is this racer's turn to surge; where it is
    its turn to lose, a part goes and comes back later in the block.
    """
    random = Random(f"{seed} {handle} block {block}")
    weights = [random.expovariate(1.0) + 0.2 for _ in range(CELLS)]
    if chosen(seed, block, "surge") == handle:
        start = surge_at(seed, block) // CELL
        for i in range(6):
            weights[start + i] += 30 / (i + 1)
    total = sum(weights)
    steps = [gain * weight / total for weight in weights]
    if chosen(seed, block, "loss") == handle:
        start, lost = random.randrange(10, CELLS - 25), max(12.0, abs(gain) * 0.4)
        for i in range(3):
            steps[start + i] -= lost / 3
        for i in range(20):
            steps[start + 4 + i] += lost / 20
    return tuple(accumulate(steps, initial=0.0))


@lru_cache(maxsize=4096)
def chosen(seed: int, block: int, what: str) -> str:
    """Return whose turn it is in a block."""
    some: Sequence[Temper] = SURGING
    if what == "loss":
        surging = chosen(seed, block, "surge")
        some = tuple(temper for temper in TEMPERS if temper.handle != surging)
    return Random(f"{seed} {what} {block}").choice(some).handle


def surge_at(seed: int, block: int) -> Millis:
    """Return when in a block somebody surges, in milliseconds after its start."""
    return Random(f"{seed} surge at {block}").randrange(8, CELLS - 14) * CELL


def famed(seed: int, block: int) -> str | None:
    """Return whose surge in a block is a great one that is told of; not every block has one."""
    return chosen(seed, block, "surge") if block % FAMED_EVERY == 0 else None


def happened(seed: int, handle: str, since: Millis, at: Millis) -> tuple[Happened, ...]:
    """Return what made a racer surge between two times."""
    events = []
    for block in range((since - EPOCH) // BLOCK, (at - EPOCH) // BLOCK + 1):
        when = EPOCH + block * BLOCK + surge_at(seed, block)
        if famed(seed, block) == handle and since <= when <= at:
            kind, title = Random(f"{seed} fame {block}").choice(FAMES)
            name = BY_HANDLE[handle].name
            events.append(Happened(when, kind, f"{name} {title}"))
    return tuple(events)


@lru_cache(maxsize=8)
def out_since(seed: int, block: int) -> Millis:
    """Return when in a block nobody answers, in milliseconds after its start."""
    return Random(f"{seed} out {block}").randrange(2 * MINUTE, BLOCK - 2 * MINUTE, SECOND)


@lru_cache(maxsize=8)
def wrong_at(seed: int, block: int) -> tuple[tuple[Millis, str, float], ...]:
    """Return when in a block a wrong count is answered, for whom, and by what factor."""
    random = Random(f"{seed} wrong {block}")
    part = BLOCK // WRONGS
    slots = [n * part + random.randrange(10 * SECOND, part - 10 * SECOND) for n in range(WRONGS)]
    return tuple(
        (slot, random.choice(TEMPERS).handle, random.choice((0.0, 0.1, 1.6, 10.0)))
        for slot in slots
    )


def answered(seed: int, temper: Temper, at: Millis) -> int:
    """Return the followers that the world answers for a racer: the true ones, or wrong ones."""
    block, within = divmod(at - EPOCH, BLOCK)
    count = count_at(seed, temper, at)
    for slot, handle, factor in wrong_at(seed, block):
        if handle == temper.handle and slot <= within < slot + WRONG_FOR:
            return round(count * factor)
    return count


class DemoWorld:
    """The source `demo`."""

    name = NAME

    def __init__(
        self, seed: int = SEED, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._seed, self._pause = seed, pause

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account of this world; nobody answers during an outage."""
        block, within = divmod(at - EPOCH, BLOCK)
        since = out_since(self._seed, block)
        if since <= within < since + OUT_FOR:
            raise SourceError("the demo world is out, as it is for a while every ten minutes")
        return [self.reading(account, at) for account in accounts if _is_here(account)]

    def reading(self, account: Account, at: Millis) -> Reading:
        """Return what this world says of one of its accounts."""
        temper = BY_HANDLE.get(account.native_id)
        if temper is None:
            followers, following = _walk_on(self._seed, account.native_id)
            return Reading(account, followers, following, followers % 977)
        followers = answered(self._seed, temper, at)
        return Reading(
            account,
            followers,
            temper.follows,
            posts_at(temper, at),
            Quality.EXACT,
            happened(self._seed, temper.handle, at - BLOCK, at),
        )

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return a racer, or one of the crowd, by its handle."""
        handle = name.strip().removeprefix("@").casefold()
        handle = handle if handle.endswith(".demo") else f"{handle}.demo"
        if handle in BY_HANDLE:
            return self.reading(_account(BY_HANDLE[handle]), at)
        number = handle.removeprefix("walk-on-").removesuffix(".demo")
        if number.isascii() and number.isdigit() and len(number) < 8:
            return self.reading(_crowd(int(number)), at)
        near = get_close_matches(handle, BY_HANDLE, n=2, cutoff=0.5)
        raise NoSuchAccount(
            f"no account {handle!r} in the demo world", near or [t.handle for t in TEMPERS[:3]]
        )

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a hundred of those whom an account follows today."""
        await self._pause(ANSWERS_IN)
        start = int(cursor) if cursor and cursor.isdigit() else 0
        temper = BY_HANDLE.get(account.native_id)
        length = temper.follows if temper else _walk_on(self._seed, account.native_id)[1]
        end = min(start + PAGE, length)
        followed = tuple(self._followed(account, place, at) for place in range(start, end))
        return Page(followed, str(end) if end < length else None)

    def _followed(self, account: Account, place: int, at: Millis) -> Followed:
        """Return who stands at a place of a list: racers first, then the crowd, a few new daily."""
        temper = BY_HANDLE.get(account.native_id)
        own = sum(account.native_id.encode()) % 97
        others = [t for t in TEMPERS if t is not temper]
        rate = temper.answer_rate if temper else 0.3
        if temper and place < min(4, temper.follows // 4):
            other = others[(own + place) % len(others)]
            back = Random(f"{self._seed} {account.native_id} {other.handle}").random() < rate
            return Followed(_account(other), back, count_at(self._seed, other, at), other.follows)
        number = own * 31_337 + place * 7
        long = temper is not None and temper.follows > PAGE * 10
        if place % (CHANGING_OF_LONG if long else CHANGING) == 5 + own % 7:
            # From numbers that nobody else of a list has.
            number = NEWCOMERS + ((at - EPOCH) // DAY * 20_011 + place) % 4_999_999
        crowd = _crowd(number)
        followers, following = _walk_on(self._seed, crowd.native_id)
        random = Random(f"{self._seed} {account.native_id} {number}")
        answers = random.random() > 0.02
        return Followed(crowd, random.random() < rate if answers else None, followers, following)


def posts_at(temper: Temper, at: Millis) -> int:
    """Return how many posts a racer has written until a time."""
    an_hour = 0.2 + len(temper.name) % 5
    return max(0, int((at - EPOCH + 30 * DAY) / HOUR * an_hour))


def _account(temper: Temper) -> Account:
    return Account(0, NAME, temper.handle, temper.handle, temper.name, temper.kind)


def _crowd(number: int) -> Account:
    handle = f"walk-on-{number}.demo"
    name = f"{WORDS[number % len(WORDS)]} {number} of the crowd"
    return Account(0, NAME, handle, handle, name, Kind.PERSON)


def _walk_on(seed: int, native_id: str) -> tuple[int, int]:
    """Return how many follow one of the crowd, and how many it follows."""
    random = Random(f"{seed} {native_id}")
    return int(10 ** random.triangular(0.5, 5.7, 2.1)), random.randrange(3, 900)


def _is_here(account: Account) -> bool:
    return account.source == NAME
