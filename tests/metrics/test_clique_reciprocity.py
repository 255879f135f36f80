"""Clique reciprocity: how many of the ties among the racers are mutual."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, situation, track
from tests.metrics.test_clique import of
from tests.metrics.test_clique_density import PAIRS, RACERS
from tui.metrics.clique import RECIPROCITY
from tui.model import FollowList, Measure


def measured(*follow_lists: FollowList) -> Measure:
    known = {c.account.id: c for c in follow_lists if c.account}
    return RECIPROCITY.measure(situation(*(track(a, [1]) for a in RACERS), follow_lists=known), 0)


def test_two_of_three_ties_are_mutual() -> None:
    share = measured(of(ANN, BOB, CAT), of(BOB, ANN), of(CAT))
    assert share.value == pytest.approx(2 / 3)
    assert (share.n, share.of) == (3, 3)
    assert RECIPROCITY.show(share) == "0.67"


def test_a_tie_known_from_one_side_is_left_out() -> None:
    share = measured(of(ANN, BOB, CAT), of(BOB, ANN))
    assert (share.value, share.n, share.of) == (1, 2, 3)


def test_a_share_of_only_some_ties_has_an_interval() -> None:
    share = measured(of(ANN, BOB, CAT), of(BOB, ANN))
    assert share.low is not None
    assert share.low < 1
    assert share.high == 1


@pytest.mark.parametrize("follow_lists", [[], [of(ANN), of(BOB), of(CAT)], [of(ANN, BOB)]])
def test_without_a_tie_known_from_both_sides_the_share_is_unknown(
    follow_lists: list[FollowList],
) -> None:
    share = measured(*follow_lists)
    assert (share.value, share.why) == (
        None,
        "no tie is known from both sides",
    )
    assert RECIPROCITY.show(share) == "?"


@given(st.sets(st.sampled_from(PAIRS), min_size=1))
def test_the_share_is_0_to_1_and_is_1_if_all_ties_are_mutual(
    ties: set[tuple[object, object]],
) -> None:
    lists = [of(a, *(b for b in RACERS if (a, b) in ties)) for a in RACERS]
    share = measured(*lists).value
    assert share is not None
    assert 0 <= share <= 1
    assert (share == 1) == all((other, one) in ties for one, other in ties)
