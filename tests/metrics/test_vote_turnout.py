"""Turnout: votes cast in percent of the followers at the start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB
from tests.metrics.test_votes import voted
from tui.metrics.votes import TURNOUT


def test_losing_a_quarter_of_the_followers_is_a_turnout_of_25_percent() -> None:
    turnout = TURNOUT.measure(voted([1_000_000, 750_000]), ANN.id)
    assert (turnout.value, turnout.unit) == (25, "%")
    assert TURNOUT.show(turnout) == "25.0 %"


def test_a_turnout_has_the_provenance_of_the_counts() -> None:
    assert TURNOUT.measure(voted([1_000_500, 1_000_300]), ANN.id).provenance == "live:test"


def test_a_tiny_turnout_is_shown_as_less_than_a_tenth_of_a_percent() -> None:
    assert TURNOUT.show(TURNOUT.measure(voted([1_000_000, 999_999]), ANN.id)) == "<0.1 %"


def test_without_a_vote_or_followers_the_turnout_is_unknown_and_not_zero() -> None:
    turnout = TURNOUT.measure(voted([1_000_500]), BOB.id)
    assert (turnout.value, turnout.why) == (None, "no vote is on")
    assert TURNOUT.show(turnout) == "?"
    assert TURNOUT.measure(voted([0, 0]), ANN.id).value is None


@given(st.integers(1, 10**7), st.integers(0, 2 * 10**7), st.integers(1, 1000))
def test_the_turnout_is_0_to_100_percent_and_does_not_depend_on_the_size(
    base: int, now: int, times: int
) -> None:
    turnout = TURNOUT.measure(voted([base, now]), ANN.id).value
    assert turnout is not None
    assert 0 <= turnout <= 100
    larger = TURNOUT.measure(voted([base * times, now * times]), ANN.id).value
    assert larger == pytest.approx(turnout)
