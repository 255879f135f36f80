"""The demo world: eight racers whose counts are a pure function of (seed, time).

It needs no log and is the same everywhere. A week of a racer is divided into blocks of ten minutes,
a block into cells of ten seconds. All racers of the leading group gain the same in a week, so that
the race stays open. In each block one racer surges, one loses followers, there is an outage, and
six times a wrong count is reported for a moment.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random

from tui.model import DAY, HOUR, MINUTE, SECOND, Account, EventKind, Millis, Race
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES, SURGING, GrowthStyle
from tui.sources.readings import Happened

NAME = "demo"
SEED = 2009
EPOCH: Millis = 1_793_577_600_000
"""2026-11-02T00:00:00Z, a Monday."""
WEEK: Millis = 7 * DAY
BLOCK: Millis = 10 * MINUTE
CELL: Millis = 10 * SECOND
BLOCKS, CELLS = WEEK // BLOCK, BLOCK // CELL
INTERVAL: Millis = 5 * SECOND
"""The default interval of the demo race."""
OUTAGE: Millis = 45 * SECOND
WRONG_COUNTS = 6
WRONG_FOR: Millis = 2 * SECOND
TARGET_STEP, TARGET_AHEAD = 50_000, 30_000
BIG_SURGE_EVERY, BIG_SURGE = 9, 7.0
"""One block in 9 has a big surge with an event, as large as the gain of 7 usual blocks."""
SURGE_TITLES = (
    (EventKind.BROADCAST, "is on the evening news"),
    (EventKind.BROADCAST, "hums the theme of a film"),
    (EventKind.POST, "asks everyone to follow"),
    (EventKind.GIVEAWAY, "gives away a hundred cups"),
    (EventKind.CHALLENGE, "challenges the whole kitchen"),
)


def racers() -> tuple[Account, ...]:
    """Return the eight racers, with id 0, since they are in no log."""
    return tuple(account_of(style) for style in GROWTH_STYLES)


def race_at(at: Millis) -> Race:
    """Return the demo race at a time: all eight racers, with the target of the day."""
    target = target_at(at)
    return Race(NAME, "Demo race", racers(), target, "UTC", horizon=30 * DAY, every=INTERVAL)


def target_at(at: Millis) -> int:
    """Return the first round count that was well above every racer at the start of the day."""
    midnight = at // DAY * DAY
    best = max(count_at(SEED, style, midnight) for style in GROWTH_STYLES)
    return math.ceil((best + TARGET_AHEAD) / TARGET_STEP) * TARGET_STEP


def count_at(seed: int, style: GrowthStyle, at: Millis) -> int:
    """Return a racer's true number of followers at a time."""
    week, within = divmod(at - EPOCH, WEEK)
    block, rest = divmod(within, BLOCK)
    cell, part = divmod(rest, CELL)
    edges = week_of(seed, style.handle, week)
    steps = block_of(seed, style.handle, week * BLOCKS + block, edges[block + 1] - edges[block])
    inside = steps[cell] + (steps[cell + 1] - steps[cell]) * part / CELL
    return max(0, style.base + style.gain * week + edges[block] + math.floor(inside))


@lru_cache(maxsize=64)
def week_of(seed: int, handle: str, week: int) -> tuple[int, ...]:
    """Return a racer's gain since the start of a week, at each edge of its blocks."""
    style = BY_HANDLE[handle]
    random = Random(f"{seed} {handle} week {week}")
    raw = []
    for block in range(BLOCKS):
        hour = (block * BLOCK % DAY) / HOUR
        # Slowest at four in the morning, fastest twelve hours later.
        sun = 0.5 - 0.5 * math.cos((hour - 4) / 24 * 2 * math.pi)
        rhythm = style.night + (1 - style.night) * 2 * sun if style.night < 1 else 2 - sun
        raw.append(
            style.shape(block / BLOCKS) * rhythm * math.exp(random.gauss(0, style.burst))
            + (style.surges * random.expovariate(0.5) if random.random() < 0.06 else 0)
            + (style.surges * BIG_SURGE if big_surger(seed, week * BLOCKS + block) == handle else 0)
        )
    scale = style.gain / sum(raw)
    sums = [round(total * scale) for total in accumulate(raw, initial=0.0)]
    return (*sums[:-1], style.gain)


@lru_cache(maxsize=512)
def block_of(seed: int, handle: str, block: int, gain: int) -> tuple[float, ...]:
    """Return a racer's gain since the start of a block, at each edge of its cells.

    If this racer surges, a part of the gain comes all at once. If it loses, some followers leave
    and come back later in the block.
    """
    random = Random(f"{seed} {handle} block {block}")
    weights = [random.expovariate(1.0) + 0.2 for _ in range(CELLS)]
    if chosen_racer(seed, block, "surge") == handle:
        start = surge_at(seed, block) // CELL
        for i in range(6):
            weights[start + i] += 30 / (i + 1)
    total = sum(weights)
    steps = [gain * weight / total for weight in weights]
    if chosen_racer(seed, block, "loss") == handle:
        start, lost = random.randrange(10, CELLS - 25), max(12.0, abs(gain) * 0.4)
        for i in range(3):
            steps[start + i] -= lost / 3
        for i in range(20):
            steps[start + 4 + i] += lost / 20
    return tuple(accumulate(steps, initial=0.0))


@lru_cache(maxsize=4096)
def chosen_racer(seed: int, block: int, what: str) -> str:
    """Return the racer chosen for a `surge` or a `loss` in a block."""
    some: Sequence[GrowthStyle] = SURGING
    if what == "loss":
        surging = chosen_racer(seed, block, "surge")
        some = tuple(style for style in GROWTH_STYLES if style.handle != surging)
    return Random(f"{seed} {what} {block}").choice(some).handle


def surge_at(seed: int, block: int) -> Millis:
    """Return the time of the surge in a block, in milliseconds after its start."""
    return Random(f"{seed} surge at {block}").randrange(8, CELLS - 14) * CELL


def big_surger(seed: int, block: int) -> str | None:
    """Return the racer with a big surge in a block, or None."""
    return chosen_racer(seed, block, "surge") if block % BIG_SURGE_EVERY == 0 else None


def surge_events(seed: int, handle: str, since: Millis, at: Millis) -> tuple[Happened, ...]:
    """Return the events that caused a racer's big surges between two times."""
    events = []
    for block in range((since - EPOCH) // BLOCK, (at - EPOCH) // BLOCK + 1):
        when = EPOCH + block * BLOCK + surge_at(seed, block)
        if big_surger(seed, block) == handle and since <= when <= at:
            kind, title = Random(f"{seed} fame {block}").choice(SURGE_TITLES)
            name = BY_HANDLE[handle].name
            events.append(Happened(when, kind, f"{name} {title}"))
    return tuple(events)


@lru_cache(maxsize=8)
def outage_start(seed: int, block: int) -> Millis:
    """Return the start of the outage in a block, in milliseconds after that of the block."""
    return Random(f"{seed} out {block}").randrange(2 * MINUTE, BLOCK - 2 * MINUTE, SECOND)


@lru_cache(maxsize=8)
def wrong_counts(seed: int, block: int) -> tuple[tuple[Millis, str, float], ...]:
    """Return the wrong counts in a block: time after its start, handle of the racer, factor."""
    random = Random(f"{seed} wrong {block}")
    part = BLOCK // WRONG_COUNTS
    slots = [
        n * part + random.randrange(10 * SECOND, part - 10 * SECOND) for n in range(WRONG_COUNTS)
    ]
    return tuple(
        (slot, random.choice(GROWTH_STYLES).handle, random.choice((0.0, 0.1, 1.6, 10.0)))
        for slot in slots
    )


def reported_count(seed: int, style: GrowthStyle, at: Millis) -> int:
    """Return the number of followers that is reported for a racer, which may be wrong."""
    block, within = divmod(at - EPOCH, BLOCK)
    count = count_at(seed, style, at)
    for slot, handle, factor in wrong_counts(seed, block):
        if handle == style.handle and slot <= within < slot + WRONG_FOR:
            return round(count * factor)
    return count


def post_count(style: GrowthStyle, at: Millis) -> int:
    """Return how many posts a racer has written up to a time."""
    per_hour = 0.2 + len(style.name) % 5
    return max(0, int((at - EPOCH + 30 * DAY) / HOUR * per_hour))


def account_of(style: GrowthStyle) -> Account:
    """Return a racer as an account, with id 0, since it is in no log."""
    return Account(0, NAME, style.handle, style.handle, style.name, style.kind)
