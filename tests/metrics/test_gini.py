"""Gini: how unequally the followers are spread over the racers."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.building import START, account, situation, track
from tui.metrics.inequality import GINI
from tui.model import Measure


def measured(*counts: int | None) -> Measure:
    return GINI.measure(situation(*(track(account(n), [c]) for n, c in enumerate(counts, 1))), 0)


def test_counts_of_1_2_and_3_match_a_calculation_by_hand() -> None:
    known = measured(1, 2, 3)
    assert known.value == pytest.approx(1 / 3)
    assert (known.n, known.as_of) == (3, START)
    assert GINI.show(known) == "0.33"


def test_equal_counts_and_a_single_count_are_the_extremes() -> None:
    assert measured(7, 7, 7).value == pytest.approx(0)
    assert measured(7, 0, 0).value == pytest.approx(1)


def test_unread_racers_are_left_out_and_not_zero() -> None:
    assert measured(1, 2, None, 3).value == pytest.approx(1 / 3)
    assert measured(1, 2, None, 3).n == 3


@pytest.mark.parametrize("counts", [(), (5,), (5, None), (0, 0)])
def test_fewer_than_two_racers_with_followers_give_no_value(counts: tuple[int | None]) -> None:
    unknown = measured(*counts)
    assert unknown.value is None
    assert unknown.why == "fewer than two racers with followers"
    assert GINI.show(unknown) == "?"


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=12), st.integers(2, 1000))
def test_the_value_keeps_its_bounds_and_does_not_depend_on_the_size(
    counts: list[int], times: int
) -> None:
    assume(sum(counts))
    value = measured(*counts).value
    assert value is not None
    assert -1e-9 <= value <= 1 + 1e-9
    assert measured(*(count * times for count in counts)).value == pytest.approx(value, abs=1e-9)
    assert measured(*counts[::-1]).value == pytest.approx(value, abs=1e-9)
