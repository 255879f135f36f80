"""The collector: it writes round after round, whatever sources, clocks and processes do."""

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
from tests.store.logs import execute, rows
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
    BIG_SURGE_EVERY,
    BLOCK,
    EPOCH,
    OUTAGE,
    SEED,
    SURGE_TITLES,
    chosen_racer,
    count_at,
    outage_start,
    race_at,
    reported_count,
    surge_at,
)
from tui.store import CollectorLock, Log, LogError, open_to_write

PATIENCE = 10


class Collecting:
    """A collector of a log, with the clocks it uses."""

    def __init__(self, path: Path, *sources: Source, ticks: Ticks, wall: Wall) -> None:
        self.log, self.writer = Log(path), open_to_write(path)
        self.ticks, self.wall, self.path = ticks, wall, path
        self.clock = clock_for(self.log, wall, ticks)
        by_name = {source.name: source for source in sources}
        self.collector = Collector(self.log, self.writer, by_name, self.clock)
        self._rounds: AsyncIterator[Sequence[Outcome]] = self.collector.rounds()

    async def round(self, after: Millis = EVERY) -> Sequence[Outcome]:
        """Return the outcomes of the next round, some time after the last one."""
        self.ticks.advance(after)
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
) -> Iterator[Collecting]:
    ticks = ticks or Ticks()
    run = Collecting(path, *sources, ticks=ticks, wall=wall or Wall(ticks))
    with run.log, closing(run.writer):
        yield run


def race_of_ann(path: Path, every: Millis = EVERY) -> FakeSource:
    """Create a log with a race of one account; returns its source."""
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
    """Return the times in a block at which the race is polled."""
    return range(EPOCH + block * BLOCK, EPOCH + (block + 1) * BLOCK, EVERY)


def outage_of(block: int) -> range:
    """Return the times of the rounds in a block's outage."""
    first = rounds_of(block)[0] + outage_start(SEED, block)
    return range(first + -first % EVERY, first + OUTAGE, EVERY)


def wrong_counts_in(block: int) -> dict[Millis, str]:
    """Return the times of the rounds in a block with a wrong count, and whose it is."""
    return {
        at: style.handle
        for at in rounds_of(block)
        for style in GROWTH_STYLES
        if at not in outage_of(block)
        and reported_count(SEED, style, at) != count_at(SEED, style, at)
    }


def has_every_event(block: int) -> bool:
    """Return whether a block is a good test.

    A wrong count is above the target, but no true one; all are settled before the end of the
    block; the leader stays the same; and the outage hides neither the surge nor the loss.
    """
    start = rounds_of(block)[0]
    target, wrong = race_at(start).target or 0, wrong_counts_in(block)
    true = [{h: count_at(SEED, BY_HANDLE[h], at) for h in LEADERS} for at in rounds_of(block)]
    away = range(outage_of(block)[0] - 2 * MINUTE, outage_of(block)[-1] + 2 * MINUTE)
    return (
        any(
            h in LEADERS and reported_count(SEED, BY_HANDLE[h], at) > target
            for at, h in wrong.items()
        )
        and max(wrong) < rounds_of(block)[-4]
        and max(max(counts.values()) for counts in true) < target
        and len({max(counts, key=lambda h: counts[h]) for counts in true}) == 1
        and start + surge_at(SEED, block) not in away
        and chosen_racer(SEED, block, "surge") != chosen_racer(SEED, block, "loss")
    )


async def test_ten_minutes_of_the_demo_have_every_kind_of_event(tmp_path: Path) -> None:
    path, world, ticks = tmp_path / "log", DemoWorld(), Ticks()
    block = next(block for block in range(1_000) if has_every_event(block))
    start, wrong, outage = rounds_of(block)[0], wrong_counts_in(block), outage_of(block)
    race = race_at(start)
    live_race(path, *race.accounts, target=race.target, name="demo").close()
    outcomes, first_qualities = list[Outcome](), list[Quality]()
    with collecting(path, world, ticks=ticks, wall=Wall(ticks, start - EVERY)) as demo:
        tail = Tail(BoardMaker(demo.log, demo.log.races()[0]), demo.clock)
        for _ in range(BLOCK // EVERY):
            outcomes += await demo.round()
            board = tail.board()
            counts = [standing.followers for standing in board.standings]
            if board.at in wrong:
                first_qualities.append(demo.samples(wrong[board.at], "demo")[-1].quality)
            # A wrong count never changes a figure or a rank, and never crosses or leads.
            for s in board.standings:
                assert s.read_at is not None
                assert s.followers == count_at(SEED, BY_HANDLE[s.account.handle], s.read_at)
            assert counts == sorted(counts, key=lambda count: -(count or 0))
            assert all(event.kind is not EventKind.MILESTONE for event in board.events)
        failed = [o for o in outcomes if o.why]
        assert {o.why for o in failed} == {"demo offline, back in a minute"}
        assert len(failed) == 45 * SECOND // EVERY
        assert [o.at for o in outcomes] == list(rounds_of(block))
        # The outage is a gap, from the last sample before it.
        gaps = demo.events(EventKind.GAP)
        assert [at for at, _ in gaps] == [outage[0] - EVERY]
        assert gaps[0][1] == "no reading for 50 s (demo)"
        # Wrong counts are suspect first, then false readings.
        assert first_qualities == [Quality.SUSPECT] * len(wrong)
        history = {t.handle: demo.samples(t.handle, "demo") for t in GROWTH_STYLES}
        false = {s.at: h for h, samples in history.items() for s in samples if is_false(s)}
        assert false == wrong
        assert [at for at, _ in demo.events(EventKind.FALSE_READING)] == sorted(wrong)
        assert demo.events(EventKind.LEAD_CHANGE, EventKind.MILESTONE) == []
        assert Quality.SUSPECT not in qualities([s for past in history.values() for s in past])
        # One account loses followers for a while, and one surges.
        losing = trusted(history[chosen_racer(SEED, block, "loss")])
        assert any(b < a for a, b in pairwise(losing))
        surging = trusted(history[chosen_racer(SEED, block, "surge")])
        minutes = sorted(b - a for a, b in zip(surging, surging[12:], strict=False))
        assert minutes[-1] > 3 * minutes[len(minutes) // 2]


# Rounds.


async def test_each_round_adds_a_sample_of_each_account(tmp_path: Path) -> None:
    source = FakeSource(ann=100, bob=200)
    live_race(tmp_path / "log", source.known("ann"), source.known("bob")).close()
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(3)
        for name, count in source.counts.items():
            samples = [(s.at, s.followers, s.provenance) for s in run.samples(name)]
            assert samples == [(START + n * EVERY, count, "live:fake") for n in (1, 2, 3)]


async def test_the_outcome_counts_the_accounts_that_were_answered(tmp_path: Path) -> None:
    source = FakeSource(ann=100)
    live_race(tmp_path / "log", source.known("ann"), source.known("bob")).close()
    with collecting(tmp_path / "log", source) as run:
        outcome = (await run.round())[0]
        assert (outcome.asked, outcome.answered, outcome.why) == (2, 1, "")
        assert run.samples("bob") == []


@pytest.mark.parametrize(("every", "limit"), [(SECOND, 15), (5 * SECOND, 15), (HOUR, 15)])
async def test_a_source_that_does_not_answer_in_time_fails(
    tmp_path: Path, every: Millis, limit: int
) -> None:
    source = race_of_ann(tmp_path / "log", every)
    source.failure = TimeoutError()
    with collecting(tmp_path / "log", source) as run:
        assert [o.why for o in await run.round()] == [f"no answer within {limit} s"]
        status = run.log.status("fake")
        assert status is not None
        assert status.why == f"no answer within {limit} s"


async def test_a_failing_source_does_not_delay_another(tmp_path: Path) -> None:
    good, bad = FakeSource("good", ann=100), FakeSource("bad", bob=200)
    bad.failure = SourceError("the server is asleep")
    live_race(tmp_path / "log", good.known("ann"), bad.known("bob")).close()
    with collecting(tmp_path / "log", good, bad) as run:
        outcomes = await run.round()
        assert {(o.source, o.answered, o.why) for o in outcomes} == {
            ("good", 1, ""),
            ("bad", 0, "the server is asleep"),
        }
        statuses = [run.log.status(name) for name in ("good", "bad")]
        assert [s.why for s in statuses if s] == ["", "the server is asleep"]
        assert rows(tmp_path / "log", "SELECT followers FROM sample") == [(100,)]


# Servers, each with its own rounds.


class Slow(FakeSource):
    """Does not answer for one account until it is released."""

    def __init__(self, name: str, slow: str, **counts: int) -> None:
        super().__init__(name, **counts)
        self.slow, self.release = slow, asyncio.Event()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        if self.slow in {account.native_id for account in accounts}:
            await self.release.wait()
        return await super().read(accounts, at)


async def test_a_slow_server_does_not_delay_another(
    tmp_path: Path,
) -> None:
    slow, quick = "slow.example/1", "quick.example/1"
    source = Slow("mastodon", slow, **{slow: 50, quick: 70})
    live_race(tmp_path / "log", source.known(slow), source.known(quick)).close()
    with collecting(tmp_path / "log", source) as run:
        outcomes = [o for _ in range(3) for o in await run.round()]
        assert [(o.source, o.asked) for o in outcomes] == [("mastodon quick.example", 1)] * 3
        source.release.set()
        await run.rounds(2)
        assert run.samples(slow, "mastodon")[0].at > START + 3 * EVERY
        assert len(run.samples(quick, "mastodon")) > 3
    ats = times(tmp_path / "log")
    assert ats == sorted(ats)


async def test_each_server_of_a_source_has_its_own_rounds(tmp_path: Path) -> None:
    source = FakeSource("mastodon", **{"one.example/1": 50, "two.example/1": 70})
    live_race(tmp_path / "log", *(source.known(name) for name in source.counts)).close()
    with collecting(tmp_path / "log", source) as run:
        outcomes = list(await run.round())
        servers = {o.source for o in outcomes}
        assert servers == {"mastodon one.example", "mastodon two.example"}
        assert all(run.log.status(server) for server in servers)
        assert run.log.status("mastodon") is None


async def test_readings_before_a_failure_are_written(tmp_path: Path) -> None:
    source = FakeSource(ann=100, bob=200)
    live_race(tmp_path / "log", source.known("ann"), source.known("bob")).close()
    with collecting(tmp_path / "log", source) as run:
        (ann,) = await source.read([run.log.races()[0].accounts[0]], START)
        source.failure = SourceError("lost the connection", None, [ann])
        (outcome,) = await run.round()
        assert (outcome.asked, outcome.answered, outcome.why) == (2, 1, "lost the connection")
        assert [s.followers for s in run.samples("ann")] == [100]
        assert run.samples("bob") == []


class OneAtATime(FakeSource):
    """Answers for the first account only, and then fails."""

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        raise SourceError("is tired", None, await super().read(accounts[:1], at))


async def test_accounts_read_longest_ago_come_first(tmp_path: Path) -> None:
    source = OneAtATime(ann=100, bob=200, cid=300)
    live_race(tmp_path / "log", *map(source.known, source.counts)).close()
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(6)
        assert [len(run.samples(name)) for name in source.counts] == [2, 2, 2]


async def test_a_permanent_failure_has_no_next_attempt(tmp_path: Path) -> None:
    source = race_of_ann(tmp_path / "log")
    source.failure = SourceError("it needs a token", permanent=True)
    with collecting(tmp_path / "log", source) as run:
        await run.round()
        status = run.log.status("fake")
        assert status is not None
        assert (status.why, status.next_at) == ("it needs a token", None)
        source.failure = None
        await run.round()
        assert len(run.samples()) == 1


async def test_a_source_that_cannot_read_the_log_does_not_affect_others(
    tmp_path: Path,
) -> None:
    good, bad = FakeSource("good", ann=100), FakeSource("bad", bob=200)
    bad.failure = LogError("the log is locked")
    live_race(tmp_path / "log", good.known("ann"), bad.known("bob")).close()
    with collecting(tmp_path / "log", good, bad) as run:
        outcomes = {(o.source, o.answered, o.why) for o in await run.round()}
        assert outcomes == {("good", 1, ""), ("bad", 0, "the log is locked")}


@pytest.mark.parametrize(("message", "why"), [("", "does not answer"), ("a\x1b[2J\nb", "a�[2J b")])
async def test_a_failure_always_has_a_sanitized_reason(
    message: str, why: str, tmp_path: Path
) -> None:
    source = race_of_ann(tmp_path / "log")
    source.failure = SourceError(message)
    with collecting(tmp_path / "log", source) as run:
        assert [o.why for o in await run.round()] == [why]


@contextmanager
def collecting_with_a_delay(path: Path, until: Millis) -> Iterator[tuple[Collecting, FakeSource]]:
    """Start collecting from a source that asks to be polled later, and from a healthy one."""
    late, healthy = FakeSource("late", ann=100), FakeSource("healthy", bob=200)
    late.failure = SourceError("asks for patience", START + until)
    live_race(path, late.known("ann"), healthy.known("bob")).close()
    with collecting(path, late, healthy) as run:
        yield run, late


async def test_a_server_is_not_polled_before_the_time_it_asked_for(tmp_path: Path) -> None:
    with collecting_with_a_delay(tmp_path / "log", 6 * EVERY) as (run, late):
        await run.rounds(8)
        assert late.read_at == [START + n * EVERY for n in (1, 6, 7, 8)]
    with collecting_with_a_delay(tmp_path / "other", 6 * EVERY + 1) as (run, late):
        await run.rounds(8)
        assert late.read_at == [START + n * EVERY for n in (1, 7, 8)]


async def test_a_status_shows_the_next_attempt_and_the_start_of_the_failure(tmp_path: Path) -> None:
    with collecting_with_a_delay(tmp_path / "log", 3 * EVERY) as (run, late):
        await run.rounds(4)
        status = run.log.status("late")
        assert status is not None
        assert (status.at, status.since) == (START + 4 * EVERY, START + EVERY)
        assert (status.why, status.next_at) == ("asks for patience", START + 3 * EVERY)
        late.failure = None
        await run.round()
        assert run.log.status("late") == SourceStatus("late", START + 5 * EVERY)


async def test_a_refresh_polls_a_waiting_server_at_once(tmp_path: Path) -> None:
    with collecting_with_a_delay(tmp_path / "log", HOUR) as (run, late):
        await run.rounds(2)
        run.collector.refresh()
        await run.rounds(2)
        assert late.read_at == [START + EVERY, START + 3 * EVERY]


async def test_a_new_collector_respects_the_time_a_server_asked_for(
    tmp_path: Path,
) -> None:
    ticks, late, healthy = Ticks(), FakeSource("late", ann=100), FakeSource("healthy", bob=200)
    live_race(tmp_path / "log", late.known("ann"), healthy.known("bob")).close()
    with collecting(tmp_path / "log", late, healthy, ticks=ticks) as first:
        await first.round()
        late.failure = SourceError("asks for patience", START + HOUR)
        await first.round()
    with collecting(tmp_path / "log", late, healthy, ticks=ticks) as second:
        await second.rounds(3)
        assert late.read_at == [START + EVERY, START + 2 * EVERY]


class Seldom(FakeSource):
    """Allows a poll every two intervals for each of its accounts."""

    def min_interval(self, accounts: int) -> Millis:
        return accounts * 2 * EVERY


async def test_a_source_is_not_polled_more_often_than_it_allows(
    tmp_path: Path,
) -> None:
    seldom, healthy = Seldom("seldom", ann=1, bob=2), FakeSource("healthy", cid=3)
    with closing(live_race(tmp_path / "log", seldom.known("ann"), healthy.known("cid"))) as writer:
        live_race(tmp_path / "log", seldom.known("bob"), name="other", writer=writer)
    with collecting(tmp_path / "log", seldom, healthy) as run:
        await run.rounds(9)
        assert seldom.read_at == [START + n * EVERY for n in (1, 5, 9)]
        assert len(healthy.read_at) == 9


async def test_an_account_that_is_gone_is_still_polled_and_noted_once(tmp_path: Path) -> None:
    source, ticks = race_of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks) as first:
        await first.rounds(2)
        source.conditions["ann"] = Condition.GONE
        await first.rounds(2)
    with collecting(tmp_path / "log", source, ticks=ticks) as second:
        await second.rounds(2)
        assert second.events(EventKind.NOTE) == [(START + 3 * EVERY, "Ann is gone, says fake")]
        assert [s.followers for s in second.samples()] == [100_000] * 2
    assert len(source.read_at) == 6


async def test_the_lead_between_accounts_of_two_sources_is_found(
    tmp_path: Path,
) -> None:
    one, other = FakeSource("one", ann=1_000), FakeSource("other", bob=995)
    live_race(tmp_path / "log", one.known("ann"), other.known("bob")).close()
    with collecting(tmp_path / "log", one, other) as run:
        for _ in range(6):
            await run.round()
            one.counts["ann"] += 10
            other.counts["bob"] += 10
        assert run.events(EventKind.LEAD_CHANGE) == []
        other.counts["bob"] += 10
        await run.rounds(2)
        assert run.events(EventKind.LEAD_CHANGE) == [(START + 7 * EVERY, "Bob takes the lead")]


async def test_an_account_of_two_races_is_polled_at_the_shorter_interval(
    tmp_path: Path,
) -> None:
    source = FakeSource(ann=100)
    with closing(live_race(tmp_path / "log", source.known("ann"), every=HOUR)) as writer:
        live_race(tmp_path / "log", source.known("ann"), name="other", writer=writer)
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(4)
        assert len(run.samples()) == 4


async def test_a_race_without_a_request_is_not_polled(tmp_path: Path) -> None:
    source = FakeSource(ann=100, bob=200)
    with closing(live_race(tmp_path / "log", source.known("ann"))) as writer:
        live_race(tmp_path / "log", source.known("bob"), name="other", writer=writer)
        with writer.transaction():
            writer.withdraw_requests("a viewer of other")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(2)
        assert run.samples("bob") == []


async def test_a_refresh_respects_the_minimum_interval_of_a_source(
    tmp_path: Path,
) -> None:
    quick, seldom = FakeSource("quick", ann=1), Seldom("seldom", bob=2)
    live_race(tmp_path / "log", quick.known("ann"), seldom.known("bob"), every=HOUR).close()
    with collecting(tmp_path / "log", quick, seldom) as run:
        await run.round()
        for _ in range(3):
            run.collector.refresh()
            await run.round(after=EVERY)
        assert quick.read_at == [START + n * EVERY for n in (1, 2, 3, 4)]
        assert seldom.read_at == [START + n * EVERY for n in (1, 3)]


async def test_a_collector_woken_and_cancelled_at_once_ends(tmp_path: Path) -> None:
    source, read = race_of_ann(tmp_path / "log", every=HOUR), asyncio.Event()
    with collecting(tmp_path / "log", source) as run:

        async def collect() -> None:
            async for _ in run.collector.rounds():
                read.set()

        work = asyncio.create_task(collect())
        async with asyncio.timeout(PATIENCE):
            await read.wait()
            run.collector.wake()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        assert work.cancelled()


async def test_an_event_reported_by_a_source_is_noted_once(tmp_path: Path) -> None:
    start, ticks = EPOCH + BIG_SURGE_EVERY * BLOCK, Ticks()
    race = race_at(start)
    live_race(tmp_path / "log", *race.accounts, name="demo").close()
    with collecting(tmp_path / "log", DemoWorld(), ticks=ticks, wall=Wall(ticks, start)) as demo:
        await demo.rounds(2 * BLOCK // EVERY)
        events = demo.events(*(kind for kind, _ in SURGE_TITLES))
    assert len(events) == 1
    assert start <= events[0][0] < start + BLOCK


async def test_a_renamed_account_keeps_its_history(tmp_path: Path) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(2)
        source.handles["ann"] = "anna.new"
        await run.rounds(2)
        found = run.log.account("fake", "ann")
        assert found is not None
        assert found.handle == "anna.new"
        assert len(run.samples()) == 4
    handles = rows(tmp_path / "log", "SELECT since, handle FROM handle ORDER BY since")
    assert handles == [(START, "ann"), (START + 3 * EVERY, "anna.new")]


# Suspect samples.


@pytest.mark.parametrize("wrong", [0, 1_000_000])
async def test_a_wrong_count_is_suspect_then_a_false_reading_with_an_event(
    tmp_path: Path, wrong: int
) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(8)
        source.counts["ann"] = wrong
        await run.round()
        assert run.samples()[-1].quality is Quality.SUSPECT
        source.counts["ann"] = 100_010
        await run.rounds(2)
        assert qualities(run.samples()[-3:]) == [Quality.FALSE_READING] + 2 * [Quality.EXACT]
        expected = [(START + 9 * EVERY, f"Ann: {wrong:,} was a false reading")]
        assert run.events(EventKind.FALSE_READING) == expected


async def test_a_real_jump_over_the_target_counts_once_two_more_samples_agree(
    tmp_path: Path,
) -> None:
    source = FakeSource(ann=100_000)
    live_race(tmp_path / "log", source.known("ann"), target=150_000).close()
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(8)
        source.counts["ann"] = 200_000
        await run.rounds(2)
        assert run.events(EventKind.MILESTONE) == []
        await run.rounds(2)
        assert set(qualities(run.samples())) == {Quality.EXACT}
        crossed = run.events(EventKind.MILESTONE)
        assert [title for _, title in crossed] == ["Ann reaches 150,000"]
        assert START + 8 * EVERY < crossed[0][0] <= START + 9 * EVERY
        assert run.events(EventKind.FALSE_READING) == []


async def test_a_new_collector_settles_a_suspect_sample(tmp_path: Path) -> None:
    source, ticks = race_of_ann(tmp_path / "log"), Ticks()
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
async def test_three_rounds_without_a_sample_are_a_gap(tmp_path: Path, rounds: int) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(2)
        source.failure = SourceError("asleep")
        await run.rounds(rounds)
        assert run.events(EventKind.GAP) == []
        source.failure = None
        await run.rounds(3)
        gaps = run.events(EventKind.GAP)
        assert [at for at, _ in gaps] == ([START + 2 * EVERY] if rounds >= GAP_ROUNDS else [])


async def test_time_without_a_collector_is_a_gap(tmp_path: Path) -> None:
    source, ticks = race_of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks) as first:
        await first.rounds(2)
    ticks.advance(HOUR)
    with collecting(tmp_path / "log", source, ticks=ticks) as second:
        await second.rounds(2)
        assert [at for at, _ in second.events(EventKind.GAP)] == [START + 2 * EVERY]


# Rounds that cannot be written.


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    execute(path, "ALTER TABLE rollup RENAME TO away")
    yield
    execute(path, "ALTER TABLE away RENAME TO rollup")


async def test_a_round_that_cannot_be_written_writes_nothing(tmp_path: Path) -> None:
    good, bad = FakeSource("good", ann=100), FakeSource("bad", bob=2**70)
    live_race(tmp_path / "log", good.known("ann"), bad.known("bob")).close()
    with collecting(tmp_path / "log", good, bad) as run:
        with pytest.raises(OverflowError):
            await run.round()
        for table in ("round", "sample", "rollup", "event"):
            assert rows(tmp_path / "log", f"SELECT * FROM {table}") == []


async def test_a_sample_that_was_not_written_confirms_nothing(tmp_path: Path) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(8)
        source.counts["ann"] = 900_000
        with unwritable(tmp_path / "log"):
            for _ in range(2):
                with pytest.raises(LogError):
                    await run.round()
        await run.round()
        # If the two failed rounds counted, this third one would be trusted.
        assert qualities(run.samples()) == [Quality.EXACT] * 8 + [Quality.SUSPECT]
        assert len(rows(tmp_path / "log", "SELECT id FROM round")) == 9


async def test_rounds_that_could_not_be_written_are_a_gap(tmp_path: Path) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(2)
        with unwritable(tmp_path / "log"):
            for _ in range(5):
                with pytest.raises(LogError):
                    await run.round()
        await run.rounds(2)
        assert [at for at, _ in run.events(EventKind.GAP)] == [START + 2 * EVERY]


# The machine's clock.


@pytest.mark.parametrize(("by", "way"), [(HOUR, "forward"), (-HOUR, "back")])
async def test_a_step_of_the_clock_is_noted_and_does_not_affect_sample_times(
    tmp_path: Path, by: Millis, way: str
) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.rounds(2)
        run.wall.step_by(by)
        await run.rounds(3)
        assert [s.at for s in run.samples()] == [START + n * EVERY for n in range(1, 6)]
        notes = run.events(EventKind.NOTE)
        assert [at for at, _ in notes] == [START + 3 * EVERY]
        assert f"clock was set {way} by 1" in notes[0][1]


async def test_a_step_of_the_clock_is_noted_in_the_next_round_that_is_written(
    tmp_path: Path,
) -> None:
    source = race_of_ann(tmp_path / "log")
    with collecting(tmp_path / "log", source) as run:
        await run.round()
        run.wall.step_by(HOUR)
        with unwritable(tmp_path / "log"), pytest.raises(LogError):
            await run.round()
        await run.round()
        assert len(run.events(EventKind.NOTE)) == 1


async def test_a_clock_set_back_before_a_restart_overwrites_nothing(tmp_path: Path) -> None:
    source, ticks = race_of_ann(tmp_path / "log"), Ticks()
    wall = Wall(ticks)
    for _ in range(3):
        with collecting(tmp_path / "log", source, ticks=ticks, wall=wall) as run:
            await run.rounds(3)
        wall.step_by(-HOUR)
    ats = times(tmp_path / "log")
    assert len(ats) == 9
    assert all(a < b for a, b in pairwise(ats))


def times(path: Path) -> list[Millis]:
    """Return the times of a log's samples, in the order of their rounds."""
    return [int(str(at)) for (at,) in rows(path, "SELECT at FROM sample ORDER BY round, account")]


@pytest.mark.parametrize(("ahead", "is_ahead"), [(HOUR, True), (2 * DAY, False)])
async def test_only_a_log_from_the_near_future_moves_the_clock_ahead(
    tmp_path: Path, ahead: Millis, is_ahead: bool
) -> None:
    source, ticks = race_of_ann(tmp_path / "log"), Ticks()
    with collecting(tmp_path / "log", source, ticks=ticks, wall=Wall(ticks, START + ahead)) as one:
        await one.rounds(2)
    newest = times(tmp_path / "log")[-1]
    with collecting(tmp_path / "log", source, ticks=ticks) as run:
        await run.rounds(2)
        new = times(tmp_path / "log")[2:]
        assert len(new) == 2
        assert all((at > newest) == is_ahead for at in new)
        assert new[1] - new[0] == EVERY


# One collector at a time.


def test_only_one_collector_holds_the_lock(tmp_path: Path) -> None:
    one, other = CollectorLock(tmp_path / "log"), CollectorLock(tmp_path / "log")
    assert one.take()
    assert one.take()
    assert not other.take()
    one.give_up()
    assert other.take()
    assert not one.take()
    other.give_up()


class FastTicks(Ticks):
    """A clock that advances by 200 ms with every look, so that nothing has to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.on_call: Callable[[], None] | None = None

    def __call__(self) -> Millis:
        self.advance(200)
        if self.on_call is not None:
            self.on_call()
        return super().__call__()


async def test_a_new_collector_keeps_the_interval_between_samples(
    tmp_path: Path,
) -> None:
    source, ticks = race_of_ann(tmp_path / "log"), FastTicks()
    wall = Wall(ticks)
    for rounds in (4, 1, 3):
        with collecting(tmp_path / "log", source, ticks=ticks, wall=wall) as run:
            ticks.on_call = run.collector.wake
            for _ in range(rounds):
                await run.round(after=0)
    ats = times(tmp_path / "log")
    assert len(ats) == 8
    assert all(0.8 * EVERY <= b - a <= 2 * EVERY for a, b in pairwise(ats)), ats


# Real processes.


class Racetui:
    """`racetui collect demo` in another process."""

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
        """Return this many lines of its output, one for each round."""
        assert self.process.stderr is not None
        async with asyncio.timeout(3 * PATIENCE):
            return [(await self.process.stderr.readline()).decode() for _ in range(count)]

    async def ended(self, within: float) -> int:
        async with asyncio.timeout(within):
            return await self.process.wait()


LIVE_ROUNDS = (
    "SELECT r.at, outcome = '', count(s.at), count(DISTINCT account), total(s.at = r.at)"
    " FROM round r LEFT JOIN sample s ON s.round = r.id WHERE boot != '' GROUP BY r.id"
)
"""The live rounds: time, success, number of samples and of accounts."""


async def test_after_a_kill_another_process_continues_without_lost_or_double_samples(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.db"
    async with Racetui(path) as first:
        await first.lines(2)
        first.process.kill()
        assert await first.ended(PATIENCE) == -signal.SIGKILL
    before = rows(path, LIVE_ROUNDS)
    async with Racetui(path) as second:
        lines = await second.lines(2)
    assert all("demo: " in line for line in lines)
    after = rows(path, LIVE_ROUNDS)
    assert after[: len(before)] == before
    assert len(before) >= 2
    assert len(after) >= len(before) + 2
    # A round is either complete or failed.
    assert {tuple(how) for _, *how in after} <= {(1, 8, 8, 8), (0, 0, 0, 0)}
    ats = [int(str(at)) for at, *_ in after]
    assert all(a < b for a, b in pairwise(ats))


async def test_sigterm_ends_it_soon_with_its_exit_code(tmp_path: Path) -> None:
    async with Racetui(tmp_path / "log.db") as racetui:
        await racetui.lines(1)
        racetui.process.send_signal(signal.SIGTERM)
        assert await racetui.ended(2) == 128 + signal.SIGTERM
    assert rows(tmp_path / "log.db", "SELECT * FROM viewer") == []


async def test_a_second_collector_on_the_same_log_is_refused(
    tmp_path: Path,
) -> None:
    async with Racetui(tmp_path / "log.db") as first:
        await first.lines(1)
        async with Racetui(tmp_path / "log.db") as second:
            assert await second.ended(PATIENCE) == 1
            lines = await second.lines(2)
        assert "another racetui is collecting into this log" in lines[0]
        assert lines[1] == ""
        await first.lines(1)
