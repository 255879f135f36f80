"""Celebrity share: how many of the accounts it follows are celebrities."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.metrics.celebrity_share import METRIC, measure
from tui.model import FollowList, Measure

UNKNOWN = "which of them are celebrities is not known"


def of(famous: Sequence[bool | None], following: int | None, complete: bool = False) -> FollowList:
    known = follow_list(ANN, [None] * len(famous), following, complete)
    followees = zip(known.followees, famous, strict=True)
    return replace(known, followees=tuple(replace(f, celebrity=is_one) for f, is_one in followees))


def measured(known: FollowList | None) -> Measure:
    follow_lists = {} if known is None else {ANN.id: known}
    return measure(situation(track(ANN, [962_000]), follow_lists=follow_lists), ANN.id)


def test_all_five_known_followees_of_kutcher_are_celebrities() -> None:
    share = measured(of([True] * 5, 72))
    assert (share.value, share.n, share.of) == (100, 5, 72)
    assert share.low == pytest.approx(56.55, abs=0.01)
    assert METRIC.show(share) == "100 % of 5 known"


def test_followees_not_known_to_be_celebrities_or_not_are_left_out() -> None:
    share = measured(of([True, False, None, None], 4, complete=True))
    assert (share.value, share.n) == (50, 2)
    assert share.low is not None


def test_a_completely_known_list_needs_no_interval() -> None:
    share = measured(of([True, False, False, False], 4, complete=True))
    assert (share.value, share.low, share.high) == (25, None, None)


def test_followees_gone_from_the_list_are_left_out() -> None:
    known = of([True, False], 1, complete=True)
    left = replace(known.followees[1], gone_at=5)
    assert measured(replace(known, followees=(known.followees[0], left))).value == 100


@pytest.mark.parametrize("known", [None, of([], 5), of([None, None], 2)], ids=str)
def test_without_known_answers_there_is_no_share(known: FollowList | None) -> None:
    share = measured(known)
    assert (share.value, share.why) == (None, UNKNOWN)
    assert METRIC.show(share) == "?"


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=50))
def test_a_share_lies_in_its_interval_and_ignores_unknown_followees(
    famous: list[bool | None],
) -> None:
    share = measured(of([*famous, True], None))
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low <= share.value + 1e-9
    assert share.value - 1e-9 <= share.high <= 100
    known = [is_one for is_one in famous if is_one is not None]
    assert measured(of([*known, True], None)).value == share.value
