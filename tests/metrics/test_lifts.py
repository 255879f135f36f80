"""The lift of an event: the growth after it minus the growth before it."""

from dataclasses import replace
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute, series
from tui.metrics.lifts import CAMPAIGNS, campaigns_of, count_at, lift_of
from tui.model import HOUR, Account, Event, EventKind, Origin
from tui.series import Series


def event(
    at: float, kind: EventKind = EventKind.GIVEAWAY, who: Account | None = ANN, title: str = "gifts"
) -> Event:
    """Return an event some minutes after the start."""
    return Event(minute(at), kind, title, Origin.NOTED, who)


def surge(since: int, by: int, minutes: int = 721, pace: int = 10) -> Series:
    """Return a steady pace in followers a minute, with `by` more a minute for an hour."""
    return series([pace * n + by * max(0, min(60, n - since)) for n in range(minutes)])


def without(past: Series, since: int, until: int) -> Series:
    """Return a past without the readings between two minutes."""
    kept = [i for i in range(len(past.ats)) if not since < i < until]
    return Series(tuple(past.ats[i] for i in kept), tuple(past.counts[i] for i in kept), past.step)


def test_a_lift_is_the_growth_above_the_pace_before() -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts])
    assert lift is not None
    assert lift.followers == pytest.approx(600)
    assert lift.placebos >= 40
    assert not lift.overlaps


def test_the_growth_after_the_event_is_in_no_placebo() -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts])
    assert lift is not None
    assert (lift.low, lift.high) == pytest.approx((600, 600))


def test_the_growth_after_another_campaign_is_in_no_placebo() -> None:
    gifts, other = event(600), event(300, EventKind.TAKEOVER)
    past = surge(300, 10)
    lift = lift_of(past, gifts, [gifts, other])
    assert lift is not None
    assert (lift.low, lift.followers, lift.high) == pytest.approx((0, 0, 0), abs=1e-6)


@pytest.mark.parametrize(("later", "overlaps"), [(59, True), (-59, True), (60, False), (61, False)])
def test_another_campaign_within_the_window_overlaps(later: int, overlaps: bool) -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts, event(300 + later, EventKind.TAKEOVER)])
    assert lift is not None
    assert lift.overlaps is overlaps


def test_an_event_found_in_the_counts_is_not_a_campaign() -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts, event(310, EventKind.LEAD_CHANGE)])
    assert lift is not None
    assert not lift.overlaps


@pytest.mark.parametrize("at", [-5, 0, 59, 662, 721, 900])
def test_without_a_window_on_both_sides_there_is_no_lift(at: int) -> None:
    assert lift_of(surge(300, 10), event(at), []) is None


def test_with_too_few_placebos_there_is_no_lift() -> None:
    assert lift_of(surge(60, 10, minutes=125), event(60), []) is None
    assert lift_of(series([]), event(60), []) is None


def test_an_event_in_a_data_gap_has_no_lift() -> None:
    past = surge(300, 10)
    assert lift_of(without(past, 200, 400), event(300), []) is None


def test_there_are_no_placebos_in_a_data_gap() -> None:
    noisy = series([10 * n + (n // 45 % 2) * 200 for n in range(1500)])
    full = lift_of(noisy, event(1400), [])
    gapped = lift_of(without(noisy, 5, 1100), event(1400), [])
    assert full is not None
    assert full.high - full.low >= 200
    assert gapped is None or gapped.high - gapped.low >= 200


def test_readings_far_apart_have_a_longer_window() -> None:
    past = series([600 * n for n in range(200)], HOUR)
    lift = lift_of(past, event(100 * 60), [])
    assert lift is not None
    assert lift.followers == pytest.approx(0, abs=1e-6)


def test_a_count_is_interpolated_between_readings_and_unknown_outside_them() -> None:
    past = series([0, 60])
    assert [count_at(past, minute(n)) for n in (-1, 0, 0.5, 1, 2)] == [None, 0, 30, 60, None]
    assert count_at(series([]), minute(0)) is None


def test_the_campaigns_of_an_account_are_its_own_and_not_found_in_the_counts() -> None:
    mine, theirs, general = event(1), event(2, who=BOB), event(3, who=None)
    milestone = event(4, EventKind.MILESTONE)
    assert campaigns_of([mine, theirs, general, milestone], ANN.id) == [mine]
    assert EventKind.NOTE not in CAMPAIGNS


@given(st.integers(-100, 10**4), st.integers(60, 660), st.integers(0, 10**8))
def test_at_an_even_pace_every_lift_is_zero_and_within_its_interval(
    pace: int, at: int, first: int
) -> None:
    past = series([first + 10**6 + pace * n for n in range(721)])
    lift = lift_of(past, event(at), [])
    assert lift is not None
    assert lift.followers == pytest.approx(0, abs=1e-3)
    assert lift.low - 1e-3 <= 0 <= lift.high + 1e-3


@given(st.integers(0, 2**32), st.integers(60, 660))
def test_a_lift_has_an_ordered_interval_and_does_not_depend_on_the_level(
    seed: int, at: int
) -> None:
    random = Random(seed)
    steps = (random.randint(-50, 50) for _ in range(720))
    counts = list(accumulate(steps, initial=10**6))
    lift = lift_of(series(counts), event(at), [])
    higher = lift_of(series([count + 12_345 for count in counts]), event(at), [])
    assert lift is not None
    assert higher is not None
    assert lift.low <= lift.high
    figures, same = ((found.followers, found.low, found.high) for found in (lift, higher))
    assert figures == pytest.approx(same, abs=1e-3)
    assert replace(lift, followers=0, low=0, high=0) == replace(higher, followers=0, low=0, high=0)
