"""Collecting by turns: whoever watches says what it wants, and reads it when nobody else does."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import uuid4

from tui.board.from_log import now_for_live
from tui.clock import Clock
from tui.collect.collector import Collector, clock_for
from tui.model import Race
from tui.races.editing import RaceEditor
from tui.store import CollectorLock, LogError

ON_THE_WAY_OUT = 0.5
"""Seconds that the way out waits for another program's write."""
WANTED_EVERY = 45.0
"""Seconds after which a viewer says again what it wants."""
TAKES_OVER_EVERY = 1.0
"""Seconds after which a viewer looks whether somebody still collects."""
TRIES_AGAIN_AFTER = 5.0
"""Seconds after which what could not be written is tried again."""


class ViewerPresence:
    """Keeps saying in the log that some races are wanted, until it is left."""

    def __init__(self, editor: RaceEditor, clock: Clock, races: Sequence[Race]) -> None:
        self._editor, self._clock, self._races = editor, clock, races
        self._viewer = uuid4().hex

    def say(self) -> None:
        """Say that the races are wanted now; raises LogError."""
        now = now_for_live(self._editor.log, self._clock)
        with self._editor.writer.transaction():
            for race in self._races:
                self._editor.writer.want(self._viewer, race.id, now)

    async def keep_saying(self, said: Callable[[], None], told: Callable[[str], None]) -> None:
        """Say it again and again; `said` is called each time, `told` why it could not be."""
        while True:
            try:
                self.say()
            except LogError as error:
                told(str(error))
                await asyncio.sleep(TRIES_AGAIN_AFTER)
                continue
            said()
            await asyncio.sleep(WANTED_EVERY)

    def leave(self) -> None:
        """Say that nothing is wanted any more."""
        with suppress(LogError), self._editor.writer.transaction(ON_THE_WAY_OUT):
            self._editor.writer.leave(self._viewer)


class Takeover:
    """One viewer's part in collecting. `read` is called after each round, `told` when it fails."""

    def __init__(
        self,
        editor: RaceEditor,
        clock: Clock,
        race: Race,
        read: Callable[[], None],
        told: Callable[[str], None],
    ) -> None:
        self._editor, self._clock, self._race = editor, clock, race
        self._read, self._told = read, told
        self._collector: Collector | None = None
        self._opened = False

    def wake(self) -> None:
        """Look at once at what is wanted."""
        if self._collector is not None:
            self._collector.wake()

    def refresh(self) -> bool:
        """Read everything now; tells whether it is here that it is read."""
        if self._collector is None:
            return False
        self._editor.sources.hurry()
        self._collector.refresh()
        return True

    async def run(self) -> None:
        """Say what is wanted, and collect it whenever nobody else does; without end."""
        lock = CollectorLock(self._editor.path)
        wanting = ViewerPresence(self._editor, self._clock, [self._race])
        wants = asyncio.create_task(wanting.keep_saying(self._said, self._told))
        try:
            while True:
                try:
                    if lock.take():
                        await self._collect()
                except LogError as error:
                    self._told(str(error))
                    await asyncio.sleep(TRIES_AGAIN_AFTER)
                await asyncio.sleep(TAKES_OVER_EVERY)
        finally:
            wants.cancel()
            wanting.leave()
            lock.give_up()

    async def _collect(self) -> None:
        editor = self._editor
        clock = clock_for(editor.log, self._clock)
        horizon = self._race.horizon
        collector = Collector(editor.log, editor.writer, editor.sources, clock, horizon)
        self._collector = collector
        try:
            async for _ in collector.rounds():
                self._told("")
                self._read()
        finally:
            self._collector = None

    def _said(self) -> None:
        if not self._opened:
            self._opened = True
            with suppress(LogError), self._editor.writer.transaction():
                self._editor.writer.watched(self._race.id, self._clock.now())
        self.wake()
