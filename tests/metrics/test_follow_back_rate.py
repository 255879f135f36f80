"""Follow-back rate: of the followees whose answer is known, how many follow back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.metrics.follow_back_rate import METRIC, measure
from tui.metrics.shares import wilson
from tui.model import FollowList, Measure

FIELD = track(ANN, [962_000])


def rate(known: FollowList) -> Measure:
    return measure(situation(FIELD, follow_lists={ANN.id: known}), ANN.id)


def test_all_five_known_followees_of_kutchers_72_follow_back() -> None:
    share = rate(follow_list(ANN, [True] * 5, following=72))
    assert (share.value, share.n, share.of) == (100, 5, 72)
    assert share.low == pytest.approx(56.55, abs=0.01)
    assert share.high == 100
    assert METRIC.show(share) == "100 % of 5 known"


def test_unknown_answers_are_left_out() -> None:
    share = rate(follow_list(ANN, [True, False, None, None], following=4, complete=True))
    assert (share.value, share.n) == (50, 2)
    assert share.low is not None


def test_a_completely_known_list_needs_no_interval() -> None:
    share = rate(follow_list(ANN, [True, False, False, False], following=4, complete=True))
    assert (share.value, share.low, share.high) == (25, None, None)


def test_unfollowed_accounts_are_left_out() -> None:
    known = follow_list(ANN, [True, False], following=1)
    gone = known.followees[1]
    left = type(gone)(gone.account, False, None, gone_at=5)
    share = rate(FollowList(ANN, known.at, (known.followees[0], left), 1, True))
    assert (share.value, share.n) == (100, 1)


def test_without_known_answers_the_rate_is_unknown() -> None:
    assert rate(follow_list(ANN, [None, None], following=2)).why == "who follows back is not known"
    assert rate(follow_list(ANN, [], following=None)).why == "whom it follows is not known"
    assert measure(situation(FIELD), ANN.id).value is None


def test_the_wilson_interval_has_its_published_value() -> None:
    low, high = wilson(5, 10)
    assert low == pytest.approx(0.2366, abs=1e-4)
    assert high == pytest.approx(0.7634, abs=1e-4)


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_contains_its_share_and_stays_within_0_and_1(of: tuple[int, int]) -> None:
    low, high = wilson(*of)
    assert 0 <= low <= of[0] / of[1] + 1e-12
    assert of[0] / of[1] - 1e-12 <= high <= 1
