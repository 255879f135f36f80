"""Share of the network: how many of its users follow an account."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, situation, track
from tui.metrics.share_of_network import METRIC, measure
from tui.model import Measure

SOLIS = (6_000_000, 7_000_000)


def measured(followers: int | None, users: tuple[int, int] | None) -> Measure:
    return measure(replace(situation(track(ANN, [followers])), users=users), ANN.id)


def test_one_million_of_6_to_7_million_is_1_in_6_to_7() -> None:
    share = measured(1_000_000, SOLIS)
    assert share.low == pytest.approx(100 / 7)
    assert share.high == pytest.approx(100 / 6)
    assert (share.n, share.as_of, share.provenance) == (1, START, "live:test")
    assert METRIC.show(share) == "15 %, 1 in 6.0 to 7.0"


def test_an_exact_network_size_gives_an_exact_share() -> None:
    share = measured(500, (1000, 1000))
    assert (share.value, share.low, share.high) == (50, 50, 50)
    assert METRIC.show(share) == "50 %, 1 in 2.0"


def test_without_a_reading_or_network_size_there_is_no_share() -> None:
    assert measured(5, None).why == "the size of the network is not known"
    assert measured(None, SOLIS).why == "no reading yet"
    assert METRIC.show(measured(None, SOLIS)) == "?"


def test_no_followers_are_a_share_of_zero() -> None:
    assert measured(0, SOLIS).value == 0
    assert METRIC.show(measured(0, SOLIS)) == "0 %"


@given(st.integers(0, 10**9), st.integers(1, 10**10), st.integers(0, 10**10), st.integers(0, 10**6))
def test_the_bounds_contain_the_share_and_it_grows_with_the_followers(
    followers: int, least: int, wider: int, more: int
) -> None:
    share, larger = (measured(f, (least, least + wider)) for f in (followers, followers + more))
    assert share.low is not None
    assert share.value is not None
    assert share.high is not None
    assert larger.value is not None
    assert 0 <= share.low <= share.value + 1e-9
    assert share.value <= share.high + 1e-9
    assert larger.value >= share.value
