"""The ledger: which forecasts of a board are recorded, and how they did."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import ANN, BOB, START, board, minute, race, steady, track
from tui.board.from_log import BoardMaker
from tui.board.ledger import forecasts_to_keep, ledger_of
from tui.model import DAY, HOUR, MINUTE, KeptForecast, Ledger, Millis, Race, Sample
from tui.store import Log, Writer, create

TARGET = 10_000
NOW = START + 3 * HOUR


def test_an_account_with_too_few_samples_has_no_forecast() -> None:
    assert (
        forecasts_to_keep(board(steady(ANN, 900_000, 600, 3), steady(BOB, 900_000, 600, 3))) == []
    )
    (one,) = forecasts_to_keep(board(steady(ANN, 900_000, 600, 180), track(BOB, [])))
    assert one.account == ANN.id


def test_a_finisher_has_no_forecast_to_record() -> None:
    shown = board(steady(ANN, 999_000, 600, 180), steady(BOB, 990_000, 600, 180))
    assert [forecast.account for forecast in forecasts_to_keep(shown)] == [BOB.id]


def test_a_finisher_that_fell_back_has_no_forecast_to_record() -> None:
    fallen = track(ANN, [999_900 + 3 * i for i in range(60)] + [999_990 - i for i in range(60)])
    shown = board(fallen, steady(BOB, 990_000, 600, 119))
    (ann,) = [s for s in shown.standings if s.account is ANN]
    assert ann.followers is not None
    assert ann.followers < 1_000_000
    assert [forecast.account for forecast in forecasts_to_keep(shown)] == [BOB.id]


def test_the_forecast_that_an_account_does_not_arrive_is_recorded() -> None:
    (one,) = forecasts_to_keep(board(steady(ANN, 1_000, 1, 600)))
    assert one.median is None
    assert one.p_not > 0.5


def test_a_board_without_a_target_has_no_forecasts_to_record() -> None:
    assert forecasts_to_keep(board(steady(ANN, 900_000, 600, 180), target=None)) == []


class LiveRace:
    """A log with a live race of Ann and Bob, and its writer."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.log, self.writer = log, writer

    @property
    def race(self) -> Race:
        found = self.log.race("test")
        assert found is not None
        return found

    def read(self, ann: int, bob: int, at: Millis) -> None:
        """Write a sample of each account."""
        with self.writer.transaction():
            number = self.writer.add_round(at, 0, "boot", "test", "")
            for n, count in ((1, ann), (2, bob)):
                self.writer.add_samples(number, {n: [Sample(at, count, provenance="live:test")]})

    def record_forecasts(self, at: Millis) -> list[KeptForecast]:
        """Record the forecasts of the board at a time; returns them."""
        forecasts = forecasts_to_keep(BoardMaker(self.log, self.race).board(at))
        with self.writer.transaction():
            self.writer.save_forecasts(self.race.id, forecasts)
        return forecasts

    def ledger(self, at: Millis) -> Ledger:
        return ledger_of(self.log, self.race, at)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveRace]:
    """Create a live race of two that grow by 600 and 540 an hour, with a sample each minute."""
    path = tmp_path / "log"
    with closing(create(path)) as writer:
        with writer.transaction():
            ids = [writer.add_account(account, START) for account in (ANN, BOB)]
            writer.add_race(race(target=TARGET), ids)
            number = writer.add_round(START, 0, "boot", "test", "")
            for n, pace in zip(ids, (10, 9), strict=True):
                samples = [
                    Sample(minute(i), 1_000 + pace * i, provenance="live:test") for i in range(181)
                ]
                writer.add_samples(number, {n: samples})
        with Log(path) as log:
            yield LiveRace(log, writer)


def test_the_ledger_of_a_live_race_has_its_recorded_forecasts(live: LiveRace) -> None:
    recorded = live.record_forecasts(NOW)
    live.read(TARGET, 8_000, NOW + 10 * HOUR)
    ledger = live.ledger(NOW + 11 * HOUR)
    assert [entry.forecast for entry in ledger.entries] == recorded
    ann, bob = ledger.entries
    assert ann.came == pytest.approx(10)
    assert ann.error is not None
    assert 1 < ann.error < 3
    assert bob.came is None
    assert ledger.scored == 1


def test_a_forecast_is_in_the_ledger_only_after_its_time(live: LiveRace) -> None:
    live.record_forecasts(NOW)
    assert live.ledger(NOW).entries == ()
    assert len(live.ledger(NOW + 1).entries) == 2


def test_a_live_race_without_recorded_forecasts_has_an_empty_ledger(live: LiveRace) -> None:
    assert live.ledger(NOW).entries == ()


def test_an_account_that_left_the_race_is_not_in_the_ledger(live: LiveRace) -> None:
    live.record_forecasts(NOW)
    with live.writer.transaction():
        live.writer.remove_racers(live.race.id, [1])
    assert [entry.forecast.account for entry in live.ledger(NOW + 1).entries] == [2]


def test_the_forecasts_of_a_recorded_race_are_all_from_before_the_given_time(
    live: LiveRace,
) -> None:
    start, end = NOW - 2 * HOUR, NOW
    recorded = replace(live.race, start=start, end=end)
    for before_end in (-DAY, HOUR, 3 * HOUR, 5 * DAY):
        at = end - before_end
        ledger = ledger_of(live.log, recorded, at)
        times = {entry.forecast.at for entry in ledger.entries}
        assert all(time < at for time in times), before_end
        assert ledger.at == at, before_end
        assert bool(times) == (at > START + 30 * MINUTE), before_end


def test_a_recorded_race_has_forecasts_from_before_and_during_it(shipped: Path) -> None:
    with Log(shipped) as log:
        recorded = log.race("april-2009")
        assert recorded is not None
        assert recorded.start is not None
        assert recorded.end is not None
        ledger = ledger_of(log, recorded, recorded.end)
    times = {entry.forecast.at for entry in ledger.entries}
    assert len(times) > 40
    assert min(times) < recorded.start < max(times) < recorded.end
    assert ledger.at == recorded.end
