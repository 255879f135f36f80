"""Bought share: how much of the growth came from giveaways and pledges."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, series, situation, track
from tests.metrics.test_lifts import event, surge
from tui.metrics.bought_share import METRIC, measure
from tui.model import Event, EventKind, Measure
from tui.series import Series


def measured(past: Series, *events: Event) -> Measure:
    return measure(replace(situation(track(ANN, past.counts)), events=events), ANN.id)


def test_a_giveaway_bought_600_of_7800_followers() -> None:
    share = measured(surge(300, 10), event(300))
    assert share.value == pytest.approx(100 * 600 / 7800)
    assert (share.n, share.of, share.as_of) == (1, 1, minute(720))
    assert share.provenance == "live:test"
    assert METRIC.show(share).startswith("8 %")


def test_the_share_is_shown_with_its_interval() -> None:
    bought, nothing = Measure(8.0, "%", low=3.0, high=21.0), Measure(0.2, "%", low=-0.9, high=1.4)
    assert METRIC.show(bought) == "8 % (3 % to 21 % of its growth)"
    assert METRIC.show(nothing) == "none (−1 % to 1 % of its growth)"


def test_a_pledge_counts_as_bought_and_a_broadcast_does_not() -> None:
    assert measured(surge(300, 10), event(300, EventKind.PLEDGE)).value == pytest.approx(100 / 13)
    assert measured(surge(300, 10), event(300, EventKind.BROADCAST)).value is None


def test_two_giveaways_at_once_count_once() -> None:
    once = measured(surge(300, 10, pace=0), event(300)).value
    twice = measured(surge(300, 10, pace=0), event(300), event(301, title="more gifts")).value
    assert once == pytest.approx(100)
    assert twice is not None
    assert twice <= 101


@pytest.mark.parametrize(
    ("past", "events", "why"),
    [
        (surge(300, 10), [], "no giveaway or pledge"),
        (surge(300, 10), [event(720)], "too few readings around its giveaways"),
        (series([900 - n for n in range(721)]), [event(300)], "the account did not grow"),
        (series([5] * 721), [event(300)], "the account did not grow"),
        (series([]), [event(300)], "too few readings around its giveaways"),
    ],
)
def test_an_unknown_share_has_a_reason_and_is_not_zero(
    past: Series, events: Sequence[Event], why: str
) -> None:
    share = measured(past, *events)
    assert (share.value, share.why) == (None, why)
    assert METRIC.show(share) == "?"


@given(st.integers(0, 1000), st.integers(1, 100), st.integers(1, 50))
def test_the_share_does_not_depend_on_the_size_of_the_account(
    by: int, pace: int, times: int
) -> None:
    one = measured(surge(300, by, pace=pace), event(300))
    other = measured(surge(300, by * times, pace=pace * times), event(300))
    assert one.value == pytest.approx(100 * 60 * by / (720 * pace + 60 * by))
    assert other.value == pytest.approx(one.value)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    assert one.low - 1e-6 <= one.value <= one.high + 1e-6
