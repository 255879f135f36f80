"""Replays a race from a log under a clock; a board uses nothing after its time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

from tui.board.build import podium_of
from tui.board.from_log import BoardMaker
from tui.clock import ScaledClock, monotonic
from tui.model import MINUTE, SECOND, Account, Board, ClockStatus, Event, FollowList, Millis, Race
from tui.store import Log

PODIUM_FOR: Millis = 30 * SECOND
"""How long the podium is shown, in real time, before the replay restarts."""
FASTEST: Millis = 100
"""Shortest real time between two boards."""
RENEWED_EVERY: Millis = MINUTE
"""Race time after which forecasts are renewed."""


class Replay:
    """Replays one race. For one thread, like its log."""

    def __init__(
        self, maker: BoardMaker, clock: ScaledClock, ticks: Callable[[], Millis] = monotonic
    ) -> None:
        self.maker, self.clock, self._ticks = maker, clock, ticks
        self._woken = asyncio.Event()
        self._over_since: Millis | None = None
        self._over_left = PODIUM_FOR
        self._moved = False
        self._shown: tuple[Event, ...] = ()

    @property
    def race(self) -> Race:
        """Return the race being replayed."""
        return self.maker.race

    async def boards(self) -> AsyncIterator[Board]:
        """Yield a board at once, then whenever it changes; never ends."""
        while True:
            self._woken.clear()
            yield self.board()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause() / SECOND):
                    await self._woken.wait()

    def board(self) -> Board:
        """Return the board at the clock's time."""
        restart_in = self._restart_in()
        now = self.clock.now()
        renew = self._is_renewal_due(now)
        board = self.maker.board(now, renew)
        if renew:
            self._moved = False
        self._shown = board.events
        return replace(
            board,
            clock_status=ClockStatus(
                f"replay: {self.race.name}", self.clock.speed, self.clock.running
            ),
            podium=None if restart_in is None else podium_of(board, restart_in),
        )

    def now(self) -> Millis:
        """Return the current time of the race."""
        return self.clock.now()

    def follow_list(self, account: Account) -> FollowList:
        """Return the follow list of an account as known at the clock's time."""
        return self.maker.follow_list(account, self.clock.now())

    def _is_renewal_due(self, now: Millis) -> bool:
        """Return whether forecasts are due: after some race time, and a second of real time."""
        if self.maker.forecast_at is None:
            return True
        due = RENEWED_EVERY if self._moved else max(RENEWED_EVERY, self.clock.speed * SECOND)
        return abs(now - self.maker.forecast_at) >= due

    def pause(self) -> None:
        """Pause or resume the race's time, and the podium's."""
        self._restart_in()
        self.clock.pause()
        self._wake()

    def faster(self, steps: int) -> None:
        """Change the speed by some steps up or down."""
        self.clock.change_speed(steps)
        self._wake()

    def move(self, by: Millis) -> None:
        """Move forward or back by some race time."""
        self._go(self.clock.now() + by)

    def seek(self, at: Millis) -> None:
        """Jump to a time of the race."""
        self._go(at)

    def reload(self) -> None:
        """Read the race and its events again from the log."""
        race = self.maker.log.race_by_id(self.race.id)
        if race is not None:
            self.maker.set_race(replace(race, horizon=self.race.horizon))
        self.maker.reload_events()
        self._wake()

    def restart(self) -> None:
        """Jump to the start of the race."""
        self._go(self.clock.start)

    def next_event(self, steps: int) -> None:
        """Jump to the next event, or back to the previous one or the start.

        Events measured from counts are known behind the clock only, logged ones also ahead.
        """
        now = self.clock.now()
        if steps > 0:
            ahead = [e.at for e in self.maker.events() if now < e.at <= self.clock.until]
            if ahead:
                self._go(min(ahead))
            return
        # A step back just after an event means the one before it.
        margin = self.clock.speed * SECOND if self.clock.running else 0
        behind = [e.at for e in self._shown if self.clock.start <= e.at < now - margin]
        self._go(max(behind, default=self.clock.start))

    def _go(self, at: Millis) -> None:
        self._over_since = None
        self._moved = True
        self.clock.seek(at)
        self._wake()

    def _wake(self) -> None:
        self._woken.set()

    def _pause(self) -> Millis:
        """Return the real time until the board changes."""
        if not self.clock.running:
            return 60 * SECOND
        if self._over_since is not None:
            return SECOND
        step = min([MINUTE, *(max(SECOND, usual) for usual in self.maker.steps())])
        return max(FASTEST, (step - self.clock.now() % step) // self.clock.speed)

    def _restart_in(self) -> Millis | None:
        """Return the real time until the restart, or None before the end; restarts when due."""
        if not self.clock.has_ended():
            self._over_since = None
            return None
        ticks = self._ticks()
        if self._over_since is None:
            self._over_since, self._over_left = ticks, PODIUM_FOR
        if self.clock.running:
            self._over_left -= ticks - self._over_since
        self._over_since = ticks
        if self._over_left > 0:
            return self._over_left
        self._over_since = None
        self.clock.seek(self.clock.start)
        return None


def window_of(log: Log, race: Race) -> tuple[Millis, Millis] | None:
    """Return what is replayed of a race: its start to end, or its first to last sample."""
    if race.start is not None and race.end is not None:
        return race.start, race.end
    return log.span(race)
