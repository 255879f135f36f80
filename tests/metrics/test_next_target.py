"""Next target: the race's target, then the next round count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, situation, track
from tui.metrics.next_target import METRIC, measure, next_round_count
from tui.model import Measure


def measured(followers: int | None, target: int | None = 1_000_000) -> Measure:
    return measure(situation(track(ANN, [followers]), target=target), ANN.id)


@pytest.mark.parametrize(
    ("followers", "target", "shown"),
    [
        (962_000, 1_000_000, "1,000,000"),
        (1_000_000, 1_000_000, "2,000,000"),
        (2_000_000, 1_000_000, "5,000,000"),
        (962_000, None, "1,000,000"),
        (5, 777, "777"),
        (800, 777, "1,000"),
        (0, None, "1"),
    ],
)
def test_the_next_target_is_the_races_and_then_a_round_count(
    followers: int, target: int | None, shown: str
) -> None:
    goal = measured(followers, target)
    assert METRIC.show(goal) == shown
    assert (goal.n, goal.as_of, goal.provenance) == (1, START, "live:test")


def test_without_a_reading_the_next_target_is_unknown() -> None:
    assert (measured(None).value, measured(None).why) == (None, "no reading yet")
    assert METRIC.show(measured(None)) == "?"


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_the_next_round_count_is_above_near_and_grows_with_the_count(one: int, other: int) -> None:
    low, high = sorted((one, other))
    target = next_round_count(low)
    assert low < target <= max(1, 2.5 * low)
    assert str(target).rstrip("0") in {"1", "2", "5"}
    assert target <= next_round_count(high)
