"""Gated-community index: how many of the followees are celebrities that follow back."""

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
"""Whether somebody is a celebrity, and whether it follows back."""


def of(pairs: list[Pair], following: int | None, complete: bool = False) -> FollowList:
    known = follow_list(ANN, [back for _, back in pairs], following, complete)
    followees = zip(known.followees, pairs, strict=True)
    return replace(known, followees=tuple(replace(f, celebrity=pair[0]) for f, pair in followees))


def told(known: FollowList | None) -> Measure:
    follow_lists = {} if known is None else {ANN.id: known}
    return measure(situation(track(ANN, [962_000]), follow_lists=follow_lists), ANN.id)


def test_with_five_of_kutchers_72_known_it_may_be_nearly_anything() -> None:
    index = told(of([(True, True)] * 5, 72))
    assert (index.value, index.n, index.of) == (None, 5, 72)
    assert index.low == pytest.approx(6.9, abs=0.05)
    assert index.high == 100
    assert (index.why, index.provenance) == ("of 5 of 72 it is known", "documented")
    assert METRIC.show(index) == METRIC.told(index) == "6.9–100 on 5 of 72 known"


def test_a_list_known_completely_has_one_value_and_no_interval() -> None:
    index = told(of([(True, True), (True, False), (False, True), (False, False)], 4, complete=True))
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
def test_one_no_is_enough_for_no_and_one_yes_is_not_for_yes(
    celebrity: Answer, back: Answer, gated: Answer
) -> None:
    assert is_gated(of([(celebrity, back)], 1).followees[0]) is gated


@pytest.mark.parametrize(("known", "has_value"), [(8, True), (7, False)])
def test_from_80_percent_on_those_known_stand_for_all(known: int, has_value: bool) -> None:
    index = told(of([(True, True)] * known + [(None, None)] * (10 - known), 10))
    assert (index.value is not None) is has_value
    assert index.low is not None
    assert index.low < 100


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (None, "nobody says whom it follows"),
        (of([], 72), "nobody says whom it follows"),
        (of([(True, True)], None), "nobody says how many it follows"),
        (of([(None, None), (True, None)], 2), "nobody says who follows back"),
    ],
)
def test_what_cannot_be_told_says_why_and_is_not_nought(known: FollowList | None, why: str) -> None:
    index = told(known)
    assert (index.value, index.low, index.why) == (None, None, why)
    assert METRIC.show(index) == "?"


def test_who_follows_nobody_is_not_said_to_be_silent_about_it() -> None:
    assert told(of([], 0, complete=True)).why == "it follows nobody"


ANSWERS = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(ANSWERS, st.booleans())
def test_the_true_index_lies_in_the_interval_whatever_the_unknown_are(
    truth: list[tuple[bool, bool, bool]], complete: bool
) -> None:
    shown: list[Pair] = [(famous, back) if seen else (None, None) for famous, back, seen in truth]
    seen = sum(seen for _, _, seen in truth)
    assume(0 < seen < KNOWN_ENOUGH * len(truth))
    index = told(of(shown, len(truth), complete))
    true = 100 * sum(famous and back for famous, back, _ in truth) / len(truth)
    assert index.value is None
    assert index.low is not None
    assert index.high is not None
    assert 0 <= index.low <= true + 1e-9
    assert true - 1e-9 <= index.high <= 100


@given(ANSWERS)
def test_followees_that_were_never_listed_are_as_unknown_as_those_without_an_answer(
    truth: list[tuple[bool, bool, bool]],
) -> None:
    listed: list[Pair] = [(famous, back) for famous, back, seen in truth if seen]
    hidden: list[Pair] = [(None, None)] * (len(truth) - len(listed))
    assume(listed)
    one, other = told(of(listed, len(truth))), told(of(listed + hidden, len(truth)))
    assert (one.value, one.low, one.high) == (other.value, other.low, other.high)
