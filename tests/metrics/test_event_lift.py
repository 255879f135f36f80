"""Event lift: how many followers the latest campaign brought."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute, situation, track
from tests.metrics.test_lifts import event, surge
from tui.metrics.event_lift import METRIC, measure
from tui.model import Event, EventKind, Measure
from tui.series import Series


def measured(past: Series, *events: Event) -> Measure:
    return measure(replace(situation(track(ANN, past.counts)), events=events), ANN.id)


def test_the_tickets_brought_600_followers_above_the_pace_before() -> None:
    lift = measured(surge(300, 10), event(300, title="tickets"))
    assert lift.value == pytest.approx(600)
    assert (lift.unit, lift.as_of, lift.provenance) == ("followers", minute(300), "tickets")
    assert lift.n is not None
    assert lift.n >= 40
    assert METRIC.show(replace(lift, low=580.4, high=-5)) == "+600 (+580 to −5)"


def test_the_latest_campaign_with_readings_around_it_is_measured() -> None:
    events = event(200, title="gifts"), event(400, title="a pledge"), event(715, title="too late")
    assert measured(surge(200, 10), *events).provenance == "a pledge"


def test_an_overlapping_campaign_is_mentioned() -> None:
    events = event(290, EventKind.TAKEOVER), event(300, title="gifts")
    assert measured(surge(300, 10), *events).provenance == "gifts; overlaps another"


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([], "no event for this account"),
        ([event(300, who=BOB)], "no event for this account"),
        ([event(300, EventKind.MILESTONE)], "no event for this account"),
        ([event(715)], "too few readings around the event"),
    ],
)
def test_an_unknown_lift_has_a_reason_and_is_not_zero(events: Sequence[Event], why: str) -> None:
    lift = measured(surge(300, 10), *events)
    assert (lift.value, lift.low, lift.why) == (None, None, why)
    assert METRIC.show(lift) == "?"


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_larger_surge_is_a_larger_lift(by: int, more: int) -> None:
    one, other = (measured(surge(300, b), event(300)).value for b in (by, by + more))
    assert one == pytest.approx(60 * by)
    assert other == pytest.approx(60 * (by + more))
