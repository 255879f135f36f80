"""Left: max(0, M − F)."""

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, situation, track
from tui.metrics.left import METRIC, measure


def test_kutchers_962_000_leave_38_000_to_a_million() -> None:
    left = measure(situation(track(ANN, [962_000])), ANN.id)
    assert left.value == 38_000
    assert METRIC.show(left) == "38,000"


def test_above_the_target_nothing_is_left() -> None:
    assert measure(situation(track(ANN, [150]), target=100), ANN.id).value == 0


def test_without_a_target_the_rest_is_unknown() -> None:
    assert measure(situation(track(ANN, [5]), target=None), ANN.id).value is None


@given(st.integers(0, 2**53), st.integers(1, 2**53))
def test_the_followers_and_the_rest_sum_to_the_target_until_it_is_reached(
    followers: int, target: int
) -> None:
    left = measure(situation(track(ANN, [followers]), target=target), ANN.id).value
    assert left is not None
    assert left >= 0
    assert left + followers == max(target, followers)
