"""Combined reach: bounds of the share of the network that follows any of the racers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START, account, situation, track
from tui.metrics.field_of_network import METRIC, measure
from tui.model import Measure


def measured(users: tuple[int, int] | None, *counts: int | None) -> Measure:
    known = situation(*(track(account(n), [c]) for n, c in enumerate(counts, 1)))
    return measure(replace(known, users=users), 0)


def test_the_bounds_run_from_all_shared_to_no_shared_followers() -> None:
    share = measured((6_000_000, 7_000_000), 1_000_000, 700_000, 800_000)
    assert share.value is None
    assert share.low == pytest.approx(100 / 7)
    assert share.high == pytest.approx(100 * 2.5 / 6)
    assert (share.n, share.as_of) == (3, START)
    assert METRIC.text_of(share) == "14 % to 42 %"
    assert share.why == "how many follow several racers is not known"


def test_the_upper_bound_is_at_most_all_users() -> None:
    assert measured((1000, 1000), 700, 800).high == 100


def test_without_readings_or_network_size_the_reach_is_unknown() -> None:
    assert measured(None, 5).why == "the size of the network is not known"
    assert measured((5, 5), None).why == "no reading yet"
    assert METRIC.show(measured(None, 5)) == "?"


@given(
    st.integers(1, 10**6),
    st.integers(0, 10**6),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=8),
)
def test_the_bounds_are_ordered_and_another_racer_never_lowers_them(
    least: int, wider: int, counts: list[int]
) -> None:
    users = (least, least + wider)
    share, more = measured(users, *counts), measured(users, *counts, 5)
    assert share.low is not None
    assert share.high is not None
    assert more.low is not None
    assert more.high is not None
    assert 0 <= share.low <= share.high <= 100
    assert more.low >= share.low
    assert more.high >= share.high
