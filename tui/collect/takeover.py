"""A viewer requests its race in the log, and collects it while no other process does."""

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
"""Seconds to wait for another program's write while exiting."""
ANNOUNCED_EVERY = 45.0
"""Seconds after which a viewer repeats its request."""
TAKEOVER_EVERY = 1.0
"""Seconds after which a viewer checks whether another process still collects."""
RETRY_AFTER = 5.0
"""Seconds after which a failed write is tried again."""


class ViewerPresence:
    """Keeps a viewer's request for some races in the log, until it leaves."""

    def __init__(self, editor: RaceEditor, clock: Clock, races: Sequence[Race]) -> None:
        self._editor, self._clock, self._races = editor, clock, races
        self._viewer = uuid4().hex

    async def announce(self) -> None:
        """Write the request, as of now; raises LogError."""
        now, writer = now_for_live(self._editor.log, self._clock), self._editor.writer
        async with writer.turn():
            with writer.transaction():
                for race in self._races:
                    writer.request_race(self._viewer, race.id, now)

    async def keep_announcing(
        self, announced: Callable[[], Awaitable[None]], warn: Callable[[str], None]
    ) -> None:
        """Repeat the request for ever.

        `announced` is called each time, `warn` with the reason if it failed.
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
        """Withdraw this viewer's request."""
        with suppress(LogError), self._editor.writer.transaction(EXIT_PATIENCE):
            self._editor.writer.withdraw_requests(self._viewer)


class Takeover:
    """Collects for one viewer. `on_round` is called after each round, `warn` with any failure."""

    def __init__(
        self,
        editor: RaceEditor,
        clock: Clock,
        race: Race,
        on_round: Callable[[], None],
        warn: Callable[[str], None],
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self._editor, self._clock, self._race = editor, clock, race
        self._on_round, self._warn, self._retry_after = on_round, warn, retry_after
        self._collector: Collector | None = None
        self._opened = False

    def wake(self) -> None:
        """Look for new requests now."""
        if self._collector is not None:
            self._collector.wake()

    def refresh(self) -> bool:
        """Poll everything now; returns whether this process collects."""
        if self._collector is None:
            return False
        self._editor.sources.hurry()
        self._collector.refresh()
        return True

    async def run(self) -> None:
        """Request the race, and collect whenever no other process does; never ends."""
        lock = CollectorLock(self._editor.path)
        presence = ViewerPresence(self._editor, self._clock, [self._race])
        announcing = asyncio.create_task(presence.keep_announcing(self._announced, self._warn))
        try:
            while True:
                try:
                    if lock.take():
                        await self._collect()
                except LogError as error:
                    self._warn(str(error))
                    await asyncio.sleep(self._retry_after)
                await asyncio.sleep(TAKEOVER_EVERY)
        finally:
            announcing.cancel()
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
                        writer.mark_opened(self._race.id, self._clock.now())
        self.wake()
