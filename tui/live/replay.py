"""Any log under a clock: yields the board of its now, and nothing of what comes after it."""

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
"""How long the end of a replay is shown, in real time, before it starts again."""
FASTEST: Millis = 100
"""Real time between two boards at the least."""
RENEWED_EVERY: Millis = MINUTE
"""Race time after which forecasts are made anew."""


class Replay:
    """Plays a race of a log. Belongs to one thread, like the log it reads."""

    def __init__(
        self, past: BoardMaker, clock: ScaledClock, ticks: Callable[[], Millis] = monotonic
    ) -> None:
        self.past, self.clock, self._ticks = past, clock, ticks
        self._woken = asyncio.Event()
        self._over_since: Millis | None = None
        self._over_left = PODIUM_FOR
        self._moved = False
        self._shown: tuple[Event, ...] = ()

    @property
    def race(self) -> Race:
        """Return the race that plays."""
        return self.past.race

    async def boards(self) -> AsyncIterator[Board]:
        """Yield a board at once, and then whenever it would be another; without end."""
        while True:
            self._woken.clear()
            yield self.board()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause() / SECOND):
                    await self._woken.wait()

    def board(self) -> Board:
        """Return the board of the clock's now."""
        again_in = self._again_in()
        now = self.clock.now()
        renew = self._is_time_to_renew(now)
        board = self.past.board(now, renew)
        if renew:
            self._moved = False
        self._shown = board.events
        return replace(
            board,
            clock_status=ClockStatus(
                f"replay: {self.race.name}", self.clock.speed, self.clock.running
            ),
            podium=None if again_in is None else podium_of(board, again_in),
        )

    def now(self) -> Millis:
        """Return the time of the race."""
        return self.clock.now()

    def follow_list(self, account: Account) -> FollowList:
        """Return whom an account was known to follow at the clock's now."""
        return self.past.follow_list(account, self.clock.now())

    def _is_time_to_renew(self, now: Millis) -> bool:
        """Tell whether forecasts are due: some race time has gone by, and a second of real time."""
        if self.past.forecast_at is None:
            return True
        due = RENEWED_EVERY if self._moved else max(RENEWED_EVERY, self.clock.speed * SECOND)
        return abs(now - self.past.forecast_at) >= due

    def pause(self) -> None:
        """Stop the race's time, or let it go on; the podium's, too."""
        self._again_in()
        self.clock.pause()
        self._wake()

    def faster(self, steps: int) -> None:
        """Go up or down the ladder of speeds."""
        self.clock.faster(steps)
        self._wake()

    def move(self, by: Millis) -> None:
        """Go on, or back, by some time of the race."""
        self._go(self.clock.now() + by)

    def seek(self, at: Millis) -> None:
        """Go to a time of the race."""
        self._go(at)

    def look_again(self) -> None:
        """See what was changed of the race, or noted."""
        race = self.past.log.race_now(self.race.id)
        if race is not None:
            self.past.take(replace(race, horizon=self.race.horizon))
        self.past.look_again()
        self._wake()

    def restart(self) -> None:
        """Go to where the race starts."""
        self._go(self.clock.start)

    def next_event(self, steps: int) -> None:
        """Go to the next event, or to the one before; before the first one, to the start.

        Only what the log tells of is known ahead; what the counts show, only behind.
        """
        now = self.clock.now()
        if steps > 0:
            ahead = [e.at for e in self.past.events() if now < e.at <= self.clock.until]
            if ahead:
                self._go(min(ahead))
            return
        # A step back within moments of an event means the one before it.
        moments = self.clock.speed * SECOND if self.clock.running else 0
        behind = [e.at for e in self._shown if self.clock.start <= e.at < now - moments]
        self._go(max(behind, default=self.clock.start))

    def _go(self, at: Millis) -> None:
        self._over_since = None
        self._moved = True
        self.clock.seek(at)
        self._wake()

    def _wake(self) -> None:
        self._woken.set()

    def _pause(self) -> Millis:
        """Return the real time until the board would be another."""
        if not self.clock.running:
            return 60 * SECOND
        if self._over_since is not None:
            return SECOND
        step = min([MINUTE, *(max(SECOND, usual) for usual in self.past.steps())])
        return max(FASTEST, (step - self.clock.now() % step) // self.clock.speed)

    def _again_in(self) -> Millis | None:
        """Return how long the end is still shown, or None before the end; starts again after it."""
        if not self.clock.over():
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
    """Return what plays of a race: its own window, else from its first to its last sample."""
    if race.start is not None and race.end is not None:
        return race.start, race.end
    return log.span(race)
