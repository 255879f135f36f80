"""Counts that were rounded before they were written down show it in a row."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchange.importing.rounding import Rounding


def rounded(counts: Sequence[int]) -> list[int]:
    """Return the places of the counts that are taken for rounded ones, in the order told."""
    rounding = Rounding()
    return [
        place
        for at, count in enumerate(counts)
        for place in rounding.take(at, count, Rounding.looks_round(count))
    ]


@pytest.mark.parametrize("count", [10_000, 12_300, 999_000, 1_020_000, 102_000_000])
def test_a_count_of_three_figures_and_noughts_looks_round(count: int) -> None:
    assert Rounding.looks_round(count)


@pytest.mark.parametrize("count", [0, 900, 9_990, 12_340, 1_021_000, 102_400_000])
def test_a_small_count_or_one_of_more_figures_does_not_look_round(count: int) -> None:
    assert not Rounding.looks_round(count)


def test_five_round_counts_in_a_row_are_rounded_and_all_that_follow_at_once() -> None:
    assert rounded([101_000, 102_000, 102_000, 103_000]) == []
    assert rounded([101_000, 102_000, 102_000, 103_000, 104_000]) == [0, 1, 2, 3, 4]
    assert rounded(range(101_000, 110_000, 1_000)) == list(range(9))


def test_a_round_count_among_others_is_what_it_is() -> None:
    assert rounded([99_998, 100_000, 100_001, 100_900, 101_000, 101_002, 102_000]) == []


def test_one_round_count_again_and_again_is_what_it_is() -> None:
    assert rounded([1_000_000] * 50) == []


def test_a_count_that_is_not_round_ends_the_row() -> None:
    row = [101_000, 102_000, 103_000, 104_000, 105_000]
    assert rounded([*row, 105_123, 106_000, 107_000]) == [0, 1, 2, 3, 4]


@given(st.lists(st.sampled_from([100_000, 101_000, 102_000, 101_234, 5_000]), max_size=40))
def test_only_round_counts_are_taken_for_rounded_each_once_and_by_time(counts: list[int]) -> None:
    places = rounded(counts)
    assert places == sorted(set(places))
    assert all(Rounding.looks_round(counts[place]) for place in places)
