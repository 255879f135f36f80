"""What each key of a screen does: a table that drives the tests, and that shows what is missing."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tests.building import account, board, follow_list, minute, race, steady
from tests.staging import Scripted, press, said, seen, showing
from tui.forecast.scoring import ledger
from tui.model import (
    DAY,
    Board,
    ClockStatus,
    Event,
    EventKind,
    KeptForecast,
    LibraryEntry,
    Origin,
    Request,
)
from tui.series import series_of
from tui.view.app import RaceApp

ON_THE_RACE = 2
"""So many screens lie over each other while nothing lies over the race."""
RACERS = tuple(account(n, name) for n, name in enumerate(("Ann", "Bob", "Cat", "Dan"), 1))
TRACKS = tuple(
    steady(who, first, pace, 360)
    for who, first, pace in zip(
        RACERS, (900_000, 890_000, 880_000, 1_000), (6000, 5000, 4000, 10), strict=True
    )
)
EVENTS = tuple(
    Event(minute(60 * n), EventKind.POST, f"Event number {n}", Origin.DOCUMENTED, RACERS[n % 4])
    for n in range(1, 6)
)
FOLLOWEES = tuple(
    replace(
        followee,
        celebrity=i % 5 == 0,
        followers=1000 * (i + 1),
        first_seen=minute(i),
        gone_at=minute(200) if i % 10 == 9 else None,
    )
    for i, followee in enumerate(follow_list(RACERS[0], [True, False, None] * 40, 120).followees)
)
ANNS = replace(follow_list(RACERS[0], [], 120, complete=True), followees=FOLLOWEES)
SHELF = tuple(
    LibraryEntry(race(*RACERS[:n], target=None if n == 3 else 1_000_000), live=n == 1, own=n < 4)
    for n in range(1, 5)
)

LEDGER = ledger(
    [
        KeptForecast(
            2, minute(n), 892_500, DAY, 890_000, minute(20), minute(40), minute(late), 0, 0.5
        )
        for n, late in ((5, 60), (10, 60), (15, 25))
    ],
    {track.account.id: series_of(track, minute(360)) for track in TRACKS},
    minute(360),
)
"""Past forecasts of Bob, who passed 892,500 at half past; the last one was too sure."""


def replayed(live: bool = False) -> Board:
    """Return a board on which there is something for every key."""
    library = [replace(s, race=replace(s.race, name=f"race-{n}")) for n, s in enumerate(SHELF, 1)]
    return replace(
        board(*TRACKS, events=EVENTS, follow_lists={1: ANNS}),
        clock_status=ClockStatus("live" if live else "replay: test", 60, running=True, live=live),
        provenance="live:test",
        library=tuple(library),
        ledger=LEDGER,
    )


@dataclass(slots=True)
class Stand:
    """The dashboard under a pilot, with a data side that keeps every request."""

    pilot: Pilot[None]
    app: RaceApp
    data: Scripted

    @property
    def screen(self) -> Screen[Any]:
        """Return the screen on top."""
        return self.app.screen

    def sent(self, request: Request) -> bool:
        """Return whether just this was asked for."""
        return request in self.data.requests

    def on(self, screen: type[Screen[Any]]) -> bool:
        """Tell whether such a screen is on top."""
        return isinstance(self.app.screen, screen)

    def told(self, words: str) -> bool:
        """Tell whether a toast says something."""
        return any(words in line for line in said(self.app))

    def seen(self) -> str:
        """Return all that is on the screen."""
        return seen(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys; without any, let everything come to rest."""
        await press(self.pilot, *keys)

    async def wheel(self, widget: Widget, down: bool) -> None:
        """Turn the wheel by a notch over a widget."""
        kind = MouseScrollDown if down else MouseScrollUp
        await self.pilot._post_mouse_events([kind], widget=widget)
        await self.press()


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does, after some others: what holds once it is pressed, and did not before."""

    effect: Callable[[Stand], object]
    after: Sequence[str] = ()


Keys = Mapping[str, Key]


@asynccontextmanager
async def stands(
    of: Board | None = None, size: tuple[int, int] = (160, 45), answers: bool = True
) -> AsyncIterator[Stand]:
    """Run the dashboard on a board."""
    data = Scripted(of or replayed(), answers)
    async with showing(data, size) as (pilot, app):
        yield Stand(pilot, app, data)


async def has_its_effect(way: Sequence[str], key: str, does: Key) -> None:
    """Go to a screen, press a key there, and fail unless that alone has the effect."""
    async with stands() as stand:
        await stand.press(*way, *does.after)
        assert not does.effect(stand), "it is so already"
        await stand.press(key)
        assert does.effect(stand)


async def each_has_its_effect(
    way: Sequence[str], keys: Keys, size: tuple[int, int] = (160, 45)
) -> None:
    """Do so for each key, always on a new screen over the same race."""
    async with stands(size=size) as stand:
        for key, does in keys.items():
            stand.data.requests.clear()
            await stand.press(*way, *does.after)
            assert not does.effect(stand), f"{key}: it is so already"
            await stand.press(key)
            assert does.effect(stand), key
            while len(stand.app.screen_stack) > ON_THE_RACE:
                await stand.press("escape")
