"""The dashboard with a data side that stands still: a replay, the demo world, or any race."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tui.app import RaceApp
from tui.clock import ScaledClock
from tui.desk import Desk
from tui.formats import UTC, parse_time
from tui.model import DAY, SECOND, Board, Millis, Race
from tui.player import window_of
from tui.rehearsal import rehearse
from tui.screens import Wishes
from tui.sources.demo import NAME, DemoWorld, race_at
from tui.stage import Show, Stage
from tui.store import CollectorLock, Log, create

SUNDAY: Millis = 1_795_334_400_000
"""2026-11-22T08:00:00Z, the time of the demo's pictures."""
NIGHT = "2009-04-17T04:52:00Z"


@dataclass(slots=True)
class Fixed:
    """A clock that stands still until it is set."""

    at: Millis

    def now(self) -> Millis:
        return self.at


class Here:
    """A data side in the view's own loop; it is closed with the app."""

    def __init__(self, make: Callable[[], Stage]) -> None:
        self._make = make
        self.stage: Stage | None = None

    async def boards(self) -> AsyncIterator[Board]:
        self.stage = self._make()
        async for board in self.stage.boards():
            yield board

    def wish(self, act: Callable[[Wishes], None]) -> None:
        assert self.stage is not None
        act(self.stage)


async def no_pause(_seconds: float) -> None:
    """Answer at once."""


def world() -> DemoWorld:
    """Return the demo world, without the time that its answers take."""
    return DemoWorld(pause=no_pause)


def replaying(log: Path, race: str, at: str, own: Path | None = None) -> Here:
    """Return a replay of a race that stands still at a time."""

    def make() -> Stage:
        with Log(log) as opened:
            known = opened.race(race)
            assert known is not None
            window = window_of(opened, known)
            assert window is not None
        clock = ScaledClock(window[0] - DAY, window[1], 60, ticks=lambda: 0)
        clock.seek(parse_time(at, UTC, 0))
        desk = Desk(own or log.with_name("own.db"), {NAME: world}, Fixed(SUNDAY))
        return Stage(Show(log, race, 30 * DAY, clock), desk, Fixed(SUNDAY), 100_000, lambda: [log])

    return Here(make)


def living(
    folder: Path, at: Millis = SUNDAY, race: Race | None = None, others: Sequence[Path] = ()
) -> Here:
    """Return the live race of the demo world, or another one, at a time that stands still.

    Somebody else collects for its log, so nothing is read but what a test wants.
    """
    path = folder / "races.db"
    if not path.exists():
        writer = create(path)
        rehearse(writer, race or race_at(at), at)
        writer.close()
    lock = CollectorLock(path)
    assert lock.take()

    def make() -> Stage:
        lock.take()
        desk = Desk(path, {NAME: world}, Fixed(at))
        name = race.name if race else NAME
        return Stage(Show(path, name, 30 * DAY), desk, Fixed(at), 100_000, lambda: list(others))

    return Here(make)


@asynccontextmanager
async def showing(
    data: Here, size: tuple[int, int] = (160, 45)
) -> AsyncIterator[tuple[Pilot[None], RaceApp]]:
    """Run the dashboard on a data side, until its first board is drawn."""
    app = RaceApp(data)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: bool(app.board.race.name))
        yield pilot, app


async def until(
    pilot: Pilot[None], reached: Callable[[], bool], within: Millis = 20 * SECOND
) -> None:
    """Wait until something is so; fails where it never is."""
    async with asyncio.timeout(within / SECOND):
        while not reached():
            await pilot.pause()
    await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and let everything that follows from each come to rest."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await pilot.pause()
    await pilot.pause()
