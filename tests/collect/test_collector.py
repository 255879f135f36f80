"""The collector: round after round into the log, whatever sources, clocks and processes do."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from tests.building import START, Ticks
from tests.sources.fakes import EVERY, FakeSource, Wall, live_race
from tests.store.logs import do, rows
from tui.board.from_log import BoardMaker
from tui.collect.collector import Collector, clock_for
from tui.collect.round_writer import Outcome
from tui.live.tail import Tail
from tui.model import (
    DAY,
    DOUBTED,
    HOUR,
    MINUTE,
    SECOND,
    Account,
    Condition,
    EventKind,
    Millis,
    Quality,
    Sample,
    SourceStatus,
)
from tui.series import GAP_ROUNDS
from tui.sources import Reading, Source, SourceError
from tui.sources.demo import DemoWorld
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES, LEADERS_GAIN
from tui.sources.demo.world import (
    BLOCK,
    EPOCH,
    FAMED_EVERY,
    FAMES,
    OUT_FOR,
    SEED,
    answered,
    chosen,
    count_at,
    out_since,
    race_at,
    surge_at,
)
from tui.store import CollectorLock, Log, LogError, open_to_write

PATIENCE = 10


class Takeover:
    """A collector of a log, its time and its machine's, all in hand."""

    def __init__(self, path: Path, *sources: Source, ticks: Ticks, wall: Wall) -> None:
        self.log, self.writer = Log(path), open_to_write(path)
        self.ticks, self.wall, self.path = ticks, wall, path
        self.clock = clock_for(self.log, wall, ticks)
        by_name = {source.name: source for source in sources}
        self.collector = Collector(self.log, self.writer, by_name, self.clock)
        self._rounds: AsyncIterator[Sequence[Outcome]] = self.collector.rounds()

    async def round(self, after: Millis = EVERY) -> Sequence[Outcome]:
        """Return how the next round went, some time after the one before."""
        self.ticks.pass_by(after)
        try:
            async with asyncio.timeout(PATIENCE):
                return await anext(self._rounds)
        except LogError:
            self._rounds = self.collector.rounds()
            raise

    async def rounds(self, count: int) -> None:
        for _ in range(count):
            await self.round()

    def samples(self, name: str = "ann", source: str = "fake") -> list[Sample]:
        account = self.log.account(source, name)
        assert account is not None
        return self.log.newest(account, 10_000)

    def events(self, *kinds: EventKind) -> list[tuple[Millis, str]]:
        race = self.log.races()[0]
        return [(e.at, e.title) for e in self.log.events(race) if e.kind in kinds]


@contextmanager
def collecting(
    path: Path, *sources: Source, ticks: Ticks | None = None, wall: Wall | None = None
) -> Iterator[Takeover]:
    ticks = ticks or Ticks()
    known = Takeover(path, *sources, ticks=ticks, wall=wall or Wall(ticks))
    with known.log, closing(known.writer):
        yield known


def of_ann(path: Path, every: Millis = EVERY) -> FakeSource:
    """Make a log whose race has one account; returns its source."""
    source = FakeSource(ann=100_000)
    live_race(path, source.known("ann"), every=every).close()
    return source


def qualities(samples: Sequence[Sample]) -> list[Quality]:
    return [sample.quality for sample in samples]


def trusted(samples: Sequence[Sample]) -> list[int]:
    return [s.followers for s in samples if s.quality not in DOUBTED and s.followers is not None]


def is_false(sample: Sample) -> bool:
    return sample.quality is Quality.FALSE_READING


# The demo world, ten minutes of it.

LEADERS = [style.handle for style in GROWTH_STYLES if style.gain == LEADERS_GAIN]


def rounds_of(block: int) -> range:
    """Return the times of a block at which its race is read."""
    return range(EPOCH + block * BLOCK, EPOCH + (block + 1) * BLOCK, EVERY)


def outage_of(block: int) -> range:
    """Return the rounds of a block in which nobody answers."""
    first = rounds_of(block)[0] + out_since(SEED, block)
    return range(first + -first % EVERY, first + OUT_FOR, EVERY)


def met_in(block: int) -> dict[Millis, str]:
    """Return the rounds of a block that meet a wrong answer, and of whom it is."""
    return {
        at: style.handle
        for at in rounds_of(block)
        for style in GROWTH_STYLES
        if at not in outage_of(block) and answered(SEED, style, at) != count_at(SEED, style, at)
    }


def shows_all(block: int) -> bool:
    """Tell whether a wrong answer would cross the target if it were believed, and nobody else does.

    What is wrong comes early enough to be settled; nothing else hides the surge and the loss.
    """
    start = rounds_of(block)[0]
    target, met = race_at(start).target or 0, met_in(block)
    true = [{h: count_at(SEED, BY_HANDLE[h], at) for h in LEADERS} for at in rounds_of(block)]
    away = range(outage_of(block)[0] - 2 * MINUTE, outage_of(block)[-1] + 2 * MINUTE)
    return (
        any(h in LEADERS and answered(SEED, BY_HANDLE[h], at) > target for at, h in met.items())
        and max(met) < rounds_of(block)[-4]
        and max(max(counts.values()) for counts in true) < target
        and len({max(counts, key=lambda h: counts[h]) for counts in true}) == 1
        and start + surge_at(SEED, block) not in away
        and chosen(SEED, block, "surge") != chosen(SEED, block, "loss")
    )


async def test_ten_minutes_of_the_demo_show_all_that_can_happen(tmp_path: Path) -> None:
    path, world, ticks = tmp_path / "log", DemoWorld(), Ticks()
    block = next(block for block in range(1_000) if shows_all(block))
    start, met, outage = rounds_of(block)[0], met_in(block), outage_of(block)
    race = race_at(start)
    live_race(path, *race.accounts, target=race.target, name="demo").close()
    outcomes, first_taken_for = list[Outcome](), list[Quality]()
    with collecting(path, world, ticks=ticks, wall=Wall(ticks, start - EVERY)) as demo:
        tail = Tail(BoardMaker(demo.log, demo.log.races()[0]), demo.clock)
        for _ in range(BLOCK // EVERY):
            outcomes += await demo.round()
            board = tail.board()
            counts = [standing.followers for standing in board.standings]
            if board.at in met:
                first_taken_for.append(demo.samples(met[board.at], "demo")[-1].quality)
            # What was wrong never moved a figure or a rank, nor crossed, nor led.
            for s in board.standings:
                assert s.read_at is not None
                assert s.followers == count_at(SEED, BY_HANDLE[s.account.handle], s.read_at)
            assert counts == sorted(counts, key=lambda count: -(count or 0))
            assert all(event.kind is not EventKind.MILESTONE for event in board.events)
        failed = [o for o in outcomes if o.why]
        assert {o.why for o in failed} == {
            "the demo world is out, as it is for a while every ten minutes"
        }
        assert len(failed) == 45 * SECOND // EVERY
        assert [o.at for o in outcomes] == list(rounds_of(block))
        # The outage is a gap, from the last reading before it.
        gaps = demo.events(EventKind.GAP)
        assert [at for at, _ in gaps] == [outage[0] - EVERY]
        assert "nothing was read" in gaps[0][1]
        # What was wrong was suspect first, and then known to be false.
        assert first_taken_for == [Quality.SUSPECT] * len(met)
        history = {t.handle: demo.samples(t.handle, "demo") for t in GROWTH_STYLES}
        false = {s.at: h for h, samples in history.items() for s in samples if is_false(s)}
        assert false == met
        assert [at for at, _ in demo.events(EventKind.FALSE_READING)] == sorted(met)
        assert demo.events(EventKind.LEAD_CHANGE, EventKind.MILESTONE) == []
        assert Quality.SUSPECT not in qualities([s for past in history.values() for s in past])
        # One of them loses for a while; one surges.
        losing = trusted(history[chosen(SEED, block, "loss")])
        assert any(b < a for a, b in pairwise(losing))
        surging = trusted(history[chosen(SEED, block, "surge")])
        minutes = sorted(b - a for a, b in zip(surging, surging[12:], strict=False))
        assert minutes[-1] > 3 * minutes[len(minutes) // 2]


# Rounds.


async def test_each_round_is_a_sample_of_each_account_at_the_rounds_time(tmp_path: Path) -> None:
    source = FakeSource(ann=100, bob=200)
    live_race(tmp_path / "log", source.known("ann"), source.known("bob")).close()
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(3)
        for name, count in source.counts.items():
            told = [(s.at, s.followers, s.provenance) for s in known.samples(name)]
            assert told == [(START + n * EVERY, count, "live:fake") for n in (1, 2, 3)]


async def test_a_source_that_answers_for_some_only_is_told_so(tmp_path: Path) -> None:
    source = FakeSource(ann=100)
    live_race(tmp_path / "log", source.known("ann"), source.known("bob")).close()
    with collecting(tmp_path / "log", source) as known:
        outcome = (await known.round())[0]
        assert (outcome.asked, outcome.answered, outcome.why) == (2, 1, "")
        assert known.samples("bob") == []


@pytest.mark.parametrize(("every", "limit"), [(SECOND, 15), (5 * SECOND, 15), (HOUR, 15)])
async def test_what_does_not_answer_in_time_is_said_so_and_not_waited_for(
    tmp_path: Path, every: Millis, limit: int
) -> None:
    source = of_ann(tmp_path / "log", every)
    source.failure = TimeoutError()
    with collecting(tmp_path / "log", source) as known:
        assert [o.why for o in await known.round()] == [f"no answer within {limit} s"]
        status = known.log.status("fake")
        assert status is not None
        assert status.why == f"no answer within {limit} s"


async def test_of_two_sources_one_that_fails_does_not_hold_up_the_other(tmp_path: Path) -> None:
    good, bad = FakeSource("good", ann=100), FakeSource("bad", bob=200)
    bad.failure = SourceError("the server is asleep")
    live_race(tmp_path / "log", good.known("ann"), bad.known("bob")).close()
    with collecting(tmp_path / "log", good, bad) as known:
        outcomes = await known.round()
        assert {(o.source, o.answered, o.why) for o in outcomes} == {
            ("good", 1, ""),
            ("bad", 0, "the server is asleep"),
        }
        statuses = [known.log.status(name) for name in ("good", "bad")]
        assert [s.why for s in statuses if s] == ["", "the server is asleep"]
        assert rows(tmp_path / "log", "SELECT followers FROM sample") == [(100,)]


# Servers, each with rounds of its own.


class Slow(FakeSource):
    """Takes its time over one account until it is let go."""

    def __init__(self, name: str, slow: str, **counts: int) -> None:
        super().__init__(name, **counts)
        self.slow, self.let_go = slow, asyncio.Event()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        if self.slow in {account.native_id for account in accounts}:
            await self.let_go.wait()
        return await super().read(accounts, at)


async def test_a_slow_server_delays_no_other_and_its_answer_comes_after_theirs(
    tmp_path: Path,
) -> None:
    slow, quick = "slow.example/1", "quick.example/1"
    source = Slow("mastodon", slow, **{slow: 50, quick: 70})
    live_race(tmp_path / "log", source.known(slow), source.known(quick)).close()
    with collecting(tmp_path / "log", source) as known:
        outcomes = [o for _ in range(3) for o in await known.round()]
        assert [(o.source, o.asked) for o in outcomes] == [("mastodon quick.example", 1)] * 3
        source.let_go.set()
        await known.rounds(2)
        assert known.samples(slow, "mastodon")[0].at > START + 3 * EVERY
        assert len(known.samples(quick, "mastodon")) > 3
    ats = times(tmp_path / "log")
    assert ats == sorted(ats)


async def test_one_server_of_a_source_fails_for_itself_alone(tmp_path: Path) -> None:
    source = FakeSource("mastodon", **{"one.example/1": 50, "two.example/1": 70})
    live_race(tmp_path / "log", *(source.known(name) for name in source.counts)).close()
    with collecting(tmp_path / "log", source) as known:
        outcomes = list(await known.round())
        servers = {o.source for o in outcomes}
        assert servers == {"mastodon one.example", "mastodon two.example"}
        assert all(known.log.status(server) for server in servers)
        assert known.log.status("mastodon") is None


async def test_what_a_source_had_read_before_it_failed_is_kept(tmp_path: Path) -> None:
    source = FakeSource(ann=100, bob=200)
    live_race(tmp_path / "log", source.known("ann"), source.known("bob")).close()
    with collecting(tmp_path / "log", source) as known:
        (ann,) = await source.read([known.log.races()[0].accounts[0]], START)
        source.failure = SourceError("lost the connection", None, [ann])
        (outcome,) = await known.round()
        assert (outcome.asked, outcome.answered, outcome.why) == (2, 1, "lost the connection")
        assert [s.followers for s in known.samples("ann")] == [100]
        assert known.samples("bob") == []


class OneOnly(FakeSource):
    """Answers for the first of those that it is asked for, and is tired then."""

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        raise SourceError("is tired", None, await super().read(accounts[:1], at))


async def test_where_not_all_are_answered_for_each_has_its_turn(tmp_path: Path) -> None:
    source = OneOnly(ann=100, bob=200, cid=300)
    live_race(tmp_path / "log", *map(source.known, source.counts)).close()
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(6)
        assert [len(known.samples(name)) for name in source.counts] == [2, 2, 2]


async def test_a_failure_that_stays_until_the_user_acts_has_no_next_try(tmp_path: Path) -> None:
    source = of_ann(tmp_path / "log")
    source.failure = SourceError("it needs a token", permanent=True)
    with collecting(tmp_path / "log", source) as known:
        await known.round()
        status = known.log.status("fake")
        assert status is not None
        assert (status.why, status.next_at) == ("it needs a token", None)
        source.failure = None
        await known.round()
        assert len(known.samples()) == 1


async def test_a_source_that_cannot_look_into_the_log_fails_for_itself_alone(
    tmp_path: Path,
) -> None:
    good, bad = FakeSource("good", ann=100), FakeSource("bad", bob=200)
    bad.failure = LogError("the log is locked")
    live_race(tmp_path / "log", good.known("ann"), bad.known("bob")).close()
    with collecting(tmp_path / "log", good, bad) as known:
        told = {(o.source, o.answered, o.why) for o in await known.round()}
        assert told == {("good", 1, ""), ("bad", 0, "the log is locked")}


@pytest.mark.parametrize(("words", "told"), [("", "does not answer"), ("a\x1b[2J\nb", "a�[2J b")])
async def test_why_a_source_failed_is_always_said_and_harmless(
    words: str, told: str, tmp_path: Path
) -> None:
    source = of_ann(tmp_path / "log")
    source.failure = SourceError(words)
    with collecting(tmp_path / "log", source) as known:
        assert [o.why for o in await known.round()] == [told]


@contextmanager
def put_off(path: Path, until: Millis) -> Iterator[tuple[Takeover, FakeSource]]:
    """Begin to collect of a source that wants to be asked later, and of one that is well."""
    late, is_valid = FakeSource("late", ann=100), FakeSource("well", bob=200)
    late.failure = SourceError("asks for patience", START + until)
    live_race(path, late.known("ann"), is_valid.known("bob")).close()
    with collecting(path, late, is_valid) as known:
        yield known, late


async def test_a_server_that_says_when_is_not_asked_before(tmp_path: Path) -> None:
    with put_off(tmp_path / "log", 6 * EVERY) as (known, late):
        await known.rounds(8)
        assert late.read_at == [START + n * EVERY for n in (1, 6, 7, 8)]
    with put_off(tmp_path / "other", 6 * EVERY + 1) as (known, late):
        await known.rounds(8)
        assert late.read_at == [START + n * EVERY for n in (1, 7, 8)]


async def test_a_server_that_says_when_shows_it_with_since_when_it_fails(tmp_path: Path) -> None:
    with put_off(tmp_path / "log", 3 * EVERY) as (known, late):
        await known.rounds(4)
        status = known.log.status("late")
        assert status is not None
        assert (status.at, status.since) == (START + 4 * EVERY, START + EVERY)
        assert (status.why, status.next_at) == ("asks for patience", START + 3 * EVERY)
        late.failure = None
        await known.round()
        assert known.log.status("late") == SourceStatus("late", START + 5 * EVERY)


async def test_a_server_that_says_when_is_asked_at_once_by_who_refreshes(tmp_path: Path) -> None:
    with put_off(tmp_path / "log", HOUR) as (known, late):
        await known.rounds(2)
        known.collector.refresh()
        await known.rounds(2)
        assert late.read_at == [START + EVERY, START + 3 * EVERY]


async def test_a_server_that_says_when_is_not_asked_before_by_who_takes_over(
    tmp_path: Path,
) -> None:
    ticks, late, is_valid = Ticks(), FakeSource("late", ann=100), FakeSource("well", bob=200)
    live_race(tmp_path / "log", late.known("ann"), is_valid.known("bob")).close()
    with collecting(tmp_path / "log", late, is_valid, ticks=ticks) as first:
        await first.round()
        late.failure = SourceError("asks for patience", START + HOUR)
        await first.round()
    with collecting(tmp_path / "log", late, is_valid, ticks=ticks) as second:
        await second.rounds(3)
        assert late.read_at == [START + EVERY, START + 2 * EVERY]


class Seldom(FakeSource):
    """May be asked once for each of its accounts in a while."""

    def least_every(self, accounts: int) -> Millis:
        return accounts * 2 * EVERY


async def test_a_source_is_asked_no_more_often_than_it_allows_for_all_its_accounts(
    tmp_path: Path,
) -> None:
    seldom, is_valid = Seldom("seldom", ann=1, bob=2), FakeSource("well", cid=3)
    with closing(live_race(tmp_path / "log", seldom.known("ann"), is_valid.known("cid"))) as writer:
        live_race(tmp_path / "log", seldom.known("bob"), name="other", writer=writer)
    with collecting(tmp_path / "log", seldom, is_valid) as known:
        await known.rounds(9)
        assert seldom.read_at == [START + n * EVERY for n in (1, 5, 9)]
        assert len(is_valid.read_at) == 9


async def test_an_account_that_is_gone_is_asked_for_on_and_told_once(tmp_path: Path) -> None:
    source, ticks = of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks) as first:
        await first.rounds(2)
        source.conditions["ann"] = Condition.GONE
        await first.rounds(2)
    with collecting(tmp_path / "log", source, ticks=ticks) as second:
        await second.rounds(2)
        assert second.events(EventKind.NOTE) == [(START + 3 * EVERY, "Ann is gone, says fake")]
        assert [s.followers for s in second.samples()] == [100_000] * 2
    assert len(source.read_at) == 6


async def test_of_two_sources_that_are_read_at_once_the_lead_is_that_of_both(
    tmp_path: Path,
) -> None:
    one, other = FakeSource("one", ann=1_000), FakeSource("other", bob=995)
    live_race(tmp_path / "log", one.known("ann"), other.known("bob")).close()
    with collecting(tmp_path / "log", one, other) as known:
        for _ in range(6):
            await known.round()
            one.counts["ann"] += 10
            other.counts["bob"] += 10
        assert known.events(EventKind.LEAD_CHANGE) == []
        other.counts["bob"] += 10
        await known.rounds(2)
        assert known.events(EventKind.LEAD_CHANGE) == [(START + 7 * EVERY, "Bob takes the lead")]


async def test_an_account_of_two_races_is_read_once_as_often_as_the_more_eager_wants(
    tmp_path: Path,
) -> None:
    source = FakeSource(ann=100)
    with closing(live_race(tmp_path / "log", source.known("ann"), every=HOUR)) as writer:
        live_race(tmp_path / "log", source.known("ann"), name="other", writer=writer)
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(4)
        assert len(known.samples()) == 4


async def test_a_race_that_nobody_wants_is_not_read(tmp_path: Path) -> None:
    source = FakeSource(ann=100, bob=200)
    with closing(live_race(tmp_path / "log", source.known("ann"))) as writer:
        live_race(tmp_path / "log", source.known("bob"), name="other", writer=writer)
        with writer.transaction():
            writer.leave("a viewer of other")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(2)
        assert known.samples("bob") == []


async def test_what_is_asked_for_now_is_read_now_but_not_more_often_than_its_source_allows(
    tmp_path: Path,
) -> None:
    quick, seldom = FakeSource("quick", ann=1), Seldom("seldom", bob=2)
    live_race(tmp_path / "log", quick.known("ann"), seldom.known("bob"), every=HOUR).close()
    with collecting(tmp_path / "log", quick, seldom) as known:
        await known.round()
        for _ in range(3):
            known.collector.refresh()
            await known.round(after=EVERY)
        assert quick.read_at == [START + n * EVERY for n in (1, 2, 3, 4)]
        assert seldom.read_at == [START + n * EVERY for n in (1, 3)]


async def test_who_is_woken_and_left_at_the_same_moment_ends(tmp_path: Path) -> None:
    source, read = of_ann(tmp_path / "log", every=HOUR), asyncio.Event()
    with collecting(tmp_path / "log", source) as known:

        async def collect() -> None:
            async for _ in known.collector.rounds():
                read.set()

        work = asyncio.create_task(collect())
        async with asyncio.timeout(PATIENCE):
            await read.wait()
            known.collector.wake()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        assert work.cancelled()


async def test_what_happened_to_an_account_is_noted_once(tmp_path: Path) -> None:
    start, ticks = EPOCH + FAMED_EVERY * BLOCK, Ticks()
    race = race_at(start)
    live_race(tmp_path / "log", *race.accounts, name="demo").close()
    with collecting(tmp_path / "log", DemoWorld(), ticks=ticks, wall=Wall(ticks, start)) as demo:
        await demo.rounds(2 * BLOCK // EVERY)
        told = demo.events(*(kind for kind, _ in FAMES))
    assert len(told) == 1
    assert start <= told[0][0] < start + BLOCK


async def test_an_account_that_is_renamed_keeps_its_history(tmp_path: Path) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(2)
        source.handles["ann"] = "anna.new"
        await known.rounds(2)
        found = known.log.account("fake", "ann")
        assert found is not None
        assert found.handle == "anna.new"
        assert len(known.samples()) == 4
    told = rows(tmp_path / "log", "SELECT since, handle FROM handle ORDER BY since")
    assert told == [(START, "ann"), (START + 3 * EVERY, "anna.new")]


# Suspect readings.


@pytest.mark.parametrize("wrong", [0, 1_000_000])
async def test_a_wrong_reading_is_suspect_then_false_and_an_event(
    tmp_path: Path, wrong: int
) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(8)
        source.counts["ann"] = wrong
        await known.round()
        assert known.samples()[-1].quality is Quality.SUSPECT
        source.counts["ann"] = 100_010
        await known.rounds(2)
        assert qualities(known.samples()[-3:]) == [Quality.FALSE_READING] + 2 * [Quality.EXACT]
        told = [(START + 9 * EVERY, f"Ann: {wrong:,} was a false reading")]
        assert known.events(EventKind.FALSE_READING) == told


async def test_a_true_jump_over_the_target_counts_once_two_more_agree(tmp_path: Path) -> None:
    source = FakeSource(ann=100_000)
    live_race(tmp_path / "log", source.known("ann"), target=150_000).close()
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(8)
        source.counts["ann"] = 200_000
        await known.rounds(2)
        assert known.events(EventKind.MILESTONE) == []
        await known.rounds(2)
        assert set(qualities(known.samples())) == {Quality.EXACT}
        crossed = known.events(EventKind.MILESTONE)
        assert [title for _, title in crossed] == ["Ann reaches 150,000"]
        assert START + 8 * EVERY < crossed[0][0] <= START + 9 * EVERY
        assert known.events(EventKind.FALSE_READING) == []


async def test_a_suspect_reading_is_settled_by_who_takes_over(tmp_path: Path) -> None:
    source, ticks = of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks) as first:
        await first.rounds(8)
        source.counts["ann"] = 0
        await first.round()
    source.counts["ann"] = 100_000
    with collecting(tmp_path / "log", source, ticks=ticks) as second:
        await second.rounds(2)
        assert qualities(second.samples())[8:] == [Quality.FALSE_READING] + 2 * [Quality.EXACT]


# Gaps.


@pytest.mark.parametrize("rounds", [2, 3, 9])
async def test_three_rounds_without_a_reading_are_a_gap(tmp_path: Path, rounds: int) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(2)
        source.failure = SourceError("asleep")
        await known.rounds(rounds)
        assert known.events(EventKind.GAP) == []
        source.failure = None
        await known.rounds(3)
        gaps = known.events(EventKind.GAP)
        assert [at for at, _ in gaps] == ([START + 2 * EVERY] if rounds >= GAP_ROUNDS else [])


async def test_the_time_when_nobody_collected_is_a_gap(tmp_path: Path) -> None:
    source, ticks = of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks) as first:
        await first.rounds(2)
    ticks.pass_by(HOUR)
    with collecting(tmp_path / "log", source, ticks=ticks) as second:
        await second.rounds(2)
        assert [at for at, _ in second.events(EventKind.GAP)] == [START + 2 * EVERY]


# What cannot be written.


@contextmanager
def nothing_can_be_written(path: Path) -> Iterator[None]:
    do(path, "ALTER TABLE rollup RENAME TO away")
    yield
    do(path, "ALTER TABLE away RENAME TO rollup")


async def test_a_round_that_cannot_be_written_leaves_nothing_at_all(tmp_path: Path) -> None:
    good, bad = FakeSource("good", ann=100), FakeSource("bad", bob=2**70)
    live_race(tmp_path / "log", good.known("ann"), bad.known("bob")).close()
    with collecting(tmp_path / "log", good, bad) as known:
        with pytest.raises(OverflowError):
            await known.round()
        for table in ("round", "sample", "rollup", "event"):
            assert rows(tmp_path / "log", f"SELECT * FROM {table}") == []


async def test_what_was_not_written_was_not_read(tmp_path: Path) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(8)
        source.counts["ann"] = 900_000
        with nothing_can_be_written(tmp_path / "log"):
            for _ in range(2):
                with pytest.raises(LogError):
                    await known.round()
        await known.round()
        # Were the two remembered, this third one would be believed.
        assert qualities(known.samples()) == [Quality.EXACT] * 8 + [Quality.SUSPECT]
        assert len(rows(tmp_path / "log", "SELECT id FROM round")) == 9


async def test_the_rounds_that_could_not_be_written_are_a_gap(tmp_path: Path) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(2)
        with nothing_can_be_written(tmp_path / "log"):
            for _ in range(5):
                with pytest.raises(LogError):
                    await known.round()
        await known.rounds(2)
        assert [at for at, _ in known.events(EventKind.GAP)] == [START + 2 * EVERY]


# The machine's clock.


@pytest.mark.parametrize(("by", "way"), [(HOUR, "on"), (-HOUR, "back")])
async def test_a_step_of_the_clock_is_noted_and_not_followed(
    tmp_path: Path, by: Millis, way: str
) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.rounds(2)
        known.wall.set_by(by)
        await known.rounds(3)
        assert [s.at for s in known.samples()] == [START + n * EVERY for n in range(1, 6)]
        notes = known.events(EventKind.NOTE)
        assert [at for at, _ in notes] == [START + 3 * EVERY]
        assert f"clock was set {way} by 1" in notes[0][1]


async def test_a_step_of_the_clock_in_a_round_that_is_not_written_is_noted_in_the_next(
    tmp_path: Path,
) -> None:
    source = of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as known:
        await known.round()
        known.wall.set_by(HOUR)
        with nothing_can_be_written(tmp_path / "log"), pytest.raises(LogError):
            await known.round()
        await known.round()
        assert len(known.events(EventKind.NOTE)) == 1


async def test_a_clock_set_back_before_a_restart_overwrites_nothing(tmp_path: Path) -> None:
    source, ticks = of_ann(tmp_path / "log"), Ticks()
    wall = Wall(ticks)
    for _ in range(3):
        with collecting(tmp_path / "log", source, ticks=ticks, wall=wall) as known:
            await known.rounds(3)
        wall.set_by(-HOUR)
    ats = times(tmp_path / "log")
    assert len(ats) == 9
    assert all(a < b for a, b in pairwise(ats))


def times(path: Path) -> list[Millis]:
    """Return the times of a log's samples, as they were read."""
    return [int(str(at)) for (at,) in rows(path, "SELECT at FROM sample ORDER BY round, account")]


@pytest.mark.parametrize(("ahead", "waits"), [(HOUR, True), (2 * DAY, False)])
async def test_a_log_from_the_near_future_is_gone_on_with_a_far_one_is_not_waited_for(
    tmp_path: Path, ahead: Millis, waits: bool
) -> None:
    source, ticks = of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks, wall=Wall(ticks, START + ahead)) as one:
        await one.rounds(2)
    newest = times(tmp_path / "log")[-1]
    with collecting(tmp_path / "log", source, ticks=ticks) as known:
        await known.rounds(2)
        fresh = times(tmp_path / "log")[2:]
        assert len(fresh) == 2
        assert all((at > newest) == waits for at in fresh)
        assert fresh[1] - fresh[0] == EVERY


# One collector at a time.


def test_only_one_has_the_right_to_collect_until_it_gives_it_up(tmp_path: Path) -> None:
    one, other = CollectorLock(tmp_path / "log"), CollectorLock(tmp_path / "log")
    assert one.take()
    assert one.take()
    assert not other.take()
    one.give_up()
    assert other.take()
    assert not one.take()
    other.give_up()


class Hurrying(Ticks):
    """Time that goes on by a part of a second whenever it is looked at; then nobody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.look_again: Callable[[], None] | None = None

    def __call__(self) -> Millis:
        self.pass_by(200)
        if self.look_again is not None:
            self.look_again()
        return super().__call__()


async def test_who_takes_over_keeps_the_rhythm_and_neither_loses_nor_doubles_a_sample(
    tmp_path: Path,
) -> None:
    source, ticks = of_ann(tmp_path / "log"), Hurrying()
    wall = Wall(ticks)
    for rounds in (4, 1, 3):
        with collecting(tmp_path / "log", source, ticks=ticks, wall=wall) as known:
            ticks.look_again = known.collector.wake
            for _ in range(rounds):
                await known.round(after=0)
    ats = times(tmp_path / "log")
    assert len(ats) == 8
    assert all(0.8 * EVERY <= b - a <= 2 * EVERY for a, b in pairwise(ats)), ats


# Real processes.


class Racetui:
    """`racetui collect demo` in a process of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def __aenter__(self) -> "Racetui":
        home = {"HOME": str(self.path.parent), "XDG_CACHE_HOME": str(self.path.parent)}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tui", "--db", str(self.path), "collect", "demo", "--every", "1s"),
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **home},
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.communicate()

    async def lines(self, count: int) -> list[str]:
        """Return what it says of so many rounds."""
        assert self.process.stderr is not None
        async with asyncio.timeout(3 * PATIENCE):
            return [(await self.process.stderr.readline()).decode() for _ in range(count)]

    async def ended(self, within: float) -> int:
        async with asyncio.timeout(within):
            return await self.process.wait()


LIVE = (
    "SELECT r.at, outcome = '', count(s.at), count(DISTINCT account), total(s.at = r.at)"
    " FROM round r LEFT JOIN sample s ON s.round = r.id WHERE boot != '' GROUP BY r.id"
)
"""The rounds that were read: when, how, and how many samples of how many accounts they brought."""


async def test_killed_at_any_moment_another_goes_on_and_no_sample_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.db"
    async with Racetui(path) as first:
        await first.lines(2)
        first.process.kill()
        assert await first.ended(PATIENCE) == -signal.SIGKILL
    before = rows(path, LIVE)
    async with Racetui(path) as second:
        told = await second.lines(2)
    assert all("demo: " in line for line in told)
    after = rows(path, LIVE)
    assert after[: len(before)] == before
    assert len(before) >= 2
    assert len(after) >= len(before) + 2
    # A round is all that was read in it, or the words that say why nothing was.
    assert {tuple(how) for _, *how in after} <= {(1, 8, 8, 8), (0, 0, 0, 0)}
    ats = [int(str(at)) for at, *_ in after]
    assert all(a < b for a, b in pairwise(ats))


async def test_it_ends_soon_after_sigterm_and_says_so_by_its_code(tmp_path: Path) -> None:
    async with Racetui(tmp_path / "log.db") as racetui:
        await racetui.lines(1)
        racetui.process.send_signal(signal.SIGTERM)
        assert await racetui.ended(2) == 128 + signal.SIGTERM
    assert rows(tmp_path / "log.db", "SELECT * FROM viewer") == []


async def test_a_second_one_on_the_same_log_is_refused_in_one_line(
    tmp_path: Path,
) -> None:
    async with Racetui(tmp_path / "log.db") as first:
        await first.lines(1)
        async with Racetui(tmp_path / "log.db") as second:
            assert await second.ended(PATIENCE) == 1
            told = await second.lines(2)
        assert "another racetui collects into it" in told[0]
        assert told[1] == ""
        await first.lines(1)
