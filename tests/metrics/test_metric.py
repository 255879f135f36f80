"""The list of measures."""

from importlib import import_module
from pathlib import Path

import pytest

import tui.metrics
from tests.building import ANN, BOB, board, situation, track
from tui.metrics import METRICS, About, Metric


def test_every_measure_that_a_module_makes_is_listed_once() -> None:
    folder = Path(tui.metrics.__file__).parent
    modules = [import_module(f"tui.metrics.{file.stem}") for file in folder.glob("[!_]*.py")]
    made = [m for module in modules for m in vars(module).values() if isinstance(m, Metric)]
    assert len(METRICS) == 41
    assert sorted(m.key for m in METRICS) == sorted(m.key for m in made)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_measure_of_nothing_is_unknown_with_a_reason_or_counts_nothing(metric: Metric) -> None:
    measure = metric.measure(situation(track(ANN, []), track(BOB, [])), ANN.id)
    assert measure.unit
    if metric.key == "lead_changes":
        assert (measure.value, measure.n) == (0, 0)
    else:
        assert measure.value is None
        assert measure.why
        assert "?" in metric.show(measure)


def test_a_board_lists_every_measure_once_known_or_not() -> None:
    shown = board(track(ANN, []), track(BOB, [1]))
    of_race = {metric.key for metric in METRICS if metric.about is About.RACE}
    assert set(shown.measures) == of_race
    for standing in shown.standings:
        assert set(standing.measures) == {metric.key for metric in METRICS} - of_race


@pytest.mark.parametrize("key", ["progress", "left", "pace", "gap", "closing_speed", "time_gap"])
def test_a_figure_says_when_it_was_read_and_where(key: str) -> None:
    tracks = track(ANN, [10, 20, 30, 40]), track(BOB, [5, 10, 20, 30])
    measure = next(m for m in METRICS if m.key == key).measure(situation(*tracks), BOB.id)
    assert measure.value is not None
    assert measure.n
    assert measure.as_of == tracks[1].samples[-1].at
    assert measure.provenance == "live:test"
