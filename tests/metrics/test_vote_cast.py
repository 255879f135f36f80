"""Vote cast: followers that left since the vote began."""

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute
from tests.metrics.test_votes import voted
from tui.metrics.votes import CAST


def test_of_501_votes_that_are_needed_200_are_cast() -> None:
    cast = CAST.measure(voted([1_000_500, 1_000_300]), ANN.id)
    assert (cast.value, cast.of, cast.as_of) == (200, 501, minute(60))
    assert CAST.show(cast) == "200 of 501"


def test_a_vote_is_shown_with_where_its_counts_are_from() -> None:
    assert CAST.measure(voted([1_000_500, 1_000_300]), ANN.id).provenance == "live:test"


def test_that_nobody_left_is_known_to_be_nobody() -> None:
    assert CAST.show(CAST.measure(voted([1_000_500, 1_000_600]), ANN.id)) == "0 of 501"


def test_without_a_vote_nothing_is_cast_and_that_is_no_nought() -> None:
    cast = CAST.measure(voted([1_000_500]), BOB.id)
    assert (cast.value, cast.why) == (None, "no vote on it")
    assert CAST.show(cast) == "?"


def test_what_was_cast_is_as_of_the_end_of_the_vote() -> None:
    assert CAST.measure(voted([1_000_500] * 13), ANN.id).as_of == minute(600)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_each_that_leaves_is_a_vote(gone: int, more: int) -> None:
    one, other = (CAST.measure(voted([10**7, 10**7 - n]), ANN.id) for n in (gone, gone + more))
    assert (one.value, other.value) == (gone, gone + more)
