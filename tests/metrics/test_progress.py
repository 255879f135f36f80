"""Progress: F / M."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, situation, track
from tui.metrics.progress import METRIC, measure


def test_kutchers_962_000_of_a_million_are_96_2_percent() -> None:
    progress = measure(situation(track(ANN, [962_000])), ANN.id)
    assert progress.value == pytest.approx(96.2)
    assert progress.unit == "%"
    assert METRIC.show(progress) == "96.2 %"


def test_progress_continues_above_the_target() -> None:
    assert measure(situation(track(ANN, [150]), target=100), ANN.id).value == 150


def test_without_a_target_progress_is_unknown() -> None:
    progress = measure(situation(track(ANN, [5]), target=None), ANN.id)
    assert (progress.value, progress.why) == (None, "the race has no target")


def test_without_a_reading_progress_is_unknown_and_not_zero() -> None:
    assert measure(situation(track(ANN, [None])), ANN.id).value is None


@given(st.integers(0, 2**53), st.integers(1, 2**53))
def test_progress_is_100_percent_exactly_at_the_target(followers: int, target: int) -> None:
    value = measure(situation(track(ANN, [followers]), target=target), ANN.id).value
    assert value is not None
    assert value >= 0
    assert value * target / 100 == pytest.approx(followers)
    if followers == target:
        assert value == 100
