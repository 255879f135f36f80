"""The dashboard with a data side that stands still: a replay, the demo world, or any race."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget

from tui.clock import ScaledClock
from tui.config import Thresholds
from tui.live.controller import Controller
from tui.live.race_library import RaceToShow
from tui.live.replay import window_of
from tui.model import (
    DAY,
    EMPTY_FOLLOW_LIST,
    SECOND,
    Board,
    Millis,
    OpenAccount,
    OpenedAccount,
    Race,
    Request,
)
from tui.parsing import parse_time
from tui.races.demo_log import write_demo_race
from tui.races.editing import RaceEditor
from tui.sources import page_of
from tui.sources.demo import NAME, DemoWorld, race_at
from tui.store import CollectorLock, Log, create
from tui.view.app import DataSide, RaceApp

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

    def __init__(self, make: Callable[[], Controller]) -> None:
        self._make = make
        self.controller: Controller | None = None

    async def boards(self) -> AsyncIterator[Board]:
        self.controller = self._make()
        async for board in self.controller.boards():
            yield board

    def send(self, request: Request) -> None:
        assert self.controller is not None
        self.controller.handle(request)


class Scripted:
    """A data side whose boards are handed to it, one after another; it keeps every request.

    An account that is opened is shown as the board knows it; where `answers` says so.
    """

    def __init__(self, board: Board, answers: bool = True) -> None:
        self._boards: asyncio.Queue[Board] = asyncio.Queue()
        self.requests: list[Request] = []
        self._answers = answers
        self.show(board)

    def show(self, board: Board) -> None:
        """Put up another board."""
        self.board = board
        self._boards.put_nowait(board)

    async def boards(self) -> AsyncIterator[Board]:
        while True:
            yield await self._boards.get()

    def send(self, request: Request) -> None:
        self.requests.append(request)
        if isinstance(request, OpenAccount) and self._answers:
            self._open(request.account_id)

    def _open(self, account_id: int) -> None:
        follow_lists = self.board.follow_lists
        known = [a for a in self.board.race.accounts if a.id == account_id]
        known += [f.account for c in follow_lists.values() for f in c.followees]
        account = next(a for a in known if a.id == account_id)
        self.show(
            replace(
                self.board,
                opened=OpenedAccount(account, follow_lists.get(account_id, EMPTY_FOLLOW_LIST)),
            )
        )


async def no_pause(_seconds: float) -> None:
    """Answer at once."""


def world() -> DemoWorld:
    """Return the demo world, without the time that its answers take."""
    return DemoWorld(pause=no_pause)


def replaying(log: Path, race: str, at: str, own: Path | None = None) -> Here:
    """Return a replay of a race that stands still at a time."""

    def make() -> Controller:
        with Log(log) as opened:
            known = opened.race(race)
            assert known is not None
            window = window_of(opened, known)
            assert window is not None
        clock = ScaledClock(window[0] - DAY, window[1], 60, ticks=lambda: 0)
        clock.seek(parse_time(at, UTC, 0))
        editor = RaceEditor(
            own or log.with_name("own.db"), {NAME: lambda _: world()}, Fixed(SUNDAY)
        )
        return Controller(
            RaceToShow(log, race, 30 * DAY, clock),
            editor,
            Fixed(SUNDAY),
            Thresholds(),
            lambda: [log],
        )

    return Here(make)


def living(
    folder: Path,
    at: Millis = SUNDAY,
    race: Race | None = None,
    others: Sequence[Path] = (),
    source: Callable[[], DemoWorld] = world,
) -> Here:
    """Return the live race of the demo world, or another one, at a time that stands still.

    Somebody else collects for its log, so nothing is read but what a test wants.
    """
    path = folder / "races.db"
    if not path.exists():
        writer = create(path)
        write_demo_race(writer, race or race_at(at), at)
        writer.close()
    lock = CollectorLock(path)
    assert lock.take()

    def make() -> Controller:
        lock.take()
        editor = RaceEditor(path, {NAME: lambda _: source()}, Fixed(at))
        name = race.name if race else NAME
        return Controller(
            RaceToShow(path, name, 30 * DAY), editor, Fixed(at), Thresholds(), lambda: list(others)
        )

    return Here(make)


@asynccontextmanager
async def showing(
    data: DataSide, size: tuple[int, int] = (160, 45)
) -> AsyncIterator[tuple[Pilot[None], RaceApp]]:
    """Run the dashboard on a data side, until its first board is drawn."""
    app = RaceApp(data, page_of=page_of)
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


def text_of(widget: Widget) -> str:
    """Return what a widget draws, as lines."""
    rows = (widget.render_line(y) for y in range(widget.size.height))
    return "\n".join(row.text for row in rows)


def seen(app: RaceApp) -> str:
    """Return all that is on the screen, as lines: what the terminal gets."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def said(app: RaceApp) -> list[str]:
    """Return what was told in toasts."""
    return [notification.message for notification in app._notifications]


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and let everything that follows from each come to rest."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0)
        await pilot.pause(0)
    await pilot.pause(0)
    await pilot.pause()
