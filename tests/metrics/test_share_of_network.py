"""Share of the network: how many of all its users follow an account."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, START, situation, track
from tui.metrics.share_of_network import METRIC, measure
from tui.model import Measure

SOLIS = (6_000_000, 7_000_000)


def told(followers: int | None, users: tuple[int, int] | None) -> Measure:
    return measure(replace(situation(track(ANN, [followers])), users=users), ANN.id)


def test_a_million_of_six_to_seven_is_one_in_six_to_seven() -> None:
    share = told(1_000_000, SOLIS)
    assert share.low == pytest.approx(100 / 7)
    assert share.high == pytest.approx(100 / 6)
    assert (share.n, share.as_of, share.provenance) == (1, START, "live:test")
    assert METRIC.show(share) == "15 %, 1 in 6.0 to 7.0"


def test_a_network_counted_exactly_has_one_share() -> None:
    share = told(500, (1000, 1000))
    assert (share.value, share.low, share.high) == (50, 50, 50)
    assert METRIC.show(share) == "50 %, 1 in 2.0"


def test_without_a_reading_or_a_size_of_the_network_there_is_no_share() -> None:
    assert told(5, None).why == "nobody says how many users the network has"
    assert told(None, SOLIS).why == "no reading yet"
    assert METRIC.show(told(None, SOLIS)) == "?"


def test_nobody_of_a_network_is_known_to_be_nobody() -> None:
    assert told(0, SOLIS).value == 0
    assert METRIC.show(told(0, SOLIS)) == "0 %"


@given(st.integers(0, 10**9), st.integers(1, 10**10), st.integers(0, 10**10), st.integers(0, 10**6))
def test_the_bounds_lie_around_the_share_and_grow_with_the_followers(
    followers: int, least: int, wider: int, more: int
) -> None:
    share, larger = (told(f, (least, least + wider)) for f in (followers, followers + more))
    assert share.low is not None
    assert share.value is not None
    assert share.high is not None
    assert larger.value is not None
    assert 0 <= share.low <= share.value + 1e-9
    assert share.value <= share.high + 1e-9
    assert larger.value >= share.value
