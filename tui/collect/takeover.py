"""Collecting by turns: whoever watches says what it wants, and reads it when nobody else does."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from uuid import uuid4

from tui.board.from_log import now_for_live
from tui.clock import Clock
from tui.collect.collector import Collector, clock_for
from tui.model import Race
from tui.races.editing import RaceEditor
from tui.store import CollectorLock, LogError

EXIT_PATIENCE = 0.5
"""Seconds that the way out waits for another program's write."""
ANNOUNCED_EVERY = 45.0
"""Seconds after which a viewer says again what it wants."""
TAKEOVER_EVERY = 1.0
"""Seconds after which a viewer looks whether somebody still collects."""
RETRY_AFTER = 5.0
"""Seconds after which what could not be written is tried again."""


class ViewerPresence:
    """Keeps saying in the log that some races are wanted, until it is left."""

    def __init__(self, editor: RaceEditor, clock: Clock, races: Sequence[Race]) -> None:
        self._editor, self._clock, self._races = editor, clock, races
        self._viewer = uuid4().hex

    async def announce(self) -> None:
        """Write that the races are wanted now; raises LogError."""
        now, writer = now_for_live(self._editor.log, self._clock), self._editor.writer
        async with writer.turn():
            with writer.transaction():
                for race in self._races:
                    writer.want(self._viewer, race.id, now)

    async def keep_announcing(
        self, announced: Callable[[], Awaitable[None]], warn: Callable[[str], None]
    ) -> None:
        """Announce the races again and again.

        `announced` is called each time, `warn` with the reason where it failed.
        """
        while True:
            try:
                await self.announce()
            except LogError as error:
                warn(str(error))
                await asyncio.sleep(RETRY_AFTER)
                continue
            await announced()
            await asyncio.sleep(ANNOUNCED_EVERY)

    def leave(self) -> None:
        """Say that nothing is wanted any more."""
        with suppress(LogError), self._editor.writer.transaction(EXIT_PATIENCE):
            self._editor.writer.leave(self._viewer)


class Takeover:
    """One viewer's part in collecting. `read` is called after each round, `told` when it fails."""

    def __init__(
        self,
        editor: RaceEditor,
        clock: Clock,
        race: Race,
        on_round: Callable[[], None],
        warn: Callable[[str], None],
    ) -> None:
        self._editor, self._clock, self._race = editor, clock, race
        self._on_round, self._warn = on_round, warn
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
        presence = ViewerPresence(self._editor, self._clock, [self._race])
        wants = asyncio.create_task(presence.keep_announcing(self._announced, self._warn))
        try:
            while True:
                try:
                    if lock.take():
                        await self._collect()
                except LogError as error:
                    self._warn(str(error))
                    await asyncio.sleep(RETRY_AFTER)
                await asyncio.sleep(TAKEOVER_EVERY)
        finally:
            wants.cancel()
            presence.leave()
            lock.give_up()

    async def _collect(self) -> None:
        editor = self._editor
        clock = clock_for(editor.log, self._clock)
        horizon = self._race.horizon
        collector = Collector(editor.log, editor.writer, editor.sources, clock, horizon)
        self._collector = collector
        try:
            async for _ in collector.rounds():
                self._warn("")
                self._on_round()
        finally:
            self._collector = None

    async def _announced(self) -> None:
        if not self._opened:
            self._opened = True
            writer = self._editor.writer
            with suppress(LogError):
                async with writer.turn():
                    with writer.transaction():
                        writer.watched(self._race.id, self._clock.now())
        self.wake()
