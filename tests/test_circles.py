"""Whom an account follows: what is stored at once, then page by page."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.building import START
from tests.sources.fakes import FakeSource, Wall, live_race
from tui.circles import FRESH_FOR, RESUMED_WITHIN, CircleReader, Progress
from tui.model import Circle, Millis
from tui.sources import SourceError
from tui.store import Log, Writer, open_to_write

PATIENCE = 10
FIVE = ["bea", "cid", "dan", "eve", "fay"]
CELEBRITY_FROM = 1_000


class Reading:
    """A reader of Ann's list, its log, its source and its time, in hand."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.source = FakeSource(bea=5_000)
        self.source.lists["ann"] = list(FIVE)
        self.log, self.ticks = log, self.source.ticks
        self.clock = Wall(self.ticks)
        ann = log.account("fake", "ann")
        assert ann is not None
        self.ann = ann
        self.reader = CircleReader(log, writer, {"fake": self.source}, self.clock, CELEBRITY_FROM)

    async def all(self, again: bool = False) -> list[Progress]:
        """Return all that is told of Ann's list until nothing more is."""
        async with asyncio.timeout(PATIENCE):
            return [progress async for progress in self.reader.circles(self.ann, again)]

    async def first(self, count: int) -> list[Progress]:
        """Return the first that is told; then whoever looks leaves."""
        circles = self.reader.circles(self.ann)
        async with asyncio.timeout(PATIENCE):
            told = [await anext(circles) for _ in range(count)]
        await circles.aclose()  # type: ignore[attr-defined]
        return told

    def stored(self) -> Circle:
        return self.log.circle(self.ann, self.clock.now(), CELEBRITY_FROM)


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    live_race(tmp_path / "log", FakeSource().known("ann")).close()
    with Log(tmp_path / "log") as log, closing(open_to_write(tmp_path / "log")) as writer:
        yield Reading(log, writer)


def names(circle: Circle, gone: bool = False) -> list[str]:
    return sorted(f.account.handle for f in circle.followees if (f.gone_at is not None) == gone)


async def test_a_list_is_told_page_by_page_until_it_is_whole(reading: Reading) -> None:
    told = await reading.all()
    assert [progress.read for progress in told] == [0, 2, 4, None]
    assert [names(progress.circle) for progress in told] == [[], FIVE[:2], FIVE[:4], FIVE]
    assert [progress.circle.complete for progress in told] == [False, False, False, True]
    assert reading.source.cursors == [None, "2", "4"]


async def test_what_is_stored_is_told_at_once(reading: Reading) -> None:
    await reading.all()
    reading.ticks.pass_by(FRESH_FOR)
    asked = len(reading.source.cursors)
    told = await reading.first(1)
    assert names(told[0].circle) == FIVE
    assert len(reading.source.cursors) == asked


async def test_a_page_is_in_the_log_before_it_is_told(reading: Reading) -> None:
    told = await reading.first(2)
    assert names(reading.stored()) == names(told[1].circle) == FIVE[:2]
    assert not reading.stored().complete


async def test_a_reading_that_was_left_goes_on_where_it_stopped(reading: Reading) -> None:
    await reading.first(2)
    told = await reading.all()
    assert [progress.read for progress in told] == [2, 4, None]
    assert reading.source.cursors == [None, "2", "4"]
    assert names(told[-1].circle) == FIVE


async def test_a_reading_that_was_left_long_ago_begins_anew(reading: Reading) -> None:
    await reading.first(2)
    reading.ticks.pass_by(RESUMED_WITHIN + 1)
    await reading.all()
    assert reading.source.cursors == [None, None, "2", "4"]


async def test_a_source_that_fails_keeps_what_was_read_and_says_why(reading: Reading) -> None:
    reading.source.failure, reading.source.pages_left = SourceError("hidden by its owner"), 2
    told = await reading.all()
    assert (told[-1].why, told[-1].read) == ("hidden by its owner", None)
    assert names(told[-1].circle) == FIVE[:4]
    assert not told[-1].circle.complete
    reading.source.failure = None
    assert names((await reading.all())[-1].circle) == FIVE
    assert reading.source.cursors == [None, "2", "4", "4"]


@pytest.mark.parametrize(("later", "again", "pages"), [(0, False, 0), (0, True, 3), (1, False, 3)])
async def test_a_fresh_list_is_read_again_only_if_that_is_asked_for(
    reading: Reading, later: Millis, again: bool, pages: int
) -> None:
    await reading.all()
    reading.source.cursors.clear()
    reading.ticks.pass_by(later * FRESH_FOR)
    told = await reading.all(again)
    assert len(reading.source.cursors) == pages
    assert told[-1].read is None
    assert names(told[-1].circle) == FIVE


async def test_a_list_that_was_read_by_a_clock_ahead_of_this_one_is_read_again(
    reading: Reading,
) -> None:
    await reading.all()
    reading.source.cursors.clear()
    reading.clock.set_by(-FRESH_FOR)
    await reading.all()
    assert len(reading.source.cursors) == 3


async def test_who_is_not_seen_any_more_is_gone_once_the_list_was_read_to_its_end(
    reading: Reading,
) -> None:
    await reading.all()
    reading.ticks.pass_by(FRESH_FOR)
    reading.source.lists["ann"] = ["bea", "dan", "eve", "gil"]
    await reading.first(2)
    assert names(reading.stored(), gone=True) == []
    await reading.all()
    assert names(reading.stored(), gone=True) == ["cid", "fay"]
    assert names(reading.stored()) == ["bea", "dan", "eve", "gil"]


async def test_who_is_seen_again_is_not_gone_any_more_and_was_first_seen_then(
    reading: Reading,
) -> None:
    for names_now in (FIVE, FIVE[1:], FIVE):
        reading.source.lists["ann"] = names_now
        await reading.all(again=True)
    bea = reading.stored().followees[0]
    assert (bea.account.handle, bea.gone_at) == ("bea", None)
    assert bea.first_seen is not None
    assert bea.last_seen is not None
    assert START < bea.first_seen < bea.last_seen


async def test_a_reading_that_was_left_and_resumed_calls_nobody_gone_whom_it_saw(
    reading: Reading,
) -> None:
    await reading.first(2)
    reading.ticks.pass_by(RESUMED_WITHIN // 2)
    await reading.all()
    assert names(reading.stored(), gone=True) == []


async def test_an_empty_list_is_a_whole_one(reading: Reading) -> None:
    reading.source.lists["ann"] = []
    told = await reading.all()
    assert (told[-1].circle.complete, names(told[-1].circle)) == (True, [])


async def test_the_followers_of_whom_it_follows_are_kept_and_make_a_celebrity(
    reading: Reading,
) -> None:
    circle = (await reading.all())[-1].circle
    assert {f.account.handle: (f.followers, f.celebrity) for f in circle.followees[:2]} == {
        "bea": (5_000, True),
        "cid": (10, False),
    }


async def test_while_a_list_is_read_again_nothing_that_is_known_is_unknown(
    reading: Reading,
) -> None:
    whole = (await reading.all())[-1].circle
    on_the_way = (await reading.all(again=True))[1].circle
    for before, now in zip(whole.followees, on_the_way.followees, strict=True):
        assert (now.celebrity, now.follows_back) == (before.celebrity, before.follows_back)
        assert now.first_seen == before.first_seen


async def test_what_a_list_says_of_a_racer_is_no_reading_of_the_race(reading: Reading) -> None:
    reading.source.lists["ann"] = ["ann", "bea"]
    await reading.all()
    assert reading.log.newest(reading.ann, 1) == []


async def test_without_a_source_or_a_way_to_write_there_is_what_is_stored(
    reading: Reading,
) -> None:
    await reading.all()
    for sources in ({}, {"fake": reading.source}):
        reader = CircleReader(reading.log, None, sources, reading.clock, CELEBRITY_FROM)
        told = [progress async for progress in reader.circles(reading.ann, again=True)]
        assert [(names(p.circle), p.read) for p in told] == [(FIVE, None)]
