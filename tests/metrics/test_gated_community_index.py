"""Gated-community index: how many of the followees are celebrities who follow back."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.metrics.gated_community_index import METRIC, is_gated, measure
from tui.metrics.shares import KNOWN_ENOUGH
from tui.model import FollowList, Measure

Answer = bool | None
Pair = tuple[Answer, Answer]
"""Whether a followee is a celebrity, and whether it follows back."""


def of(pairs: list[Pair], following: int | None, complete: bool = False) -> FollowList:
    known = follow_list(ANN, [back for _, back in pairs], following, complete)
    followees = zip(known.followees, pairs, strict=True)
    return replace(known, followees=tuple(replace(f, celebrity=pair[0]) for f, pair in followees))


def measured(known: FollowList | None) -> Measure:
    follow_lists = {} if known is None else {ANN.id: known}
    return measure(situation(track(ANN, [962_000]), follow_lists=follow_lists), ANN.id)


def test_with_5_of_kutchers_72_known_the_bounds_are_wide() -> None:
    index = measured(of([(True, True)] * 5, 72))
    assert (index.value, index.n, index.of) == (None, 5, 72)
    assert index.low == pytest.approx(6.9, abs=0.05)
    assert index.high == 100
    assert (index.why, index.provenance) == ("only 5 of 72 followees are known", "documented")
    assert METRIC.show(index) == METRIC.text_of(index) == "6.9–100 (5 of 72 known)"


def test_a_completely_known_list_has_a_value_and_no_interval() -> None:
    index = measured(
        of([(True, True), (True, False), (False, True), (False, False)], 4, complete=True)
    )
    assert (index.value, index.low, index.high) == (25, None, None)
    assert METRIC.show(index) == "25"


@pytest.mark.parametrize(
    ("celebrity", "back", "gated"),
    [
        *[(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
        *[(None, False, False), (False, None, False), (None, True, None), (True, None, None)],
        (None, None, None),
    ],
)
def test_one_no_is_enough_for_no_but_yes_needs_both(
    celebrity: Answer, back: Answer, gated: Answer
) -> None:
    assert is_gated(of([(celebrity, back)], 1).followees[0]) is gated


@pytest.mark.parametrize(("known", "has_value"), [(8, True), (7, False)])
def test_from_80_percent_on_the_known_followees_stand_for_all(known: int, has_value: bool) -> None:
    index = measured(of([(True, True)] * known + [(None, None)] * (10 - known), 10))
    assert (index.value is not None) is has_value
    assert index.low is not None
    assert index.low < 100


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (None, "whom it follows is not known"),
        (of([], 72), "whom it follows is not known"),
        (of([(True, True)], None), "the number it follows is not known"),
        (of([(None, None), (True, None)], 2), "who follows back is not known"),
    ],
)
def test_an_unknown_index_has_a_reason_and_is_not_zero(known: FollowList | None, why: str) -> None:
    index = measured(known)
    assert (index.value, index.low, index.why) == (None, None, why)
    assert METRIC.show(index) == "?"


def test_an_empty_complete_list_follows_nobody() -> None:
    assert measured(of([], 0, complete=True)).why == "it follows nobody"


ANSWERS = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(ANSWERS, st.booleans())
def test_the_true_index_lies_within_the_bounds_whatever_is_unknown(
    truth: list[tuple[bool, bool, bool]], complete: bool
) -> None:
    shown: list[Pair] = [(famous, back) if seen else (None, None) for famous, back, seen in truth]
    seen = sum(seen for _, _, seen in truth)
    assume(0 < seen < KNOWN_ENOUGH * len(truth))
    index = measured(of(shown, len(truth), complete))
    true = 100 * sum(famous and back for famous, back, _ in truth) / len(truth)
    assert index.value is None
    assert index.low is not None
    assert index.high is not None
    assert 0 <= index.low <= true + 1e-9
    assert true - 1e-9 <= index.high <= 100


@given(ANSWERS)
def test_unlisted_followees_count_like_those_without_an_answer(
    truth: list[tuple[bool, bool, bool]],
) -> None:
    listed: list[Pair] = [(famous, back) for famous, back, seen in truth if seen]
    hidden: list[Pair] = [(None, None)] * (len(truth) - len(listed))
    assume(listed)
    one, other = measured(of(listed, len(truth))), measured(of(listed + hidden, len(truth)))
    assert (one.value, one.low, one.high) == (other.value, other.low, other.high)
