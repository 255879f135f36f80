"""The demo world for tests: pages without a pause, times and gains."""

from collections.abc import Iterator

from hypothesis import strategies as st

from tui.model import DAY, SECOND, Account, Millis
from tui.sources.demo import DemoWorld
from tui.sources.demo.growth_styles import BY_HANDLE
from tui.sources.demo.world import BLOCK, EPOCH, SEED, WEEK, count_at, racers

LATER = EPOCH + 20 * DAY
TIMES = st.integers(EPOCH, EPOCH + 520 * WEEK)


async def no_pause(_seconds: float) -> None:
    """Return at once."""


def world(seed: int = SEED) -> DemoWorld:
    return DemoWorld(seed, no_pause)


def account(handle: str) -> Account:
    return next(racer for racer in racers() if racer.handle == handle)


def gain_between(handle: str, start: Millis, end: Millis) -> int:
    style = BY_HANDLE[handle]
    return count_at(SEED, style, end) - count_at(SEED, style, start)


def times_of(block: int, step: Millis = SECOND) -> Iterator[Millis]:
    """Return the times of a block."""
    start = EPOCH + block * BLOCK
    return iter(range(start, start + BLOCK, step))
