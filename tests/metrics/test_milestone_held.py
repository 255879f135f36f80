"""Milestone held: how long the count has been at or above the target since it crossed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, series, situation, track
from tui.metrics import Crossing
from tui.metrics.crossing import crossing
from tui.metrics.milestone_held import METRIC, measure, time_held
from tui.model import HOUR, Measure


def measured(counts: Sequence[int | None], target: int | None = 100) -> Measure:
    past = series([c for c in counts if c is not None], HOUR)
    crossed = None if target is None else crossing(past, target)
    crossings: dict[int, Crossing] = {} if crossed is None else {ANN.id: crossed}
    known = situation(track(ANN, counts, HOUR), target=target, crossings=crossings)
    return measure(known, ANN.id)


def test_the_target_was_held_for_three_hours_and_lost_once() -> None:
    kept = measured([90, 100, 120, 95, 100, 130])
    assert (kept.value, kept.n) == (3, 1)
    assert kept.provenance == "live:test"
    assert METRIC.show(kept) == "3 h, lost 1×"


def test_a_target_never_lost_is_shown_without_losses() -> None:
    assert METRIC.show(measured([90, 100, 120])) == "1 h"
    assert measured([90, 100, 120]).n == 0


def test_the_lowest_count_since_the_crossing_is_found() -> None:
    assert (
        time_held(series([90, 100, 120, 95, 130], HOUR), 100, series([1, 2], HOUR).ats[1])[1] == 95
    )


def test_an_account_above_from_the_start_has_held_the_target_since() -> None:
    assert measured([120, 130, 140]).value == 2


@pytest.mark.parametrize(("counts", "target"), [([90, 95], 100), ([], 100), ([500], None)])
def test_a_target_not_reached_is_not_held_for_zero_hours(
    counts: list[int], target: int | None
) -> None:
    kept = measured(counts, target)
    why = "the race has no target" if target is None else "the target is not reached yet"
    assert (kept.value, kept.why) == (None, why)
    assert METRIC.show(kept) == "?"


@given(st.lists(st.integers(0, 200), min_size=1, max_size=40))
def test_the_time_held_and_the_losses_are_limited_by_the_readings(
    counts: list[int],
) -> None:
    kept = measured([*counts, 100])
    assert kept.value is not None
    assert kept.n is not None
    assert 0 <= kept.value <= len(counts)
    assert 0 <= kept.n <= (len(counts) + 1) / 2
