"""What an event moved: growth after it beyond the growth before it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute, series
from tui.metrics.lifts import CAMPAIGNS, about, count_at, lift_of
from tui.model import HOUR, Account, Event, EventKind, Origin
from tui.series import Series


def event(
    at: float, kind: EventKind = EventKind.GIVEAWAY, who: Account | None = ANN, title: str = "gifts"
) -> Event:
    """Return an event some minutes after the start."""
    return Event(minute(at), kind, title, Origin.NOTED, who)


def surge(since: int, by: int, minutes: int = 721, pace: int = 10) -> Series:
    """Return a pace of some followers a minute, with more in the hour after a minute."""
    return series([pace * n + by * max(0, min(60, n - since)) for n in range(minutes)])


def without(past: Series, since: int, until: int) -> Series:
    """Return a past in which nothing was read between two minutes."""
    kept = [i for i in range(len(past.ats)) if not since < i < until]
    return Series(tuple(past.ats[i] for i in kept), tuple(past.counts[i] for i in kept), past.step)


def test_a_lift_is_what_came_beyond_the_pace_before() -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts])
    assert lift is not None
    assert lift.followers == pytest.approx(600)
    assert lift.placebos >= 40
    assert not lift.overlaps


def test_what_the_event_itself_moved_is_in_no_placebo() -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts])
    assert lift is not None
    assert (lift.low, lift.high) == pytest.approx((600, 600))


def test_what_another_event_moved_is_in_no_placebo() -> None:
    gifts, other = event(600), event(300, EventKind.TAKEOVER)
    past = surge(300, 10)
    lift = lift_of(past, gifts, [gifts, other])
    assert lift is not None
    assert (lift.low, lift.followers, lift.high) == pytest.approx((0, 0, 0), abs=1e-6)


@pytest.mark.parametrize(("apart", "overlaps"), [(59, True), (-59, True), (60, False), (61, False)])
def test_another_campaign_within_the_window_is_told(apart: int, overlaps: bool) -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts, event(300 + apart, EventKind.TAKEOVER)])
    assert lift is not None
    assert lift.overlaps is overlaps


def test_what_the_counts_themselves_show_is_no_campaign() -> None:
    gifts = event(300)
    lift = lift_of(surge(300, 10), gifts, [gifts, event(310, EventKind.LEAD_CHANGE)])
    assert lift is not None
    assert not lift.overlaps


@pytest.mark.parametrize("at", [-5, 0, 59, 662, 721, 900])
def test_without_a_window_on_both_sides_nothing_is_said(at: int) -> None:
    assert lift_of(surge(300, 10), event(at), []) is None


def test_with_too_little_past_for_placebos_nothing_is_said() -> None:
    assert lift_of(surge(60, 10, minutes=125), event(60), []) is None
    assert lift_of(series([]), event(60), []) is None


def test_what_happened_while_nothing_was_read_moved_nobody_knows_what() -> None:
    past = surge(300, 10)
    assert lift_of(without(past, 200, 400), event(300), []) is None


def test_placebos_in_a_time_that_was_not_read_are_none() -> None:
    restless = series([10 * n + (n // 45 % 2) * 200 for n in range(1500)])
    whole = lift_of(restless, event(1400), [])
    torn = lift_of(without(restless, 5, 1100), event(1400), [])
    assert whole is not None
    assert whole.high - whole.low >= 200
    assert torn is None or torn.high - torn.low >= 200


def test_readings_far_apart_have_a_longer_window() -> None:
    past = series([600 * n for n in range(200)], HOUR)
    lift = lift_of(past, event(100 * 60), [])
    assert lift is not None
    assert lift.followers == pytest.approx(0, abs=1e-6)


def test_the_count_at_a_time_lies_between_two_readings_and_beyond_them_is_unknown() -> None:
    past = series([0, 60])
    assert [count_at(past, minute(n)) for n in (-1, 0, 0.5, 1, 2)] == [None, 0, 30, 60, None]
    assert count_at(series([]), minute(0)) is None


def test_an_accounts_campaigns_are_its_own_and_move_a_count() -> None:
    mine, theirs, nobodys = event(1), event(2, who=BOB), event(3, who=None)
    shown = event(4, EventKind.MILESTONE)
    assert about([mine, theirs, nobodys, shown], ANN.id) == [mine]
    assert EventKind.NOTE not in CAMPAIGNS


@given(st.integers(-100, 10**4), st.integers(60, 660), st.integers(0, 10**8))
def test_at_an_even_pace_no_event_moves_anything_and_its_interval_holds_nought(
    pace: int, at: int, first: int
) -> None:
    past = series([first + 10**6 + pace * n for n in range(721)])
    lift = lift_of(past, event(at), [])
    assert lift is not None
    assert lift.followers == pytest.approx(0, abs=1e-3)
    assert lift.low - 1e-3 <= 0 <= lift.high + 1e-3


@given(st.lists(st.integers(-50, 50), min_size=720, max_size=720), st.integers(60, 660))
def test_a_lift_lies_in_an_interval_that_is_in_order_and_does_not_know_the_level(
    steps: list[int], at: int
) -> None:
    counts = [10**6]
    for step in steps:
        counts.append(counts[-1] + step)
    lift = lift_of(series(counts), event(at), [])
    higher = lift_of(series([count + 12_345 for count in counts]), event(at), [])
    assert lift is not None
    assert higher is not None
    assert lift.low <= lift.high
    told, again = ((found.followers, found.low, found.high) for found in (lift, higher))
    assert told == pytest.approx(again, abs=1e-3)
    assert replace(lift, followers=0, low=0, high=0) == replace(higher, followers=0, low=0, high=0)
