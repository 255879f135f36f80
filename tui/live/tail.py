"""A live race, as a log has it that somebody writes: yields the board of the present."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from tui.board.from_log import BoardMaker, now_for_live
from tui.clock import Clock
from tui.model import EMPTY_BOARD, MINUTE, SECOND, Account, Board, ClockStatus, FollowList, Millis

LOOKS_EVERY = 0.5
"""Seconds after which the log is looked at."""
RENEWED_EVERY: Millis = 30 * SECOND
"""After so long forecasts are made anew, if anything was read."""


class Tail:
    """Follows a race that is read now. Belongs to one thread, like the log it reads."""

    def __init__(self, past: BoardMaker, clock: Clock) -> None:
        self.past, self._clock = past, clock
        self._woken = asyncio.Event()
        self._frozen: Board | None = None
        self._shown: Board = EMPTY_BOARD
        self._shown_at: Millis = 0
        self._dirty = True

    async def boards(self) -> AsyncIterator[Board]:
        """Yield a board at once, and then whenever something was written or a figure aged."""
        while True:
            self._woken.clear()
            if self._is_another():
                first = self._shown is EMPTY_BOARD
                yield self.board()
                # What the first board did not wait for is on the next one.
                self._dirty = self._dirty or first
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY):
                    await self._woken.wait()

    def board(self) -> Board:
        """Return the board of now; a frozen view stays what it was."""
        self._dirty = False
        self._shown_at = self._clock.now()
        if self._frozen is not None:
            return self._frozen
        race = self.past.log.race_now(self.past.race.id)
        if race is not None:
            race = replace(race, horizon=self.past.race.horizon)
            if race != self.past.race:
                self.past.take(race)
        now = self.now()
        renewed = self.past.forecast_at
        renew = renewed is None or now - renewed >= RENEWED_EVERY
        self.past.look_again()
        board = self.past.board(now, renew)
        if self._has_happened(board):
            board = self.past.board(now, renew=True)
        self._shown = replace(board, clock_status=ClockStatus("live", live=True))
        return self._shown

    def follow_list(self, account: Account) -> FollowList:
        """Return whom an account is known to follow."""
        return self.past.follow_list(account, self.now())

    def wake(self) -> None:
        """Look at the log now."""
        self._dirty = True
        self._woken.set()

    def pause(self) -> None:
        """Freeze the view, or let it go on; the race goes on in any case."""
        if self._frozen is None:
            clock_status = ClockStatus("live, the view is frozen", running=False, live=True)
            self._frozen = replace(self._shown, clock_status=clock_status)
        else:
            self._frozen = None
        self.wake()

    def now(self) -> Millis:
        """Return the time of the race."""
        return now_for_live(self.past.log, self._clock)

    def _is_another(self) -> bool:
        """Tell whether the board would be another: something was written, or a minute went by."""
        changed = self.past.log.changed()
        now = self._clock.now()
        due = min([MINUTE, *(3 * step for step in self.past.steps())])
        return self._dirty or changed or now - self._shown_at >= max(SECOND, due)

    def _has_happened(self, board: Board) -> bool:
        """Tell whether something is on the board that its forecasts know nothing of."""
        known = self._shown.events
        return bool(known) and board.race == self._shown.race and len(board.events) > len(known)
