"""The controller: every request, for a live race and for a replay."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.sources.fakes import FakeSource, live_race
from tests.store.logs import execute, rows
from tui.clock import ScaledClock, WallClock
from tui.config import Thresholds
from tui.live.controller import Controller
from tui.live.race_library import RaceToShow, replay_clock
from tui.live.replay import window_of
from tui.model import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Account,
    AddAccount,
    Board,
    ChangeSpeed,
    ChooseRace,
    CloseAccount,
    EventKind,
    Export,
    GoToEvent,
    ListRaces,
    LookUp,
    MakeRace,
    Millis,
    MoveBy,
    NoteEvent,
    Notice,
    OpenAccount,
    Pause,
    Race,
    ReadLedger,
    Refresh,
    RemoveAccount,
    RemoveRace,
    RenameRace,
    Request,
    Restart,
    Sample,
    Seek,
    SetTarget,
)
from tui.races.editing import RaceEditor
from tui.sources import Page, SourceError
from tui.store import CollectorLock, Log, create, finish, open_to_write

PATIENCE = 10
MOST_BOARDS = 500
EVERY = SECOND // 5
SPEED = 300
NEAR_THE_END = 1_239_949_800_000
"""17 April 2009, 06:30 UTC."""


class QuickSource(FakeSource):
    """A source that can be polled very often."""

    def min_interval(self, accounts: int) -> Millis:
        return EVERY


class Session:
    """A controller with its boards and its source."""

    def __init__(
        self, controller: Controller, boards: AsyncIterator[Board], source: FakeSource
    ) -> None:
        self.controller, self.boards, self.source = controller, boards, source

    async def until(self, shows: Callable[[Board], object]) -> Board:
        """Return the first board that satisfies a condition."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(MOST_BOARDS):
                board = await anext(self.boards)
                if shows(board):
                    return board
        raise AssertionError("no board shows it")

    async def next_notice(self) -> Notice:
        """Return the next notice."""
        before = self.number
        board = await self.until(lambda b: b.notice is not None and b.notice.number > before)
        assert board.notice is not None
        self.number = board.notice.number
        return board.notice

    number = 0


@asynccontextmanager
async def session(
    log: Path, show: RaceToShow, others: list[Path] | None = None, source: FakeSource | None = None
) -> AsyncIterator[Session]:
    source = source or QuickSource("fake", ann=1_000, bob=900, bea=5)
    editor = RaceEditor(log, {source.name: lambda _: source}, WallClock())
    controller = Controller(
        show, editor, WallClock(), Thresholds(1_000), lambda: others or [], retry_after=0.1
    )
    boards = controller.boards()
    try:
        yield Session(controller, boards, source)
    finally:
        async with asyncio.timeout(PATIENCE):
            await boards.aclose()  # type: ignore[attr-defined]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Create a log with a live race of Ann, polled very often and requested by nobody."""
    source = FakeSource()
    writer = live_race(tmp_path / "log", source.known("ann"), target=5_000, every=EVERY)
    with writer.transaction():
        writer.withdraw_requests("a viewer of mine")
    writer.close()
    return tmp_path / "log"


@pytest.fixture
async def live(log: Path, shipped: Path) -> AsyncIterator[Session]:
    async with session(log, RaceToShow(log, "mine", 5 * DAY), [shipped]) as known:
        await known.until(is_read)
        yield known


@pytest.fixture
async def replay(log: Path, shipped: Path) -> AsyncIterator[Session]:
    show = RaceToShow(shipped, "april-2009", 5 * DAY, clock_of(shipped))
    async with session(log, show, [shipped]) as known:
        await known.until(lambda board: True)
        yield known


def clock_of(shipped: Path) -> ScaledClock:
    with Log(shipped) as log:
        race = log.race("april-2009")
        assert race is not None
        window = window_of(log, race)
        assert window is not None
        return replay_clock(window, SPEED)


def is_read(board: Board) -> bool:
    return bool(board.standings) and board.standings[0].followers is not None


def handles(board: Board) -> list[str]:
    return [account.handle for account in board.race.accounts]


def racer(board: Board, handle: str) -> Account:
    return next(a for a in board.race.accounts if a.handle == handle)


# A live race.


async def test_a_live_race_is_polled_and_shown(live: Session) -> None:
    live.source.counts["ann"] = 1_050
    board = await live.until(lambda b: b.standings[0].followers == 1_050)
    assert (board.race.name, board.clock_status.live, board.race.horizon) == ("mine", True, 5 * DAY)
    assert [(status.source, status.why) for status in board.statuses] == [("fake", "")]


async def test_a_failing_source_is_on_the_board_with_its_reason(live: Session) -> None:
    live.source.failure = SourceError("asleep")
    board = await live.until(lambda b: b.statuses and b.statuses[0].why)
    assert board.statuses[0].why == "asleep"
    assert board.standings[0].followers == 1_000
    live.source.failure = None
    await live.until(lambda b: b.statuses and not b.statuses[0].why)


async def test_an_account_can_be_looked_up_and_added(live: Session) -> None:
    live.controller.handle(LookUp("bob"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert found.account is not None
    assert (found.asked, found.account.handle, found.followers) == ("bob", "bob", 900)
    live.controller.handle(AddAccount(found.account))
    assert await live.next_notice() == Notice(1, "Bob added to mine")
    board = await live.until(lambda b: len(b.standings) == 2 and b.standings[1].followers)
    assert handles(board) == ["ann", "bob"]


async def test_an_account_already_in_the_race_is_not_added_again(live: Session) -> None:
    board = await live.until(is_read)
    live.controller.handle(AddAccount(racer(board, "ann")))
    assert (await live.next_notice()).words == "Ann is already in this race"
    assert handles(await live.until(is_read)) == ["ann"]


async def test_a_typo_gets_a_suggestion(live: Session) -> None:
    live.controller.handle(LookUp("fake:anne"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert (found.account, found.near) == (None, ("ann",))
    assert found.why == "no account 'anne'; did you mean ann?"


async def test_a_failed_look_up_has_a_reason(live: Session) -> None:
    for text in ("", "x:someone", "nowhere:someone", "https://"):
        live.controller.handle(LookUp(text))
        found = (await live.until(partial(is_look_up_of, text))).found
        assert found is not None, text
        assert (found.asked, found.account, found.near) == (text, None, ()), text
        assert found.why, text


def is_look_up_of(text: str, board: Board) -> bool:
    return board.found is not None and board.found.asked == text


async def test_an_account_can_be_removed_and_its_samples_are_kept(live: Session, log: Path) -> None:
    board = await live.until(is_read)
    live.controller.handle(RemoveAccount(racer(board, "ann")))
    assert (await live.next_notice()).words == "Ann removed from mine; its history is kept"
    assert (await live.until(lambda b: not b.standings)).race.accounts == ()
    assert rows(log, "SELECT count(*) > 0 FROM sample") == [(1,)]


@pytest.mark.parametrize(
    ("target", "words"), [(7_000, "the target is 7,000"), (None, "the race has no target now")]
)
async def test_the_target_can_be_set(live: Session, target: int | None, words: str) -> None:
    live.controller.handle(SetTarget(target))
    assert (await live.next_notice()).words == words
    assert (await live.until(lambda b: b.race.target == target)).race.name == "mine"


@pytest.mark.parametrize(("ago", "words"), [(0, "noted"), (2 * HOUR, "noted, 2")])
async def test_an_event_can_be_noted_at_its_time(live: Session, ago: int, words: str) -> None:
    board = await live.until(is_read)
    live.controller.handle(NoteEvent("on the news", racer(board, "ann"), ago, EventKind.BROADCAST))
    assert (await live.next_notice()).words.startswith(words)
    noted = await live.until(lambda b: "on the news" in [event.title for event in b.events])
    event = next(event for event in noted.events if event.title == "on the news")
    assert (event.kind, event.account) == (EventKind.BROADCAST, racer(board, "ann"))
    assert board.at - MINUTE <= event.at + ago <= board.at + MINUTE


async def test_an_event_without_a_title_is_refused(live: Session) -> None:
    live.controller.handle(NoteEvent(" ", None, 0, EventKind.NOTE))
    notice = await live.next_notice()
    assert (notice.good, "needs a title" in notice.words) == (False, True)


async def test_pausing_a_live_race_only_freezes_the_view(live: Session) -> None:
    live.controller.handle(Pause())
    frozen = await live.until(lambda b: not b.clock_status.running)
    live.source.counts["ann"] = 1_010
    live.controller.handle(Pause())
    board = await live.until(lambda b: b.clock_status.running and b.standings[0].followers == 1_010)
    assert frozen.standings[0].followers == 1_000
    assert board.clock_status.live


async def test_the_time_of_a_live_race_cannot_be_changed(live: Session) -> None:
    requests: list[Request] = [ChangeSpeed(1), MoveBy(HOUR), Seek(0), GoToEvent(1), Restart()]
    for number, request in enumerate(requests, 1):
        live.controller.handle(request)
        assert await live.next_notice() == Notice(
            number, "this race is live; you can't change its speed", good=False
        ), request


async def test_a_refresh_polls_immediately(live: Session) -> None:
    live.controller.handle(Refresh())
    assert (await live.next_notice()).words == "reading now"


async def test_opening_an_account_reads_its_list_to_the_end(live: Session) -> None:
    live.source.lists["ann"] = ["bea", "cid", "dan"]
    live.controller.handle(OpenAccount((await live.until(is_read)).race.accounts[0].id))
    opened = (
        await live.until(
            lambda b: b.opened and b.opened.follow_list.complete and b.opened.read is None
        )
    ).opened
    assert opened is not None
    assert opened.newest is not None
    assert [f.account.handle for f in opened.follow_list.followees] == ["bea", "cid", "dan"]
    assert (opened.account.handle, opened.newest.followers, opened.why) == ("ann", 1_000, "")
    live.controller.handle(CloseAccount())
    assert (await live.until(lambda b: b.opened is None)).race.name == "mine"


async def test_a_hidden_list_shows_the_reason(live: Session) -> None:
    live.source.lists["ann"] = ["bea"]
    live.source.failure, live.source.pages_left = SourceError("hidden by its owner"), 0
    live.controller.handle(OpenAccount((await live.until(is_read)).race.accounts[0].id))
    opened = (await live.until(lambda b: b.opened and b.opened.why)).opened
    assert opened is not None
    assert opened.why == "hidden by its owner"


class PaidSource(QuickSource):
    """A source whose lists cost money."""

    def price(self, following: int | None) -> int:
        return 1_000_000


def shows_price_of(account_id: int) -> Callable[[Board], object]:
    return lambda b: b.opened and b.opened.account.id == account_id and b.opened.why


async def test_a_paid_list_is_read_after_a_second_request(
    log: Path,
) -> None:
    source = PaidSource("fake", ann=1_000)
    source.lists["ann"] = ["bea"]
    async with session(log, RaceToShow(log, "mine", 5 * DAY), source=source) as paid:
        ann = (await paid.until(is_read)).race.accounts[0].id
        paid.controller.handle(OpenAccount(ann, again=True))
        opened = (await paid.until(lambda b: b.opened and b.opened.why)).opened
        assert opened is not None
        assert opened.why == "reading this list costs about $1.00; R reads it"
        assert source.cursors == []
        paid.controller.handle(Refresh())
        await paid.until(lambda b: b.opened and b.opened.follow_list.complete)
        assert source.cursors == [None]


async def test_agreeing_to_the_price_of_one_list_is_not_agreeing_to_another(log: Path) -> None:
    source = PaidSource("fake", ann=1_000, bob=900)
    live_race(log, source.known("bob"), name="other", writer=open_to_write(log)).close()
    source.lists |= {"ann": ["bea"], "bob": ["bea"]}
    with Log(log) as opened:
        ids = [account.id for race in opened.races() for account in race.accounts]
    async with session(log, RaceToShow(log, "mine", 5 * DAY), source=source) as paid:
        await paid.until(is_read)
        for n in (*ids, *ids):
            paid.controller.handle(OpenAccount(n, again=True))
            await paid.until(shows_price_of(n))
        assert source.cursors == []


class SlowSource(QuickSource):
    """A source that does not answer for a list until it is released."""

    def __init__(self, **counts: int) -> None:
        super().__init__("fake", **counts)
        self.lists["ann"], self.release = ["bea"], asyncio.Event()

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        await self.release.wait()
        return await super().follows(account, cursor, at)


async def test_a_list_being_read_is_not_started_again(log: Path) -> None:
    source = SlowSource(ann=1_000)
    async with session(log, RaceToShow(log, "mine", 5 * DAY), source=source) as slow:
        slow.controller.handle(OpenAccount((await slow.until(is_read)).race.accounts[0].id))
        await slow.until(lambda b: b.opened and b.opened.read is not None)
        slow.controller.handle(Refresh())
        assert (await slow.next_notice()).words == "this list is already being read"
        source.release.set()
        await slow.until(lambda b: b.opened and b.opened.follow_list.complete)
        assert source.cursors == [None]


# A recorded race.


async def test_a_recorded_race_cannot_be_changed(replay: Session) -> None:
    before = await replay.until(is_read)
    who = before.race.accounts[0]
    for request in (
        SetTarget(7),
        AddAccount(who),
        RemoveAccount(who),
        NoteEvent("a note", who, 0, EventKind.NOTE),
    ):
        replay.controller.handle(request)
        notice = await replay.next_notice()
        assert not notice.good, request
        assert notice.words.startswith("april-2009 is a recorded race"), request
        assert (await replay.until(is_read)).race == before.race, request


async def test_a_replay_cannot_be_refreshed(replay: Session) -> None:
    replay.controller.handle(Refresh())
    assert await replay.next_notice() == Notice(1, "nothing to refresh in a replay", good=False)


async def test_the_time_of_a_replay_can_be_paused_moved_and_sped_up(replay: Session) -> None:
    replay.controller.handle(Pause())
    stopped = await replay.until(lambda b: not b.clock_status.running)
    replay.controller.handle(MoveBy(HOUR))
    moved = await replay.until(lambda b: b.at == stopped.at + HOUR)
    replay.controller.handle(Seek(moved.at + 2 * HOUR))
    await replay.until(lambda b: b.at == stopped.at + 3 * HOUR)
    replay.controller.handle(GoToEvent(-1))
    event = await replay.until(lambda b: b.at < stopped.at + 3 * HOUR)
    assert event.at in [e.at for e in event.events]
    replay.controller.handle(ChangeSpeed(1))
    assert (await replay.until(lambda b: b.clock_status.speed != SPEED)).clock_status.speed == 600
    replay.controller.handle(Restart())
    start = await replay.until(lambda b: b.at <= stopped.at)
    replay.controller.handle(GoToEvent(1))
    assert (await replay.until(lambda b: b.at > start.at)).events


async def test_an_account_opened_in_a_replay_is_shown_as_known_then(replay: Session) -> None:
    board = await replay.until(is_read)
    who = racer(board, "aplusk")
    replay.controller.handle(OpenAccount(who.id))
    opened = (await replay.until(lambda b: b.opened)).opened
    assert opened is not None
    assert (opened.account, opened.read) == (who, None)
    assert opened.follow_list.followees
    assert opened.newest is not None
    assert opened.newest.at <= (await replay.until(is_read)).at


# The library.


async def test_the_library_lists_the_users_races_first(live: Session) -> None:
    live.controller.handle(ListRaces())
    library = (await live.until(lambda b: b.library)).library
    entries = [(entry.race.name, entry.live, entry.own) for entry in library]
    assert entries == [("mine", True, True), ("april-2009", False, False)]


async def test_another_race_can_be_chosen_and_the_first_one_again(live: Session) -> None:
    live.controller.handle(ChooseRace("april-2009", own=False))
    board = await live.until(lambda b: b.race.name == "april-2009")
    assert (board.clock_status.live, board.statuses) == (False, ())
    live.controller.handle(ChooseRace("mine", own=True))
    live.source.counts["ann"] = 1_020
    board = await live.until(lambda b: b.race.name == "mine" and b.standings[0].followers == 1_020)
    assert board.clock_status.live


async def test_a_race_can_be_left_as_it_is_woken(live: Session) -> None:
    live.controller.handle(Pause())
    live.controller.handle(ChooseRace("april-2009", own=False))
    await live.until(lambda b: b.race.name == "april-2009")
    live.controller.handle(Pause())
    live.controller.handle(ChooseRace("mine", own=True))
    live.source.counts["ann"] = 1_020
    await live.until(lambda b: b.race.name == "mine" and b.standings[0].followers == 1_020)


async def test_a_slow_answer_for_one_race_does_not_delay_the_next(
    live: Session,
) -> None:
    live.source.answers.clear()
    live.source.asked.clear()
    async with asyncio.timeout(PATIENCE):
        await live.source.asked.wait()
    live.controller.handle(MakeRace("other", None))
    await live.until(lambda b: b.race.name == "other")
    live.source.answers.set()
    live.controller.handle(LookUp("fake:bob"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert found.account is not None
    live.controller.handle(AddAccount(found.account))
    assert (await live.until(is_read)).standings[0].followers == 900


async def test_an_unknown_race_cannot_be_chosen(live: Session) -> None:
    live.controller.handle(ChooseRace("nowhere", own=True))
    assert await live.next_notice() == Notice(1, "no race 'nowhere'", good=False)
    assert (await live.until(is_read)).race.name == "mine"


@pytest.mark.parametrize(
    ("title", "name"), [("other", "other"), ("My other race", "my-other-race")]
)
async def test_a_new_race_is_shown_and_can_be_filled(live: Session, title: str, name: str) -> None:
    live.controller.handle(MakeRace(title, 500))
    board = await live.until(lambda b: b.race.name not in {"mine", ""})
    assert (board.race.name, board.race.title, board.race.target) == (name, title, 500)
    live.controller.handle(LookUp("fake:bob"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert found.account is not None
    live.controller.handle(AddAccount(found.account))
    assert (await live.until(is_read)).standings[0].followers == 900


async def test_an_invalid_race_is_not_created(live: Session) -> None:
    for name, target in (("mine", None), ("fake", None), ("?", None), ("other", 0)):
        live.controller.handle(MakeRace(name, target))
        assert not (await live.next_notice()).good, name
        assert (await live.until(is_read)).race.name == "mine", name


async def test_the_race_on_screen_can_be_renamed_but_not_removed(live: Session) -> None:
    live.controller.handle(RenameRace("mine", "yours"))
    assert (await live.next_notice()).words == "mine is now called yours"
    assert is_read(await live.until(lambda b: b.race.name == "yours"))
    live.controller.handle(RemoveRace("yours"))
    notice = await live.next_notice()
    assert (notice.good, "is on screen" in notice.words) == (False, True)


async def test_another_race_can_be_removed(live: Session) -> None:
    live.controller.handle(MakeRace("other", None))
    await live.until(lambda b: b.race.name == "other")
    live.controller.handle(ChooseRace("mine", own=True))
    await live.until(lambda b: b.race.name == "mine")
    live.controller.handle(ListRaces())
    live.controller.handle(RemoveRace("other"))
    board = await live.until(
        lambda b: b.library and "other" not in [entry.race.name for entry in b.library]
    )
    assert board.race.name == "mine"


async def test_samples_are_exported_to_a_new_file_only(live: Session, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    live.controller.handle(Export(file))
    assert await live.next_notice() == Notice(1, f"written: {file}")
    assert file.read_text().startswith("account,handle,at,followers")
    written = file.read_bytes()
    live.controller.handle(Export(file))
    assert not (await live.next_notice()).good
    assert file.read_bytes() == written


def recorded_race(path: Path) -> RaceToShow:
    """Create a log with a recorded race of two hours and two finishers; returns its replay."""
    source, hours = FakeSource(), [NEAR_THE_END + n * HOUR for n in (-3, 0)]
    writer = create(path)
    with writer.transaction():
        ids = [writer.add_account(source.known(name), hours[0]) for name in ("ann", "bob")]
        start, end = hours[0] + HOUR, hours[1]
        writer.add_race(Race("old", "Old", (), 2_500, "UTC", start=start, end=end), ids)
        number = writer.add_round(hours[0], 0, "", "import", "")
        for n, pace in zip(ids, (10, 9), strict=True):
            samples = [
                Sample(hours[0] + i * MINUTE, 1_000 + pace * i, provenance="a book")
                for i in range(181)
            ]
            writer.add_samples(number, {n: samples})
    finish(writer)
    return RaceToShow(path, "old", DAY, replay_clock((start, end), SPEED))


async def test_the_ledger_of_a_replay_is_as_of_its_time(log: Path, tmp_path: Path) -> None:
    at = NEAR_THE_END - 5 * MINUTE
    async with session(log, recorded_race(tmp_path / "old.db")) as replay:
        await replay.until(is_read)
        replay.controller.handle(Pause())
        replay.controller.handle(Seek(at))
        replay.controller.handle(ReadLedger())
        ledger = (await replay.until(lambda b: b.ledger is not None)).ledger
    assert ledger is not None
    assert ledger.scored > 10
    assert max(e.forecast.at for e in ledger.entries) < ledger.at <= at + MINUTE


async def test_a_live_race_without_a_target_has_an_empty_ledger(live: Session) -> None:
    live.controller.handle(SetTarget(None))
    await live.next_notice()
    live.controller.handle(ReadLedger())
    ledger = (await live.until(lambda b: b.ledger is not None)).ledger
    assert ledger is not None
    assert ledger.scored == 0


async def test_the_ledger_of_one_race_is_not_shown_with_another(live: Session) -> None:
    live.controller.handle(ReadLedger())
    await live.until(lambda b: b.ledger is not None)
    live.controller.handle(ChooseRace("april-2009", own=False))
    board = await live.until(lambda b: b.race.name == "april-2009")
    assert board.ledger is None


# Many viewers, one collector.


async def test_only_one_of_two_viewers_collects_and_both_see_the_samples(log: Path) -> None:
    show = RaceToShow(log, "mine", 5 * DAY)
    async with session(log, show) as one:
        await one.until(is_read)
        assert not CollectorLock(log).take()
        async with session(log, show) as other:
            await other.until(is_read)
            one.source.counts["ann"] = 1_030
            assert (
                await other.until(lambda b: b.standings[0].followers == 1_030)
            ).clock_status.live
            other.controller.handle(Refresh())
            assert "another racetui is collecting" in (await other.next_notice()).words


async def test_another_viewer_takes_over_collecting(log: Path) -> None:
    show = RaceToShow(log, "mine", 5 * DAY)
    async with session(log, show) as other:
        async with session(log, show) as one:
            await one.until(is_read)
            await other.until(is_read)
        other.source.counts["ann"] = one.source.counts["ann"] = 1_040
        await other.until(lambda b: b.standings[0].followers == 1_040)
    doubled = "SELECT at FROM sample GROUP BY account, at HAVING count(*) > 1"
    assert rows(log, doubled) == []


async def test_a_race_requested_by_another_viewer_is_polled_too(log: Path) -> None:
    source = FakeSource()
    writer = open_to_write(log)
    live_race(log, source.known("bob"), every=EVERY, name="other", writer=writer).close()
    async with (
        session(log, RaceToShow(log, "mine", DAY)) as one,
        session(log, RaceToShow(log, "other", DAY)) as other,
    ):
        await one.until(is_read)
        assert (await other.until(is_read)).standings[0].followers == 900


@pytest.mark.parametrize("ahead", [HOUR, 2 * DAY])
async def test_a_log_written_by_a_clock_that_was_ahead_can_be_used(log: Path, ahead: int) -> None:
    writer = open_to_write(log)
    with writer.transaction():
        writer.add_round(WallClock().now() + ahead, 0, "another boot", "fake", "")
    writer.close()
    async with session(log, RaceToShow(log, "mine", DAY)) as known:
        assert (await known.until(is_read)).standings[0].followers == 1_000


async def test_a_viewer_that_ends_releases_its_lock_and_requests(log: Path) -> None:
    async with session(log, RaceToShow(log, "mine", DAY)) as known:
        await known.until(is_read)
        assert len(rows(log, "SELECT * FROM viewer")) == 1
    lock = CollectorLock(log)
    assert lock.take()
    lock.give_up()
    assert rows(log, "SELECT * FROM viewer") == []


async def test_a_viewer_requests_only_the_race_on_screen(live: Session, log: Path) -> None:
    live.controller.handle(MakeRace("other", None))
    await live.until(lambda b: b.race.name == "other")
    requests = "SELECT name FROM viewer JOIN race ON race.id = viewer.race"
    live.controller.handle(LookUp("bob"))
    await live.until(lambda b: b.found)
    assert rows(log, requests) == [("other",)]
    live.controller.handle(ChooseRace("april-2009", own=False))
    await live.until(lambda b: b.race.name == "april-2009")
    assert rows(log, requests) == []


# A log that cannot be written.


async def test_a_log_that_cannot_be_written_has_a_status_until_it_can_be(
    live: Session, log: Path
) -> None:
    execute(log, "CREATE TRIGGER full BEFORE INSERT ON sample BEGIN DELETE FROM nowhere; END")
    board = await live.until(is_troubled)
    (trouble,) = (status for status in board.statuses if status.source == "log")
    assert trouble.why.startswith(f"{log}: ")
    assert board.standings[0].followers == 1_000
    live.source.counts["ann"] = 1_060
    live.controller.handle(SetTarget(7_000))
    board = await live.until(lambda b: b.race.target == 7_000)
    assert is_troubled(board)
    assert board.standings[0].followers == 1_000
    execute(log, "DROP TRIGGER full")
    board = await live.until(lambda b: b.standings[0].followers == 1_060)
    assert not is_troubled(board)


def is_troubled(board: Board) -> bool:
    return any(status.source == "log" and status.why for status in board.statuses)
