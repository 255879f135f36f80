"""Overlap: how alike two accounts' follow lists are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, START, account, follow_list, situation, track
from tui.metrics.overlap import METRIC, measure, shared
from tui.model import Account, FollowList, Measure

FIELD = situation(track(ANN, [20]), track(BOB, [10]))
NUMBERS = st.sets(st.integers(100, 130), max_size=20)


def of(who: Account, numbers: set[int], complete: bool = True) -> FollowList:
    known = follow_list(who, [None] * len(numbers), len(numbers), complete)
    followees = zip(known.followees, sorted(numbers), strict=True)
    return replace(known, followees=tuple(replace(f, account=account(n)) for f, n in followees))


def told(mine: FollowList | None, theirs: FollowList | None, who: Account = ANN) -> Measure:
    follow_lists = {a.id: c for a, c in ((ANN, mine), (BOB, theirs)) if c is not None}
    return measure(replace(FIELD, follow_lists=follow_lists), who.id)


def test_two_lists_that_share_two_of_five_overlap_by_two_fifths() -> None:
    alike = told(of(ANN, {101, 102, 103}), of(BOB, {102, 103, 104, 105}))
    assert (alike.value, alike.n, alike.of, alike.as_of) == (0.4, 2, 5, START)
    assert METRIC.show(alike) == "2, 40 % of all"


def test_whom_both_follow_is_told_by_name() -> None:
    both = shared(of(ANN, {101, 102, 103}), of(BOB, {102, 103, 104}))
    assert [f.account.id for f in both] == [102, 103]


def test_whom_one_of_them_no_longer_follows_is_not_shared() -> None:
    theirs = of(BOB, {102, 103})
    gone = replace(theirs.followees[0], gone_at=5)
    alike = told(of(ANN, {102, 103}), replace(theirs, followees=(gone, theirs.followees[1])))
    assert (alike.value, alike.n) == (0.5, 1)


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (of(ANN, {1}), None, "not both lists are known to their end"),
        (of(ANN, {1}), of(BOB, {1}, complete=False), "not both lists are known to their end"),
        (of(ANN, set()), of(BOB, set()), "neither follows anybody"),
    ],
)
def test_of_lists_that_are_not_whole_or_empty_nothing_is_said(
    mine: FollowList, theirs: FollowList | None, why: str
) -> None:
    alike = told(mine, theirs)
    assert (alike.value, alike.why) == (None, why)
    assert METRIC.show(alike) == "?"


def test_who_races_alone_overlaps_with_nobody() -> None:
    alone = situation(track(ANN, [5]), follow_lists={ANN.id: of(ANN, {1})})
    assert measure(alone, ANN.id).value is None


@given(NUMBERS, NUMBERS)
def test_it_lies_between_nought_and_one_and_is_the_same_from_both_sides(
    mine: set[int], theirs: set[int]
) -> None:
    one, other = (told(of(ANN, mine), of(BOB, theirs), who) for who in (ANN, BOB))
    assert (one.value, one.n, one.of) == (other.value, other.n, other.of)
    assert one.value is None or 0 <= one.value <= 1
    assert (one.value == 1) == (bool(mine) and mine == theirs)
