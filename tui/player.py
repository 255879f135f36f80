"""Any log under a clock: yields the board of its now, and nothing of what comes after it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

from tui import commentary
from tui.clock import ScaledClock, monotonic
from tui.config import Thresholds
from tui.model import (
    MINUTE,
    SECOND,
    SYNTHETIC,
    Account,
    Board,
    Circle,
    ClockFace,
    Event,
    Forecast,
    Millis,
    Podium,
    Race,
    State,
    Track,
)
from tui.standings import board_of, made_of
from tui.store import POINTS, Log, is_documented, usual_step

PODIUM_FOR: Millis = 30 * SECOND
"""How long the end of a replay is shown, in real time, before it starts again."""
FASTEST: Millis = 100
"""Real time between two boards at the least."""
RENEWED_EVERY: Millis = MINUTE
"""Race time after which forecasts, and who follows whom, are made anew."""


class Player:
    """Plays a race of a log. Belongs to one thread, like the log it reads."""

    def __init__(
        self,
        log: Log,
        race: Race,
        clock: ScaledClock,
        ticks: Callable[[], Millis] = monotonic,
        celebrity_from: int = Thresholds().celebrity_followers,
    ) -> None:
        self.race, self.clock = race, clock
        self._celebrity_from = celebrity_from
        self._log, self._ticks = log, ticks
        self._woken = asyncio.Event()
        self._tracks: dict[int, Track] = {}
        self._seen: Millis | None = None
        self._over_since: Millis | None = None
        self._over_left = PODIUM_FOR
        self._forecasts: dict[int, Forecast] = {}
        self._renewed: Millis | None = None
        self._moved = False
        self._shown: tuple[Event, ...] = ()
        self._events = log.events(race)
        self._documented, self._synthetic = 0, False
        self._circles: dict[int, Circle] = {}
        self._circles_at: Millis | None = None

    async def boards(self) -> AsyncIterator[Board]:
        """Yield a board at once, and then whenever it would be another; without end."""
        try:
            while True:
                self._woken.clear()
                yield self.board()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._pause() / SECOND)
        finally:
            self._log.close()

    def board(self) -> Board:
        """Return the board of the clock's now."""
        again_in = self._again_in()
        now = self.clock.now()
        self._read_until(now)
        renew = self._is_time_to_renew(now)
        board = board_of(
            self.race,
            now,
            self._tracks,
            [event for event in self._events if event.at <= now],
            self._circles,
            None if renew else self._forecasts,
        )
        if renew:
            self._moved = False
            self._forecasts = {s.account.id: s.forecast for s in board.standings}
            self._renewed = now
        self._shown = board.events
        return replace(
            board,
            sentence=commentary.line(board),
            face=ClockFace(f"replay: {self.race.name}", self.clock.speed, self.clock.running),
            provenance=made_of(self._documented, self._synthetic),
            podium=None if again_in is None else podium_of(board, again_in),
        )

    def _is_time_to_renew(self, now: Millis) -> bool:
        """Tell whether forecasts are due: some race time has gone by, and a second of real time."""
        if self._renewed is None:
            return True
        due = RENEWED_EVERY if self._moved else max(RENEWED_EVERY, self.clock.speed * SECOND)
        return abs(now - self._renewed) >= due

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

    def restart(self) -> None:
        """Go to where the race starts."""
        self._go(self.clock.start)

    def next_event(self, steps: int) -> None:
        """Go to the next event, or to the one before; before the first one, to the start.

        Only what the log tells of is known ahead; what the counts show, only behind.
        """
        now = self.clock.now()
        if steps > 0:
            ahead = [e.at for e in self._events if now < e.at <= self.clock.until]
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
        step = min([MINUTE, *(max(SECOND, track.step) for track in self._tracks.values())])
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

    def _read_until(self, now: Millis) -> None:
        """Bring the tracks to `now`: extended when time went on, read again when it went back."""
        if self._seen is None or now < self._seen:
            self._tracks = {a.id: self._log.track(a, now) for a in self.race.accounts}
            self._documented = self._log.documented(self.race, now)
            self._synthetic = self._log.synthetic(self.race, now)
            self._renewed = None
        elif now > self._seen:
            for account in self.race.accounts:
                self._extend(account, self._seen, now)
        self._read_circles(now)
        self._seen = now

    def _extend(self, account: Account, seen: Millis, now: Millis) -> None:
        fresh = self._log.after(account, seen, now)
        samples = (*self._tracks[account.id].samples, *fresh)
        if len(samples) > POINTS + POINTS // 8:
            self._tracks[account.id] = self._log.track(account, now)
        elif fresh:
            self._tracks[account.id] = Track(account, samples, usual_step(samples))
        self._documented += sum(is_documented(sample) for sample in fresh)
        self._synthetic |= any(sample.provenance == SYNTHETIC for sample in fresh)

    def _read_circles(self, now: Millis) -> None:
        """Read who follows whom again when some time of the race has gone by, or it went back."""
        if self._circles_at is None or not 0 <= now - self._circles_at < RENEWED_EVERY:
            self._circles = {
                a.id: self._log.circle(a, now, self._celebrity_from) for a in self.race.accounts
            }
            self._circles_at = now


def podium_of(board: Board, again_in: Millis) -> Podium:
    """Return who crossed, in that order, and the time between the first and the last of them."""
    finishers = tuple(s for s in board.standings if s.state is State.CROSSED)
    known = [s for s in finishers if s.crossed_within is not None]
    ats = [s.crossed_at for s in known if s.crossed_at is not None]
    spread = ats[-1] - ats[0] if len(ats) > 1 else None
    return Podium(finishers, spread, again_in)


def window_of(log: Log, race: Race) -> tuple[Millis, Millis] | None:
    """Return what plays of a race: its own window, else from its first to its last sample."""
    if race.start is not None and race.end is not None:
        return race.start, race.end
    return log.span(race)
