"""Seismograph: how far the newest increment is from the usual ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, situation, track
from tui.metrics.seismograph import SEISMOGRAPH
from tui.model import Measure


def told(*steps: int) -> Measure:
    counts = [10**6 + sum(steps[:i]) for i in range(len(steps) + 1)]
    return SEISMOGRAPH.measure(situation(track(ANN, counts)), ANN.id)


def test_a_surge_of_a_hundred_beyond_the_usual_is_seen() -> None:
    known = told(*[8, 12] * 10, 110)
    assert known.value == pytest.approx(100 / (1.4826 * 2))
    assert (known.unit, known.n, known.as_of) == ("z", 20, minute(21))
    assert known.provenance == "live:test"
    assert SEISMOGRAPH.show(known) == "+34 z"


def test_what_is_as_usual_is_nought() -> None:
    assert told(*[10] * 20).value == pytest.approx(0, abs=1e-9)


def test_of_too_few_increments_nothing_is_said() -> None:
    unknown = told(*[10] * 12)
    assert unknown.value is None
    assert unknown.why == "too few increments to know what is usual"
    assert SEISMOGRAPH.show(unknown) == "? z"


@given(
    st.lists(st.integers(-50, 50), min_size=13, max_size=60),
    st.integers(-(10**4), 10**4),
    st.integers(0, 10**4),
)
def test_it_never_falls_with_a_larger_increment(steps: list[int], newest: int, more: int) -> None:
    one, other = told(*steps, newest).value, told(*steps, newest + more).value
    assert one is not None
    assert other is not None
    assert other >= one - 1e-6
