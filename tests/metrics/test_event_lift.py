"""Event lift: what the latest campaign of an account moved."""

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


def told(past: Series, *events: Event) -> Measure:
    return measure(replace(situation(track(ANN, past.counts)), events=events), ANN.id)


def test_the_tickets_brought_six_hundred_beyond_the_pace_before() -> None:
    lift = told(surge(300, 10), event(300, title="tickets"))
    assert lift.value == pytest.approx(600)
    assert (lift.unit, lift.as_of, lift.provenance) == ("followers", minute(300), "tickets")
    assert lift.n is not None
    assert lift.n >= 40
    assert METRIC.show(replace(lift, low=580.4, high=-5)) == "+600 (+580 to −5)"


def test_the_latest_campaign_with_readings_around_it_is_told() -> None:
    events = event(200, title="gifts"), event(400, title="a pledge"), event(715, title="too late")
    assert told(surge(200, 10), *events).provenance == "a pledge"


def test_it_is_said_where_another_campaign_is_near() -> None:
    events = event(290, EventKind.TAKEOVER), event(300, title="gifts")
    assert told(surge(300, 10), *events).provenance == "gifts; overlaps another"


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([], "no event of its own"),
        ([event(300, who=BOB)], "no event of its own"),
        ([event(300, EventKind.MILESTONE)], "no event of its own"),
        ([event(715)], "too few readings around it"),
    ],
)
def test_what_cannot_be_told_says_why_and_is_not_nought(events: Sequence[Event], why: str) -> None:
    lift = told(surge(300, 10), *events)
    assert (lift.value, lift.low, lift.why) == (None, None, why)
    assert METRIC.show(lift) == "?"


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_larger_surge_is_a_larger_lift(by: int, more: int) -> None:
    one, other = (told(surge(300, b), event(300)).value for b in (by, by + more))
    assert one == pytest.approx(60 * by)
    assert other == pytest.approx(60 * (by + more))
