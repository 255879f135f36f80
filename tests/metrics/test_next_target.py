"""Next target: the next step of the ladder of round counts above an account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, situation, track
from tui.metrics.next_target import METRIC, measure, rung_above
from tui.model import Measure


def told(followers: int | None, target: int | None = 1_000_000) -> Measure:
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
def test_it_is_the_races_target_and_then_the_next_round_count(
    followers: int, target: int | None, shown: str
) -> None:
    ahead = told(followers, target)
    assert METRIC.show(ahead) == shown
    assert (ahead.n, ahead.as_of, ahead.provenance) == (1, START, "live:test")


def test_of_who_was_never_read_nothing_lies_ahead() -> None:
    assert (told(None).value, told(None).why) == (None, "no reading yet")
    assert METRIC.show(told(None)) == "?"


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_rung_is_round_lies_above_and_not_too_far_and_grows_with_the_count(
    one: int, other: int
) -> None:
    low, high = sorted((one, other))
    rung = rung_above(low)
    assert low < rung <= max(1, 2.5 * low)
    assert str(rung).rstrip("0") in {"1", "2", "5"}
    assert rung <= rung_above(high)
