"""Recovery: how many of the followers lost in a vote came back afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute
from tests.metrics.test_votes import voted
from tui.metrics.votes import RECOVERY

VOTE = [1_000_500] * 10
"""The ten hours of the vote, without a change."""


def test_three_quarters_of_400_lost_followers_came_back() -> None:
    back = RECOVERY.measure(voted([*VOTE, 1_000_100, 1_000_400]), ANN.id)
    assert (back.value, back.as_of, back.provenance) == (75, minute(660), "live:test")
    assert RECOVERY.show(back) == "75 %"


def test_further_losses_are_a_negative_recovery() -> None:
    assert RECOVERY.measure(voted([*VOTE, 1_000_100, 1_000_000]), ANN.id).value == -25


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([1_000_500, 1_000_300], "the vote is still on"),
        ([*VOTE, 1_000_500, 1_000_900], "no followers were lost"),
    ],
)
def test_an_unknown_recovery_has_a_reason_and_is_not_zero(counts: list[int], why: str) -> None:
    back = RECOVERY.measure(voted(counts), ANN.id)
    assert (back.value, back.why) == (None, why)
    assert RECOVERY.show(back) == "?"


def test_without_a_vote_the_recovery_is_unknown() -> None:
    assert RECOVERY.measure(voted([*VOTE, 5, 6]), BOB.id).why == "no vote is on"


def test_the_recovery_is_unknown_without_a_reading_at_the_end() -> None:
    back = RECOVERY.measure(voted([1_000_500, 1_000_300], at=minute(700)), ANN.id)
    assert back.value is None
    assert back.why


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 1000))
def test_every_returning_follower_counts(lost: int, returned: int, more: int) -> None:
    base = 10**7
    one, other = (
        RECOVERY.measure(voted([base] * 10 + [base - lost, base - lost + n]), ANN.id).value
        for n in (returned, returned + more)
    )
    assert one == pytest.approx(100 * returned / lost)
    assert one is not None
    assert other is not None
    assert other > one
