"""Broadcast only: followed by very many accounts, following almost none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, follow_list, situation, track
from tui.config import Thresholds
from tui.metrics.broadcast_only import METRIC, measure
from tui.model import Measure

DEFAULT = Thresholds()


def measured(
    followers: int | None, following: int | None, thresholds: Thresholds = DEFAULT
) -> Measure:
    known = situation(
        track(ANN, [followers]), follow_lists={ANN.id: follow_list(ANN, [], following)}
    )
    return measure(replace(known, thresholds=thresholds), ANN.id)


@pytest.mark.parametrize(
    ("followers", "following", "shown"),
    [
        (962_000, 72, "yes"),
        (100_000, 99, "yes"),
        (99_999, 99, "no"),
        (100_000, 100, "no"),
        (141_341, 131_505, "no"),
        (100_000, 0, "yes"),
    ],
)
def test_the_default_thresholds_are_100_000_followers_and_100_followees(
    followers: int, following: int, shown: str
) -> None:
    assert METRIC.show(measured(followers, following)) == shown


def test_the_thresholds_can_be_set() -> None:
    thresholds = Thresholds(broadcast_followers=1_000, broadcast_following=10)
    assert measured(1_000, 9, thresholds).value == 1
    assert measured(1_000, 10, thresholds).value == 0


@pytest.mark.parametrize(("followers", "following"), [(None, 72), (962_000, None), (None, None)])
def test_unknown_counts_give_neither_yes_nor_no(
    followers: int | None, following: int | None
) -> None:
    unknown = measured(followers, following)
    assert (unknown.value, unknown.why) == (None, "its counts are not known")
    assert METRIC.show(unknown) == "?"


@given(st.integers(0, 10**7), st.integers(0, 10**4), st.integers(0, 10**6), st.integers(0, 10**3))
def test_more_followers_or_fewer_followees_never_turn_yes_into_no(
    followers: int, following: int, more: int, fewer: int
) -> None:
    flag = measured(followers, following).value
    after = measured(followers + more, max(0, following - fewer)).value
    assert flag is not None
    assert after is not None
    assert after >= flag
