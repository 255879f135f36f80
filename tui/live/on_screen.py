"""The race on screen: its log, its board maker, and this viewer's part in collecting."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from tui.board.from_log import BoardMaker
from tui.clock import Clock
from tui.collect.takeover import RETRY_AFTER, Takeover
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
"""The name under which the log itself has a status, among the sources."""


class OnScreen:
    """Shows one race at a time; `changed` is called for each new board.

    `shows` is increased with each race.
    """

    def __init__(
        self,
        first: RaceToShow,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        changed: Callable[[], None],
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self.chosen = first
        self._editor, self._clock, self._thresholds = editor, clock, thresholds
        self._changed, self._retry_after = changed, retry_after
        self.jobs = Jobs(changed)
        self.log: Log | None = None
        self.feed: Replay | Tail | None = None
        self.board: Board | None = None
        self.shows = 0
        self._takeover: Takeover | None = None
        self._trouble = ""

    @property
    def race(self) -> Race | None:
        """Return the race on screen."""
        return None if self.feed is None else self.feed.maker.race

    @property
    def is_own(self) -> bool:
        """Return whether the race is in the user's own log, and so can be changed."""
        return self.feed is not None and self.chosen.path == self._editor.path

    def put(self, chosen: RaceToShow) -> str:
        """Show a race; returns a warning for the user, or "".

        Raises Rejected and LogError; the previous race then stays.
        """
        log = Log(chosen.path)
        try:
            race = log.race(chosen.race)
            if race is None:
                raise Rejected(f"{chosen.path}: the race {chosen.race} is gone")
            race = replace(race, horizon=chosen.horizon)
            maker = BoardMaker(log, race, self._thresholds, skips_long_lists_first=True)
            feed = Replay(maker, chosen.clock) if chosen.clock else Tail(maker, self._clock)
        except BaseException:
            log.close()
            raise
        self.take_off()
        self.chosen, self.log, self.feed = chosen, log, feed
        self.shows += 1
        self.jobs.start("boards", self._follow(feed))
        if chosen.clock is not None:
            return ""
        self._takeover = Takeover(
            self._editor, self._clock, race, self.wake, self._note_trouble, self._retry_after
        )
        self.jobs.start("collecting", self._takeover.run())
        return self._editor.warning(race)

    def take_off(self) -> list[asyncio.Task[None]]:
        """Close the race on screen; returns its cancelled tasks."""
        ended = self.jobs.cancel_all()
        self._takeover, self.board, self._trouble = None, None, ""
        if self.log is not None:
            self.log.close()
        return ended

    async def _follow(self, feed: Replay | Tail) -> None:
        async for board in feed.boards():
            self.board = board
            self._changed()

    def wake(self) -> None:
        """Show now what this process has written."""
        if isinstance(self.feed, Tail):
            self.feed.wake()

    def see_changes(self) -> None:
        """Show changes of the race, and collect accordingly."""
        self.wake()
        if isinstance(self.feed, Replay):
            self.feed.reload()
        if self._takeover is not None:
            self._takeover.wake()

    def collect_now(self) -> bool:
        """Poll everything now; returns whether this process collects."""
        return self._takeover is not None and self._takeover.refresh()

    def statuses(self, race: Race) -> tuple[SourceStatus, ...]:
        """Return the status of each source of a live race, and of the log if writing it fails."""
        if not isinstance(self.feed, Tail) or self.log is None:
            return ()
        sources = sorted({server_of(account) for account in race.accounts})
        statuses = [self.log.status(source) for source in sources]
        trouble = [SourceStatus(LOG_ITSELF, self._clock.now(), self._trouble)]
        return (*(s for s in statuses if s is not None), *(trouble if self._trouble else []))

    def _note_trouble(self, text: str) -> None:
        if text != self._trouble:
            self._trouble = text
            self._changed()
