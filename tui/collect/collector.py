"""Asks the sources, each server by its own time, and has written what they say. It draws nothing.

One process collects into a log at a time; everybody else reads what it wrote.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from tui.board.from_log import NEAR_FUTURE
from tui.clock import Clock, SteadyClock, WallClock, elapsed
from tui.collect.forecast_keeper import ForecastKeeper
from tui.collect.round_writer import EVERY, Outcome, RoundWriter, ServerAnswer, Wanted
from tui.model import MINUTE, MONTH, SECOND, Account, Millis, Race
from tui.sanitize import clean
from tui.sources import Source, SourceError, server_of, within
from tui.store import Log, LogError, Writer

WANTED_FOR: Millis = 3 * MINUTE
"""A viewer that has not said for so long what it wants is gone."""
LOOKS_EVERY: Millis = SECOND
"""The time after which the collector looks at who wants what."""
DEADLINE: Millis = 15 * SECOND
"""What a server has not answered by then is late, and is not waited for."""


class Collector:
    """Reads what is wanted, round after round. Belongs to one thread, like the log."""

    def __init__(
        self,
        log: Log,
        writer: Writer,
        sources: Mapping[str, Source],
        clock: SteadyClock,
        horizon: Millis = MONTH,
    ) -> None:
        self._log, self._writer = log, writer
        self._sources, self._clock = sources, clock
        self._round_writer = RoundWriter(log, writer, uuid4().hex)
        self._forecast_keeper = ForecastKeeper(log, writer, horizon)
        self._asked_at: dict[int, Millis] = {}
        self._not_before: dict[str, Millis] = {}
        self._met: set[str] = set()
        self._asking: dict[str, asyncio.Task[ServerAnswer]] = {}
        self._at_once = False
        self._step: Millis | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at who wants what, now."""
        self._woken.set()

    def refresh(self) -> None:
        """Read everything now, whether it is due or not."""
        self._at_once = True
        self._not_before.clear()
        self._woken.set()

    async def rounds(self) -> AsyncIterator[Sequence[Outcome]]:
        """Read what is due, round after round, and tell how each went; without end."""
        try:
            while True:
                self._woken.clear()
                races = self._log.wanted(self._clock.now() - WANTED_FOR)
                wanted = self._wanted(races)
                self._ask_for(self._due(wanted))
                # Who is woken all the time lets others work, too.
                await asyncio.sleep(0)
                if answered := self._answered():
                    yield await self._write(races, answered)
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause(wanted) / SECOND):
                        await self._woken.wait()
        finally:
            for task in self._asking.values():
                task.cancel()
            await asyncio.gather(*self._asking.values(), return_exceptions=True)
            self._asking.clear()

    def _ask_for(self, due: Sequence[Wanted]) -> None:
        """Begin to ask each server for what is due of it, unless it is asked already."""
        now = self._clock.now()
        servers: dict[str, list[Wanted]] = {}
        for wanted in due:
            servers.setdefault(server_of(wanted.account), []).append(wanted)
        for server, asked in servers.items():
            if server not in self._asking:
                # Where not all are answered in time, those come first that were read longest ago.
                asked.sort(key=lambda w: self._round_writer.last_read(w.account, now) or 0)
                self._asked_at |= {w.account.id: now for w in asked}
                task = asyncio.create_task(self._ask(server, tuple(asked), now))
                task.add_done_callback(lambda _: self._woken.set())
                self._asking[server] = task

    async def _ask(self, server: str, wanted: tuple[Wanted, ...], at: Millis) -> ServerAnswer:
        """Return what a server answers in time, and the words that say why it is not more."""
        source = self._sources[wanted[0].account.source]
        try:
            async with within(DEADLINE):
                read = await source.read([w.account for w in wanted], at)
            return ServerAnswer(server, at, wanted, tuple(read))
        except SourceError as error:
            why = clean(str(error), 300) or "does not answer"
            usual = None if error.permanent else at + min(w.every for w in wanted)
            return ServerAnswer(server, at, wanted, error.read, why, error.next_at or usual)
        except LogError as error:
            # What it may spend could not be looked up; the others are written all the same.
            return ServerAnswer(server, at, wanted, (), clean(str(error), 300))

    def _answered(self) -> list[ServerAnswer]:
        """Return what was brought meanwhile; raises what was a bug."""
        done = [server for server, task in self._asking.items() if task.done()]
        return [self._asking.pop(server).result() for server in done]

    async def _write(self, races: Sequence[Race], answers: Sequence[ServerAnswer]) -> list[Outcome]:
        self._step = self._clock.stepped() or self._step
        now = self._clock.now()
        async with self._writer.turn():
            outcomes = self._round_writer.write(races, answers, now, self._step)
        self._step = None
        await self._forecast_keeper.keep(races, now)
        for one in answers:
            self._not_before.pop(one.server, None)
            if one.next_at is not None:
                self._not_before[one.server] = one.next_at
        return outcomes

    def _wanted(self, races: Sequence[Race]) -> list[Wanted]:
        """Return each account that somebody wants, as often as the most eager race wants it.

        But not more often than its source allows.
        """
        often: dict[Account, Millis] = {}
        for race in races:
            for account in race.accounts:
                if account.source in self._sources:
                    every = race.every or EVERY
                    often[account] = min(every, often.get(account, every))
        wanted = [Wanted(account, every) for account, every in often.items()]
        least = self._least(wanted)
        return [replace(w, every=max(w.every, least[w.account.source])) for w in wanted]

    def _least(self, wanted: Sequence[Wanted]) -> dict[str, Millis]:
        """Return how often each source may be asked for its accounts at the most."""
        of_source = Counter(w.account.source for w in wanted)
        return {name: self._sources[name].least_every(n) for name, n in of_source.items()}

    def _due(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        now = self._clock.now()
        if self._at_once and wanted:
            self._at_once = False
            least = self._least(wanted)
            return [
                w
                for w in wanted
                if self._asked_at.get(w.account.id, 0) + least[w.account.source] <= now
            ]
        return [w for w in wanted if self._due_at(w) <= now]

    def _due_at(self, wanted: Wanted) -> Millis:
        n, now = wanted.account.id, self._clock.now()
        if n not in self._asked_at:
            last = self._round_writer.last_read(wanted.account, now)
            attempt = self._log.newest_round(server_of(wanted.account))
            self._asked_at[n] = 0 if last is None else max(last, attempt[1] if attempt else 0)
        asked = self._asked_at[n]
        # A log from the future is not waited for.
        due = asked + wanted.every - wanted.every // 10
        due = now if asked > now + NEAR_FUTURE else due
        return max(due, self._earliest(server_of(wanted.account), now))

    def _earliest(self, server: str, now: Millis) -> Millis:
        """Return when a server may be asked again, as it told us or whoever collected before."""
        if server not in self._met:
            self._met.add(server)
            status = self._log.status(server)
            if status is not None and status.next_at is not None:
                near = now < status.next_at <= now + NEAR_FUTURE
                self._not_before[server] = status.next_at if near else 0
        return self._not_before.get(server, 0)

    def _pause(self, wanted: Sequence[Wanted]) -> Millis:
        now = self._clock.now()
        idle = [w for w in wanted if server_of(w.account) not in self._asking]
        return max(1, min([LOOKS_EVERY, *(self._due_at(w) - now for w in idle)]))


def clock_for(
    log: Log, wall: Clock | None = None, ticks: Callable[[], Millis] = elapsed
) -> SteadyClock:
    """Return the clock of a run: the machine's, but not before what the log has read already.

    A log whose newest reading is a day or more ahead was written by a wrong clock: the machine's
    is right, and what lies ahead of it is not shown until its time comes.
    """
    wall = wall or WallClock()
    newest = log.newest_live()
    ahead = newest is not None and 0 <= newest - wall.now() < NEAR_FUTURE
    return SteadyClock(wall, ticks, not_before=newest + 1 if newest is not None and ahead else 0)
