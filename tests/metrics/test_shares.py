"""Shares of a sample; Wilson's interval itself is tested with the follow-back rate."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, follow_list
from tui.metrics.shares import last_seen, list_provenance, share, wilson
from tui.model import HOUR


def test_a_sample_has_an_interval_and_the_whole_has_none() -> None:
    sample, whole = share(1, 4, 9, False, START), share(1, 4, 4, True, START, "live:test")
    assert (sample.value, sample.n, sample.of, sample.unit) == (25, 4, 9, "%")
    assert sample.low is not None
    assert (whole.value, whole.low, whole.high) == (25, None, None)
    assert (whole.as_of, whole.provenance) == (START, "live:test")


def test_a_list_was_last_seen_when_its_newest_followee_was() -> None:
    known = follow_list(ANN, [True, False], 2)
    later = replace(known.followees[1], last_seen=START + HOUR)
    assert last_seen(replace(known, followees=(known.followees[0], later))) == START + HOUR
    assert last_seen(follow_list(ANN, [], None)) is None


def test_an_incomplete_list_has_documented_provenance() -> None:
    assert list_provenance(follow_list(ANN, [True], 72)) == "documented"
    assert list_provenance(follow_list(ANN, [True], 1, complete=True)) == ""


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_larger_sample_of_the_same_share_has_a_narrower_interval(of: tuple[int, int]) -> None:
    hits, n = of
    few, many = wilson(hits, n), wilson(10 * hits, 10 * n)
    assert many[1] - many[0] < few[1] - few[0]
