"""Overlap: how similar two follow lists are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, START, account, follow_list, situation, track
from tui.metrics.overlap import METRIC, common_followees, measure
from tui.model import Account, FollowList, Measure

FIELD = situation(track(ANN, [20]), track(BOB, [10]))
NUMBERS = st.sets(st.integers(100, 130), max_size=20)


def of(who: Account, numbers: set[int], complete: bool = True) -> FollowList:
    known = follow_list(who, [None] * len(numbers), len(numbers), complete)
    followees = zip(known.followees, sorted(numbers), strict=True)
    return replace(known, followees=tuple(replace(f, account=account(n)) for f, n in followees))


def measured(mine: FollowList | None, theirs: FollowList | None, who: Account = ANN) -> Measure:
    follow_lists = {a.id: c for a, c in ((ANN, mine), (BOB, theirs)) if c is not None}
    return measure(replace(FIELD, follow_lists=follow_lists), who.id)


def test_two_lists_with_two_of_five_in_common_overlap_by_two_fifths() -> None:
    overlap = measured(of(ANN, {101, 102, 103}), of(BOB, {102, 103, 104, 105}))
    assert (overlap.value, overlap.n, overlap.of, overlap.as_of) == (0.4, 2, 5, START)
    assert METRIC.show(overlap) == "2 (40 % of all)"


def test_the_common_followees_are_those_on_both_lists() -> None:
    both = common_followees(of(ANN, {101, 102, 103}), of(BOB, {102, 103, 104}))
    assert [f.account.id for f in both] == [102, 103]


def test_an_unfollowed_account_is_not_in_common() -> None:
    theirs = of(BOB, {102, 103})
    gone = replace(theirs.followees[0], gone_at=5)
    overlap = measured(of(ANN, {102, 103}), replace(theirs, followees=(gone, theirs.followees[1])))
    assert (overlap.value, overlap.n) == (0.5, 1)


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (of(ANN, {1}), None, "needs two complete follow lists"),
        (of(ANN, {1}), of(BOB, {1}, complete=False), "needs two complete follow lists"),
        (of(ANN, set()), of(BOB, set()), "neither follows anybody"),
    ],
)
def test_incomplete_or_empty_lists_give_no_overlap(
    mine: FollowList, theirs: FollowList | None, why: str
) -> None:
    overlap = measured(mine, theirs)
    assert (overlap.value, overlap.why) == (None, why)
    assert METRIC.show(overlap) == "?"


def test_a_single_racer_has_no_overlap() -> None:
    alone = situation(track(ANN, [5]), follow_lists={ANN.id: of(ANN, {1})})
    assert measure(alone, ANN.id).value is None


@given(NUMBERS, NUMBERS)
def test_the_overlap_is_0_to_1_and_the_same_from_both_sides(
    mine: set[int], theirs: set[int]
) -> None:
    one, other = (measured(of(ANN, mine), of(BOB, theirs), who) for who in (ANN, BOB))
    assert (one.value, one.n, one.of) == (other.value, other.n, other.of)
    assert one.value is None or 0 <= one.value <= 1
    assert (one.value == 1) == (bool(mine) and mine == theirs)
