"""Opening an account: the stored list at once, then the list page by page."""

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
from tui.follows.follow_back import MAX_EMPTY, MAX_PAGES, PAIRS
from tui.follows.list_reader import MAX_CONFIRMED, Progress
from tui.follows.open_account import (
    COUNTS_FRESH_FOR,
    FRESH_FOR,
    LONGEST_TEXT,
    POSTS_FRESH_FOR,
    RESUMED_WITHIN,
    AccountReader,
    classified,
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
    FollowBackCheck,
    Followed,
    ListHidden,
    Page,
    Post,
    SourceError,
    StaleCursor,
)
from tui.sources import Reading as Read
from tui.store import Log, Writer, open_to_write

PATIENCE = 10
FIVE = ["bea", "cid", "dan", "eve", "fay"]
CELEBRITY_FROM = Thresholds(1_000)


Answer = Page | Exception


class ListSource(FakeSource):
    """A source with adjustable answers.

    `odd` holds answers to give instead of a cursor's page, each once. `fans` follow Ann; for the
    `shy` ones the source does not say whether they do.
    """

    def __init__(self, **counts: int) -> None:
        super().__init__("fake", **counts)
        self.check_kind, self.cost = FollowBackCheck.IN_PAGE, 0
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
        self.post_list: list[Post] = []
        self.silent: SourceError | None = None
        self.posts_asked: list[Millis] = []
        self.fans_asked: list[str | None] = []

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Read]:
        readings = await super().read(accounts, at)
        return [replace(r, following=self.following.get(r.account.native_id)) for r in readings]

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        if self.odd.get(cursor) or self.endless:
            self.cursors.append(cursor)
        if self.odd.get(cursor):
            return result_of(self.odd[cursor].pop(0))
        if self.endless:
            return self.endless(str(len(self.cursors)))
        page = await super().follows(account, cursor, at)
        if self.check_kind is FollowBackCheck.IN_PAGE:
            return page
        return replace(page, followed=tuple(replace(f, follows_back=None) for f in page.followed))

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page with one of the fans."""
        self.fans_asked.append(cursor)
        if self.odd_fans.get(cursor):
            return result_of(self.odd_fans[cursor].pop(0))
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
        return self.post_list

    async def still_follows(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        if self.failure is not None:
            raise self.failure
        names = [other.native_id for other in others]
        self.still_asked.append(names)
        return {n: self.still[n] for n in names if n in self.still}

    def follow_back_check(self, following: int, followers: int | None) -> FollowBackCheck:
        return self.check_kind

    def funds(self, at: Millis) -> int | None:
        return self.money

    def price(self, following: int | None) -> int:
        return self.cost

    def page(self, *names: str, cursor: str | None = None) -> Page:
        """Return a page with some accounts."""
        return Page(tuple(Followed(self.known(name), follows_back=None) for name in names), cursor)


def result_of(answer: Answer) -> Page:
    if isinstance(answer, Exception):
        raise answer
    return answer


class Reading:
    """A reader of Ann's list, with its log, source and clock."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.source = ListSource(bea=5_000)
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
        self.ticks.advance(round(seconds * SECOND))

    async def all(
        self, again: bool = False, most: int = 99, agreed: bool = False
    ) -> list[Progress]:
        """Return every progress report of reading Ann's list; fails after `most` of them."""
        reports: list[Progress] = []
        follow_lists = self.reader.read_list(self.ann, again, agreed)
        async with asyncio.timeout(PATIENCE):
            async for progress in follow_lists:
                reports.append(progress)
                assert len(reports) < most
        return reports

    def write_counts(self, following: int | None, followers: int = 100) -> None:
        """Write a sample with Ann's following and follower counts."""
        sample = Sample(self.clock.now(), followers, following, provenance="live:fake")
        with self.writer.transaction():
            number = self.writer.add_round(self.clock.now(), 0, "", "fake", "")
            self.writer.add_samples(number, {self.ann.id: [sample]})

    def back(self) -> dict[str, bool | None]:
        """Return the stored answers on following back, by handle."""
        return {f.account.handle: f.follows_back for f in self.stored().followees}

    async def first(self, count: int) -> list[Progress]:
        """Return the first progress reports of reading Ann's list, and stop there."""
        follow_lists = self.reader.read_list(self.ann)
        async with asyncio.timeout(PATIENCE):
            reports = [await anext(follow_lists) for _ in range(count)]
        await follow_lists.aclose()  # type: ignore[attr-defined]
        return reports

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


async def test_a_list_is_read_page_by_page_to_its_end(reading: Reading) -> None:
    reports = await reading.all()
    assert [progress.read for progress in reports] == [0, 2, 4, None]
    assert [names(progress.follow_list) for progress in reports] == [[], FIVE[:2], FIVE[:4], FIVE]
    assert [progress.follow_list.complete for progress in reports] == [False, False, False, True]
    assert reading.source.cursors == [None, "2", "4"]


async def test_the_stored_list_is_yielded_at_once(reading: Reading) -> None:
    await reading.all()
    reading.ticks.advance(FRESH_FOR)
    asked = len(reading.source.cursors)
    reports = await reading.first(1)
    assert names(reports[0].follow_list) == FIVE
    assert len(reading.source.cursors) == asked


async def test_a_page_is_stored_before_it_is_yielded(reading: Reading) -> None:
    reports = await reading.first(2)
    assert names(reading.stored()) == names(reports[1].follow_list) == FIVE[:2]
    assert not reading.stored().complete


async def test_an_interrupted_reading_resumes_where_it_stopped(reading: Reading) -> None:
    await reading.first(2)
    reports = await reading.all()
    assert [progress.read for progress in reports] == [2, 4, None]
    assert reading.source.cursors == [None, "2", "4"]
    assert names(reports[-1].follow_list) == FIVE


async def test_a_reading_interrupted_long_ago_starts_again(reading: Reading) -> None:
    await reading.first(2)
    reading.ticks.advance(RESUMED_WITHIN + 1)
    await reading.all()
    assert reading.source.cursors == [None, None, "2", "4"]


async def test_a_failure_keeps_the_pages_read_and_gives_a_reason(reading: Reading) -> None:
    reading.source.failure, reading.source.pages_left = SourceError("hidden by its owner"), 2
    reports = await reading.all()
    assert (reports[-1].why, reports[-1].read) == ("hidden by its owner", None)
    assert names(reports[-1].follow_list) == FIVE[:4]
    assert not reports[-1].follow_list.complete
    reading.source.failure = None
    assert names((await reading.all())[-1].follow_list) == FIVE
    assert reading.source.cursors == [None, "2", "4", "4"]


@pytest.mark.parametrize(("later", "again", "pages"), [(0, False, 0), (0, True, 3), (1, False, 3)])
async def test_a_recent_list_is_read_again_only_if_asked_for(
    reading: Reading, later: Millis, again: bool, pages: int
) -> None:
    await reading.all()
    reading.source.cursors.clear()
    reading.ticks.advance(later * FRESH_FOR)
    reports = await reading.all(again)
    assert len(reading.source.cursors) == pages
    assert reports[-1].read is None
    assert names(reports[-1].follow_list) == FIVE


async def test_a_list_read_by_a_clock_that_was_ahead_is_read_again(
    reading: Reading,
) -> None:
    await reading.all()
    reading.source.cursors.clear()
    reading.clock.step_by(-FRESH_FOR)
    await reading.all()
    assert len(reading.source.cursors) == 3


async def test_missing_followees_are_gone_once_the_list_is_complete(
    reading: Reading,
) -> None:
    await reading.all()
    reading.ticks.advance(FRESH_FOR)
    reading.source.lists["ann"] = ["bea", "dan", "eve", "gil"]
    await reading.first(2)
    assert names(reading.stored(), gone=True) == []
    await reading.all()
    assert names(reading.stored(), gone=True) == ["cid", "fay"]
    assert names(reading.stored()) == ["bea", "dan", "eve", "gil"]


async def test_a_followee_that_returns_keeps_its_first_time_seen(
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


async def test_a_resumed_reading_keeps_followees_seen_before_the_interruption(
    reading: Reading,
) -> None:
    await reading.first(2)
    reading.ticks.advance(RESUMED_WITHIN // 2)
    await reading.all()
    assert names(reading.stored(), gone=True) == []


async def test_an_empty_list_is_complete(reading: Reading) -> None:
    reading.source.lists["ann"] = []
    reports = await reading.all()
    assert (reports[-1].follow_list.complete, names(reports[-1].follow_list)) == (True, [])


async def test_follower_counts_in_a_list_are_stored_and_decide_who_is_a_celebrity(
    reading: Reading,
) -> None:
    follow_list = (await reading.all())[-1].follow_list
    assert {f.account.handle: (f.followers, f.celebrity) for f in follow_list.followees[:2]} == {
        "bea": (5_000, True),
        "cid": (10, False),
    }


async def test_known_answers_are_kept_while_a_list_is_read_again(
    reading: Reading,
) -> None:
    whole = (await reading.all())[-1].follow_list
    on_the_way = (await reading.all(again=True))[1].follow_list
    for before, now in zip(whole.followees, on_the_way.followees, strict=True):
        assert (now.celebrity, now.follows_back) == (before.celebrity, before.follows_back)
        assert now.first_seen == before.first_seen


async def test_a_count_in_a_list_is_not_a_sample_of_the_race(reading: Reading) -> None:
    reading.source.lists["ann"] = ["ann", "bea"]
    await reading.all()
    assert reading.log.newest(reading.ann, 1) == []


async def test_without_a_source_or_a_writer_the_stored_list_is_yielded(
    reading: Reading,
) -> None:
    await reading.all()
    for sources in ({}, {"fake": reading.source}):
        reader = AccountReader(reading.log, None, sources, reading.clock, CELEBRITY_FROM)
        reports = [progress async for progress in reader.read_list(reading.ann, again=True)]
        assert [(names(p.follow_list), p.read) for p in reports] == [(FIVE, None)]


# Lists that are hidden, or cannot be read to their end.


async def test_a_hidden_list_has_a_reason_and_keeps_the_old_followees(reading: Reading) -> None:
    await reading.all()
    reading.source.odd[None] = [ListHidden("its owner hides\x1b[2J it")]
    last = (await reading.all(again=True))[-1]
    assert (last.read, last.follow_list.why, last.follow_list.complete) == (
        None,
        "its owner hides�[2J it",
        False,
    )
    assert names(last.follow_list) == FIVE
    assert names(last.follow_list, gone=True) == []


async def test_a_list_that_must_not_be_stored_is_deleted(reading: Reading) -> None:
    await reading.all()
    reading.source.odd[None] = [ListHidden("it asks not to be shown", forget=True)]
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert (follow_list.followees, follow_list.why) == ((), "it asks not to be shown")


async def test_a_hidden_list_is_read_again_only_after_the_usual_time(reading: Reading) -> None:
    reading.source.odd[None] = [ListHidden("its owner hides it")]
    await reading.all()
    await reading.all()
    assert reading.source.cursors == [None]
    reading.ticks.advance(FRESH_FOR)
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), follow_list.why, follow_list.complete) == (FIVE, "", True)


async def test_a_list_hidden_half_way_keeps_the_pages_read(reading: Reading) -> None:
    reading.source.odd["2"] = [ListHidden("its owner hides it")]
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), follow_list.why, follow_list.complete) == (
        FIVE[:2],
        "its owner hides it",
        False,
    )


async def test_a_resumed_reading_with_a_stale_cursor_starts_again_once(reading: Reading) -> None:
    await reading.all()
    reading.ticks.advance(FRESH_FOR)
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
async def test_a_new_reading_with_a_stale_cursor_fails(
    resumed: bool, asked: list[str | None], reading: Reading
) -> None:
    if resumed:
        await reading.first(2)
        reading.source.cursors.clear()
    reading.source.odd["2"] = [StaleCursor("cannot go on")] * (1 + resumed)
    reports = await reading.all()
    assert (reports[-1].why, reports[-1].read) == ("cannot go on", None)
    assert reading.source.cursors == asked


ENDS = {
    "no cursor": {"2": [Page((), None)]},
    "the same cursor": {"2": [Page((), "2")]},
    "an empty page before it": {"2": [Page((), "x")], "x": [Page((), None)]},
}


@pytest.mark.parametrize("end", ENDS)
async def test_a_resumed_reading_that_gets_an_empty_last_page_starts_again(
    end: str, reading: Reading
) -> None:
    await reading.all()
    reading.ticks.advance(FRESH_FOR)
    await reading.first(2)
    reading.source.odd = {cursor: list(answers) for cursor, answers in ENDS[end].items()}
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), names(follow_list, gone=True)) == (FIVE, [])


@pytest.mark.parametrize(
    ("following", "gone"),
    [(None, 1), (3, 1), (4, 1), (5, 0), (100, 0)],
    ids=lambda value: str(value),
)
async def test_a_list_shorter_than_the_following_count_marks_nobody_as_gone(
    following: int | None, gone: int, reading: Reading
) -> None:
    await reading.all()
    reading.write_counts(following=following)
    reading.source.lists["ann"] = FIVE[1:]
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert names(follow_list, gone=True) == FIVE[:gone]


async def test_an_account_listed_twice_is_counted_once(reading: Reading) -> None:
    await reading.all()
    reading.ticks.advance(SECOND)
    reading.write_counts(following=5)
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
async def test_followees_missing_from_a_short_list_are_gone_if_the_source_confirms_it(
    still: dict[str, bool | None], gone: list[str], reading: Reading
) -> None:
    await reading.all()
    reading.write_counts(following=5)
    reading.source.lists["ann"], reading.source.still = FIVE[2:], still
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert (names(follow_list, gone=True), follow_list.why) == (gone, "")
    assert reading.source.still_asked == [["bea", "cid"]]


async def test_followees_missing_from_a_complete_list_need_no_confirmation(
    reading: Reading,
) -> None:
    await reading.all()
    reading.write_counts(following=3)
    reading.source.lists["ann"], reading.source.still = FIVE[2:], {"bea": True}
    follow_list = (await reading.all(again=True))[-1].follow_list
    assert (names(follow_list, gone=True), reading.source.still_asked) == (["bea", "cid"], [])


async def test_a_list_is_not_finished_until_missing_followees_are_confirmed(
    reading: Reading,
) -> None:
    source = reading.source
    await reading.all()
    reading.write_counts(following=5)
    source.lists["ann"], source.still = FIVE[1:], {"bea": False}
    source.failure = SourceError("is down")
    reports = await reading.all(again=True)
    assert (reports[-1].why, names(reports[-1].follow_list, gone=True)) == ("is down", [])
    source.failure = None
    assert names((await reading.all())[-1].follow_list, gone=True) == ["bea"]


async def test_only_some_of_very_many_missing_followees_are_confirmed(
    reading: Reading,
) -> None:
    source, crowd = reading.source, [f"n{n:04}" for n in range(MAX_CONFIRMED + 5)]
    source.odd[None] = [source.page(*crowd), source.page("bea")]
    await reading.all()
    reading.ticks.advance(SECOND)
    reading.write_counts(following=len(crowd))
    await reading.all(again=True)
    asked = [len(part) for part in source.still_asked]
    assert (sum(asked), max(asked)) == (MAX_CONFIRMED, PAIRS)


async def test_an_endless_list_fails(reading: Reading) -> None:
    bea = reading.source.page("bea").followed
    reading.source.endless = lambda cursor: Page(bea, cursor)
    assert (await reading.all(most=MAX_PAGES))[-1].why == "the list never ends"
    assert len(reading.source.cursors) <= MAX_PAGES + 1


async def test_an_endless_list_of_empty_pages_fails_sooner(reading: Reading) -> None:
    await reading.all()
    reading.source.cursors.clear()
    reading.source.endless = lambda cursor: Page((), cursor)
    reports = await reading.all(again=True)
    assert reports[-1].why == "the list never ends"
    assert len(reading.source.cursors) <= MAX_EMPTY + 1
    assert (names(reading.stored()), names(reading.stored(), gone=True)) == (FIVE, [])


async def test_a_few_empty_pages_do_not_end_a_list(reading: Reading) -> None:
    reading.source.odd = {"2": [Page((), "x")], "x": [Page((), "y")], "y": [Page((), "4")]}
    reading.source.lists["ann"] = ["bea", "cid", "nobody", "nobody", "fay"]
    assert names((await reading.all())[-1].follow_list) == ["bea", "cid", "fay"]


@pytest.mark.parametrize("again", ["2", "4"])
async def test_a_repeated_cursor_ends_a_list(again: str, reading: Reading) -> None:
    reading.source.odd["4"] = [reading.source.page("fay", cursor=again)]
    follow_list = (await reading.all())[-1].follow_list
    assert (names(follow_list), follow_list.complete) == (FIVE, True)
    assert reading.source.cursors == [None, "2", "4"]


@pytest.mark.parametrize(
    ("message", "why"), [("a\x1b[2J\nb", "a�[2J b"), ("", "does not answer")], ids=["nasty", "none"]
)
async def test_a_failure_always_has_a_sanitized_reason(
    message: str, why: str, reading: Reading
) -> None:
    reading.source.odd["2"] = [SourceError(message)]
    assert (await reading.all())[-1].why == why


# Who follows back, if the pages do not say so.


async def test_pairs_are_asked_about_and_missing_answers_stay_unknown(reading: Reading) -> None:
    source = reading.source
    source.check_kind, source.fans, source.shy = FollowBackCheck.PAIRS, ["bea", "dan"], {"eve"}
    assert (await reading.all())[-1].follow_list.complete
    assert reading.back() == {"bea": True, "cid": False, "dan": True, "eve": None, "fay": False}


async def test_listed_accounts_among_the_followers_follow_back(reading: Reading) -> None:
    reading.source.check_kind, reading.source.fans = (
        FollowBackCheck.FOLLOWERS,
        ["zoe", "dan", "bea"],
    )
    reading.write_counts(following=5, followers=3)
    assert (await reading.all())[-1].follow_list.complete
    assert reading.back() == {"bea": True, "cid": False, "dan": True, "eve": False, "fay": False}
    assert reading.source.fans_asked == [None, "1", "2"]


async def test_without_a_check_the_answers_stay_unknown(reading: Reading) -> None:
    reading.source.check_kind = FollowBackCheck.NONE
    assert (await reading.all())[-1].follow_list.complete
    assert set(reading.back().values()) == {None}


@pytest.mark.parametrize("why", [ListHidden("its owner hides it"), StaleCursor("cannot go on")])
async def test_hidden_followers_leave_the_other_answers_unknown(
    why: Exception, reading: Reading
) -> None:
    reading.source.check_kind, reading.source.fans = FollowBackCheck.FOLLOWERS, ["bea", "dan"]
    reading.write_counts(following=5, followers=2)
    reading.source.odd_fans["1"] = [why]
    follow_list = (await reading.all())[-1].follow_list
    assert (follow_list.complete, follow_list.why) == (True, "")
    assert reading.back() == {"bea": True} | dict.fromkeys(FIVE[1:])


async def test_a_short_list_of_followers_gives_no_negative_answers(
    reading: Reading,
) -> None:
    reading.source.check_kind, reading.source.fans = FollowBackCheck.FOLLOWERS, ["bea", "dan"]
    reading.write_counts(following=5, followers=3)
    await reading.all()
    unknown = dict.fromkeys(("cid", "eve", "fay"))
    assert reading.back() == {"bea": True, "dan": True} | unknown


@pytest.mark.parametrize(("fans", "most"), [(["zoe"], MAX_PAGES), ([], MAX_EMPTY)])
async def test_an_endless_list_of_followers_gives_no_negative_answers(
    fans: list[str], most: int, reading: Reading
) -> None:
    source = reading.source
    source.check_kind = FollowBackCheck.FOLLOWERS
    source.odd = {None: [source.page(*FIVE)]}
    source.endless = lambda cursor: source.page(*fans, cursor=cursor)
    reading.write_counts(following=5, followers=10)
    await reading.all(most=MAX_PAGES)
    assert set(reading.back().values()) == {None}
    assert len(source.fans_asked) <= most + 1


async def test_an_earlier_answer_is_kept_if_there_is_none_now(reading: Reading) -> None:
    source = reading.source
    source.check_kind, source.fans = FollowBackCheck.PAIRS, ["bea"]
    await reading.all()
    source.shy = {"bea", "cid"}
    await reading.all(again=True)
    assert (reading.back()["bea"], reading.back()["cid"]) == (True, False)


async def test_followees_that_left_the_list_are_not_asked_about(reading: Reading) -> None:
    reading.source.check_kind = FollowBackCheck.PAIRS
    await reading.all()
    reading.source.lists["ann"], reading.source.pairs_asked = FIVE[1:], []
    await reading.all(again=True)
    assert reading.source.pairs_asked == FIVE[1:]


MANY = [f"n{n:03}" for n in range(2 * PAIRS + 5)]


async def test_a_reading_interrupted_at_the_pairs_resumes_with_the_remaining_ones(
    reading: Reading,
) -> None:
    source = reading.source
    source.lists["ann"], source.check_kind, source.pairs_left = MANY, FollowBackCheck.PAIRS, 1
    reports = await reading.all()
    assert (reports[-1].why, reports[-1].follow_list.complete) == ("no more questions", False)
    assert names(reports[-1].follow_list) == MANY
    source.pairs_left = 99
    source.cursors.clear()
    assert (await reading.all())[-1].follow_list.complete
    assert source.cursors == []
    assert sorted(source.pairs_asked) == MANY
    assert reading.back() == dict.fromkeys(MANY, False)


async def test_a_reading_interrupted_at_the_followers_does_not_read_the_list_again(
    reading: Reading,
) -> None:
    source = reading.source
    source.check_kind, source.fans = FollowBackCheck.FOLLOWERS, ["bea", "dan"]
    reading.write_counts(following=5, followers=2)
    source.odd_fans["1"] = [SourceError("is down")]
    reports = await reading.all()
    assert reports[-1].why == "is down"
    source.cursors.clear()
    assert (await reading.all())[-1].follow_list.complete
    assert source.cursors == []
    assert reading.back() == {n: n in source.fans for n in FIVE}


# Sources that ask for a delay, or for money.


def later(reading: Reading, wait: Millis) -> SourceError:
    return SourceError("is full", reading.clock.now() + wait)


async def test_a_delay_requested_by_the_source_is_waited_for(reading: Reading) -> None:
    first = await reading.first(2)
    reading.source.odd["2"] = [later(reading, MINUTE)]
    reports = await reading.all()
    assert reading.paused == [60.0]
    assert [(p.why, p.read) for p in reports if p.why] == [("is full; it will resume by itself", 2)]
    assert names(reports[-1].follow_list) == FIVE
    assert names(reports[1].follow_list) == names(first[-1].follow_list)


async def test_a_delay_requested_during_the_pairs_is_waited_for(reading: Reading) -> None:
    source = reading.source
    source.check_kind, source.pairs_left = FollowBackCheck.PAIRS, 0
    source.failure = later(reading, MINUTE)

    async def pause(_: float) -> None:
        source.pairs_left = 99

    reading.reader.pause = pause
    assert (await reading.all())[-1].follow_list.complete
    assert sorted(source.pairs_asked) == FIVE


async def test_a_delay_longer_than_the_patience_is_not_waited_for(
    reading: Reading,
) -> None:
    await reading.first(2)
    reading.source.odd["2"] = [later(reading, MINUTE + 1)]
    reports = await reading.all()
    assert (reports[-1].why, reports[-1].read, reading.paused) == ("is full", None, [])
    assert names(reports[-1].follow_list) == FIVE[:2]


@pytest.mark.parametrize("wait", [0, -MINUTE, 40 * SECOND])
async def test_repeated_delays_are_waited_for_up_to_the_patience(
    wait: Millis, reading: Reading
) -> None:
    await reading.first(2)
    begun = reading.clock.now()
    reading.source.odd["2"] = [
        SourceError("is full", begun + n * 40 * SECOND + wait) for n in range(99)
    ]
    reports = await reading.all(most=90)
    assert (reports[-1].why, reports[-1].read) == ("is full", None)
    assert sum(reading.paused) <= 60


async def test_a_paid_list_is_not_read_before_the_user_agrees(reading: Reading) -> None:
    source = reading.source
    source.cost = 1_234_567
    reports = await reading.all()
    assert [(p.price, p.read) for p in reports] == [(1_234_567, None)]
    assert reports[0].why == "reading this list costs about $1.23"
    assert (source.cursors, source.read_at) == ([], [])
    reports = await reading.all(agreed=True)
    assert names(reports[-1].follow_list) == FIVE
    assert {p.price for p in reports} == {0}


@pytest.mark.parametrize("agreed", [False, True])
async def test_a_list_that_exceeds_the_budget_is_not_offered(
    agreed: bool, reading: Reading
) -> None:
    source = reading.source
    source.cost, source.money = 1_234_567, 1_230_000
    reports = await reading.all(agreed=agreed)
    assert [(p.price, p.read) for p in reports] == [(0, None)]
    assert reports[0].why == "reading this list costs about $1.23, but only $1.23 is left"
    assert (source.cursors, source.read_at) == ([], [])
    source.money = source.cost
    assert names((await reading.all(agreed=True))[-1].follow_list) == FIVE


async def test_a_recent_paid_list_is_shown_for_free(reading: Reading) -> None:
    reading.source.cost = 10_000
    await reading.all(agreed=True)
    reports = await reading.all()
    assert [(names(p.follow_list), p.price, p.why) for p in reports] == [(FIVE, 0, "")]


# Accounts without a race.


@pytest.fixture
def zoe(reading: Reading) -> Reading:
    """Read Zoe's list instead; she follows the same five, and is in no race."""
    with reading.writer.transaction():
        reading.writer.add_account(reading.source.known("zoe"), START)
    found = reading.log.account("fake", "zoe")
    assert found is not None
    reading.ann = found
    reading.source.lists["zoe"] = FIVE
    return reading


async def test_counts_of_an_account_without_a_race_are_read_first(zoe: Reading) -> None:
    zoe.source.counts["zoe"], zoe.source.following["zoe"] = 70, 5
    reports = await zoe.first(2)
    assert (reports[-1].follow_list.followers, reports[-1].follow_list.following) == (70, 5)
    (sample,) = zoe.log.history(zoe.ann)
    assert (sample.followers, sample.following, sample.provenance) == (70, 5, "list:fake")
    assert len(zoe.source.read_at) == 1


async def test_counts_read_with_a_list_do_not_belong_to_a_race(reading: Reading) -> None:
    reading.source.counts["ann"], reading.source.following["ann"] = 70, 5
    assert (await reading.all())[-1].follow_list.following == 5
    assert reading.log.newest(reading.ann, 9) == []


@pytest.mark.parametrize(("later", "reads"), [(0, 0), (COUNTS_FRESH_FOR, 1)])
async def test_recent_counts_are_not_read_again_with_a_list(
    later: Millis, reads: int, reading: Reading
) -> None:
    reading.write_counts(following=5)
    reading.ticks.advance(later)
    await reading.all()
    assert len(reading.source.read_at) == reads


async def test_a_list_is_read_even_if_its_counts_cannot_be(zoe: Reading) -> None:
    zoe.source.failure = SourceError("is down")
    assert names((await zoe.all())[-1].follow_list) == FIVE
    assert zoe.log.newest(zoe.ann, 9) == []


async def test_a_hidden_follower_count_leaves_the_following_count(zoe: Reading) -> None:
    zoe.source.conditions["zoe"] = Condition.HIDDEN
    zoe.source.following["zoe"] = 5
    assert (await zoe.all())[-1].follow_list.following == 5


# Posts: their classification is stored, their text is not.


SECRET = "a sentence that is not stored"


def post(ago: Millis, text: str = SECRET, kind: PostKind = PostKind.PLAIN) -> Post:
    """Return a post some time before the start; an @ in its text is a mention."""
    return Post(START - ago, kind, "@" in text, text)


async def test_posts_of_an_opened_account_are_classified_and_stored(reading: Reading) -> None:
    reading.source.post_list = [
        post(1, "@bea yes", PostKind.REPLY),
        post(2),
        post(3, "follow me!"),
        post(4, "so says @bea", PostKind.MENTION),
        post(5, "@bea says", PostKind.REPOST),
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


async def test_the_text_of_a_post_is_not_stored(reading: Reading) -> None:
    reading.source.post_list = [post(1), post(2, f"follow me, {SECRET}")]
    await reading.all()
    files = [file.read_bytes() for file in reading.writer.path.parent.iterdir()]
    assert b"plain" in b"".join(files)
    assert SECRET.encode() not in b"".join(files)


@pytest.mark.parametrize(
    ("later", "asked"),
    [(0, 1), (POSTS_FRESH_FOR - 10 * SECOND, 1), (POSTS_FRESH_FOR, 2), (-POSTS_FRESH_FOR, 2)],
)
@pytest.mark.parametrize("posts", [[post(1)], []], ids=["posts", "none"])
async def test_posts_are_read_again_after_a_quarter_of_an_hour_or_a_clock_change(
    later: Millis, asked: int, posts: list[Post], reading: Reading
) -> None:
    reading.source.post_list = posts
    await reading.all()
    reading.clock.step_by(later)
    await reading.all(again=True)
    assert len(reading.source.posts_asked) == asked


async def test_paid_posts_are_not_read_even_if_the_user_agreed_to_the_list(
    reading: Reading,
) -> None:
    reading.source.cost, reading.source.post_list = 5_000, [post(1)]
    await reading.all(agreed=True)
    assert (reading.source.posts_asked, reading.log.talk(reading.ann)) == ([], None)


async def test_a_failure_of_the_posts_does_not_stop_the_list(reading: Reading) -> None:
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
def test_a_post_that_begins_with_a_mention_is_a_reply(
    text: str, kind: PostKind, becomes: PostKind
) -> None:
    assert classified(post(1, text, kind), PLEAS).kind is becomes


def test_a_post_that_begins_with_an_at_but_no_mention_is_not_a_reply() -> None:
    assert classified(Post(START, PostKind.PLAIN, mentions=False, text="@ noon"), PLEAS).kind is (
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
def test_a_post_that_asks_for_followers_is_a_plea(text: str, pleads: bool) -> None:
    assert classified(post(1, text), PLEAS).pleads is pleads


async def test_the_patterns_of_pleas_can_be_set(reading: Reading) -> None:
    reading.source.post_list = [post(1, "SUBSCRIBE now"), post(2, "follow me")]
    settings = Thresholds(pleas=(r"\bsubscribe\b",))
    reading.reader = AccountReader(
        reading.log, reading.writer, {"fake": reading.source}, reading.clock, settings
    )
    await reading.all()
    talk = reading.log.talk(reading.ann)
    assert talk is not None
    assert [post.pleads for post in talk.posts] == [True, False]
