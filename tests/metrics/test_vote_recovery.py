"""Vote recovery: how much of what a vote took has come back since its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute
from tests.metrics.test_votes import voted
from tui.metrics.votes import RECOVERY

DAY = [1_000_500] * 10


def test_three_quarters_of_400_lost_have_come_back() -> None:
    back = RECOVERY.measure(voted([*DAY, 1_000_100, 1_000_400]), ANN.id)
    assert (back.value, back.as_of, back.provenance) == (75, minute(660), "live:test")
    assert RECOVERY.show(back) == "75 %"


def test_losses_that_go_on_are_a_recovery_below_nought() -> None:
    assert RECOVERY.measure(voted([*DAY, 1_000_100, 1_000_000]), ANN.id).value == -25


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([1_000_500, 1_000_300], "the vote goes on"),
        ([*DAY, 1_000_500, 1_000_900], "nothing was lost"),
    ],
)
def test_what_cannot_be_told_says_why_and_is_not_nought(counts: list[int], why: str) -> None:
    back = RECOVERY.measure(voted(counts), ANN.id)
    assert (back.value, back.why) == (None, why)
    assert RECOVERY.show(back) == "?"


def test_without_a_vote_nothing_comes_back() -> None:
    assert RECOVERY.measure(voted([*DAY, 5, 6]), BOB.id).why == "no vote on it"


def test_what_came_back_is_unknown_where_nothing_was_read_since_the_end() -> None:
    back = RECOVERY.measure(voted([1_000_500, 1_000_300], at=minute(700)), ANN.id)
    assert back.value is None
    assert back.why


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 1000))
def test_each_that_comes_back_counts(lost: int, returned: int, more: int) -> None:
    base = 10**7
    one, other = (
        RECOVERY.measure(voted([base] * 10 + [base - lost, base - lost + n]), ANN.id).value
        for n in (returned, returned + more)
    )
    assert one == pytest.approx(100 * returned / lost)
    assert one is not None
    assert other is not None
    assert other > one
