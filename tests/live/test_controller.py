"""What is on, and every wish of it: on a live race, and on a recorded one that plays."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.sources.fakes import FakeSource, live_race
from tests.store.logs import do, rows
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
    ReadLedger,
    Refresh,
    RemoveAccount,
    RemoveRace,
    RenameRace,
    Restart,
    Seek,
    SetTarget,
)
from tui.races.editing import RaceEditor
from tui.sources import Page, SourceError
from tui.store import CollectorLock, Log, open_to_write

PATIENCE = 10
MOST_BOARDS = 500
EVERY = SECOND // 5
SPEED = 300
NEARLY_OVER = 1_239_949_800_000
"""Half past six of 17 April 2009, UTC."""


class Watching:
    """A stage, its boards, its source and its log, in hand."""

    def __init__(
        self, controller: Controller, boards: AsyncIterator[Board], source: FakeSource
    ) -> None:
        self.controller, self.boards, self.source = controller, boards, source

    async def until(self, shows: Callable[[Board], object]) -> Board:
        """Return the first board of which something is so."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(MOST_BOARDS):
                board = await anext(self.boards)
                if shows(board):
                    return board
        raise AssertionError("no board shows it")

    async def told(self) -> Notice:
        """Return what is said next."""
        before = self.number
        board = await self.until(lambda b: b.notice is not None and b.notice.number > before)
        assert board.notice is not None
        self.number = board.notice.number
        return board.notice

    number = 0


@asynccontextmanager
async def watching(
    log: Path, show: RaceToShow, others: list[Path] | None = None, source: FakeSource | None = None
) -> AsyncIterator[Watching]:
    source = source or FakeSource("fake", ann=1_000, bob=900, bea=5)
    editor = RaceEditor(log, {source.name: lambda _: source}, WallClock())
    controller = Controller(show, editor, WallClock(), Thresholds(1_000), lambda: others or [])
    boards = controller.boards()
    try:
        yield Watching(controller, boards, source)
    finally:
        async with asyncio.timeout(PATIENCE):
            await boards.aclose()  # type: ignore[attr-defined]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log with a live race of Ann, read all the time; nobody else wants it."""
    source = FakeSource()
    writer = live_race(tmp_path / "log", source.known("ann"), target=5_000, every=EVERY)
    with writer.transaction():
        writer.leave("a viewer of mine")
    writer.close()
    return tmp_path / "log"


@pytest.fixture
async def live(log: Path, shipped: Path) -> AsyncIterator[Watching]:
    async with watching(log, RaceToShow(log, "mine", 5 * DAY), [shipped]) as known:
        await known.until(is_read)
        yield known


@pytest.fixture
async def replay(log: Path, shipped: Path) -> AsyncIterator[Watching]:
    show = RaceToShow(shipped, "april-2009", 5 * DAY, clock_of(shipped))
    async with watching(log, show, [shipped]) as known:
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


async def test_a_live_race_is_read_and_shown(live: Watching) -> None:
    live.source.counts["ann"] = 1_050
    board = await live.until(lambda b: b.standings[0].followers == 1_050)
    assert (board.race.name, board.clock_status.live, board.race.horizon) == ("mine", True, 5 * DAY)
    assert [(status.source, status.why) for status in board.statuses] == [("fake", "")]


async def test_a_source_that_fails_is_on_the_board_with_its_words(live: Watching) -> None:
    live.source.failure = SourceError("asleep")
    board = await live.until(lambda b: b.statuses and b.statuses[0].why)
    assert board.statuses[0].why == "asleep"
    assert board.standings[0].followers == 1_000
    live.source.failure = None
    await live.until(lambda b: b.statuses and not b.statuses[0].why)


async def test_an_account_is_looked_up_added_and_read(live: Watching) -> None:
    live.controller.handle(LookUp("bob"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert found.account is not None
    assert (found.asked, found.account.handle, found.followers) == ("bob", "bob", 900)
    live.controller.handle(AddAccount(found.account))
    assert await live.told() == Notice(1, "Bob added to mine")
    board = await live.until(lambda b: len(b.standings) == 2 and b.standings[1].followers)
    assert handles(board) == ["ann", "bob"]


async def test_an_account_that_is_in_the_race_is_not_added_again(live: Watching) -> None:
    board = await live.until(is_read)
    live.controller.handle(AddAccount(racer(board, "ann")))
    assert (await live.told()).words == "Ann is in the race already"
    assert handles(await live.until(is_read)) == ["ann"]


async def test_a_typo_gets_a_suggestion(live: Watching) -> None:
    live.controller.handle(LookUp("fake:anne"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert (found.account, found.near) == (None, ("ann",))
    assert found.why == "no account 'anne'; did you mean ann?"


@pytest.mark.parametrize("text", ["", "x:someone", "nowhere:someone", "https://"])
async def test_what_cannot_be_looked_up_is_told_why(live: Watching, text: str) -> None:
    live.controller.handle(LookUp(text))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert (found.asked, found.account, found.near) == (text, None, ())
    assert found.why


async def test_an_account_is_taken_out_and_its_readings_stay(live: Watching, log: Path) -> None:
    board = await live.until(is_read)
    live.controller.handle(RemoveAccount(racer(board, "ann")))
    assert (await live.told()).words == "Ann removed from mine; its history is kept"
    assert (await live.until(lambda b: not b.standings)).race.accounts == ()
    assert rows(log, "SELECT count(*) > 0 FROM sample") == [(1,)]


@pytest.mark.parametrize(
    ("target", "words"), [(7_000, "the target is 7,000"), (None, "the race has no target now")]
)
async def test_the_target_is_set(live: Watching, target: int | None, words: str) -> None:
    live.controller.handle(SetTarget(target))
    assert (await live.told()).words == words
    assert (await live.until(lambda b: b.race.target == target)).race.name == "mine"


@pytest.mark.parametrize(("ago", "words"), [(0, "noted"), (2 * HOUR, "noted, 2")])
async def test_an_event_is_noted_at_its_time(live: Watching, ago: int, words: str) -> None:
    board = await live.until(is_read)
    live.controller.handle(NoteEvent("on the news", racer(board, "ann"), ago, EventKind.BROADCAST))
    assert (await live.told()).words.startswith(words)
    noted = await live.until(lambda b: "on the news" in [event.title for event in b.events])
    event = next(event for event in noted.events if event.title == "on the news")
    assert (event.kind, event.account) == (EventKind.BROADCAST, racer(board, "ann"))
    assert board.at - MINUTE <= event.at + ago <= board.at + MINUTE


async def test_an_event_without_a_title_is_refused(live: Watching) -> None:
    live.controller.handle(NoteEvent(" ", None, 0, EventKind.NOTE))
    notice = await live.told()
    assert (notice.good, "needs a title" in notice.words) == (False, True)


async def test_pausing_a_live_race_freezes_its_view_only(live: Watching) -> None:
    live.controller.handle(Pause())
    frozen = await live.until(lambda b: not b.clock_status.running)
    live.source.counts["ann"] = 1_010
    live.controller.handle(Pause())
    board = await live.until(lambda b: b.clock_status.running and b.standings[0].followers == 1_010)
    assert frozen.standings[0].followers == 1_000
    assert board.clock_status.live


@pytest.mark.parametrize(
    "wish",
    [
        lambda controller: controller.handle(ChangeSpeed(1)),
        lambda controller: controller.handle(MoveBy(HOUR)),
        lambda controller: controller.handle(Seek(0)),
        lambda controller: controller.handle(GoToEvent(1)),
        lambda controller: controller.handle(Restart()),
    ],
)
async def test_the_time_of_a_live_race_goes_by_itself(
    live: Watching, wish: Callable[[Controller], None]
) -> None:
    wish(live.controller)
    assert await live.told() == Notice(
        1, "this race is live; you can't change its speed", good=False
    )


async def test_what_is_wished_now_is_read_now(live: Watching) -> None:
    live.controller.handle(Refresh())
    assert (await live.told()).words == "reading now"


async def test_an_account_is_opened_and_its_list_read_to_its_end(live: Watching) -> None:
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


async def test_a_list_that_is_hidden_is_told_so(live: Watching) -> None:
    live.source.lists["ann"] = ["bea"]
    live.source.failure, live.source.pages_left = SourceError("hidden by its owner"), 0
    live.controller.handle(OpenAccount((await live.until(is_read)).race.accounts[0].id))
    opened = (await live.until(lambda b: b.opened and b.opened.why)).opened
    assert opened is not None
    assert opened.why == "hidden by its owner"


class Dear(FakeSource):
    """Takes money for each list."""

    def price(self, following: int | None) -> int:
        return 1_000_000


def says_why_of(account_id: int) -> Callable[[Board], object]:
    return lambda b: b.opened and b.opened.account.id == account_id and b.opened.why


async def test_a_list_that_costs_is_read_by_who_asks_again_after_its_price_was_shown(
    log: Path,
) -> None:
    source = Dear("fake", ann=1_000)
    source.lists["ann"] = ["bea"]
    async with watching(log, RaceToShow(log, "mine", 5 * DAY), source=source) as dear:
        ann = (await dear.until(is_read)).race.accounts[0].id
        dear.controller.handle(OpenAccount(ann, again=True))
        opened = (await dear.until(lambda b: b.opened and b.opened.why)).opened
        assert opened is not None
        assert opened.why == "reading this list costs about $1.00; R reads it"
        assert source.cursors == []
        dear.controller.handle(Refresh())
        await dear.until(lambda b: b.opened and b.opened.follow_list.complete)
        assert source.cursors == [None]


async def test_a_price_that_was_shown_of_one_list_is_agreed_to_for_no_other(log: Path) -> None:
    source = Dear("fake", ann=1_000, bob=900)
    live_race(log, source.known("bob"), name="other", writer=open_to_write(log)).close()
    source.lists |= {"ann": ["bea"], "bob": ["bea"]}
    with Log(log) as opened:
        ids = [account.id for race in opened.races() for account in race.accounts]
    async with watching(log, RaceToShow(log, "mine", 5 * DAY), source=source) as dear:
        await dear.until(is_read)
        for n in (*ids, *ids):
            dear.controller.handle(OpenAccount(n, again=True))
            await dear.until(says_why_of(n))
        assert source.cursors == []


class Slow(FakeSource):
    """Takes its time over a list until it is let go."""

    def __init__(self, **counts: int) -> None:
        super().__init__("fake", **counts)
        self.lists["ann"], self.let_go = ["bea"], asyncio.Event()

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        await self.let_go.wait()
        return await super().follows(account, cursor, at)


async def test_a_list_that_is_being_read_is_not_begun_anew(log: Path) -> None:
    source = Slow(ann=1_000)
    async with watching(log, RaceToShow(log, "mine", 5 * DAY), source=source) as slow:
        slow.controller.handle(OpenAccount((await slow.until(is_read)).race.accounts[0].id))
        await slow.until(lambda b: b.opened and b.opened.read is not None)
        slow.controller.handle(Refresh())
        assert (await slow.told()).words == "the list is being read"
        source.let_go.set()
        await slow.until(lambda b: b.opened and b.opened.follow_list.complete)
        assert source.cursors == [None]


# A recorded race.


@pytest.mark.parametrize(
    "wish",
    [
        lambda controller, who: controller.handle(SetTarget(7)),
        lambda controller, who: controller.handle(AddAccount(who)),
        lambda controller, who: controller.handle(RemoveAccount(who)),
        lambda controller, who: controller.handle(NoteEvent("a note", who, 0, EventKind.NOTE)),
    ],
)
async def test_a_recorded_race_stays_as_it_is_and_says_so(
    replay: Watching, wish: Callable[[Controller, Account], None]
) -> None:
    before = await replay.until(is_read)
    wish(replay.controller, before.race.accounts[0])
    notice = await replay.told()
    assert not notice.good
    assert notice.words.startswith("april-2009 is a recorded race")
    assert (await replay.until(is_read)).race == before.race


async def test_there_is_nothing_to_refresh_in_a_replay(replay: Watching) -> None:
    replay.controller.handle(Refresh())
    assert await replay.told() == Notice(1, "nothing to refresh in a replay", good=False)


async def test_a_replays_time_can_be_stopped_moved_and_made_faster(replay: Watching) -> None:
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


async def test_an_account_of_a_replay_is_opened_as_it_was_known_then(replay: Watching) -> None:
    board = await replay.until(is_read)
    who = racer(board, "aplusk")
    replay.controller.handle(OpenAccount(who.id))
    opened = (await replay.until(lambda b: b.opened)).opened
    assert opened is not None
    assert (opened.account, opened.read) == (who, None)
    assert opened.follow_list.followees
    assert opened.newest is not None
    assert opened.newest.at <= (await replay.until(is_read)).at


# The races.


async def test_every_race_is_listed_those_of_the_users_log_first(live: Watching) -> None:
    live.controller.handle(ListRaces())
    library = (await live.until(lambda b: b.library)).library
    told = [(shelved.race.name, shelved.live, shelved.own) for shelved in library]
    assert told == [("mine", True, True), ("april-2009", False, False)]


async def test_another_race_is_chosen_and_the_first_one_again(live: Watching) -> None:
    live.controller.handle(ChooseRace("april-2009", own=False))
    board = await live.until(lambda b: b.race.name == "april-2009")
    assert (board.clock_status.live, board.statuses) == (False, ())
    live.controller.handle(ChooseRace("mine", own=True))
    live.source.counts["ann"] = 1_020
    board = await live.until(lambda b: b.race.name == "mine" and b.standings[0].followers == 1_020)
    assert board.clock_status.live


async def test_a_race_is_left_at_the_very_moment_at_which_it_is_woken(live: Watching) -> None:
    live.controller.handle(Pause())
    live.controller.handle(ChooseRace("april-2009", own=False))
    await live.until(lambda b: b.race.name == "april-2009")
    live.controller.handle(Pause())
    live.controller.handle(ChooseRace("mine", own=True))
    live.source.counts["ann"] = 1_020
    await live.until(lambda b: b.race.name == "mine" and b.standings[0].followers == 1_020)


async def test_a_race_that_is_left_while_its_source_still_answers_does_not_hold_up_the_next(
    live: Watching,
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


async def test_a_race_that_is_not_there_is_not_chosen(live: Watching) -> None:
    live.controller.handle(ChooseRace("nowhere", own=True))
    assert await live.told() == Notice(1, "no race 'nowhere'", good=False)
    assert (await live.until(is_read)).race.name == "mine"


@pytest.mark.parametrize(
    ("title", "name"), [("other", "other"), ("My other race", "my-other-race")]
)
async def test_a_race_is_made_and_shown_and_filled(live: Watching, title: str, name: str) -> None:
    live.controller.handle(MakeRace(title, 500))
    board = await live.until(lambda b: b.race.name not in {"mine", ""})
    assert (board.race.name, board.race.title, board.race.target) == (name, title, 500)
    live.controller.handle(LookUp("fake:bob"))
    found = (await live.until(lambda b: b.found)).found
    assert found is not None
    assert found.account is not None
    live.controller.handle(AddAccount(found.account))
    assert (await live.until(is_read)).standings[0].followers == 900


@pytest.mark.parametrize(
    ("name", "target"), [("mine", None), ("fake", None), ("?", None), ("other", 0)]
)
async def test_a_race_that_cannot_be_is_not_made(
    live: Watching, name: str, target: int | None
) -> None:
    live.controller.handle(MakeRace(name, target))
    assert not (await live.told()).good
    assert (await live.until(is_read)).race.name == "mine"


async def test_the_race_that_is_on_can_be_renamed_but_not_removed(live: Watching) -> None:
    live.controller.handle(RenameRace("mine", "yours"))
    assert (await live.told()).words == "mine is now called yours"
    assert is_read(await live.until(lambda b: b.race.name == "yours"))
    live.controller.handle(RemoveRace("yours"))
    notice = await live.told()
    assert (notice.good, "is on the screen" in notice.words) == (False, True)


async def test_a_race_that_is_not_on_is_removed(live: Watching) -> None:
    live.controller.handle(MakeRace("other", None))
    await live.until(lambda b: b.race.name == "other")
    live.controller.handle(ChooseRace("mine", own=True))
    await live.until(lambda b: b.race.name == "mine")
    live.controller.handle(ListRaces())
    live.controller.handle(RemoveRace("other"))
    board = await live.until(
        lambda b: b.library and "other" not in [shelved.race.name for shelved in b.library]
    )
    assert board.race.name == "mine"


async def test_samples_are_written_to_a_new_file_and_never_over_one(
    live: Watching, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    live.controller.handle(Export(file))
    assert await live.told() == Notice(1, f"written: {file}")
    assert file.read_text().startswith("account,handle,at,followers")
    written = file.read_bytes()
    live.controller.handle(Export(file))
    assert not (await live.told()).good
    assert file.read_bytes() == written


async def test_how_past_forecasts_did_is_read_as_of_a_replays_time(replay: Watching) -> None:
    replay.controller.handle(Pause())
    replay.controller.handle(Seek(NEARLY_OVER))
    replay.controller.handle(ReadLedger())
    ledger = (await replay.until(lambda b: b.ledger is not None)).ledger
    assert ledger is not None
    assert ledger.scored > 10
    assert max(e.forecast.at for e in ledger.entries) < ledger.at <= NEARLY_OVER + MINUTE


async def test_a_live_race_without_a_target_has_a_ledger_without_forecasts(live: Watching) -> None:
    live.controller.handle(SetTarget(None))
    await live.told()
    live.controller.handle(ReadLedger())
    ledger = (await live.until(lambda b: b.ledger is not None)).ledger
    assert ledger is not None
    assert ledger.scored == 0


async def test_the_ledger_of_one_race_is_not_shown_with_another(live: Watching) -> None:
    live.controller.handle(ReadLedger())
    await live.until(lambda b: b.ledger is not None)
    live.controller.handle(ChooseRace("april-2009", own=False))
    board = await live.until(lambda b: b.race.name == "april-2009")
    assert board.ledger is None


# Many viewers, one collector.


async def test_of_two_viewers_one_collects_and_the_other_sees_what_it_reads(log: Path) -> None:
    show = RaceToShow(log, "mine", 5 * DAY)
    async with watching(log, show) as one:
        await one.until(is_read)
        assert not CollectorLock(log).take()
        async with watching(log, show) as other:
            await other.until(is_read)
            one.source.counts["ann"] = 1_030
            assert (
                await other.until(lambda b: b.standings[0].followers == 1_030)
            ).clock_status.live
            other.controller.handle(Refresh())
            assert "another racetui is collecting" in (await other.told()).words


async def test_when_who_collects_has_gone_another_viewer_takes_over(log: Path) -> None:
    show = RaceToShow(log, "mine", 5 * DAY)
    async with watching(log, show) as other:
        async with watching(log, show) as one:
            await one.until(is_read)
            await other.until(is_read)
        other.source.counts["ann"] = one.source.counts["ann"] = 1_040
        await other.until(lambda b: b.standings[0].followers == 1_040)
    doubled = "SELECT at FROM sample GROUP BY account, at HAVING count(*) > 1"
    assert rows(log, doubled) == []


async def test_a_race_that_another_viewer_wants_is_read_too(log: Path) -> None:
    source = FakeSource()
    writer = open_to_write(log)
    live_race(log, source.known("bob"), every=EVERY, name="other", writer=writer).close()
    async with (
        watching(log, RaceToShow(log, "mine", DAY)) as one,
        watching(log, RaceToShow(log, "other", DAY)) as other,
    ):
        await one.until(is_read)
        assert (await other.until(is_read)).standings[0].followers == 900


@pytest.mark.parametrize("ahead", [HOUR, 2 * DAY])
async def test_a_log_that_was_written_by_a_clock_ahead_of_this_one_is_still_read(
    log: Path, ahead: int
) -> None:
    writer = open_to_write(log)
    with writer.transaction():
        writer.add_round(WallClock().now() + ahead, 0, "another boot", "fake", "")
    writer.close()
    async with watching(log, RaceToShow(log, "mine", DAY)) as known:
        assert (await known.until(is_read)).standings[0].followers == 1_000


async def test_when_a_viewer_has_ended_nothing_is_held_any_more(log: Path) -> None:
    async with watching(log, RaceToShow(log, "mine", DAY)) as known:
        await known.until(is_read)
        assert len(rows(log, "SELECT * FROM viewer")) == 1
    lock = CollectorLock(log)
    assert lock.take()
    lock.give_up()
    assert rows(log, "SELECT * FROM viewer") == []


async def test_after_another_race_was_chosen_a_viewer_wants_that_one_alone(
    live: Watching, log: Path
) -> None:
    live.controller.handle(MakeRace("other", None))
    await live.until(lambda b: b.race.name == "other")
    wanted = "SELECT name FROM viewer JOIN race ON race.id = viewer.race"
    live.controller.handle(LookUp("bob"))
    await live.until(lambda b: b.found)
    assert rows(log, wanted) == [("other",)]
    live.controller.handle(ChooseRace("april-2009", own=False))
    await live.until(lambda b: b.race.name == "april-2009")
    assert rows(log, wanted) == []


# A log that cannot be written.


async def test_a_log_that_cannot_be_written_is_among_the_sources_and_the_race_goes_on(
    live: Watching, log: Path
) -> None:
    do(log, "CREATE TRIGGER full BEFORE INSERT ON sample BEGIN DELETE FROM nowhere; END")
    board = await live.until(is_troubled)
    (trouble,) = (status for status in board.statuses if status.source == "log")
    assert trouble.why.startswith(f"{log}: ")
    assert board.standings[0].followers == 1_000
    live.source.counts["ann"] = 1_060
    live.controller.handle(SetTarget(7_000))
    board = await live.until(lambda b: b.race.target == 7_000)
    assert is_troubled(board)
    assert board.standings[0].followers == 1_000
    do(log, "DROP TRIGGER full")
    board = await live.until(lambda b: b.standings[0].followers == 1_060)
    assert not is_troubled(board)


def is_troubled(board: Board) -> bool:
    return any(status.source == "log" and status.why for status in board.statuses)
