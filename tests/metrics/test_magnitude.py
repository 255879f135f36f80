"""Magnitude: the size of the newest increment's excess."""

from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, situation, track
from tui.metrics.seismograph import MAGNITUDE
from tui.model import Measure


def measured(*steps: int) -> Measure:
    counts = [10**6 + sum(steps[:i]) for i in range(len(steps) + 1)]
    return MAGNITUDE.measure(situation(track(ANN, counts)), ANN.id)


def test_a_surge_of_100_above_usual_has_a_magnitude_of_2() -> None:
    known = measured(*[8, 12] * 10, 110)
    assert known.value == pytest.approx(log10(101))
    assert (known.unit, known.n, known.as_of) == ("m", 20, minute(21))
    assert known.provenance == "live:test"
    assert MAGNITUDE.show(known) == "2.0"


def test_usual_growth_has_a_magnitude_of_zero() -> None:
    usual = measured(*[10] * 20)
    assert usual.value == pytest.approx(0, abs=1e-9)
    assert MAGNITUDE.show(usual) == "none"


def test_too_few_increments_give_no_magnitude() -> None:
    unknown = measured(*[10] * 12)
    assert unknown.value is None
    assert unknown.why == "too few readings to know what is usual"
    assert MAGNITUDE.show(unknown) == "?"


@given(
    st.lists(st.integers(-50, 50), min_size=13, max_size=60),
    st.integers(-(10**4), 10**4),
    st.integers(0, 10**4),
)
def test_a_larger_increment_never_has_a_smaller_magnitude(
    steps: list[int], newest: int, more: int
) -> None:
    one, other = measured(*steps, newest).value, measured(*steps, newest + more).value
    assert one is not None
    assert other is not None
    assert other >= one - 1e-6


def test_a_loss_has_a_magnitude_of_zero() -> None:
    assert measured(*[10] * 20, -500).value == 0
