"""The race on the screen: its log, what makes its boards, and this viewer's part in collecting."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from tui.board.from_log import BoardMaker
from tui.clock import Clock
from tui.collect.takeover import Takeover
from tui.config import Thresholds
from tui.live.jobs import Jobs
from tui.live.race_library import RaceToShow
from tui.live.replay import Replay
from tui.live.tail import Tail
from tui.model import Board, Race, SourceStatus
from tui.races.editing import RaceEditor, Rejected
from tui.sources import server_of
from tui.store import Log

LOG_ITSELF = "log"
"""What stands for the log itself among the sources."""


class OnScreen:
    """Puts one race after another on the screen; `changed` is called for each new board.

    `shows` is another number for each race that was put on.
    """

    def __init__(
        self,
        first: RaceToShow,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        changed: Callable[[], None],
    ) -> None:
        self.chosen = first
        self._editor, self._clock, self._thresholds = editor, clock, thresholds
        self._changed = changed
        self.jobs = Jobs(changed)
        self.log: Log | None = None
        self.on: Replay | Tail | None = None
        self.board: Board | None = None
        self.shows = 0
        self._takeover: Takeover | None = None
        self._trouble = ""

    @property
    def race(self) -> Race | None:
        """Return the race on the screen."""
        return None if self.on is None else self.on.past.race

    @property
    def is_own(self) -> bool:
        """Return whether the race lies in the user's own log, and can be changed."""
        return self.on is not None and self.chosen.path == self._editor.path

    def put(self, chosen: RaceToShow) -> str:
        """Show a race in place of the one before; returns a warning to tell, or nothing.

        Raises Rejected and LogError, and then the one before stays.
        """
        log = Log(chosen.path)
        try:
            race = log.race(chosen.race)
            if race is None:
                raise Rejected(f"{chosen.path}: the race {chosen.race} is gone")
            race = replace(race, horizon=chosen.horizon)
            maker = BoardMaker(log, race, self._thresholds, skips_long_lists_first=True)
            on = Replay(maker, chosen.clock) if chosen.clock else Tail(maker, self._clock)
        except BaseException:
            log.close()
            raise
        self.take_off()
        self.chosen, self.log, self.on = chosen, log, on
        self.shows += 1
        self.jobs.start("boards", self._follow(on))
        if chosen.clock is not None:
            return ""
        self._takeover = Takeover(self._editor, self._clock, race, self.wake, self._note_trouble)
        self.jobs.start("collecting", self._takeover.run())
        return self._editor.caution(race)

    def take_off(self) -> list[asyncio.Task[None]]:
        """Take the race off the screen; returns its tasks, which were cancelled."""
        ended = self.jobs.cancel_all()
        self._takeover, self.board, self._trouble = None, None, ""
        if self.log is not None:
            self.log.close()
        return ended

    async def _follow(self, on: Replay | Tail) -> None:
        async for board in on.boards():
            self.board = board
            self._changed()

    def wake(self) -> None:
        """Show at once what this process has written."""
        if isinstance(self.on, Tail):
            self.on.wake()

    def see_changes(self) -> None:
        """Show what was changed about the race, and collect accordingly."""
        self.wake()
        if isinstance(self.on, Replay):
            self.on.look_again()
        if self._takeover is not None:
            self._takeover.wake()

    def collect_now(self) -> bool:
        """Read every count now; returns whether it is this process that reads."""
        return self._takeover is not None and self._takeover.refresh()

    def statuses(self, race: Race) -> tuple[SourceStatus, ...]:
        """Return how reading each source of a live race goes, and writing the log."""
        if not isinstance(self.on, Tail) or self.log is None:
            return ()
        sources = sorted({server_of(account) for account in race.accounts})
        known = [self.log.status(source) for source in sources]
        trouble = [SourceStatus(LOG_ITSELF, self._clock.now(), self._trouble)]
        return (*(s for s in known if s is not None), *(trouble if self._trouble else []))

    def _note_trouble(self, words: str) -> None:
        if words != self._trouble:
            self._trouble = words
            self._changed()
