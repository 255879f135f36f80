"""Makes the boards of the race on screen, and handles requests from the view.

It runs in the data thread.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from tui.clock import Clock
from tui.collect.takeover import RETRY_AFTER
from tui.config import Thresholds
from tui.live.background import export_samples, read_ledger
from tui.live.on_screen import OnScreen
from tui.live.opened_account import AccountOpener, opened_at
from tui.live.race_changes import Change, RaceChanges
from tui.live.race_library import RaceLibrary, RaceToShow
from tui.live.replay import Replay
from tui.model import (
    AddAccount,
    Board,
    ChangeSpeed,
    ChooseRace,
    CloseAccount,
    Export,
    GoToEvent,
    Ledger,
    LibraryEntry,
    ListRaces,
    LookUp,
    LookupResult,
    MakeRace,
    Millis,
    MoveBy,
    NoteEvent,
    Notice,
    OpenAccount,
    OpenedAccount,
    Pause,
    Race,
    ReadLedger,
    Refresh,
    RemoveAccount,
    RemoveRace,
    RenameRace,
    Request,
    Restart,
    Seek,
    SetTarget,
)
from tui.races.account_lookup import NotFound, look_up
from tui.races.editing import RaceEditor, Rejected
from tui.sanitize import clean
from tui.store import LogError

REPLAY_ONLY = ChangeSpeed | MoveBy | Seek | GoToEvent | Restart


class Controller:
    """Shows one race at a time, and handles the requests of the view.

    A write to the log that failed is tried again after `retry_after` seconds.
    """

    def __init__(
        self,
        first: RaceToShow,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        other_logs: Callable[[], list[Path]] = list,
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self._editor = editor
        self._library = RaceLibrary(editor, other_logs)
        self._changes = RaceChanges(editor, clock)
        self._opener = AccountOpener(editor, clock, thresholds, self._warn)
        self._arrived = asyncio.Event()
        self._screen = OnScreen(first, editor, clock, thresholds, self._arrived.set, retry_after)
        self._opened: OpenedAccount | None = None
        self._found: LookupResult | None = None
        self._library_entries: tuple[LibraryEntry, ...] = ()
        self._ledger: Ledger | None = None
        self._notice: Notice | None = None

    async def boards(self) -> AsyncIterator[Board]:
        """Yield the current board whenever it changes; never ends."""
        self._show(self._screen.chosen)
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                if self._screen.jobs.failure is not None:
                    raise self._screen.jobs.failure
                if self._screen.board is not None:
                    yield self._composed(self._screen.board)
        finally:
            await asyncio.gather(*self._screen.take_off(), return_exceptions=True)
            await self._editor.sources.close()
            self._editor.close()

    def _composed(self, board: Board) -> Board:
        log, feed = self._screen.log, self._screen.feed
        if isinstance(feed, Replay) and self._opened is not None and log is not None:
            self._opened = opened_at(log, feed, self._opened, board.at)
        ledger = self._ledger if self._ledger and self._ledger.at <= board.at else None
        return replace(
            board,
            statuses=self._screen.statuses(board.race),
            opened=self._opened,
            found=self._found,
            ledger=ledger,
            library=self._library_entries,
            notice=self._notice,
            show=self._screen.shows,
        )

    def _show(self, chosen: RaceToShow) -> None:
        warning = self._screen.put(chosen)
        self._opened = self._ledger = None
        if warning:
            self.notify(warning)

    def notify(self, text: str, good: bool = True) -> None:
        """Show the user one line, on the next board."""
        number = self._notice.number + 1 if self._notice else 1
        self._notice = Notice(number, clean(text), good)
        self._arrived.set()

    def _warn(self, text: str) -> None:
        self.notify(text, good=False)

    # Requests of the view.

    def handle(self, request: Request) -> None:
        """Carry out a request; a notice on the next board says if it failed."""
        match request:
            case Pause():
                if self._screen.feed is not None:
                    self._screen.feed.pause()
            case ChangeSpeed() | MoveBy() | Seek() | GoToEvent() | Restart():
                self._steer(request)
            case Refresh():
                self._refresh()
            case AddAccount() | RemoveAccount() | SetTarget() | NoteEvent():
                self._change(request)
            case OpenAccount() | CloseAccount() | LookUp():
                self._handle_account(request)
            case ListRaces() | ChooseRace() | MakeRace() | RenameRace() | RemoveRace():
                self._handle_races(request)
            case ReadLedger():
                self._read_ledger()
            case Export(file):
                self._screen.jobs.start("export", self._export(file))

    def _steer(self, request: REPLAY_ONLY) -> None:
        replay = self._screen.feed
        if not isinstance(replay, Replay):
            self._warn("this race is live; you can't change its speed")
            return
        match request:
            case ChangeSpeed(steps):
                replay.faster(steps)
            case MoveBy(span):
                replay.move(span)
            case Seek(at):
                replay.seek(at)
            case GoToEvent(steps):
                replay.next_event(steps)
            case Restart():
                replay.restart()

    def _refresh(self) -> None:
        if self._opened is not None:
            if self._opened.read is not None:
                self.notify("this list is already being read")
                return
            self._open(self._opened.account.id, again=True)
        if isinstance(self._screen.feed, Replay):
            self._warn("nothing to refresh in a replay")
        elif self._screen.collect_now():
            self.notify("reading now")
        else:
            self.notify("another racetui is collecting into this log, at its own times")

    # Accounts.

    def _handle_account(self, request: OpenAccount | CloseAccount | LookUp) -> None:
        match request:
            case OpenAccount(account_id, again):
                self._open(account_id, again)
            case CloseAccount():
                self._screen.jobs.cancel("open account")
                self._opened = None
                self._arrived.set()
            case LookUp(text):
                self._screen.jobs.start("look-up", self._look_up(text))

    def _open(self, account_id: int, again: bool = False) -> None:
        log, feed = self._screen.log, self._screen.feed
        account = log.account_by_id(account_id) if log is not None else None
        if log is None or feed is None or account is None:
            return

        async def follow() -> None:
            async for opened in self._opener.read(log, feed, account, again):
                self._opened = opened
                self._arrived.set()

        self._screen.jobs.start("open account", follow())

    async def _look_up(self, text: str) -> None:
        try:
            reading = await look_up(self._editor, text, self._screen.race)
        except NotFound as error:
            self._found = LookupResult(text, why=str(error), near=error.near)
        except (Rejected, LogError) as error:
            self._found = LookupResult(text, why=str(error))
        else:
            self._found = LookupResult(text, reading.account, reading.followers)
        self._arrived.set()

    # Races.

    def _change(self, change: Change) -> None:
        """Change the race on screen, if it is in the user's log."""
        race = self._screen.race
        try:
            if race is None or not self._screen.is_own:
                raise Rejected(
                    f"{self._screen.chosen.race} is a recorded race and can't be changed;"
                    " r opens a race of your own"
                )
            self.notify(self._changes.make(change, race))
        except (Rejected, LogError) as error:
            self._warn(str(error))
        self._see_changes()

    def _see_changes(self) -> None:
        self._screen.see_changes()
        if self._library_entries:
            self._list_races()

    def _list_races(self) -> None:
        self._library_entries = self._library.races(self._warn)
        self._arrived.set()

    def _handle_races(
        self, request: ListRaces | ChooseRace | MakeRace | RenameRace | RemoveRace
    ) -> None:
        try:
            match request:
                case ListRaces():
                    self._list_races()
                    return
                case ChooseRace(name, own):
                    horizon = self._screen.chosen.horizon
                    self._show(self._library.race_to_show(name, own, horizon))
                    return
                case MakeRace(name, target):
                    race = self._editor.make_race(Race(name, clean(name), (), target), [])
                    path, horizon = self._editor.path, self._screen.chosen.horizon
                    self._show(RaceToShow(path, race.name, horizon))
                    self.notify(f"{race.name} has no accounts yet; a adds one")
                case RenameRace():
                    self.notify(self._changes.rename(request))
                case RemoveRace():
                    self.notify(
                        self._changes.remove(request, self._screen.race, self._screen.chosen.path)
                    )
        except (Rejected, LogError) as error:
            self._warn(str(error))
        self._see_changes()

    # Slow work.

    def _read_ledger(self) -> None:
        race, feed, jobs = self._screen.race, self._screen.feed, self._screen.jobs
        # A thread cannot be stopped, so a second one is not started.
        if race is not None and feed is not None and not jobs.is_running("ledger"):
            jobs.start("ledger", self._put_ledger(self._screen.chosen.path, race, feed.now()))

    async def _put_ledger(self, path: Path, race: Race, at: Millis) -> None:
        self._ledger = await asyncio.to_thread(read_ledger, path, race, at)
        self._arrived.set()

    async def _export(self, file: Path) -> None:
        race = self._screen.race
        if race is None:
            return
        try:
            await asyncio.to_thread(export_samples, file, self._screen.chosen.path, race)
            self.notify(f"written: {file}")
        except OSError as error:
            self._warn(f"{file}: cannot be written: {error.strerror}")
        except LogError as error:
            self._warn(str(error))
