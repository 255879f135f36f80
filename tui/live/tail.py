"""Follows a live race in a log that a collector writes: yields the current board."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from tui.board.from_log import BoardMaker, now_for_live
from tui.clock import Clock
from tui.model import EMPTY_BOARD, MINUTE, SECOND, Account, Board, ClockStatus, FollowList, Millis

CHECKS_EVERY = 0.5
"""Seconds between two checks for changes of the log."""
RENEWED_EVERY: Millis = 30 * SECOND
"""Forecasts are renewed if they are older than this."""


class Tail:
    """Follows one live race. For one thread, like its log."""

    def __init__(self, maker: BoardMaker, clock: Clock, checks_every: float = CHECKS_EVERY) -> None:
        self.maker, self._clock, self._checks_every = maker, clock, checks_every
        self._woken = asyncio.Event()
        self._frozen: Board | None = None
        self._shown: Board = EMPTY_BOARD
        self._shown_at: Millis = 0
        self._dirty = True

    async def boards(self) -> AsyncIterator[Board]:
        """Yield a board at once, then whenever the log has changed or a figure has aged."""
        while True:
            self._woken.clear()
            if self._is_due():
                is_first = self._shown is EMPTY_BOARD
                yield self.board()
                # The first board lacks long follow lists; the next one has them.
                self._dirty = self._dirty or is_first
            with suppress(TimeoutError):
                async with asyncio.timeout(self._checks_every):
                    await self._woken.wait()

    def board(self) -> Board:
        """Return the current board, or the frozen one."""
        self._dirty = False
        self._shown_at = self._clock.now()
        if self._frozen is not None:
            return self._frozen
        race = self.maker.log.race_by_id(self.maker.race.id)
        if race is not None:
            race = replace(race, horizon=self.maker.race.horizon)
            if race != self.maker.race:
                self.maker.set_race(race)
        now = self.now()
        renewed_at = self.maker.forecast_at
        renew = renewed_at is None or now - renewed_at >= RENEWED_EVERY
        self.maker.reload_events()
        board = self.maker.board(now, renew)
        if self._has_new_event(board):
            board = self.maker.board(now, renew=True)
        self._shown = replace(board, clock_status=ClockStatus("live", live=True))
        return self._shown

    def follow_list(self, account: Account) -> FollowList:
        """Return the current follow list of an account."""
        return self.maker.follow_list(account, self.now())

    def wake(self) -> None:
        """Make a new board now."""
        self._dirty = True
        self._woken.set()

    def pause(self) -> None:
        """Freeze or unfreeze the view; the race goes on either way."""
        if self._frozen is None:
            clock_status = ClockStatus("live, the view is frozen", running=False, live=True)
            self._frozen = replace(self._shown, clock_status=clock_status)
        else:
            self._frozen = None
        self.wake()

    def now(self) -> Millis:
        """Return the current time of the race."""
        return now_for_live(self.maker.log, self._clock)

    def _is_due(self) -> bool:
        """Return whether a new board is due: the log has changed, or a minute has passed."""
        has_changed = self.maker.log.has_changed()
        now = self._clock.now()
        due = min([MINUTE, *(3 * step for step in self.maker.steps())])
        return self._dirty or has_changed or now - self._shown_at >= max(SECOND, due)

    def _has_new_event(self, board: Board) -> bool:
        """Return whether a board has an event that its forecasts do not take into account."""
        before = self._shown.events
        return bool(before) and board.race == self._shown.race and len(board.events) > len(before)
