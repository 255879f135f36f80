"""Pace needed: followers an hour that must leave until the end of a vote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute
from tests.metrics.test_votes import voted
from tui.metrics.votes import PACE_NEEDED


def test_301_more_votes_in_nine_hours_need_34_an_hour() -> None:
    needed = PACE_NEEDED.measure(voted([1_000_500, 1_000_300]), ANN.id)
    assert needed.value == pytest.approx(301 / 9)
    assert (needed.unit, needed.as_of, needed.provenance) == (
        *("followers/h", minute(60), "live:test"),
    )
    assert PACE_NEEDED.show(needed) == "34/h"


def test_with_enough_votes_no_more_are_needed() -> None:
    assert PACE_NEEDED.measure(voted([1_000_500, 999_999]), ANN.id).value == 0


@pytest.mark.parametrize(
    ("end", "why"), [(999_999, "the vote succeeded"), (1_000_000, "the vote failed")]
)
def test_a_finished_vote_needs_no_pace_and_says_how_it_ended(end: int, why: str) -> None:
    over = PACE_NEEDED.measure(voted([1_000_500] * 10 + [end]), ANN.id)
    assert (over.value, over.why) == (None, why)
    assert PACE_NEEDED.text_of(over) == why


def test_the_result_is_unknown_without_a_reading_at_the_end() -> None:
    over = PACE_NEEDED.measure(voted([1_000_500, 1_000_300], at=minute(700)), ANN.id)
    assert over.value is None
    assert over.why
    assert over.why not in {"the vote failed", "the vote succeeded"}


def test_without_a_vote_the_pace_needed_is_unknown_and_not_zero() -> None:
    assert PACE_NEEDED.measure(voted([1_000_500]), BOB.id).why == "no vote is on"
    assert "?" in PACE_NEEDED.show(PACE_NEEDED.measure(voted([1_000_500]), BOB.id))


@given(st.integers(0, 10**6), st.integers(1, 599))
def test_the_pace_needed_ends_exactly_at_the_target(cast: int, minutes: int) -> None:
    known = voted([2 * 10**6, 2 * 10**6 - cast], step=minutes * 60_000, at=minute(minutes))
    needed = PACE_NEEDED.measure(known, ANN.id).value
    assert needed is not None
    left = max(0, 2 * 10**6 - cast - 999_999)
    assert needed * (600 - minutes) / 60 == pytest.approx(left)
