"""The demo world: eight racers of every temper, a function of (seed, time) and of nothing else.

It answers without a log, and is the same everywhere. A week of each racer is laid out in blocks of
ten minutes, a block in cells of ten seconds; weeks of the leading group gain the same, so that its
race stays open. In each block somebody surges, somebody loses, everything is out for a while, and
six times, for a moment, a count is answered that cannot be.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random

from tui.model import DAY, HOUR, MINUTE, SECOND, Account, EventKind, Millis, Race
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES, SURGING, GrowthStyle
from tui.sources.source import Happened

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
FAMED_EVERY, FAME = 9, 7.0
"""One in so many blocks has a great surge, of so many usual blocks."""
FAMES = (
    (EventKind.BROADCAST, "is on the evening news"),
    (EventKind.BROADCAST, "hums the theme of a film"),
    (EventKind.POST, "asks everyone to follow"),
    (EventKind.GIVEAWAY, "gives away a hundred cups"),
    (EventKind.CHALLENGE, "challenges the whole kitchen"),
)


def racers() -> tuple[Account, ...]:
    """Return the eight racers; in no log, so without a number of one."""
    return tuple(account_of(style) for style in GROWTH_STYLES)


def race_at(at: Millis) -> Race:
    """Return the race of this world at a time: all eight, to the next round count of the day."""
    target = target_at(at)
    return Race(NAME, "Demo race", racers(), target, "UTC", horizon=30 * DAY, every=EVERY)


def target_at(at: Millis) -> int:
    """Return the first round count that was well out of everyone's reach as the day began."""
    midnight = at // DAY * DAY
    best = max(count_at(SEED, style, midnight) for style in GROWTH_STYLES)
    return math.ceil((best + TARGET_AHEAD) / TARGET_STEP) * TARGET_STEP


def count_at(seed: int, style: GrowthStyle, at: Millis) -> int:
    """Return a racer's true followers at a time."""
    week, within = divmod(at - EPOCH, WEEK)
    block, rest = divmod(within, BLOCK)
    cell, part = divmod(rest, CELL)
    edges = week_of(seed, style.handle, week)
    steps = block_of(seed, style.handle, week * BLOCKS + block, edges[block + 1] - edges[block])
    inside = steps[cell] + (steps[cell + 1] - steps[cell]) * part / CELL
    return max(0, style.base + style.gain * week + edges[block] + math.floor(inside))


@lru_cache(maxsize=64)
def week_of(seed: int, handle: str, week: int) -> tuple[int, ...]:
    """Return what a racer has gained since the week began, at the edge of each block."""
    style = BY_HANDLE[handle]
    random = Random(f"{seed} {handle} week {week}")
    raw = []
    for block in range(BLOCKS):
        hour = (block * BLOCK % DAY) / HOUR
        # The fewest at four in the morning, the most twelve hours later.
        sun = 0.5 - 0.5 * math.cos((hour - 4) / 24 * 2 * math.pi)
        rhythm = style.night + (1 - style.night) * 2 * sun if style.night < 1 else 2 - sun
        raw.append(
            style.shape(block / BLOCKS) * rhythm * math.exp(random.gauss(0, style.burst))
            + (style.surges * random.expovariate(0.5) if random.random() < 0.06 else 0)
            + (style.surges * FAME if famed(seed, week * BLOCKS + block) == handle else 0)
        )
    scale = style.gain / sum(raw)
    sums = [round(total * scale) for total in accumulate(raw, initial=0.0)]
    return (*sums[:-1], style.gain)


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
    some: Sequence[GrowthStyle] = SURGING
    if what == "loss":
        surging = chosen(seed, block, "surge")
        some = tuple(style for style in GROWTH_STYLES if style.handle != surging)
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
        (slot, random.choice(GROWTH_STYLES).handle, random.choice((0.0, 0.1, 1.6, 10.0)))
        for slot in slots
    )


def answered(seed: int, style: GrowthStyle, at: Millis) -> int:
    """Return the followers that the world answers for a racer: the true ones, or wrong ones."""
    block, within = divmod(at - EPOCH, BLOCK)
    count = count_at(seed, style, at)
    for slot, handle, factor in wrong_at(seed, block):
        if handle == style.handle and slot <= within < slot + WRONG_FOR:
            return round(count * factor)
    return count


def posts_at(style: GrowthStyle, at: Millis) -> int:
    """Return how many posts a racer has written until a time."""
    an_hour = 0.2 + len(style.name) % 5
    return max(0, int((at - EPOCH + 30 * DAY) / HOUR * an_hour))


def account_of(style: GrowthStyle) -> Account:
    """Return a racer as an account; in no log, so without a number of one."""
    return Account(0, NAME, style.handle, style.handle, style.name, style.kind)
