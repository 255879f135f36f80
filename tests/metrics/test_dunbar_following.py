"""Dunbar multiple of the followees: f / 148."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.metrics.dunbar import FOLLOWING
from tui.model import Measure


def measured(count: int | None) -> Measure:
    return FOLLOWING.measure(
        situation(track(ANN, [5]), follow_lists={ANN.id: follow_list(ANN, [], count)}), ANN.id
    )


def test_kutchers_multiple_is_as_documented() -> None:
    assert FOLLOWING.show(measured(72)) == "0.49 times as many"
    assert measured(72).n == 1


def test_131_505_followees_are_888_5_times_148() -> None:
    assert measured(131_505).value == pytest.approx(888.5, abs=0.05)


def test_an_unknown_count_is_unknown_and_no_followees_are_zero() -> None:
    unknown = measured(None)
    assert (unknown.value, unknown.why) == (None, "the number it follows is not known")
    assert FOLLOWING.show(unknown) == "?"
    assert measured(0).value == 0


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_the_multiple_grows_with_the_count(one: int, other: int) -> None:
    low, high = (measured(count).value for count in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high
