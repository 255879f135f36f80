"""Dunbar multiple of following: how many times 148."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.metrics.dunbar import FOLLOWING
from tui.model import Measure


def told(count: int | None) -> Measure:
    return FOLLOWING.measure(
        situation(track(ANN, [5]), follow_lists={ANN.id: follow_list(ANN, [], count)}), ANN.id
    )


def test_kutchers_are_as_documented() -> None:
    assert FOLLOWING.show(told(72)) == "×0.49"
    assert told(72).n == 1


def test_the_golden_value_is_met() -> None:
    assert told(131_505).value == pytest.approx(888.5, abs=0.05)


def test_what_nobody_counted_is_unknown_and_nobody_is_nought() -> None:
    unknown = told(None)
    assert (unknown.value, unknown.why) == (None, "its followees are not counted")
    assert FOLLOWING.show(unknown) == "?"
    assert told(0).value == 0


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_it_grows_with_the_count(one: int, other: int) -> None:
    low, high = (told(count).value for count in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high
