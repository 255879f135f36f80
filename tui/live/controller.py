"""What is on: a replay or a live race. It makes the boards, and handles what the screen asks for.

It lives in the data thread.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from tui.board.from_log import BoardMaker
from tui.board.ledger import ledger_of
from tui.clock import Clock
from tui.collect.takeover import Takeover
from tui.config import Thresholds
from tui.exchange.exporting import FORMATS, tables
from tui.live.jobs import Jobs
from tui.live.opened_account import AccountOpener, opened_at
from tui.live.race_changes import Change, RaceChanges
from tui.live.race_library import RaceLibrary, RaceToShow
from tui.live.replay import Replay
from tui.live.tail import Tail
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
    SourceStatus,
)
from tui.races.account_lookup import NotFound, look_up
from tui.races.editing import RaceEditor, Rejected
from tui.sanitize import clean
from tui.sources import server_of
from tui.store import Log, LogError

LOG_ITSELF = "log"
"""What stands for the log itself among the sources."""
REPLAY_ONLY = ChangeSpeed | MoveBy | Seek | GoToEvent | Restart


class Controller:
    """Shows one race after another, as the screen asks for them."""

    def __init__(
        self,
        first: RaceToShow,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        other_logs: Callable[[], list[Path]] = list,
    ) -> None:
        self._showing, self._editor, self._clock = first, editor, clock
        self._thresholds = thresholds
        self._library = RaceLibrary(editor, other_logs)
        self._changes = RaceChanges(editor, clock)
        self._opener = AccountOpener(editor, clock, thresholds, self._warn)
        self._arrived = asyncio.Event()
        self._jobs = Jobs(self._arrived.set)
        self._log: Log | None = None
        self._on: Replay | Tail | None = None
        self._takeover: Takeover | None = None
        self._board: Board | None = None
        self._opened: OpenedAccount | None = None
        self._found: LookupResult | None = None
        self._library_entries: tuple[LibraryEntry, ...] = ()
        self._ledger: Ledger | None = None
        self._notice: Notice | None = None
        self._shows = 0
        self._trouble = ""

    async def boards(self) -> AsyncIterator[Board]:
        """Yield the board of what is on, whenever it is another; without end."""
        self.put_on(self._showing)
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                if self._jobs.failure is not None:
                    raise self._jobs.failure
                if self._board is not None:
                    yield self._composed(self._board)
        finally:
            await self._end()

    def _composed(self, board: Board) -> Board:
        if isinstance(self._on, Replay) and self._opened is not None and self._log is not None:
            self._opened = opened_at(self._log, self._on, self._opened, board.at)
        ledger = self._ledger if self._ledger and self._ledger.at <= board.at else None
        return replace(
            board,
            statuses=self._statuses(board.race),
            opened=self._opened,
            found=self._found,
            ledger=ledger,
            library=self._library_entries,
            notice=self._notice,
            show=self._shows,
        )

    def _statuses(self, race: Race) -> tuple[SourceStatus, ...]:
        if not isinstance(self._on, Tail) or self._log is None:
            return ()
        sources = sorted({server_of(account) for account in race.accounts})
        known = [self._log.status(source) for source in sources]
        trouble = [SourceStatus(LOG_ITSELF, self._clock.now(), self._trouble)]
        return (*(s for s in known if s is not None), *(trouble if self._trouble else []))

    # What is on.

    def put_on(self, chosen: RaceToShow) -> None:
        """Show another race, from now on."""
        log = Log(chosen.path)
        try:
            race = log.race(chosen.race)
            if race is None:
                raise Rejected(f"{chosen.path}: the race {chosen.race} is gone")
            race = replace(race, horizon=chosen.horizon)
            maker = BoardMaker(log, race, self._thresholds, skips_long_lists_first=True)
            on = Replay(maker, chosen.clock) if chosen.clock else Tail(maker, self._clock)
        except BaseException:
            # Whatever ends it: what was on stays on, and the other log is not left open.
            log.close()
            raise
        self._take_off()
        self._showing, self._log, self._on = chosen, log, on
        self._shows += 1
        if chosen.clock is None:
            self._takeover = Takeover(
                self._editor, self._clock, race, self._wake_tail, self._note_trouble
            )
            self._jobs.start("collecting", self._takeover.run())
            if warning := self._editor.caution(race):
                self.tell(warning)
        self._jobs.start("boards", self._follow(on))

    def _take_off(self) -> list[asyncio.Task[None]]:
        ended = self._jobs.cancel_all()
        self._takeover, self._opened, self._board, self._trouble = None, None, None, ""
        self._ledger = None
        if self._log is not None:
            self._log.close()
        return ended

    async def _end(self) -> None:
        await asyncio.gather(*self._take_off(), return_exceptions=True)
        await self._editor.sources.close()
        self._editor.close()

    async def _follow(self, on: Replay | Tail) -> None:
        async for board in on.boards():
            self._board = board
            self._arrived.set()

    def _wake_tail(self) -> None:
        """Show at once what this process has written."""
        if isinstance(self._on, Tail):
            self._on.wake()

    def _note_trouble(self, words: str) -> None:
        if words != self._trouble:
            self._trouble = words
            self._arrived.set()

    def tell(self, words: str, good: bool = True) -> None:
        """Tell the user one line, on the next board."""
        number = self._notice.number + 1 if self._notice else 1
        self._notice = Notice(number, clean(words), good)
        self._arrived.set()

    def _warn(self, words: str) -> None:
        self.tell(words, good=False)

    # What the screen asks for.

    def handle(self, request: Request) -> None:
        """Do what the screen asks for; what cannot be done is told on the next board."""
        match request:
            case Pause():
                if self._on is not None:
                    self._on.pause()
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
                if (race := self._race()) is not None:
                    self._jobs.start("export", self._export(file, self._showing.path, race))

    def _steer(self, request: REPLAY_ONLY) -> None:
        if not isinstance(self._on, Replay):
            self._warn("this race is live; you can't change its speed")
            return
        match request:
            case ChangeSpeed(steps):
                self._on.faster(steps)
            case MoveBy(span):
                self._on.move(span)
            case Seek(at):
                self._on.seek(at)
            case GoToEvent(steps):
                self._on.next_event(steps)
            case Restart():
                self._on.restart()

    def _refresh(self) -> None:
        if self._opened is not None:
            if self._opened.read is not None:
                self.tell("the list is being read")
                return
            self._open(self._opened.account.id, again=True)
        if isinstance(self._on, Replay):
            self._warn("nothing to refresh in a replay")
        elif self._takeover is not None and self._takeover.refresh():
            self.tell("reading now")
        else:
            self.tell("another racetui is collecting for this log; it reads at its own times")

    # Accounts.

    def _handle_account(self, request: OpenAccount | CloseAccount | LookUp) -> None:
        match request:
            case OpenAccount(account_id, again):
                self._open(account_id, again)
            case CloseAccount():
                self._jobs.cancel("open account")
                self._opened = None
                self._arrived.set()
            case LookUp(text):
                self._jobs.start("look-up", self._look_up(text))

    def _open(self, account_id: int, again: bool = False) -> None:
        log, on = self._log, self._on
        account = log.account_now(account_id) if log is not None else None
        if log is None or on is None or account is None:
            return

        async def follow() -> None:
            async for opened in self._opener.read(log, on, account, again):
                self._opened = opened
                self._arrived.set()

        self._jobs.start("open account", follow())

    async def _look_up(self, text: str) -> None:
        try:
            reading = await look_up(self._editor, text, self._race())
        except NotFound as error:
            self._found = LookupResult(text, why=str(error), near=error.near)
        except (Rejected, LogError) as error:
            self._found = LookupResult(text, why=str(error))
        else:
            self._found = LookupResult(text, reading.account, reading.followers)
        self._arrived.set()

    # Races.

    def _change(self, change: Change) -> None:
        """Change the race that is on, if it is one that can be changed."""
        race = self._race()
        try:
            if race is None or self._showing.path != self._editor.path:
                raise Rejected(
                    f"{self._showing.race} is a recorded race and can't be changed;"
                    " r opens a race of your own"
                )
            self.tell(self._changes.make(change, race))
        except (Rejected, LogError) as error:
            self._warn(str(error))
        self._see_changes()

    def _race(self) -> Race | None:
        return None if self._on is None else self._on.past.race

    def _see_changes(self) -> None:
        if isinstance(self._on, Tail):
            self._on.wake()
        elif self._on is not None:
            self._on.look_again()
        if self._takeover is not None:
            self._takeover.wake()
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
                    self.put_on(self._library.show_of(name, own, self._showing.horizon))
                    return
                case MakeRace(name, target):
                    race = self._editor.make_race(Race(name, clean(name), (), target), [])
                    path, horizon = self._editor.path, self._showing.horizon
                    self.put_on(RaceToShow(path, race.name, horizon))
                    self.tell(f"{race.name} has no accounts yet; a adds one")
                case RenameRace():
                    self.tell(self._changes.rename(request))
                case RemoveRace():
                    self.tell(self._changes.remove(request, self._race(), self._showing.path))
        except (Rejected, LogError) as error:
            self._warn(str(error))
        self._see_changes()

    # What takes long runs in a thread of its own, and so with a log of its own.

    def _read_ledger(self) -> None:
        race = self._race()
        # A thread cannot be stopped: one at a time.
        if race is not None and self._on is not None and not self._jobs.is_running("ledger"):
            work = self._put_ledger(self._showing.path, race, self._on.now())
            self._jobs.start("ledger", work)

    async def _put_ledger(self, path: Path, race: Race, at: Millis) -> None:
        def read() -> Ledger:
            with Log(path) as log:
                return ledger_of(log, race, at)

        try:
            self._ledger = await asyncio.to_thread(read)
        except LogError as error:
            self._ledger = Ledger(at, why=str(error))
        self._arrived.set()

    async def _export(self, file: Path, path: Path, race: Race) -> None:
        def write() -> None:
            with Log(path) as log, tables.new_file(file) as out:
                FORMATS["csv"](tables.samples(log, race), out)

        try:
            await asyncio.to_thread(write)
            self.tell(f"written: {file}")
        except OSError as error:
            self._warn(f"{file}: cannot be written: {error.strerror}")
        except LogError as error:
            self._warn(str(error))
