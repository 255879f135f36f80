"""Bought share: how much of all growth giveaways and pledges brought."""

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


def told(past: Series, *events: Event) -> Measure:
    return measure(replace(situation(track(ANN, past.counts)), events=events), ANN.id)


def test_600_of_7800_followers_were_bought_with_a_giveaway() -> None:
    share = told(surge(300, 10), event(300))
    assert share.value == pytest.approx(100 * 600 / 7800)
    assert (share.n, share.of, share.as_of) == (1, 1, minute(720))
    assert share.provenance == "live:test"
    assert METRIC.show(share).startswith("8 %")


def test_its_interval_is_shown_with_it() -> None:
    assert METRIC.show(Measure(8.0, "%", low=3.0, high=21.0, n=1, of=1)).count("%") > 1


def test_a_pledge_buys_and_a_broadcast_does_not() -> None:
    assert told(surge(300, 10), event(300, EventKind.PLEDGE)).value == pytest.approx(100 / 13)
    assert told(surge(300, 10), event(300, EventKind.BROADCAST)).value is None


def test_what_two_gifts_at_once_brought_is_bought_once() -> None:
    once = told(surge(300, 10, pace=0), event(300)).value
    twice = told(surge(300, 10, pace=0), event(300), event(301, title="more gifts")).value
    assert once == pytest.approx(100)
    assert twice is not None
    assert twice <= 101


@pytest.mark.parametrize(
    ("past", "events", "why"),
    [
        (surge(300, 10), [], "no giveaway, no pledge"),
        (surge(300, 10), [event(720)], "too few readings around them"),
        (series([900 - n for n in range(721)]), [event(300)], "it did not grow"),
        (series([5] * 721), [event(300)], "it did not grow"),
        (series([]), [event(300)], "too few readings around them"),
    ],
)
def test_what_cannot_be_told_says_why_and_is_not_nought(
    past: Series, events: Sequence[Event], why: str
) -> None:
    share = told(past, *events)
    assert (share.value, share.why) == (None, why)
    assert METRIC.show(share) == "?"


@given(st.integers(0, 1000), st.integers(1, 100), st.integers(1, 50))
def test_it_is_the_same_at_every_size(by: int, pace: int, times: int) -> None:
    one = told(surge(300, by, pace=pace), event(300))
    other = told(surge(300, by * times, pace=pace * times), event(300))
    assert one.value == pytest.approx(100 * 60 * by / (720 * pace + 60 * by))
    assert other.value == pytest.approx(one.value)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    assert one.low - 1e-6 <= one.value <= one.high + 1e-6
