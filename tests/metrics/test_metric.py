"""The list of measures."""

from importlib import import_module
from pathlib import Path

import tui.metrics
from tests.building import ANN, BOB, board, situation, track
from tui.metrics import METRICS, About, Metric


def test_every_measure_of_a_module_is_listed_once() -> None:
    folder = Path(tui.metrics.__file__).parent
    modules = [import_module(f"tui.metrics.{file.stem}") for file in folder.glob("[!_]*.py")]
    made = [m for module in modules for m in vars(module).values() if isinstance(m, Metric)]
    assert len(METRICS) == 41
    assert sorted(m.key for m in METRICS) == sorted(m.key for m in made)


def test_without_readings_a_measure_is_unknown_with_a_reason() -> None:
    for metric in METRICS:
        measure = metric.measure(situation(track(ANN, []), track(BOB, [])), ANN.id)
        assert measure.unit, metric.key
        if metric.key == "lead_changes":
            assert (measure.value, measure.n) == (0, 0)
        else:
            assert measure.value is None, metric.key
            assert measure.why, metric.key
            assert "?" in metric.show(measure), metric.key


def test_labels_are_short_and_unique() -> None:
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names)
    for name in names:
        assert 1 <= len(name.split()) <= 4, name


def test_a_board_lists_every_measure_known_or_not() -> None:
    shown = board(track(ANN, []), track(BOB, [1]))
    of_race = {metric.key for metric in METRICS if metric.about is About.RACE}
    assert set(shown.measures) == of_race
    for standing in shown.standings:
        assert set(standing.measures) == {metric.key for metric in METRICS} - of_race


def test_a_measure_has_its_sample_size_age_and_provenance() -> None:
    tracks = track(ANN, [10, 20, 30, 40]), track(BOB, [5, 10, 20, 30])
    for key in ("progress", "left", "pace", "gap", "closing_speed", "time_gap"):
        measure = next(m for m in METRICS if m.key == key).measure(situation(*tracks), BOB.id)
        assert measure.value is not None, key
        assert measure.n, key
        assert measure.as_of == tracks[1].samples[-1].at, key
        assert measure.provenance == "live:test", key
