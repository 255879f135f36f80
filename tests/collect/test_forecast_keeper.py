"""Forecasts of live races: kept as often as is said, and those alone that say anything."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.building import ANN, BOB, START, board, minute, steady, track
from tests.sources.fakes import FakeSource, live_race
from tests.store.logs import rows
from tui.board.ledger import forecasts_to_keep, ledger_of
from tui.collect.forecast_keeper import KEEPS_EVERY, ForecastKeeper
from tui.model import DAY, HOUR, MINUTE, KeptForecast, Millis, Race, Sample
from tui.store import Log, Writer, open_to_write

FAKE = FakeSource("fake", ann=0, bob=0)
TARGET = 10_000
NOW = START + 3 * HOUR


class Keeping:
    """A log of a race of two, and what keeps its forecasts, in hand."""

    def __init__(self, path: Path, log: Log, writer: Writer) -> None:
        self.path, self.log, self.writer = path, log, writer
        self.keeper = ForecastKeeper(log, writer)

    @property
    def races(self) -> list[Race]:
        return self.log.races()

    def read(self, ann: int, bob: int, at: Millis) -> None:
        """Write what was read of both."""
        with self.writer.transaction():
            number = self.writer.add_round(at, 0, "boot", "fake", "")
            for n, count in zip((1, 2), (ann, bob), strict=True):
                self.writer.add_samples(number, {n: [Sample(at, count, provenance="live:fake")]})

    def kept(self, race: str = "mine") -> list[KeptForecast]:
        known = self.log.race(race)
        assert known is not None
        return self.log.forecasts(known)

    def made_at(self) -> list[Millis]:
        return sorted({forecast.at for forecast in self.kept()})


def race(target: int | None, folder: Path, minutes: int = 180) -> Path:
    """Make a log with a race of two that grow by 600 and by 540 an hour, a reading a minute."""
    path = folder / "log"
    writer = live_race(path, FAKE.known("ann"), FAKE.known("bob"), target=target)
    with closing(writer), writer.transaction():
        number = writer.add_round(START, 0, "boot", "fake", "")
        for n, pace in ((1, 10), (2, 9)):
            readings = [
                Sample(minute(i), 1_000 + pace * i, provenance="live:fake")
                for i in range(minutes + 1)
            ]
            writer.add_samples(number, {n: readings})
    return path


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    path = race(TARGET, tmp_path)
    with Log(path) as log, closing(open_to_write(path)) as writer:
        yield Keeping(path, log, writer)


async def test_of_each_racer_a_forecast_is_kept_as_the_race_has_it(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    ann, bob = keeping.kept()
    assert (ann.account, ann.at, ann.target, ann.followers) == (1, NOW, TARGET, 2_800)
    assert (bob.account, bob.followers) == (2, 2_620)
    assert ann.median is not None
    assert ann.early is not None
    assert ann.late is not None
    assert NOW < ann.early <= ann.median <= ann.late
    # 7,200 are left, at 600 an hour.
    assert abs(ann.median - NOW - 12 * HOUR) < HOUR
    assert ann.horizon == keeping.races[0].horizon
    assert ann.win is not None
    assert bob.win is not None
    assert ann.win > bob.win


async def test_a_forecast_is_kept_each_five_minutes_however_often_there_is_a_round(
    keeping: Keeping,
) -> None:
    for seconds in range(0, 11 * 60, 20):
        await keeping.keeper.keep(keeping.races, NOW + seconds * 1_000)
    assert keeping.made_at() == [NOW, NOW + KEEPS_EVERY, NOW + 2 * KEEPS_EVERY]


async def test_each_race_has_forecasts_of_its_own(keeping: Keeping) -> None:
    other = FAKE.known("ann")
    live_race(keeping.path, other, target=20_000, name="other", writer=keeping.writer)
    await keeping.keeper.keep(keeping.races, NOW)
    (of_other,) = keeping.kept("other")
    assert (of_other.account, of_other.target) == (1, 20_000)
    assert [f.target for f in keeping.kept()] == [TARGET, TARGET]


async def test_a_clock_that_is_set_back_holds_up_no_forecast(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    await keeping.keeper.keep(keeping.races, NOW - HOUR)
    assert keeping.made_at() == [NOW - HOUR, NOW]


async def test_a_forecast_knows_nothing_of_what_is_read_later(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW - HOUR)
    before = keeping.kept()
    keeping.read(9_999, 9_999, NOW + MINUTE)
    await ForecastKeeper(keeping.log, keeping.writer).keep(keeping.races, NOW - HOUR)
    assert keeping.kept() == before
    assert before[0].followers == 2_200


async def test_a_race_without_a_target_is_not_foretold(tmp_path: Path) -> None:
    path = race(None, tmp_path)
    with Log(path) as log, closing(open_to_write(path)) as writer:
        await ForecastKeeper(log, writer).keep(log.races(), NOW)
    assert rows(path, "SELECT * FROM forecast") == []


async def test_a_race_that_was_taken_away_meanwhile_is_not_foretold(keeping: Keeping) -> None:
    races = keeping.races
    with keeping.writer.transaction():
        keeping.writer.remove_race(races[0].id)
    await keeping.keeper.keep(races, NOW)
    assert rows(keeping.path, "SELECT * FROM forecast") == []


async def test_who_was_forgotten_meanwhile_is_not_foretold_and_the_others_are(
    keeping: Keeping,
) -> None:
    races = keeping.races
    with keeping.writer.transaction():
        keeping.writer.forget(1)
    await keeping.keeper.keep(races, NOW)
    assert [forecast.account for forecast in keeping.kept()] == [2]


async def test_with_a_race_its_forecasts_go(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    assert len(rows(keeping.path, "SELECT * FROM forecast")) == 2
    with keeping.writer.transaction():
        keeping.writer.remove_race(keeping.races[0].id)
    assert rows(keeping.path, "SELECT * FROM forecast") == []


# What of a board is a forecast.


def test_who_has_too_few_readings_is_not_foretold() -> None:
    assert (
        forecasts_to_keep(board(steady(ANN, 900_000, 600, 3), steady(BOB, 900_000, 600, 3))) == []
    )
    (one,) = forecasts_to_keep(board(steady(ANN, 900_000, 600, 180), track(BOB, [])))
    assert one.account == ANN.id


def test_who_has_crossed_is_not_foretold() -> None:
    told = forecasts_to_keep(board(steady(ANN, 999_000, 600, 180), steady(BOB, 990_000, 600, 180)))
    assert [forecast.account for forecast in told] == [BOB.id]


def test_who_has_crossed_and_fell_back_is_not_foretold_either() -> None:
    fell = track(ANN, [999_900 + 3 * i for i in range(60)] + [999_990 - i for i in range(60)])
    of = board(fell, steady(BOB, 990_000, 600, 119))
    (anns,) = [s for s in of.standings if s.account is ANN]
    assert anns.followers is not None
    assert anns.followers < 1_000_000
    assert [forecast.account for forecast in forecasts_to_keep(of)] == [BOB.id]


def test_who_probably_does_not_arrive_is_foretold_so() -> None:
    (one,) = forecasts_to_keep(board(steady(ANN, 1_000, 1, 600)))
    assert one.median is None
    assert one.p_not > 0.5


def test_of_a_board_without_a_target_nothing_is_foretold() -> None:
    assert forecasts_to_keep(board(steady(ANN, 900_000, 600, 180), target=None)) == []


# How they did.


async def test_the_ledger_of_a_live_race_is_of_the_forecasts_that_were_kept(
    keeping: Keeping,
) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    keeping.read(TARGET, 8_000, NOW + 10 * HOUR)
    known = ledger_of(keeping.log, keeping.races[0], NOW + 11 * HOUR)
    assert [e.forecast for e in known.entries] == keeping.kept()
    ann, bob = known.entries
    assert ann.came == pytest.approx(10)
    assert ann.error is not None
    assert 1 < ann.error < 3
    assert bob.came is None
    assert known.scored == 1


async def test_by_a_time_before_it_was_made_a_forecast_is_not_known(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    assert ledger_of(keeping.log, keeping.races[0], NOW).entries == ()
    assert len(ledger_of(keeping.log, keeping.races[0], NOW + 1).entries) == 2


def test_a_live_race_without_kept_forecasts_has_none_made_for_it_later(keeping: Keeping) -> None:
    assert ledger_of(keeping.log, keeping.races[0], NOW).entries == ()


async def test_who_left_a_race_is_in_its_ledger_no_more(keeping: Keeping) -> None:
    await keeping.keeper.keep(keeping.races, NOW)
    with keeping.writer.transaction():
        keeping.writer.remove_racers(keeping.races[0].id, [1])
    known = ledger_of(keeping.log, keeping.races[0], NOW + 1)
    assert [e.forecast.account for e in known.entries] == [2]


@pytest.mark.parametrize("before_end", [-DAY, 0, 4 * HOUR, DAY, 5 * DAY])
def test_the_forecasts_of_a_recorded_race_are_all_from_before_the_time_that_is_asked_for(
    shipped: Path, before_end: Millis
) -> None:
    with Log(shipped) as log:
        recorded = log.race("april-2009")
        assert recorded is not None
        assert recorded.end is not None
        at = recorded.end - before_end
        known = ledger_of(log, recorded, at)
    assert all(e.forecast.at < at for e in known.entries)
    assert known.at == at


def test_a_recorded_race_is_foretold_at_many_times_before_it_and_while_it_runs(
    shipped: Path,
) -> None:
    with Log(shipped) as log:
        recorded = log.race("april-2009")
        assert recorded is not None
        assert recorded.start is not None
        assert recorded.end is not None
        known = ledger_of(log, recorded, recorded.end)
    made = {e.forecast.at for e in known.entries}
    assert len(made) > 40
    assert min(made) < recorded.start < max(made) < recorded.end
