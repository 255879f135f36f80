"""Shares of a sample, and who says so; Wilson's interval is tested with the follow-back rate."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, follow_list
from tui.metrics.shares import said_by, seen_last, share, wilson
from tui.model import HOUR


def test_a_sample_has_an_interval_and_the_whole_has_none() -> None:
    sample, whole = share(1, 4, 9, False, START), share(1, 4, 4, True, START, "live:test")
    assert (sample.value, sample.n, sample.of, sample.unit) == (25, 4, 9, "%")
    assert sample.low is not None
    assert (whole.value, whole.low, whole.high) == (25, None, None)
    assert (whole.as_of, whole.provenance) == (START, "live:test")


def test_a_list_was_seen_when_the_newest_of_it_was() -> None:
    known = follow_list(ANN, [True, False], 2)
    later = replace(known.followees[1], last_seen=START + HOUR)
    assert seen_last(replace(known, followees=(known.followees[0], later))) == START + HOUR
    assert seen_last(follow_list(ANN, [], None)) is None


def test_a_list_that_is_not_its_own_is_said_to_be_documented() -> None:
    assert said_by(follow_list(ANN, [True], 72)) == "documented"
    assert said_by(follow_list(ANN, [True], 1, complete=True)) == ""


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_larger_sample_of_the_same_share_is_surer(of: tuple[int, int]) -> None:
    hits, n = of
    few, many = wilson(hits, n), wilson(10 * hits, 10 * n)
    assert many[1] - many[0] < few[1] - few[0]
