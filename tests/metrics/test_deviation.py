"""How far the newest increment of an account deviates from the ones before it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, series, track
from tui.metrics.seismograph import MIN_INCREMENTS, deviation
from tui.model import MINUTE, Sample
from tui.series import Series, series_of

STEPS = st.lists(st.integers(-50, 50), min_size=MIN_INCREMENTS + 4, max_size=60)


def grown(steps: list[int]) -> Series:
    """Return counts that grow by these steps, one each minute."""
    return series([10**6 + sum(steps[:i]) for i in range(len(steps) + 1)])


def test_an_increment_is_measured_in_deviations_of_those_before_it() -> None:
    steps = [8, 12] * 10
    found = deviation(grown([*steps, 110]))
    assert found is not None
    z, excess, n = found
    assert z == pytest.approx(100 / (1.4826 * 2))
    assert excess == pytest.approx(100)
    assert n == 20


def test_a_loss_is_below_usual_and_has_no_excess() -> None:
    found = deviation(grown([*[10] * 20, -90]))
    assert found is not None
    assert found[0] < 0
    assert found[1] == 0


def test_thirteen_increments_are_enough_and_twelve_are_not() -> None:
    assert deviation(grown([5] * MIN_INCREMENTS)) is None
    assert deviation(grown([5] * (MIN_INCREMENTS + 1))) is not None


def test_an_increment_across_a_data_gap_has_no_deviation() -> None:
    known = track(ANN, [10 * n for n in range(30)])
    late = Sample(known.samples[-1].at + 60 * MINUTE, 9_999)
    gapped = replace(known, samples=(*known.samples, late))
    assert deviation(series_of(gapped, 2**62)) is None


@given(STEPS, st.integers(0, 10**6), st.integers(100, 10**7), st.integers(100, 10**7))
def test_the_size_of_an_earlier_outlier_does_not_matter(
    steps: list[int], place: int, far: int, farther: int
) -> None:
    place %= len(steps) - 1
    one, other = (
        deviation(grown([*steps[:place], out, *steps[place + 1 :]])) for out in (far, farther)
    )
    assert one is not None
    assert other is not None
    assert one[:2] == pytest.approx(other[:2], rel=1e-6, abs=1e-6)


@given(STEPS, st.integers(-1000, 1000))
def test_the_level_of_the_pace_does_not_matter(steps: list[int], faster: int) -> None:
    one, other = deviation(grown(steps)), deviation(grown([step + faster for step in steps]))
    assert one is not None
    assert other is not None
    assert one[:2] == pytest.approx(other[:2], rel=1e-6, abs=1e-6)
