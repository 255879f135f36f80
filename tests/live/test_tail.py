"""Following a live race: its board is always the current one."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import START, Ticks, as_values, minute
from tests.sources.fakes import FakeSource, Wall, live_race
from tui.board.from_log import BoardMaker
from tui.live.tail import Tail
from tui.model import DAY, HOUR, MINUTE, Event, EventKind, Millis, Origin, Quality, Sample
from tui.outliers import OutlierJudge
from tui.store import Log, Writer, open_to_write

PATIENCE = 10


class LiveLog:
    """A log with a live race of two, its writer, and a tail."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.ticks = Ticks()
        self.log, self.writer = log, writer
        race = log.race("mine")
        assert race is not None
        self.race = race
        self.ids = [account.id for account in race.accounts]
        maker = BoardMaker(log, replace(race, horizon=5 * DAY))
        self.tail = Tail(maker, Wall(self.ticks), checks_every=0.01)
        self._outlier_judges = {n: OutlierJudge() for n in self.ids}

    def read(self, *counts: int) -> None:
        """Advance the clock by a minute and write a round."""
        self.ticks.advance(MINUTE)
        self.write(START + self.ticks(), *counts)

    def write(self, at: Millis, *counts: int) -> None:
        with self.writer.transaction():
            number = self.writer.add_round(at, 0, "boot", "fake", "")
            for n, count in zip(self.ids, counts, strict=True):
                quality, verdicts = self._outlier_judges[n].judge(at, count, Quality.EXACT)
                sample = Sample(at, count, quality=quality, provenance="live:fake")
                self.writer.add_samples(number, {n: [sample]})
                self.writer.set_qualities(n, [(v.at, v.quality) for v in verdicts])

    def shown(self) -> list[tuple[str, int | None]]:
        board = self.tail.board()
        return [(s.account.handle, s.followers) for s in board.standings]


@pytest.fixture
def live_log(tmp_path: Path) -> Iterator[LiveLog]:
    source = FakeSource()
    live_race(tmp_path / "log", source.known("ann"), source.known("bob"), target=10**6).close()
    with Log(tmp_path / "log") as log, closing(open_to_write(tmp_path / "log")) as writer:
        yield LiveLog(log, writer)


def test_a_race_without_samples_has_a_board(live_log: LiveLog) -> None:
    assert live_log.shown() == [("ann", None), ("bob", None)]
    assert live_log.tail.board().at == START


def test_new_samples_are_on_the_next_board(live_log: LiveLog) -> None:
    for counts in ((100, 90), (101, 120)):
        live_log.read(*counts)
        live_log.tail.board()
    assert live_log.shown() == [("bob", 120), ("ann", 101)]
    board = live_log.tail.board()
    assert (board.clock_status.live, board.clock_status.running, board.at) == (
        True,
        True,
        minute(2),
    )


async def test_a_board_is_yielded_at_once_and_after_each_change_of_the_log(
    live_log: LiveLog,
) -> None:
    boards = live_log.tail.boards()
    async with asyncio.timeout(PATIENCE):
        await anext(boards)
        for count in (100, 120, 140):
            live_log.read(count, 0)
            assert (await anext(boards)).standings[0].followers == count


async def test_a_board_is_yielded_when_a_figure_has_aged(live_log: LiveLog) -> None:
    live_log.read(100, 90)
    boards = live_log.tail.boards()
    async with asyncio.timeout(PATIENCE):
        before = await anext(boards)
        live_log.ticks.advance(3 * MINUTE)
        assert (await anext(boards)).at == before.at + 3 * MINUTE


def test_a_suspect_sample_changes_no_figure_and_becomes_a_false_reading(
    live_log: LiveLog,
) -> None:
    for n in range(8):
        live_log.read(100_000 + n, 90_000 + n)
    before = live_log.shown()
    live_log.read(100_007, 2_000_000)
    assert live_log.shown() == before
    bob = live_log.ids[1]
    assert live_log.tail.board().tracks[bob].samples[-1].quality is Quality.SUSPECT
    live_log.read(100_007, 90_007)
    live_log.read(100_007, 90_007)
    assert live_log.shown() == before
    qualities = [s.quality for s in live_log.tail.board().tracks[bob].samples]
    assert qualities == [Quality.EXACT] * 8 + [Quality.FALSE_READING] + [Quality.EXACT] * 2


def test_a_confirmed_jump_is_on_the_board_from_its_first_sample(
    live_log: LiveLog,
) -> None:
    for n in range(8):
        live_log.read(100_000 + n, 90_000 + n)
        live_log.tail.board()
    for _ in range(3):
        live_log.read(100_007, 400_000)
        board = live_log.tail.board()
    assert live_log.shown()[0] == ("bob", 400_000)
    samples = board.tracks[live_log.ids[1]].samples
    assert [s.quality for s in samples[-3:]] == [Quality.EXACT] * 3


def test_the_board_does_not_depend_on_how_often_it_was_made(
    live_log: LiveLog,
) -> None:
    for n in range(12):
        live_log.read(100_000 + 50 * n, 500_000 if n == 9 else 90_000 + 70 * n)
        live_log.tail.board()
    late = Tail(BoardMaker(live_log.log, live_log.tail.maker.race), Wall(live_log.ticks))
    repeated, once = as_values(live_log.tail.board()), as_values(late.board())
    for plain in (repeated, once):
        del plain["follow_lists"]
        for standing in plain["standings"]:
            del standing["forecast"]
    assert repeated == once


def test_a_frozen_view_does_not_change(live_log: LiveLog) -> None:
    live_log.read(100, 90)
    live_log.tail.board()
    live_log.tail.pause()
    live_log.read(140, 90)
    frozen = live_log.tail.board()
    assert (frozen.standings[0].followers, frozen.at) == (100, minute(1))
    assert (frozen.clock_status.running, frozen.clock_status.live) == (False, True)
    live_log.tail.pause()
    assert live_log.shown()[0] == ("ann", 140)
    assert live_log.tail.board().clock_status.running


async def test_a_tail_woken_and_cancelled_at_once_ends(live_log: LiveLog) -> None:
    shown = asyncio.Event()

    async def follow() -> None:
        async for _ in live_log.tail.boards():
            shown.set()

    following = asyncio.create_task(follow())
    async with asyncio.timeout(PATIENCE):
        await shown.wait()
        live_log.tail.wake()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert following.cancelled()


async def test_freezing_the_view_is_shown_at_once(live_log: LiveLog) -> None:
    boards = live_log.tail.boards()
    async with asyncio.timeout(PATIENCE):
        await anext(boards)
        live_log.tail.pause()
        assert not (await anext(boards)).clock_status.running


def test_a_race_changed_by_another_process_is_on_the_next_board(live_log: LiveLog) -> None:
    live_log.read(100, 90)
    live_log.tail.board()
    with live_log.writer.transaction():
        live_log.writer.set_target(live_log.race.id, 500)
        live_log.writer.rename_race(live_log.race.id, "other", "Another")
        live_log.writer.remove_racers(live_log.race.id, live_log.ids[:1])
    board = live_log.tail.board()
    assert (board.race.target, board.race.name, board.race.horizon) == (500, "other", 5 * DAY)
    assert live_log.shown() == [("bob", 90)]


def test_a_noted_event_is_on_the_next_board_but_not_before_its_time(live_log: LiveLog) -> None:
    live_log.read(100, 90)
    later = Event(minute(5), EventKind.NOTE, "later", Origin.NOTED)
    with live_log.writer.transaction():
        now = replace(later, at=minute(1), title="now")
        live_log.writer.add_events(live_log.race.id, [now, later])
    assert [event.title for event in live_log.tail.board().events] == ["now"]
    live_log.ticks.advance(5 * MINUTE)
    assert [event.title for event in live_log.tail.board().events] == ["now", "later"]


@pytest.mark.parametrize(("ahead", "shown"), [(HOUR, 300), (2 * DAY, 200)])
def test_a_sample_is_shown_if_it_is_only_slightly_ahead_of_the_clock(
    live_log: LiveLog, ahead: Millis, shown: int
) -> None:
    live_log.read(200, 90)
    live_log.write(START + ahead, 300, 90)
    assert live_log.shown()[0] == ("ann", shown)


def test_a_follow_list_is_read_from_the_log(live_log: LiveLog) -> None:
    assert live_log.tail.follow_list(live_log.race.accounts[0]).followees == ()
