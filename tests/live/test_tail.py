"""The board of a race that somebody reads now."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import START, Ticks, minute, said
from tests.sources.fakes import FakeSource, Wall, live_race
from tui.board.from_log import BoardMaker
from tui.live.tail import Tail
from tui.model import DAY, HOUR, MINUTE, Event, EventKind, Millis, Origin, Quality, Sample
from tui.outliers import OutlierJudge
from tui.store import Log, Writer, open_to_write

PATIENCE = 10


class Tailing:
    """A tail of a race of two, and what writes its log, in hand."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.ticks = Ticks()
        self.log, self.writer = log, writer
        race = log.race("mine")
        assert race is not None
        self.race = race
        self.ids = [account.id for account in race.accounts]
        self.tail = Tail(BoardMaker(log, replace(race, horizon=5 * DAY)), Wall(self.ticks))
        self._outlier_judges = {n: OutlierJudge() for n in self.ids}

    def read(self, *counts: int) -> None:
        """Let a minute go by, and write what somebody has read then."""
        self.ticks.pass_by(MINUTE)
        self.write(START + self.ticks(), *counts)

    def write(self, at: Millis, *counts: int) -> None:
        with self.writer.transaction():
            number = self.writer.add_round(at, 0, "boot", "fake", "")
            for n, count in zip(self.ids, counts, strict=True):
                quality, verdicts = self._outlier_judges[n].judge(at, count, Quality.EXACT)
                sample = Sample(at, count, quality=quality, provenance="live:fake")
                self.writer.add_samples(number, {n: [sample]})
                self.writer.remark(n, [(v.at, v.quality) for v in verdicts])

    def shown(self) -> list[tuple[str, int | None]]:
        board = self.tail.board()
        return [(s.account.handle, s.followers) for s in board.standings]


@pytest.fixture
def tailing(tmp_path: Path) -> Iterator[Tailing]:
    source = FakeSource()
    live_race(tmp_path / "log", source.known("ann"), source.known("bob"), target=10**6).close()
    with Log(tmp_path / "log") as log, closing(open_to_write(tmp_path / "log")) as writer:
        yield Tailing(log, writer)


def test_a_race_that_nobody_has_read_yet_has_a_board(tailing: Tailing) -> None:
    assert tailing.shown() == [("ann", None), ("bob", None)]
    assert tailing.tail.board().at == START


def test_what_is_written_is_on_the_next_board(tailing: Tailing) -> None:
    for counts in ((100, 90), (101, 120)):
        tailing.read(*counts)
        tailing.tail.board()
    assert tailing.shown() == [("bob", 120), ("ann", 101)]
    board = tailing.tail.board()
    assert (board.clock_status.live, board.clock_status.running, board.at) == (
        True,
        True,
        minute(2),
    )


async def test_a_board_comes_at_once_and_then_whenever_something_was_written(
    tailing: Tailing,
) -> None:
    boards = tailing.tail.boards()
    async with asyncio.timeout(PATIENCE):
        await anext(boards)
        for count in (100, 120, 140):
            tailing.read(count, 0)
            assert (await anext(boards)).standings[0].followers == count


async def test_a_board_comes_when_a_figure_has_aged(tailing: Tailing) -> None:
    tailing.read(100, 90)
    boards = tailing.tail.boards()
    async with asyncio.timeout(PATIENCE):
        before = await anext(boards)
        tailing.ticks.pass_by(3 * MINUTE)
        assert (await anext(boards)).at == before.at + 3 * MINUTE


def test_a_suspect_reading_moves_no_figure_and_is_seen_for_what_it_is_later(
    tailing: Tailing,
) -> None:
    for n in range(8):
        tailing.read(100_000 + n, 90_000 + n)
    before = tailing.shown()
    tailing.read(100_007, 2_000_000)
    assert tailing.shown() == before
    bob = tailing.ids[1]
    assert tailing.tail.board().tracks[bob].samples[-1].quality is Quality.SUSPECT
    tailing.read(100_007, 90_007)
    tailing.read(100_007, 90_007)
    assert tailing.shown() == before
    qualities = [s.quality for s in tailing.tail.board().tracks[bob].samples]
    assert qualities == [Quality.EXACT] * 8 + [Quality.FALSE_READING] + [Quality.EXACT] * 2


def test_a_jump_that_is_confirmed_is_on_the_board_from_its_first_reading(
    tailing: Tailing,
) -> None:
    for n in range(8):
        tailing.read(100_000 + n, 90_000 + n)
        tailing.tail.board()
    for _ in range(3):
        tailing.read(100_007, 400_000)
        board = tailing.tail.board()
    assert tailing.shown()[0] == ("bob", 400_000)
    samples = board.tracks[tailing.ids[1]].samples
    assert [s.quality for s in samples[-3:]] == [Quality.EXACT] * 3


def test_the_same_log_has_the_same_board_however_often_it_was_looked_at(
    tailing: Tailing,
) -> None:
    for n in range(12):
        tailing.read(100_000 + 50 * n, 500_000 if n == 9 else 90_000 + 70 * n)
        tailing.tail.board()
    late = Tail(BoardMaker(tailing.log, tailing.tail.past.race), Wall(tailing.ticks))
    often, once = said(tailing.tail.board()), said(late.board())
    for plain in (often, once):
        del plain["follow_lists"]
        for standing in plain["standings"]:
            del standing["forecast"]
    assert often == once


def test_a_frozen_view_stays_what_it_was_while_the_race_goes_on(tailing: Tailing) -> None:
    tailing.read(100, 90)
    tailing.tail.board()
    tailing.tail.pause()
    tailing.read(140, 90)
    frozen = tailing.tail.board()
    assert (frozen.standings[0].followers, frozen.at) == (100, minute(1))
    assert (frozen.clock_status.running, frozen.clock_status.live) == (False, True)
    tailing.tail.pause()
    assert tailing.shown()[0] == ("ann", 140)
    assert tailing.tail.board().clock_status.running


async def test_who_is_woken_and_left_at_the_same_moment_ends(tailing: Tailing) -> None:
    shown = asyncio.Event()

    async def follow() -> None:
        async for _ in tailing.tail.boards():
            shown.set()

    following = asyncio.create_task(follow())
    async with asyncio.timeout(PATIENCE):
        await shown.wait()
        tailing.tail.wake()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert following.cancelled()


async def test_freezing_is_shown_at_once(tailing: Tailing) -> None:
    boards = tailing.tail.boards()
    async with asyncio.timeout(PATIENCE):
        await anext(boards)
        tailing.tail.pause()
        assert not (await anext(boards)).clock_status.running


def test_what_another_process_changes_of_the_race_is_on_the_next_board(tailing: Tailing) -> None:
    tailing.read(100, 90)
    tailing.tail.board()
    with tailing.writer.transaction():
        tailing.writer.set_target(tailing.race.id, 500)
        tailing.writer.rename_race(tailing.race.id, "other", "Another")
        tailing.writer.remove_racers(tailing.race.id, tailing.ids[:1])
    board = tailing.tail.board()
    assert (board.race.target, board.race.name, board.race.horizon) == (500, "other", 5 * DAY)
    assert tailing.shown() == [("bob", 90)]


def test_what_is_noted_is_on_the_next_board_but_not_before_its_time(tailing: Tailing) -> None:
    tailing.read(100, 90)
    later = Event(minute(5), EventKind.NOTE, "later", Origin.NOTED)
    with tailing.writer.transaction():
        now = replace(later, at=minute(1), title="now")
        tailing.writer.add_events(tailing.race.id, [now, later])
    assert [event.title for event in tailing.tail.board().events] == ["now"]
    tailing.ticks.pass_by(5 * MINUTE)
    assert [event.title for event in tailing.tail.board().events] == ["now", "later"]


@pytest.mark.parametrize(("ahead", "shown"), [(HOUR, 300), (2 * DAY, 200)])
def test_a_sample_a_little_ahead_of_this_clock_is_shown_one_of_another_day_is_not(
    tailing: Tailing, ahead: Millis, shown: int
) -> None:
    tailing.read(200, 90)
    tailing.write(START + ahead, 300, 90)
    assert tailing.shown()[0] == ("ann", shown)


def test_whom_an_account_follows_is_asked_of_the_log(tailing: Tailing) -> None:
    assert tailing.tail.follow_list(tailing.race.accounts[0]).followees == ()
