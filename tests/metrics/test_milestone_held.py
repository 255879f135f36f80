"""Milestone held: how long a count has been at the target or above it since it crossed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, series, situation, track
from tui.metrics import Crossing
from tui.metrics.crossing import crossing
from tui.metrics.milestone_held import METRIC, held, measure
from tui.model import HOUR, Measure


def told(counts: Sequence[int | None], target: int | None = 100) -> Measure:
    past = series([c for c in counts if c is not None], HOUR)
    crossed = None if target is None else crossing(past, target)
    crossings: dict[int, Crossing] = {} if crossed is None else {ANN.id: crossed}
    known = situation(track(ANN, counts, HOUR), target=target, crossings=crossings)
    return measure(known, ANN.id)


def test_it_was_held_for_three_hours_and_lost_once() -> None:
    kept = told([90, 100, 120, 95, 100, 130])
    assert (kept.value, kept.n) == (3, 1)
    assert kept.provenance == "live:test"
    assert METRIC.show(kept) == "3 h, lost 1×"


def test_who_never_lost_it_has_lost_it_no_times() -> None:
    assert METRIC.show(told([90, 100, 120])) == "1 h"
    assert told([90, 100, 120]).n == 0


def test_the_lowest_count_since_is_told() -> None:
    assert held(series([90, 100, 120, 95, 130], HOUR), 100, series([1, 2], HOUR).ats[1])[1] == 95


def test_who_was_above_from_the_first_reading_has_held_it_since() -> None:
    assert told([120, 130, 140]).value == 2


@pytest.mark.parametrize(("counts", "target"), [([90, 95], 100), ([], 100), ([500], None)])
def test_what_was_not_reached_is_not_held_for_nought(counts: list[int], target: int | None) -> None:
    kept = told(counts, target)
    why = "there is no target" if target is None else "the target is not reached"
    assert (kept.value, kept.why) == (None, why)
    assert METRIC.show(kept) == "?"


@given(st.lists(st.integers(0, 200), min_size=1, max_size=40))
def test_it_is_held_no_longer_than_since_the_crossing_and_lost_no_oftener_than_read(
    counts: list[int],
) -> None:
    kept = told([*counts, 100])
    assert kept.value is not None
    assert kept.n is not None
    assert 0 <= kept.value <= len(counts)
    assert 0 <= kept.n <= (len(counts) + 1) / 2
