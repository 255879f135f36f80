"""Votes cast: followers lost since the vote began."""

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute
from tests.metrics.test_votes import voted
from tui.metrics.votes import CAST


def test_200_of_501_needed_votes_are_cast() -> None:
    cast = CAST.measure(voted([1_000_500, 1_000_300]), ANN.id)
    assert (cast.value, cast.of, cast.as_of) == (200, 501, minute(60))
    assert CAST.show(cast) == "200 of 501"


def test_votes_cast_have_the_provenance_of_the_counts() -> None:
    assert CAST.measure(voted([1_000_500, 1_000_300]), ANN.id).provenance == "live:test"


def test_without_losses_zero_votes_are_cast() -> None:
    assert CAST.show(CAST.measure(voted([1_000_500, 1_000_600]), ANN.id)) == "0 of 501"


def test_without_a_vote_votes_cast_are_unknown_and_not_zero() -> None:
    cast = CAST.measure(voted([1_000_500]), BOB.id)
    assert (cast.value, cast.why) == (None, "no vote is on")
    assert CAST.show(cast) == "?"


def test_after_the_vote_votes_cast_are_as_of_its_end() -> None:
    assert CAST.measure(voted([1_000_500] * 13), ANN.id).as_of == minute(600)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_every_lost_follower_is_a_vote(gone: int, more: int) -> None:
    one, other = (CAST.measure(voted([10**7, 10**7 - n]), ANN.id) for n in (gone, gone + more))
    assert (one.value, other.value) == (gone, gone + more)
