"""The demo race as a log with a day of history."""

import asyncio
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from tests.building import Ticks
from tests.sources.fakes import Wall
from tests.store.logs import rows
from tui.collect.collector import Collector, clock_for
from tui.model import DAY, DOUBTED, HOUR, MINUTE, EventKind, Quality
from tui.races.demo_log import demo_log, write_demo_race
from tui.sources.demo import DemoWorld
from tui.sources.demo.growth_styles import BY_HANDLE
from tui.sources.demo.world import EPOCH, SEED, count_at, race_at
from tui.store import Log, create

PATIENCE = 10
NOW = EPOCH + 20 * DAY + 12 * HOUR + 34_567


def test_the_demo_log_has_a_sample_each_minute_of_the_last_day() -> None:
    with Log(demo_log(NOW)) as log:
        race = log.race("demo")
        assert race is not None
        assert log.span(race) == ((NOW - DAY) // MINUTE * MINUTE, NOW - MINUTE)
        for account in race.accounts:
            ats = [sample.at for sample in log.history(account)]
            assert {b - a for a, b in pairwise(ats[:-1])} == {MINUTE}


def test_wrong_counts_of_the_demo_are_doubted() -> None:
    doubted = 0
    with Log(demo_log(NOW)) as log:
        race = log.race("demo")
        assert race is not None
        for account in race.accounts:
            for sample in log.history(account):
                true = count_at(SEED, BY_HANDLE[account.handle], sample.at)
                assert (sample.quality in DOUBTED) == (sample.followers != true)
                doubted += sample.quality is Quality.FALSE_READING
    assert doubted > 0


def test_each_time_has_its_own_log() -> None:
    assert demo_log(NOW) == demo_log(NOW)
    assert demo_log(NOW) != demo_log(NOW + 1)


def test_the_demo_log_has_no_live_rounds(tmp_path: Path) -> None:
    with Log(demo_log(NOW)) as log:
        assert log.newest_live() is None


async def test_a_collector_can_continue_the_demo_at_once(tmp_path: Path) -> None:
    race, clock = race_at(NOW), Wall(Ticks(), NOW)
    with closing(create(tmp_path / "log")) as writer, Log(tmp_path / "log") as log:
        write_demo_race(writer, race, NOW)
        with writer.transaction():
            writer.request_race("a viewer", log.races()[0].id, NOW)
        steady = clock_for(log, clock, Ticks())
        rounds = Collector(log, writer, {"demo": DemoWorld()}, steady).rounds()
        async with asyncio.timeout(PATIENCE):
            (outcome,) = await anext(rounds)
        assert (outcome.at, outcome.answered) == (NOW, 8)
        for account in log.races()[0].accounts:
            before, now = log.newest(account, 2)
            assert now.at - before.at == race.every
        assert [e for e in log.events(log.races()[0]) if e.kind is EventKind.GAP] == []


def test_writing_the_demo_twice_adds_its_samples_once(tmp_path: Path) -> None:
    written = []
    with closing(create(tmp_path / "log")) as writer, Log(tmp_path / "log") as log:
        for _ in range(2):
            write_demo_race(writer, race_at(NOW), NOW)
            race = log.races()[0]
            samples = [list(log.history(account)) for account in race.accounts]
            written.append((race.accounts, samples, log.events(race), rollups(tmp_path / "log")))
            with writer.transaction():
                writer.remove_race(race.id)
    assert written[0] == written[1]


def rollups(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT * FROM rollup ORDER BY account, hour")


def test_a_removed_demo_race_can_be_written_again(tmp_path: Path) -> None:
    with closing(create(tmp_path / "log")) as writer:
        for later in (0, HOUR):
            write_demo_race(writer, race_at(NOW), NOW + later)
            with Log(tmp_path / "log") as log, writer.transaction():
                race = log.race("demo")
                assert race is not None
                writer.remove_race(race.id)
    counts = rows(tmp_path / "log", "SELECT count(DISTINCT at) FROM sample GROUP BY account")
    assert [int(str(count)) >= (DAY + HOUR) // MINUTE for (count,) in counts] == [True] * 8
