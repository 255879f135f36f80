"""Whom an account follows: what is stored at once, then page by page."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import START
from tests.sources.fakes import FakeSource, Wall, live_race
from tui.config import Thresholds
from tui.follows.follow_back import MOST_EMPTY, MOST_PAGES, PAIRS
from tui.follows.list_reader import MOST_CONFIRMED, Progress
from tui.follows.open_account import (
    COUNTS_FRESH_FOR,
    FRESH_FOR,
    LONGEST_TEXT,
    POSTS_FRESH_FOR,
    RESUMED_WITHIN,
    AccountReader,
    kept,
)
from tui.model import (
    MINUTE,
    SECOND,
    Account,
    ClassifiedPost,
    Condition,
    FollowList,
    Millis,
    PostKind,
    Sample,
)
from tui.sources import (
    Followed,
    ListHidden,
    Page,
    Post,
    SourceError,
    StaleCursor,
    Way,
)
from tui.sources import Reading as Read
from tui.store import Log, Writer, open_to_write

PATIENCE = 10
FIVE = ["bea", "cid", "dan", "eve", "fay"]
CELEBRITY_FROM = Thresholds(1_000)


Answer = Page | Exception


class Lists(FakeSource):
    """Tells who follows back in the way that a test says, takes money, and answers oddly.

    `odd` is what a cursor gets instead of its page, each once; `fans` follow Ann, and of the
    `shy` nobody says whether they do.
    """

    def __init__(self, **counts: int) -> None:
        super().__init__("fake", **counts)
        self.way, self.cost = Way.TOLD, 0
        self.money: int | None = None
        self.still: dict[str, bool | None] = {}
        self.still_asked: list[list[str]] = []
        self.fans: list[str] = []
        self.shy: set[str] = set()
        self.following: dict[str, int] = {}
        self.odd: dict[str | None, list[Answer]] = {}
        self.odd_fans: dict[str | None, list[Answer]] = {}
        self.endless: Callable[[str], Page] | None = None
        self.pairs_asked: list[str] = []
        self.pairs_left = 1_000_000
        self.said: list[Post] = []
        self.silent: SourceError | None = None
        self.posts_asked: list[Millis] = []
        self.fans_asked: list[str | None] = []

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Read]:
        told = await super().read(accounts, at)
        return [replace(r, following=self.following.get(r.account.native_id)) for r in told]

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        if self.odd.get(cursor) or self.endless:
            self.cursors.append(cursor)
        if self.odd.get(cursor):
            return taken(self.odd[cursor].pop(0))
        if self.endless:
            return self.endless(str(len(self.cursors)))
        page = await super().follows(account, cursor, at)
        if self.way is Way.TOLD:
            return page
        return replace(page, followed=tuple(replace(f, follows_back=None) for f in page.followed))

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return one of the fans."""
        self.fans_asked.append(cursor)
        if self.odd_fans.get(cursor):
            return taken(self.odd_fans[cursor].pop(0))
        if self.endless:
            return self.endless(str(len(self.fans_asked)))
        end = int(cursor or 0) + 1
        return self.page(
            *self.fans[end - 1 : end], cursor=str(end) if end < len(self.fans) else None
        )

    async def pairs(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        if not self.pairs_left:
            raise self.failure or SourceError("no more questions")
        self.pairs_left -= 1
        names = [other.native_id for other in others]
        self.pairs_asked += names
        return {n: None if n in self.shy else n in self.fans for n in names}

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        self.posts_asked.append(at)
        if self.silent is not None:
            raise self.silent
        return self.said

    async def still_follows(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        if self.failure is not None:
            raise self.failure
        names = [other.native_id for other in others]
        self.still_asked.append(names)
        return {n: self.still[n] for n in names if n in self.still}

    def way_back(self, following: int, followers: int | None) -> Way:
        return self.way

    def funds(self, at: Millis) -> int | None:
        return self.money

    def price(self, following: int | None) -> int:
        return self.cost

    def page(self, *names: str, cursor: str | None = None) -> Page:
        """Return a part of a list."""
        return Page(tuple(Followed(self.known(name), follows_back=None) for name in names), cursor)


def taken(answer: Answer) -> Page:
    if isinstance(answer, Exception):
        raise answer
    return answer


class Reading:
    """A reader of Ann's list, its log, its source and its time, in hand."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.source = Lists(bea=5_000)
        self.source.lists["ann"] = list(FIVE)
        self.log, self.ticks = log, self.source.ticks
        self.clock = Wall(self.ticks)
        ann = log.account("fake", "ann")
        assert ann is not None
        self.ann = ann
        self.writer, self.paused = writer, list[float]()
        self.reader = AccountReader(
            *(log, writer, {"fake": self.source}, self.clock, CELEBRITY_FROM, MINUTE, self._pause)
        )

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.ticks.pass_by(round(seconds * SECOND))

    async def all(
        self, again: bool = False, most: int = 99, agreed: bool = False
    ) -> list[Progress]:
        """Return all that is told of Ann's list until nothing more is; no more than so much."""
        told: list[Progress] = []
        follow_lists = self.reader.follow_lists(self.ann, again, agreed)
        async with asyncio.timeout(PATIENCE):
            async for progress in follow_lists:
                told.append(progress)
                assert len(told) < most
        return told

    def says(self, following: int | None, followers: int = 100) -> None:
        """Let a race have read how many Ann says she follows, and who follow her."""
        sample = Sample(self.clock.now(), followers, following, provenance="live:fake")
        with self.writer.transaction():
            number = self.writer.add_round(self.clock.now(), 0, "", "fake", "")
            self.writer.add_samples(number, {self.ann.id: [sample]})

    def back(self) -> dict[str, bool | None]:
        """Return who follows back, as the log has it."""
        return {f.account.handle: f.follows_back for f in self.stored().followees}

    async def first(self, count: int) -> list[Progress]:
        """Return the first that is told; then whoever looks leaves."""
        follow_lists = self.reader.follow_lists(self.ann)
        async with asyncio.timeout(PATIENCE):
            told = [await anext(follow_lists) for _ in range(count)]
        await follow_lists.aclose()  # type: ignore[attr-defined]
        return told

    def stored(self) -> FollowList:
        return self.log.follow_list(self.ann, self.clock.now(), CELEBRITY_FROM.celebrity_followers)


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    live_race(tmp_path / "log", FakeSource().known("ann")).close()
    with Log(tmp_path / "log") as log, closing(open_to_write(tmp_path / "log")) as writer:
        yield Reading(log, writer)


def names(follow_list: FollowList, gone: bool = False) -> list[str]:
    return sorted(
        f.account.handle for f in follow_list.followees if (f.gone_at is not None) == gone
    )


async def test_a_list_is_told_page_by_page_until_it_is_whole(reading: Reading) -> None:
    told = await reading.all()
    assert [progress.read for progress in told] == [0, 2, 4, None]
    assert [names(progress.follow_list) for progress in told] == [[], FIVE[:2], FIVE[:4], FIVE]
    assert [progress.follow_list.complete for progress in told] == [False, False, False, True]
    assert reading.source.cursors == [None, "2", "4"]


async def test_what_is_stored_is_told_at_once(reading: Reading) -> None:
    await reading.all()
    reading.ticks.pass_by(FRESH_FOR)
    asked = len(reading.source.cursors)
    told = await reading.first(1)
    assert names(told[0].follow_list) == FIVE
    assert len(reading.source.cursors) == asked


async def test_a_page_is_in_the_log_before_it_is_told(reading: Reading) -> None:
    told = await reading.first(2)
    assert names(reading.stored()) == names(told[1].follow_list) == FIVE[:2]
    assert not reading.stored().complete


async def test_a_reading_that_was_left_goes_on_where_it_stopped(reading: Reading) -> None:
    await reading.first(2)
    told = await reading.all()
    assert [progress.read for progress in told] == [2, 4, None]
    assert reading.source.cursors == [None, "2", "4"]
    assert names(told[-1].follow_list) == FIVE


async def test_a_reading_that_was_left_long_ago_begins_anew(reading: Reading) -> None:
    await reading.first(2)
    reading.ticks.pass_by(RESUMED_WITHIN + 1)
    await reading.all()
    assert reading.source.cursors == [None, None, "2", "4"]


async def test_a_source_that_fails_keeps_what_was_read_and_says_why(reading: Reading) -> None:
    reading.source.failure, reading.source.pages_left = SourceError("hidden by its owner"), 2
    told = await reading.all()
    assert (told[-1].why, told[-1].read) == ("hidden by its owner", None)
    assert names(told[-1].follow_list) == FIVE[:4]
    assert not told[-1].follow_list.complete
    reading.source.failure = None
    assert names((await reading.all())[-1].follow_list) == FIVE
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
    assert names(told[-1].follow_list) == FIVE


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
    assert (told[-1].follow_list.complete, names(told[-1].follow_list)) == (True, [])


async def test_the_followers_of_whom_it_follows_are_kept_and_make_a_celebrity(
    reading: Reading,
) -> None:
    follow_list = (await reading.all())[-1].follow_list
    assert {f.account.handle: (f.followers, f.celebrity) for f in follow_list.followees[:2]} == {
        "bea": (5_000, True),
        "cid": (10, False),
    }


async def test_while_a_list_is_read_again_nothing_that_is_known_is_unknown(
    reading: Reading,
) -> None:
    whole = (await reading.all())[-1].follow_list
    on_the_way = (await reading.all(again=True))[1].follow_list
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
        reader = AccountReader(reading.log, None, sources, reading.clock, CELEBRITY_FROM)
        told = [progress async for progress in reader.follow_lists(reading.ann, again=True)]
        assert [(names(p.follow_list), p.read) for p in told] == [(FIVE, None)]


# Lists that are not told, or not to their end.


async def test_a_hidden_list_is_told_in_words_and_the_old_one_stays(reading: Reading) -> None:
    await reading.all()
    reading.source.odd[None] = [ListHidden("its owner hides\x1b[2J it")]
    told = (await reading.all(again=True))[-1]
    assert (told.read, told.follow_list.why, told.follow_list.complete) == (
        None,
        "its owner hides�[2J it",
        False,
    )
    assert names(told.follow_list) == FIVE
    assert names(told.follow_list, gone=True) == []


async def test_a_list_that_is_not_to_be_kept_is_forgotten(reading: Reading) -> None:
    await reading.all()
    reading.source.odd[None] = [ListHidden("it asks not to be shown", forget=True)]
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert (follow_list.followees, follow_list.why) == ((), "it asks not to be shown")


async def test_a_hidden_list_is_asked_for_again_no_sooner_than_any(reading: Reading) -> None:
    reading.source.odd[None] = [ListHidden("its owner hides it")]
    await reading.all()
    await reading.all()
    assert reading.source.cursors == [None]
    reading.ticks.pass_by(FRESH_FOR)
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), follow_list.why, follow_list.complete) == (FIVE, "", True)


async def test_a_list_that_is_hidden_half_way_keeps_what_was_read(reading: Reading) -> None:
    reading.source.odd["2"] = [ListHidden("its owner hides it")]
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), follow_list.why, follow_list.complete) == (
        FIVE[:2],
        "its owner hides it",
        False,
    )


async def test_a_resumed_reading_that_lost_its_place_begins_anew_once(reading: Reading) -> None:
    await reading.all()
    reading.ticks.pass_by(FRESH_FOR)
    await reading.first(2)
    reading.source.cursors.clear()
    reading.source.odd["2"] = [StaleCursor("cannot go on")]
    follow_list = (await reading.all())[-1].follow_list
    assert reading.source.cursors == ["2", None, "2", "4"]
    assert (names(follow_list), names(follow_list, gone=True), follow_list.complete) == (
        FIVE,
        [],
        True,
    )


@pytest.mark.parametrize(("resumed", "asked"), [(False, [None, "2"]), (True, ["2", None, "2"])])
async def test_a_fresh_reading_that_loses_its_place_ends_in_words(
    resumed: bool, asked: list[str | None], reading: Reading
) -> None:
    if resumed:
        await reading.first(2)
        reading.source.cursors.clear()
    reading.source.odd["2"] = [StaleCursor("cannot go on")] * (1 + resumed)
    told = await reading.all()
    assert (told[-1].why, told[-1].read) == ("cannot go on", None)
    assert reading.source.cursors == asked


ENDS = {
    "no cursor": {"2": [Page((), None)]},
    "the same cursor": {"2": [Page((), "2")]},
    "an empty page before it": {"2": [Page((), "x")], "x": [Page((), None)]},
}


@pytest.mark.parametrize("end", ENDS)
async def test_a_resumed_reading_that_meets_an_empty_end_begins_anew_and_calls_nobody_gone(
    end: str, reading: Reading
) -> None:
    await reading.all()
    reading.ticks.pass_by(FRESH_FOR)
    await reading.first(2)
    reading.source.odd = {cursor: list(answers) for cursor, answers in ENDS[end].items()}
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), names(follow_list, gone=True)) == (FIVE, [])


@pytest.mark.parametrize(
    ("says", "gone"), [(None, 1), (3, 1), (4, 1), (5, 0), (100, 0)], ids=lambda value: str(value)
)
async def test_a_list_that_ends_short_of_what_its_account_follows_calls_nobody_gone_by_itself(
    says: int | None, gone: int, reading: Reading
) -> None:
    await reading.all()
    reading.says(following=says)
    reading.source.lists["ann"] = FIVE[1:]
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert names(follow_list, gone=True) == FIVE[:gone]


async def test_who_comes_twice_in_a_list_does_not_make_it_whole(reading: Reading) -> None:
    await reading.all()
    reading.ticks.pass_by(SECOND)
    reading.says(following=5)
    reading.source.lists["ann"] = [*FIVE[:4], "eve"]
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert names(follow_list, gone=True) == []


@pytest.mark.parametrize(
    ("still", "gone"),
    [
        ({"bea": False, "cid": False}, ["bea", "cid"]),
        ({"bea": False, "cid": True}, ["bea"]),
        ({"bea": False, "cid": None}, ["bea"]),
        ({"bea": False}, ["bea"]),
        ({"bea": None, "cid": True}, []),
        ({}, []),
    ],
)
async def test_of_whom_a_list_that_is_too_short_lacks_those_are_gone_whom_its_source_confirms(
    still: dict[str, bool | None], gone: list[str], reading: Reading
) -> None:
    await reading.all()
    reading.says(following=5)
    reading.source.lists["ann"], reading.source.still = FIVE[2:], still
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert (names(follow_list, gone=True), follow_list.why) == (gone, "")
    assert reading.source.still_asked == [["bea", "cid"]]


async def test_of_whom_a_whole_list_lacks_nobody_is_asked(reading: Reading) -> None:
    await reading.all()
    reading.says(following=3)
    reading.source.lists["ann"], reading.source.still = FIVE[2:], {"bea": True}
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert (names(follow_list, gone=True), reading.source.still_asked) == (["bea", "cid"], [])


async def test_while_nobody_confirms_who_left_the_list_is_not_read_to_its_end(
    reading: Reading,
) -> None:
    source = reading.source
    await reading.all()
    reading.says(following=5)
    source.lists["ann"], source.still = FIVE[1:], {"bea": False}
    source.failure = SourceError("is down")
    told = await reading.all(again=True)
    assert (told[-1].why, names(told[-1].follow_list, gone=True)) == ("is down", [])
    source.failure = None
    assert names((await reading.all())[-1].follow_list, gone=True) == ["bea"]


async def test_of_a_list_that_lacks_very_many_some_are_asked_for_in_parts(
    reading: Reading,
) -> None:
    source, crowd = reading.source, [f"n{n:04}" for n in range(MOST_CONFIRMED + 5)]
    source.odd[None] = [source.page(*crowd), source.page("bea")]
    await reading.all()
    reading.ticks.pass_by(SECOND)
    reading.says(following=len(crowd))
    await reading.all(again=True)
    asked = [len(part) for part in source.still_asked]
    assert (sum(asked), max(asked)) == (MOST_CONFIRMED, PAIRS)


async def test_a_list_whose_pages_have_no_end_ends_in_words(reading: Reading) -> None:
    bea = reading.source.page("bea").followed
    reading.source.endless = lambda cursor: Page(bea, cursor)
    assert (await reading.all(most=MOST_PAGES))[-1].why == "the list has no end"
    assert len(reading.source.cursors) <= MOST_PAGES + 1


async def test_a_list_whose_empty_pages_have_no_end_ends_in_words(reading: Reading) -> None:
    await reading.all()
    reading.source.cursors.clear()
    reading.source.endless = lambda cursor: Page((), cursor)
    told = await reading.all(again=True)
    assert told[-1].why == "the list has no end"
    assert len(reading.source.cursors) <= MOST_EMPTY + 1
    assert (names(reading.stored()), names(reading.stored(), gone=True)) == (FIVE, [])


async def test_a_few_empty_pages_are_no_end(reading: Reading) -> None:
    reading.source.odd = {"2": [Page((), "x")], "x": [Page((), "y")], "y": [Page((), "4")]}
    reading.source.lists["ann"] = ["bea", "cid", "nobody", "nobody", "fay"]
    assert names((await reading.all())[-1].follow_list) == ["bea", "cid", "fay"]


@pytest.mark.parametrize("again", ["2", "4"])
async def test_a_cursor_that_comes_again_is_the_end(again: str, reading: Reading) -> None:
    reading.source.odd["4"] = [reading.source.page("fay", cursor=again)]
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), follow_list.complete) == (FIVE, True)
    assert reading.source.cursors == [None, "2", "4"]


@pytest.mark.parametrize(
    ("said", "told"), [("a\x1b[2J\nb", "a�[2J b"), ("", "does not answer")], ids=["nasty", "none"]
)
async def test_why_a_list_is_broken_off_is_always_said_and_harmless(
    said: str, told: str, reading: Reading
) -> None:
    reading.source.odd["2"] = [SourceError(said)]
    assert (await reading.all())[-1].why == told


# Who follows back, where the pages do not say so.


async def test_pairs_are_asked_for_and_who_is_not_told_stays_unknown(reading: Reading) -> None:
    source = reading.source
    source.way, source.fans, source.shy = Way.PAIRS, ["bea", "dan"], {"eve"}
    assert (await reading.all())[-1].follow_list.complete
    assert reading.back() == {"bea": True, "cid": False, "dan": True, "eve": None, "fay": False}


async def test_followers_are_met_with_the_list(reading: Reading) -> None:
    reading.source.way, reading.source.fans = Way.FOLLOWERS, ["zoe", "dan", "bea"]
    reading.says(following=5, followers=3)
    assert (await reading.all())[-1].follow_list.complete
    assert reading.back() == {"bea": True, "cid": False, "dan": True, "eve": False, "fay": False}
    assert reading.source.fans_asked == [None, "1", "2"]


async def test_where_there_is_no_way_it_stays_unknown(reading: Reading) -> None:
    reading.source.way = Way.NONE
    assert (await reading.all())[-1].follow_list.complete
    assert set(reading.back().values()) == {None}


@pytest.mark.parametrize("why", [ListHidden("its owner hides it"), StaleCursor("cannot go on")])
async def test_followers_that_are_not_told_leave_the_others_unknown(
    why: Exception, reading: Reading
) -> None:
    reading.source.way, reading.source.fans = Way.FOLLOWERS, ["bea", "dan"]
    reading.says(following=5, followers=2)
    reading.source.odd_fans["1"] = [why]
    follow_list = (await reading.all())[-1].follow_list
    assert (follow_list.complete, follow_list.why) == (True, "")
    assert reading.back() == {"bea": True} | dict.fromkeys(FIVE[1:])


async def test_a_list_of_followers_that_is_far_too_short_says_no_of_nobody(
    reading: Reading,
) -> None:
    reading.source.way, reading.source.fans = Way.FOLLOWERS, ["bea", "dan"]
    reading.says(following=5, followers=3)
    await reading.all()
    unknown = dict.fromkeys(("cid", "eve", "fay"))
    assert reading.back() == {"bea": True, "dan": True} | unknown


@pytest.mark.parametrize(("fans", "most"), [(["zoe"], MOST_PAGES), ([], MOST_EMPTY)])
async def test_a_list_of_followers_without_an_end_is_left_and_says_no_of_nobody(
    fans: list[str], most: int, reading: Reading
) -> None:
    source = reading.source
    source.way = Way.FOLLOWERS
    source.odd = {None: [source.page(*FIVE)]}
    source.endless = lambda cursor: source.page(*fans, cursor=cursor)
    reading.says(following=5, followers=10)
    await reading.all(most=MOST_PAGES)
    assert set(reading.back().values()) == {None}
    assert len(source.fans_asked) <= most + 1


async def test_an_answer_of_before_stays_where_nobody_answers_now(reading: Reading) -> None:
    source = reading.source
    source.way, source.fans = Way.PAIRS, ["bea"]
    await reading.all()
    source.shy = {"bea", "cid"}
    await reading.all(again=True)
    assert (reading.back()["bea"], reading.back()["cid"]) == (True, False)


async def test_who_left_the_list_is_not_asked_about(reading: Reading) -> None:
    reading.source.way = Way.PAIRS
    await reading.all()
    reading.source.lists["ann"], reading.source.pairs_asked = FIVE[1:], []
    await reading.all(again=True)
    assert reading.source.pairs_asked == FIVE[1:]


MANY = [f"n{n:03}" for n in range(2 * PAIRS + 5)]


async def test_a_reading_that_was_broken_off_over_pairs_goes_on_with_those_not_asked(
    reading: Reading,
) -> None:
    source = reading.source
    source.lists["ann"], source.way, source.pairs_left = MANY, Way.PAIRS, 1
    told = await reading.all()
    assert (told[-1].why, told[-1].follow_list.complete) == ("no more questions", False)
    assert names(told[-1].follow_list) == MANY
    source.pairs_left = 99
    source.cursors.clear()
    assert (await reading.all())[-1].follow_list.complete
    assert source.cursors == []
    assert sorted(source.pairs_asked) == MANY
    assert reading.back() == dict.fromkeys(MANY, False)


async def test_a_reading_that_was_broken_off_over_followers_does_not_read_the_list_again(
    reading: Reading,
) -> None:
    source = reading.source
    source.way, source.fans = Way.FOLLOWERS, ["bea", "dan"]
    reading.says(following=5, followers=2)
    source.odd_fans["1"] = [SourceError("is down")]
    told = await reading.all()
    assert told[-1].why == "is down"
    source.cursors.clear()
    assert (await reading.all())[-1].follow_list.complete
    assert source.cursors == []
    assert reading.back() == {n: n in source.fans for n in FIVE}


# Sources that want to be asked later, or want money.


def later(reading: Reading, wait: Millis) -> SourceError:
    return SourceError("is full", reading.clock.now() + wait)


async def test_a_source_that_says_when_is_waited_for(reading: Reading) -> None:
    first = await reading.first(2)
    reading.source.odd["2"] = [later(reading, MINUTE)]
    told = await reading.all()
    assert reading.paused == [60.0]
    assert [(p.why, p.read) for p in told if p.why] == [("is full; it goes on by itself", 2)]
    assert names(told[-1].follow_list) == FIVE
    assert names(told[1].follow_list) == names(first[-1].follow_list)


async def test_a_source_that_says_when_is_waited_for_over_pairs_too(reading: Reading) -> None:
    source = reading.source
    source.way, source.pairs_left = Way.PAIRS, 0
    source.failure = later(reading, MINUTE)

    async def pause(_: float) -> None:
        source.pairs_left = 99

    reading.reader.pause = pause
    assert (await reading.all())[-1].follow_list.complete
    assert sorted(source.pairs_asked) == FIVE


async def test_a_source_that_says_a_time_beyond_patience_is_not_waited_for(
    reading: Reading,
) -> None:
    await reading.first(2)
    reading.source.odd["2"] = [later(reading, MINUTE + 1)]
    told = await reading.all()
    assert (told[-1].why, told[-1].read, reading.paused) == ("is full", None, [])
    assert names(told[-1].follow_list) == FIVE[:2]


@pytest.mark.parametrize("wait", [0, -MINUTE, 40 * SECOND])
async def test_a_source_that_puts_off_again_and_again_is_waited_for_no_longer_than_patience(
    wait: Millis, reading: Reading
) -> None:
    await reading.first(2)
    begun = reading.clock.now()
    reading.source.odd["2"] = [
        SourceError("is full", begun + n * 40 * SECOND + wait) for n in range(99)
    ]
    told = await reading.all(most=90)
    assert (told[-1].why, told[-1].read) == ("is full", None)
    assert sum(reading.paused) <= 60


async def test_what_costs_is_not_asked_for_before_that_is_agreed_to(reading: Reading) -> None:
    source = reading.source
    source.cost = 1_234_567
    told = await reading.all()
    assert [(p.price, p.read) for p in told] == [(1_234_567, None)]
    assert told[0].why == "reading this list costs about $1.23"
    assert (source.cursors, source.read_at) == ([], [])
    told = await reading.all(agreed=True)
    assert names(told[-1].follow_list) == FIVE
    assert {p.price for p in told} == {0}


@pytest.mark.parametrize("agreed", [False, True])
async def test_a_list_that_is_dearer_than_what_is_left_is_not_offered(
    agreed: bool, reading: Reading
) -> None:
    source = reading.source
    source.cost, source.money = 1_234_567, 1_230_000
    told = await reading.all(agreed=agreed)
    assert [(p.price, p.read) for p in told] == [(0, None)]
    assert told[0].why == "reading this list costs about $1.23, and $1.23 is left"
    assert (source.cursors, source.read_at) == ([], [])
    source.money = source.cost
    assert names((await reading.all(agreed=True))[-1].follow_list) == FIVE


async def test_a_list_that_costs_is_told_for_nothing_while_it_is_fresh(reading: Reading) -> None:
    reading.source.cost = 10_000
    await reading.all(agreed=True)
    told = await reading.all()
    assert [(names(p.follow_list), p.price, p.why) for p in told] == [(FIVE, 0, "")]


# Accounts that no race reads.


@pytest.fixture
def zoe(reading: Reading) -> Reading:
    """Let it be Zoe's list, whom no race reads; she follows the same five."""
    with reading.writer.transaction():
        reading.writer.add_account(reading.source.known("zoe"), START)
    found = reading.log.account("fake", "zoe")
    assert found is not None
    reading.ann = found
    reading.source.lists["zoe"] = FIVE
    return reading


async def test_the_counts_of_an_account_that_no_race_reads_are_read_first(zoe: Reading) -> None:
    zoe.source.counts["zoe"], zoe.source.following["zoe"] = 70, 5
    told = await zoe.first(2)
    assert (told[-1].follow_list.followers, told[-1].follow_list.following) == (70, 5)
    (sample,) = zoe.log.history(zoe.ann)
    assert (sample.followers, sample.following, sample.provenance) == (70, 5, "list:fake")
    assert len(zoe.source.read_at) == 1


async def test_counts_that_are_read_with_a_list_are_of_no_race(reading: Reading) -> None:
    reading.source.counts["ann"], reading.source.following["ann"] = 70, 5
    assert (await reading.all())[-1].follow_list.following == 5
    assert reading.log.newest(reading.ann, 9) == []


@pytest.mark.parametrize(("later", "reads"), [(0, 0), (COUNTS_FRESH_FOR, 1)])
async def test_counts_that_were_read_just_now_are_not_read_again_with_a_list(
    later: Millis, reads: int, reading: Reading
) -> None:
    reading.says(following=5)
    reading.ticks.pass_by(later)
    await reading.all()
    assert len(reading.source.read_at) == reads


async def test_where_counts_cannot_be_read_the_list_is_read_all_the_same(zoe: Reading) -> None:
    zoe.source.failure = SourceError("is down")
    assert names((await zoe.all())[-1].follow_list) == FIVE
    assert zoe.log.newest(zoe.ann, 9) == []


async def test_where_followers_are_hidden_it_is_known_how_many_are_followed(zoe: Reading) -> None:
    zoe.source.conditions["zoe"] = Condition.HIDDEN
    zoe.source.following["zoe"] = 5
    assert (await zoe.all())[-1].follow_list.following == 5


# Posts: what they are is kept, what they say is not.


SECRET = "a sentence that nobody keeps"


def said(ago: Millis, text: str = SECRET, kind: PostKind = PostKind.PLAIN) -> Post:
    """Return a post of some time ago; who is named in it is named by an @."""
    return Post(START - ago, kind, "@" in text, text)


async def test_the_posts_of_who_is_opened_are_kept_by_what_they_are(reading: Reading) -> None:
    reading.source.said = [
        said(1, "@bea yes", PostKind.REPLY),
        said(2),
        said(3, "follow me!"),
        said(4, "so says @bea", PostKind.MENTION),
        said(5, "@bea says", PostKind.REPOST),
    ]
    await reading.all()
    talk = reading.log.talk(reading.ann)
    assert talk is not None
    assert talk.posts == (
        ClassifiedPost(START - 1, PostKind.REPLY, mentions=True),
        ClassifiedPost(START - 2, PostKind.PLAIN),
        ClassifiedPost(START - 3, PostKind.PLAIN, pleads=True),
        ClassifiedPost(START - 4, PostKind.MENTION, mentions=True),
        ClassifiedPost(START - 5, PostKind.REPOST, mentions=True),
    )


async def test_what_a_post_says_is_nowhere_in_the_log(reading: Reading) -> None:
    reading.source.said = [said(1), said(2, f"follow me, {SECRET}")]
    await reading.all()
    files = [file.read_bytes() for file in reading.writer.path.parent.iterdir()]
    assert b"plain" in b"".join(files)
    assert SECRET.encode() not in b"".join(files)


@pytest.mark.parametrize(
    ("later", "asked"),
    [(0, 1), (POSTS_FRESH_FOR - 10 * SECOND, 1), (POSTS_FRESH_FOR, 2), (-POSTS_FRESH_FOR, 2)],
)
@pytest.mark.parametrize("posts", [[said(1)], []], ids=["posts", "none"])
async def test_posts_are_read_again_after_a_quarter_of_an_hour_or_by_a_clock_that_was_set_back(
    later: Millis, asked: int, posts: list[Post], reading: Reading
) -> None:
    reading.source.said = posts
    await reading.all()
    reading.clock.set_by(later)
    await reading.all(again=True)
    assert len(reading.source.posts_asked) == asked


async def test_posts_that_cost_are_not_read_even_where_the_list_was_agreed_to(
    reading: Reading,
) -> None:
    reading.source.cost, reading.source.said = 5_000, [said(1)]
    await reading.all(agreed=True)
    assert (reading.source.posts_asked, reading.log.talk(reading.ann)) == ([], None)


async def test_posts_that_are_not_told_do_not_hold_the_list_up(reading: Reading) -> None:
    reading.source.silent = SourceError("keeps its posts")
    assert names((await reading.all())[-1].follow_list) == FIVE
    assert reading.log.talk(reading.ann) is None


PLEAS = [re.compile(pattern, re.IGNORECASE) for pattern in Thresholds().pleas]


@pytest.mark.parametrize(
    ("text", "kind", "becomes"),
    [
        ("@bea yes", PostKind.MENTION, PostKind.REPLY),
        (" @bea yes", PostKind.PLAIN, PostKind.REPLY),
        ("@bea look", PostKind.QUOTE, PostKind.REPLY),
        ("@bea and so on", PostKind.THREAD, PostKind.THREAD),
        ("@bea says", PostKind.REPOST, PostKind.REPOST),
        ("so says @bea", PostKind.MENTION, PostKind.MENTION),
        ("so it is", PostKind.PLAIN, PostKind.PLAIN),
    ],
)
def test_a_post_that_begins_with_anothers_name_is_said_to_that_one(
    text: str, kind: PostKind, becomes: PostKind
) -> None:
    assert kept(said(1, text, kind), PLEAS).kind is becomes


def test_a_post_that_begins_with_an_at_that_names_nobody_is_said_to_nobody() -> None:
    assert kept(Post(START, PostKind.PLAIN, mentions=False, text="@ noon"), PLEAS).kind is (
        PostKind.PLAIN
    )


@pytest.mark.parametrize(
    ("text", "pleads"),
    [
        *[("Follow me!", True), ("PLEASE FOLLOW", True), ("follow @cnnbrk", True)],
        *[("help us reach a million followers", True), ("only 900 to 1,000,000 followers", True)],
        *[("#teamfollowback", True), ("follow to win", True), ("f4f", True)],
        *[("they follow merit", False), ("I followed @bea there", False), ("", False)],
        *[("the following is true", False), ("thank you to followers of mine", False)],
        ("." * LONGEST_TEXT + "follow me", False),
    ],
)
def test_a_plea_is_what_asks_for_followers(text: str, pleads: bool) -> None:
    assert kept(said(1, text), PLEAS).pleads is pleads


async def test_what_a_plea_is_can_be_set(reading: Reading) -> None:
    reading.source.said = [said(1, "SUBSCRIBE now"), said(2, "follow me")]
    settings = Thresholds(pleas=(r"\bsubscribe\b",))
    reading.reader = AccountReader(
        reading.log, reading.writer, {"fake": reading.source}, reading.clock, settings
    )
    await reading.all()
    talk = reading.log.talk(reading.ann)
    assert talk is not None
    assert [post.pleads for post in talk.posts] == [True, False]
