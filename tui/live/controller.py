"""What is on, and what is wanted of it: a replay or a live race, an open account, the races.

It makes the boards of whatever is on, and fulfils wishes. It lives in the data thread.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from pathlib import Path

from tui.account_names import server_of
from tui.board.from_log import BoardMaker
from tui.clock import Clock
from tui.collect.forecast_keeper import ledger_of
from tui.collect.takeover import Takeover
from tui.config import Thresholds
from tui.exchange.exporting import FORMATS, tables
from tui.follows.open_account import AccountReader
from tui.formats import duration, grouped
from tui.live.race_library import RaceLibrary, Show
from tui.live.replay import Replay
from tui.live.tail import Tail
from tui.model import (
    HOUR,
    MINUTE,
    Account,
    Board,
    EventKind,
    Ledger,
    LibraryEntry,
    LookupResult,
    Millis,
    Notice,
    OpenedAccount,
    Race,
    SourceStatus,
)
from tui.phrases import display_name
from tui.races.account_lookup import NotFound, look_up
from tui.races.editing import RaceEditor, Rejected, added
from tui.sanitize import clean
from tui.store import Log, LogError

PATIENCE: Millis = HOUR
"""How long an open list waits for a source that wants to be asked later."""
LOG_ITSELF = "log"
"""What stands for the log itself among the sources."""


class Controller:
    """Shows one race after another, as it is wished."""

    def __init__(
        self,
        show: Show,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        others: Callable[[], list[Path]] = list,
    ) -> None:
        self._show, self._editor, self._clock = show, editor, clock
        self._thresholds = thresholds
        self._library = RaceLibrary(editor, others)
        self._arrived = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failure: BaseException | None = None
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
        self._priced: int | None = None

    async def boards(self) -> AsyncIterator[Board]:
        """Yield the board of what is on, whenever it is another; without end."""
        self.put_on(self._show)
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                if self._failure is not None:
                    raise self._failure
                if self._board is not None:
                    yield self._composed(self._board)
        finally:
            await self._end()

    def _composed(self, board: Board) -> Board:
        if isinstance(self._on, Replay) and self._opened is not None:
            self._opened = self._opened_at(self._on, self._opened, board.at)
        return replace(
            board,
            statuses=self._statuses(board.race),
            opened=self._opened,
            found=self._found,
            ledger=self._ledger_at(board.at),
            library=self._library_entries,
            notice=self._notice,
            show=self._shows,
        )

    def _ledger_at(self, at: Millis) -> Ledger | None:
        """Return the ledger, but none of what came later than a board."""
        return self._ledger if self._ledger and self._ledger.at <= at else None

    def _opened_at(self, replay: Replay, opened: OpenedAccount, at: Millis) -> OpenedAccount:
        """Return what was known of an open account at the time of a replay's board."""
        assert self._log is not None
        follow_list = replay.follow_list(opened.account)
        newest = self._log.reading(opened.account, at)
        if newest == opened.newest and follow_list.followees == opened.follow_list.followees:
            return opened
        return OpenedAccount(opened.account, follow_list, newest)

    def _statuses(self, race: Race) -> tuple[SourceStatus, ...]:
        if not isinstance(self._on, Tail) or self._log is None:
            return ()
        sources = sorted({server_of(account) for account in race.accounts})
        known = [self._log.status(source) for source in sources]
        trouble = [SourceStatus(LOG_ITSELF, self._clock.now(), self._trouble)]
        return (*(s for s in known if s is not None), *(trouble if self._trouble else []))

    # What is on.

    def put_on(self, show: Show) -> None:
        """Show another race, from now on."""
        log = Log(show.path)
        try:
            race = log.race(show.race)
            if race is None:
                raise Rejected(f"{show.path}: the race {show.race} is gone")
            race = replace(race, horizon=show.horizon)
            past = BoardMaker(log, race, self._thresholds)
            on = Replay(past, show.clock) if show.clock else Tail(past, self._clock)
        except BaseException:
            # Whatever ends it: what was on stays on, and the other log is not left open.
            log.close()
            raise
        self._take_off()
        self._show, self._log, self._on = show, log, on
        self._shows += 1
        if show.clock is None:
            self._takeover = Takeover(
                self._editor, self._clock, race, self._read, self._be_troubled
            )
            self._run("collecting", self._takeover.run())
            if caution := self._editor.caution(race):
                self.tell(caution)
        self._run("boards", self._follow(on))

    def _take_off(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._takeover, self._opened, self._board, self._trouble = None, None, None, ""
        self._ledger = None
        if self._log is not None:
            self._log.close()

    async def _end(self) -> None:
        tasks = list(self._tasks.values())
        self._take_off()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._editor.sources.close()
        self._editor.close()

    def _run(self, name: str, work: Coroutine[None, None, None]) -> None:
        before = self._tasks.pop(name, None)
        if before is not None:
            before.cancel()
        task = self._tasks[name] = asyncio.create_task(work)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
            self._arrived.set()

    async def _follow(self, on: Replay | Tail) -> None:
        async for board in on.boards():
            self._board = board
            self._arrived.set()

    def _read(self) -> None:
        """See at once what was written by this process."""
        if isinstance(self._on, Tail):
            self._on.wake()

    def _be_troubled(self, words: str) -> None:
        if words != self._trouble:
            self._trouble = words
            self._arrived.set()

    # Wishes: the race's time.

    def pause(self) -> None:
        """Stop a replay's time, or let it go on; of a live race, the view."""
        if self._on is not None:
            self._on.pause()

    def faster(self, steps: int) -> None:
        """Go up or down the ladder of speeds."""
        self._of_replay(lambda replay: replay.faster(steps))

    def move(self, by: Millis) -> None:
        """Go on, or back, by some time of the race."""
        self._of_replay(lambda replay: replay.move(by))

    def seek(self, at: Millis) -> None:
        """Go to a time of the race."""
        self._of_replay(lambda replay: replay.seek(at))

    def next_event(self, steps: int) -> None:
        """Go to the next event, or to the one before."""
        self._of_replay(lambda replay: replay.next_event(steps))

    def restart(self) -> None:
        """Go to where the race starts."""
        self._of_replay(lambda replay: replay.restart())

    def _of_replay(self, act: Callable[[Replay], None]) -> None:
        if isinstance(self._on, Replay):
            act(self._on)
        else:
            self.tell("this race is live: its time goes by itself", good=False)

    def refresh(self) -> None:
        """Read everything now; of an open account, its list."""
        if self._opened is not None:
            if self._opened.read is not None:
                self.tell("the list is being read")
                return
            self.open_account(self._opened.account.id, again=True)
        if isinstance(self._on, Replay):
            self.tell("a replay reads nothing new", good=False)
        elif self._takeover is not None and self._takeover.refresh():
            self.tell("reading now")
        else:
            self.tell("another racetui collects for this log; it reads by its own time")

    # Wishes: accounts.

    def open_account(self, account_id: int, again: bool = False) -> None:
        """Open an account: its list as it is known, and then as it is read."""
        assert self._log is not None
        account = self._log.account_now(account_id)
        if account is not None:
            self._run("follow list", self._read_follow_list(account, again))

    def close_account(self) -> None:
        """Leave the account that is open; what was read of its list is kept."""
        task = self._tasks.pop("follow list", None)
        if task is not None:
            task.cancel()
        self._opened = None
        self._arrived.set()

    async def _read_follow_list(self, account: Account, again: bool) -> None:
        assert self._log is not None
        assert self._on is not None
        sample = self._log.reading(account, self._on.now())
        if isinstance(self._on, Replay):
            self._show_opened(OpenedAccount(account, self._on.follow_list(account), sample))
            return
        reader = AccountReader(
            self._editor.log,
            self._editor.writer,
            self._editor.sources,
            self._clock,
            self._thresholds,
            PATIENCE,
        )
        try:
            # Only who has seen what it costs agrees by asking again.
            agreed, self._priced = again and self._priced == account.id, None
            async for known in reader.follow_lists(account, again, agreed):
                self._priced = account.id if known.price else None
                why = f"{known.why}; R reads it" if known.price else known.why
                self._show_opened(
                    OpenedAccount(account, known.follow_list, sample, known.read, clean(why))
                )
        except LogError as error:
            self.tell(str(error), good=False)
        # What is measured of the circle is on the next board.
        if isinstance(self._on, Tail):
            self._on.past.look_at_follow_lists()
            self._on.wake()

    def _show_opened(self, opened: OpenedAccount) -> None:
        self._opened = opened
        self._arrived.set()

    def look_up(self, text: str) -> None:
        """Look an account up; what came of it is on the next boards."""
        self._run("look-up", self._look_up(text))

    async def _look_up(self, text: str) -> None:
        race = self._race()
        try:
            reading = await look_up(self._editor, text, race)
        except NotFound as error:
            self._found = LookupResult(text, why=str(error), near=error.near)
        except (Rejected, LogError) as error:
            self._found = LookupResult(text, why=str(error))
        else:
            self._found = LookupResult(text, reading.account, reading.followers)
        self._arrived.set()

    def add_account(self, account: Account) -> None:
        """Add an account that was looked up to the race."""

        def act(race: Race) -> str:
            fresh = self._editor.add(race, [account])
            if not fresh:
                return f"{display_name(account)} is in the race already"
            caution = self._editor.caution(replace(race, accounts=(*race.accounts, *fresh)))
            return f"{added(race, fresh)}; {caution}" if caution else added(race, fresh)

        self._change(act)

    def remove_account(self, account: Account) -> None:
        """Take an account out of the race."""

        def act(race: Race) -> str:
            self._editor.remove(race, [account])
            return f"{display_name(account)} removed from {race.name}; the readings stay"

        self._change(act)

    # Wishes: the race.

    def set_target(self, target: int | None) -> None:
        """Set what the race is to."""

        def act(race: Race) -> str:
            self._editor.set_target(race, target)
            return f"the target is {grouped(target)}" if target else "the race has no target now"

        self._change(act)

    def note(self, title: str, account: Account | None, ago: Millis, kind: EventKind) -> None:
        """Note what happened some time ago."""

        def act(race: Race) -> str:
            self._editor.note(race, title, account, self._clock.now() - ago, kind)
            return "noted" if ago < MINUTE else f"noted, {duration(ago)} ago"

        self._change(act)

    def read_ledger(self) -> None:
        """Put on the boards how forecasts of the race did until its now."""
        race, before = self._race(), self._tasks.get("ledger")
        # What goes on in a thread cannot be stopped: one at a time.
        if race is not None and self._on is not None and (before is None or before.done()):
            self._run("ledger", self._read_ledger(self._show.path, race, self._on.now()))

    async def _read_ledger(self, path: Path, race: Race, at: Millis) -> None:
        def read() -> Ledger:
            # In a thread of its own, and so with a log of its own.
            with Log(path) as log:
                return ledger_of(log, race, at)

        try:
            self._ledger = await asyncio.to_thread(read)
        except LogError as error:
            self._ledger = Ledger(at, why=str(error))
        self._arrived.set()

    def export(self, file: Path) -> None:
        """Write all samples of the race to a new file, as CSV."""
        race = self._race()
        if race is not None:
            self._run("export", self._export(file, self._show.path, race))

    async def _export(self, file: Path, path: Path, race: Race) -> None:
        def write() -> None:
            # In a thread of its own, and so with a log of its own.
            with Log(path) as log, tables.new_file(file) as out:
                FORMATS["csv"](tables.samples(log, race), out)

        try:
            await asyncio.to_thread(write)
            self.tell(f"written: {file}")
        except OSError as error:
            self.tell(f"{file}: cannot be written: {error.strerror}", good=False)
        except LogError as error:
            self.tell(str(error), good=False)

    def _change(self, act: Callable[[Race], str]) -> None:
        """Change the race that is on, if it is one that can be changed."""
        race = self._race()
        try:
            if race is None or self._show.path != self._editor.path:
                raise Rejected(
                    f"{self._show.race} is recorded and stays as it is; r: a race of your own"
                )
            self.tell(act(race))
        except (Rejected, LogError) as error:
            self.tell(str(error), good=False)
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
            self.list_races()

    def list_races(self) -> None:
        """Put every race on the boards, those of the user's log first."""
        self._library_entries = self._library.races(lambda words: self.tell(words, good=False))
        self._arrived.set()

    def choose_race(self, name: str, own: bool) -> None:
        """Show another race: live where somebody can read it, else as a replay."""
        try:
            self.put_on(self._library.show_of(name, own, self._show.horizon))
        except (Rejected, LogError) as error:
            self.tell(str(error), good=False)

    def make_race(self, name: str, target: int | None) -> None:
        """Make a race without accounts, and show it."""
        try:
            race = self._editor.make_race(Race(name, clean(name), (), target), [])
            self.put_on(Show(self._editor.path, race.name, self._show.horizon))
            self.tell(f"{race.name}: a race without accounts; a adds one")
        except (Rejected, LogError) as error:
            self.tell(str(error), good=False)
        self._see_changes()

    def rename_race(self, name: str, to: str) -> None:
        """Give a race of the log another name."""
        try:
            race = self._editor.race(name)
            self.tell(f"{name} is {self._editor.rename(race, to)} now")
        except (Rejected, LogError) as error:
            self.tell(str(error), good=False)
        self._see_changes()

    def remove_race(self, name: str) -> None:
        """Take a race of the log away, but not the one that is on."""
        try:
            race, on = self._editor.race(name), self._race()
            if on is not None and on.id == race.id and self._show.path == self._editor.path:
                raise Rejected(f"{name} is on the screen; open another race first")
            self._editor.remove_race(race)
            self.tell(f"{name} removed; the readings stay in the log")
        except (Rejected, LogError) as error:
            self.tell(str(error), good=False)
        self._see_changes()

    def tell(self, words: str, good: bool = True) -> None:
        """Say one line on the next board."""
        number = self._notice.number + 1 if self._notice else 1
        self._notice = Notice(number, clean(words), good)
        self._arrived.set()
