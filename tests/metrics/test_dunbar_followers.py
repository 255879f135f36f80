"""Dunbar multiple of the followers: F / 148."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, situation, track
from tui.metrics.dunbar import FOLLOWERS
from tui.model import Measure


def measured(count: int | None) -> Measure:
    return FOLLOWERS.measure(situation(track(ANN, [count])), ANN.id)


def test_kutchers_multiple_is_as_documented() -> None:
    assert FOLLOWERS.show(measured(962_000)) == "6,500 times as many"
    assert measured(962_000).n == 1


def test_a_million_followers_are_6756_8_times_148() -> None:
    assert measured(1_000_000).value == pytest.approx(6756.8, abs=0.05)


def test_an_unknown_count_is_unknown_and_no_followers_are_zero() -> None:
    unknown = measured(None)
    assert (unknown.value, unknown.why) == (None, "its follower count is not known")
    assert FOLLOWERS.show(unknown) == "?"
    assert measured(0).value == 0


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_the_multiple_grows_with_the_count(one: int, other: int) -> None:
    low, high = (measured(count).value for count in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high
