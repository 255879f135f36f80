"""Polls the sources, each server at its own times, and has their answers written to the log.

One process at a time collects into a log; all others read what it wrote.
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
from tui.collect.round_writer import DEFAULT_INTERVAL, Outcome, RoundWriter, ServerAnswer, Wanted
from tui.model import MINUTE, MONTH, SECOND, Account, Millis, Race
from tui.sanitize import clean
from tui.sources import Source, SourceError, server_of, within
from tui.store import Log, LogError, Writer

REQUEST_LASTS: Millis = 3 * MINUTE
"""A viewer that has not repeated its request for this long is gone."""
CHECKS_EVERY: Millis = SECOND
"""How often the collector looks for new requests."""
DEADLINE: Millis = 15 * SECOND
"""How long a server may take to answer."""


class Collector:
    """Polls the requested races, round after round. For one thread, like the log."""

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
        self._known_servers: set[str] = set()
        self._asking: dict[str, asyncio.Task[ServerAnswer]] = {}
        self._at_once = False
        self._step: Millis | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for new requests now."""
        self._woken.set()

    def refresh(self) -> None:
        """Poll everything now, whether it is due or not."""
        self._at_once = True
        self._not_before.clear()
        self._woken.set()

    async def rounds(self) -> AsyncIterator[Sequence[Outcome]]:
        """Poll what is due, round after round; yields the outcomes of each. Never ends."""
        try:
            while True:
                self._woken.clear()
                races = self._log.requested_races(self._clock.now() - REQUEST_LASTS)
                wanted = self._wanted(races)
                self._ask_for(self._due(wanted))
                # Without this, constant waking would starve other tasks.
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
        """Start polling each server that has accounts due, unless it is being polled already."""
        now = self._clock.now()
        servers: dict[str, list[Wanted]] = {}
        for wanted in due:
            servers.setdefault(server_of(wanted.account), []).append(wanted)
        for server, asked in servers.items():
            if server not in self._asking:
                # A source may not manage all in time, so those read longest ago come first.
                asked.sort(key=lambda w: self._round_writer.last_read(w.account, now) or 0)
                self._asked_at |= {w.account.id: now for w in asked}
                task = asyncio.create_task(self._ask(server, tuple(asked), now))
                task.add_done_callback(lambda _: self._woken.set())
                self._asking[server] = task

    async def _ask(self, server: str, wanted: tuple[Wanted, ...], at: Millis) -> ServerAnswer:
        """Return what a server answers in time, and the reason if anything is missing."""
        source = self._sources[wanted[0].account.source]
        try:
            async with within(DEADLINE):
                read = await source.read([w.account for w in wanted], at)
            return ServerAnswer(server, at, wanted, tuple(read))
        except SourceError as error:
            why = clean(str(error), 300) or "does not answer"
            usual = None if error.permanent else at + min(w.every for w in wanted)
            return ServerAnswer(server, at, wanted, error.readings, why, error.next_at or usual)
        except LogError as error:
            # Its budget could not be read; the other servers' answers are written all the same.
            return ServerAnswer(server, at, wanted, (), clean(str(error), 300))

    def _answered(self) -> list[ServerAnswer]:
        """Return the answers that have arrived; raises the exception of a task with a bug."""
        done = [server for server, task in self._asking.items() if task.done()]
        return [self._asking.pop(server).result() for server in done]

    async def _write(self, races: Sequence[Race], answers: Sequence[ServerAnswer]) -> list[Outcome]:
        self._step = self._clock.stepped() or self._step
        now = self._clock.now()
        async with self._writer.turn():
            outcomes = self._round_writer.write(races, answers, now, self._step)
        self._step = None
        await self._forecast_keeper.keep(races, now)
        for answer in answers:
            self._not_before.pop(answer.server, None)
            if answer.next_at is not None:
                self._not_before[answer.server] = answer.next_at
        return outcomes

    def _wanted(self, races: Sequence[Race]) -> list[Wanted]:
        """Return the accounts to poll, each at the shortest interval of its races.

        No interval is shorter than the source allows.
        """
        intervals: dict[Account, Millis] = {}
        for race in races:
            for account in race.accounts:
                if account.source in self._sources:
                    every = race.every or DEFAULT_INTERVAL
                    intervals[account] = min(every, intervals.get(account, every))
        wanted = [Wanted(account, every) for account, every in intervals.items()]
        least = self._least_intervals(wanted)
        return [replace(w, every=max(w.every, least[w.account.source])) for w in wanted]

    def _least_intervals(self, wanted: Sequence[Wanted]) -> dict[str, Millis]:
        """Return the shortest interval at which each source may be polled for its accounts."""
        counts = Counter(w.account.source for w in wanted)
        return {name: self._sources[name].min_interval(n) for name, n in counts.items()}

    def _due(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        now = self._clock.now()
        if self._at_once and wanted:
            self._at_once = False
            least = self._least_intervals(wanted)
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
        # A time far in the future comes from a wrong clock.
        due = asked + wanted.every - wanted.every // 10
        due = now if asked > now + NEAR_FUTURE else due
        return max(due, self._earliest(server_of(wanted.account), now))

    def _earliest(self, server: str, now: Millis) -> Millis:
        """Return when a server may be polled again, as it told this collector or an earlier one."""
        if server not in self._known_servers:
            self._known_servers.add(server)
            status = self._log.status(server)
            if status is not None and status.next_at is not None:
                near = now < status.next_at <= now + NEAR_FUTURE
                self._not_before[server] = status.next_at if near else 0
        return self._not_before.get(server, 0)

    def _pause(self, wanted: Sequence[Wanted]) -> Millis:
        now = self._clock.now()
        idle = [w for w in wanted if server_of(w.account) not in self._asking]
        return max(1, min([CHECKS_EVERY, *(self._due_at(w) - now for w in idle)]))


def clock_for(
    log: Log, wall: Clock | None = None, ticks: Callable[[], Millis] = elapsed
) -> SteadyClock:
    """Return the clock for collecting: the machine's, but later than the newest sample of the log.

    If that sample is a day or more ahead, it was written by a wrong clock and is ignored; it is
    shown once its time has come.
    """
    wall = wall or WallClock()
    newest = log.newest_live()
    is_ahead = newest is not None and 0 <= newest - wall.now() < NEAR_FUTURE
    not_before = newest + 1 if newest is not None and is_ahead else 0
    return SteadyClock(wall, ticks, not_before=not_before)
