"""Effective voices: how many racers of one size the field is worth."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.building import START, account, situation, track
from tui.metrics.inequality import EFFECTIVE_VOICES
from tui.model import Measure


def told(*counts: int | None) -> Measure:
    return EFFECTIVE_VOICES.measure(
        situation(*(track(account(n), [c]) for n, c in enumerate(counts, 1))), 0
    )


def test_of_one_two_and_three_it_is_what_it_is_by_hand() -> None:
    known = told(1, 2, 3)
    assert known.value == pytest.approx(36 / 14)
    assert (known.n, known.as_of) == (3, START)
    assert EFFECTIVE_VOICES.show(known) == "2.6 of 3"


def test_a_field_of_equals_and_a_field_of_one_are_its_ends() -> None:
    assert told(7, 7, 7).value == pytest.approx(3)
    assert told(7, 0, 0).value == pytest.approx(1)


def test_who_was_never_read_is_not_in_the_field_and_no_nought() -> None:
    assert told(1, 2, None, 3).value == pytest.approx(36 / 14)
    assert told(1, 2, None, 3).n == 3


@pytest.mark.parametrize("counts", [(), (5,), (5, None), (0, 0)])
def test_a_field_of_fewer_than_two_with_followers_is_unknown(counts: tuple[int | None]) -> None:
    unknown = told(*counts)
    assert unknown.value is None
    assert unknown.why == "fewer than two racers with followers"
    assert EFFECTIVE_VOICES.show(unknown) == "?"


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=12), st.integers(2, 1000))
def test_it_keeps_its_bounds_and_is_the_same_at_every_size(counts: list[int], times: int) -> None:
    assume(sum(counts))
    value = told(*counts).value
    assert value is not None
    assert 1 - 1e-9 <= value <= len(counts) + 1e-9
    assert told(*(count * times for count in counts)).value == pytest.approx(value, abs=1e-9)
    assert told(*counts[::-1]).value == pytest.approx(value, abs=1e-9)
