"""Recording the forecasts of live races."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.building import START, minute
from tests.sources.fakes import FakeSource, live_race
from tests.store.logs import rows
from tui.board.from_log import BoardMaker
from tui.board.ledger import forecasts_to_keep
from tui.collect.forecast_keeper import KEEPS_EVERY, ForecastKeeper
from tui.model import HOUR, MINUTE, KeptForecast, Millis, Race, Sample
from tui.store import Log, Writer, open_to_write

FAKE = FakeSource("fake", ann=0, bob=0)
TARGET = 10_000
NOW = START + 3 * HOUR


class Keeping:
    """A log with a race of two, and its forecast keeper."""

    def __init__(self, path: Path, log: Log, writer: Writer) -> None:
        self.path, self.log, self.writer = path, log, writer
        self.keeper = ForecastKeeper(log, writer)

    @property
    def races(self) -> list[Race]:
        return self.log.races()

    def read(self, ann: int, bob: int, at: Millis) -> None:
        """Write a sample of each account."""
        with self.writer.transaction():
            number = self.writer.add_round(at, 0, "boot", "fake", "")
            for n, count in zip((1, 2), (ann, bob), strict=True):
                self.writer.add_samples(number, {n: [Sample(at, count, provenance="live:fake")]})

    def recorded(self, race: str = "mine") -> list[KeptForecast]:
        found = self.log.race(race)
        assert found is not None
        return self.log.forecasts(found)

    def recorded_at(self) -> list[Millis]:
        return sorted({forecast.at for forecast in self.recorded()})


def race(target: int | None, folder: Path, minutes: int = 180) -> Path:
    """Create a log with a race of two that grow by 600 and 540 an hour, a sample each minute."""
    path = folder / "log"
    writer = live_race(path, FAKE.known("ann"), FAKE.known("bob"), target=target)
    with closing(writer), writer.transaction():
        number = writer.add_round(START, 0, "boot", "fake", "")
        for n, pace in ((1, 10), (2, 9)):
            samples = [
                Sample(minute(i), 1_000 + pace * i, provenance="live:fake")
                for i in range(minutes + 1)
            ]
            writer.add_samples(number, {n: samples})
    return path


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    path = race(TARGET, tmp_path)
    with Log(path) as log, closing(open_to_write(path)) as writer:
        yield Keeping(path, log, writer)


@pytest.mark.parametrize("minutes", [180, 2_500])
async def test_the_recorded_forecasts_are_exactly_those_on_the_board(
    minutes: int, tmp_path: Path
) -> None:
    path = race(1_000_000, tmp_path, minutes)
    with Log(path) as log, closing(open_to_write(path)) as writer:
        keeping = Keeping(path, log, writer)
        for n in range(1, 4):
            at = minute(minutes) + n * KEEPS_EVERY
            keeping.read(1_000 + 10 * minutes + 60 * n, 1_000 + 9 * minutes + 40 * n, at)
            await keeping.keeper.keep(keeping.races, at)
            shown = BoardMaker(log, keeping.races[0]).board(at)
            recorded = {f.account: f for f in keeping.recorded() if f.at == at}
            assert recorded.keys() == {1, 2}
            for standing in shown.standings:
                forecast, found = standing.forecast, recorded[standing.account.id]
                assert (found.early, found.median, found.late, found.p_not, found.win) == (
                    *(forecast.p10, forecast.median, forecast.p90, forecast.p_not, forecast.win),
                )
                assert (found.followers, found.target) == (standing.followers, 1_000_000)
            assert list(recorded.values()) == sorted(
                forecasts_to_keep(shown), key=lambda forecast: forecast.account
            )


async def test_a_forecast_of_each_racer_is_recorded(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    ann, bob = keeping.recorded()
    assert (ann.account, ann.at, ann.target, ann.followers) == (1, NOW, TARGET, 2_800)
    assert (bob.account, bob.followers) == (2, 2_620)
    assert ann.median is not None
    assert ann.early is not None
    assert ann.late is not None
    assert NOW < ann.early <= ann.median <= ann.late
    # 7,200 to go, at 600 an hour.
    assert abs(ann.median - NOW - 12 * HOUR) < HOUR
    assert ann.horizon == keeping.races[0].horizon
    assert ann.win is not None
    assert bob.win is not None
    assert ann.win > bob.win


async def test_forecasts_are_recorded_every_five_minutes(
    keeping: Keeping,
) -> None:
    for seconds in range(0, 11 * 60, 20):
        await keeping.keeper.keep(keeping.races, NOW + seconds * 1_000)
    assert keeping.recorded_at() == [NOW, NOW + KEEPS_EVERY, NOW + 2 * KEEPS_EVERY]


async def test_each_race_has_its_own_forecasts(keeping: Keeping) -> None:
    other = FAKE.known("ann")
    live_race(keeping.path, other, target=20_000, name="other", writer=keeping.writer)
    await keeping.keeper.keep(keeping.races, NOW)
    (of_other,) = keeping.recorded("other")
    assert (of_other.account, of_other.target) == (1, 20_000)
    assert [f.target for f in keeping.recorded()] == [TARGET, TARGET]


async def test_forecasts_are_recorded_after_the_clock_is_set_back(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    await keeping.keeper.keep(keeping.races, NOW - HOUR)
    assert keeping.recorded_at() == [NOW - HOUR, NOW]


async def test_a_forecast_uses_nothing_after_its_time(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW - HOUR)
    before = keeping.recorded()
    keeping.read(9_999, 9_999, NOW + MINUTE)
    await ForecastKeeper(keeping.log, keeping.writer).keep(keeping.races, NOW - HOUR)
    assert keeping.recorded() == before
    assert before[0].followers == 2_200


async def test_a_race_without_a_target_has_no_forecasts(tmp_path: Path) -> None:
    path = race(None, tmp_path)
    with Log(path) as log, closing(open_to_write(path)) as writer:
        await ForecastKeeper(log, writer).keep(log.races(), NOW)
    assert rows(path, "SELECT * FROM forecast") == []


async def test_a_race_deleted_meanwhile_gets_no_forecasts(keeping: Keeping) -> None:
    races = keeping.races
    with keeping.writer.transaction():
        keeping.writer.remove_race(races[0].id)
    await keeping.keeper.keep(races, NOW)
    assert rows(keeping.path, "SELECT * FROM forecast") == []


async def test_an_account_deleted_meanwhile_gets_no_forecast_but_others_do(
    keeping: Keeping,
) -> None:
    races = keeping.races
    with keeping.writer.transaction():
        keeping.writer.forget(1)
    await keeping.keeper.keep(races, NOW)
    assert [forecast.account for forecast in keeping.recorded()] == [2]


async def test_deleting_a_race_deletes_its_forecasts(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    assert len(rows(keeping.path, "SELECT * FROM forecast")) == 2
    with keeping.writer.transaction():
        keeping.writer.remove_race(keeping.races[0].id)
    assert rows(keeping.path, "SELECT * FROM forecast") == []
