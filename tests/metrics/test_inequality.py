"""The newest counts of the racers, and how unequal they are."""

from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, minute, situation, track
from tui.metrics.inequality import gini, newest_counts

COUNTS = st.lists(st.integers(0, 10**9), min_size=2, max_size=20)


def test_the_newest_counts_are_sorted_and_leave_out_unread_racers() -> None:
    counts, as_of = newest_counts(situation(track(ANN, [1, 5]), track(BOB, []), track(CAT, [9])))
    assert (counts, as_of) == ([9, 5], minute(1))
    assert newest_counts(situation(track(ANN, []))) == ([], None)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([5, 5, 5], 0), ([0, 0, 7], 1), ([1, 3], 0.5), ([1, 2, 3], 1 / 3), ([1, 2, 3, 4], 1 / 3)],
)
def test_the_gini_of_a_few_counts_matches_a_calculation_by_hand(
    counts: list[int], expected: float
) -> None:
    assert gini(counts) == pytest.approx(expected)
    for others in permutations(counts):
        assert gini(others) == pytest.approx(expected)


@given(COUNTS, st.integers(1, 1000))
def test_a_gini_is_0_to_1_and_does_not_depend_on_the_size(counts: list[int], times: int) -> None:
    assume(sum(counts))
    assert -1e-9 <= gini(counts) <= 1 + 1e-9
    assert gini([count * times for count in counts]) == pytest.approx(gini(counts), abs=1e-9)
