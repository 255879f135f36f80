"""Rounded counts are recognised by runs of few significant digits."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tui.exchange.importing.rounding import Rounding


def rounded(counts: Sequence[int]) -> list[int]:
    """Return the indexes of the counts recognised as rounded, in that order."""
    rounding = Rounding()
    return [
        index
        for at, count in enumerate(counts)
        for index in rounding.take(at, count, Rounding.looks_round(count))
    ]


def test_a_count_with_three_significant_digits_looks_round() -> None:
    for count in (10_000, 12_300, 999_000, 1_020_000, 102_000_000):
        assert Rounding.looks_round(count), count


def test_a_small_count_or_one_with_more_digits_does_not_look_round() -> None:
    for count in (0, 900, 9_990, 12_340, 1_021_000, 102_400_000):
        assert not Rounding.looks_round(count), count


def test_five_round_counts_in_a_row_and_all_that_follow_are_rounded() -> None:
    assert rounded([101_000, 102_000, 102_000, 103_000]) == []
    assert rounded([101_000, 102_000, 102_000, 103_000, 104_000]) == [0, 1, 2, 3, 4]
    assert rounded(range(101_000, 110_000, 1_000)) == list(range(9))


def test_single_round_counts_among_others_are_not_rounded() -> None:
    assert rounded([99_998, 100_000, 100_001, 100_900, 101_000, 101_002, 102_000]) == []


def test_one_round_count_repeated_is_not_rounded() -> None:
    assert rounded([1_000_000] * 50) == []


def test_a_count_that_is_not_round_ends_the_run() -> None:
    run = [101_000, 102_000, 103_000, 104_000, 105_000]
    assert rounded([*run, 105_123, 106_000, 107_000]) == [0, 1, 2, 3, 4]


@given(st.lists(st.sampled_from([100_000, 101_000, 102_000, 101_234, 5_000]), max_size=40))
def test_only_round_counts_are_recognised_once_each_in_order(counts: list[int]) -> None:
    indexes = rounded(counts)
    assert indexes == sorted(set(indexes))
    assert all(Rounding.looks_round(counts[index]) for index in indexes)
