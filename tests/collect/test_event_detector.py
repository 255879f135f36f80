"""What the readings of a round mean for a race."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, minute, race, track
from tui.board.lead_watch import LeadHistory
from tui.collect.event_detector import EventDetector
from tui.metrics.crossing import crossing
from tui.model import DOUBTED, Account, Event, EventKind, Millis, Origin, Quality
from tui.outliers import Verdict
from tui.series import series_of

LEAD, MILESTONE, FALSE = EventKind.LEAD_CHANGE, EventKind.MILESTONE, EventKind.FALSE_READING


def begun(
    ann: Sequence[int | None], bob: Sequence[int | None], target: int | None = None
) -> EventDetector:
    """Return what follows a race of two, from what was read of it, one count a minute."""
    return EventDetector(race(ANN, BOB, target=target), [track(ANN, ann), track(BOB, bob)])


def told(events: Sequence[Event]) -> list[tuple[EventKind, Millis, Account | None]]:
    assert all(event.origin is Origin.MEASURED for event in events)
    return [(event.kind, event.at, event.account) for event in events]


def round_of(known: EventDetector, at: float, ann: int, bob: int) -> list[Event]:
    counts = {ANN.id: [(minute(at), ann)], BOB.id: [(minute(at), bob)]}
    return known.of(counts, {})


def test_a_lead_is_taken_once_it_has_held_for_two_rounds_and_dated_at_the_first() -> None:
    known = begun([10], [5])
    assert round_of(known, 1, 20, 25) == []
    events = round_of(known, 2, 30, 35)
    assert told(events) == [(LEAD, minute(1), BOB)]
    assert events[0].title == "Bob takes the lead"
    assert round_of(known, 3, 40, 45) == []


def test_a_lead_that_is_half_taken_as_somebody_takes_over_is_told_all_the_same() -> None:
    known = begun([10, 20], [5, 25])
    assert told(round_of(known, 2, 30, 35)) == [(LEAD, minute(1), BOB)]


def test_who_led_before_is_not_told_again() -> None:
    assert round_of(begun([10, 20, 30], [5, 25, 35]), 3, 40, 45) == []


def test_the_target_is_reached_between_two_readings_and_told_once() -> None:
    known = begun([80], [0], target=100)
    assert told(round_of(known, 1, 120, 1)) == [(MILESTONE, minute(0.5), ANN)]
    assert round_of(known, 2, 90, 2) == []
    assert round_of(known, 3, 130, 3) == []


def test_whoever_was_beyond_the_target_before_does_not_reach_it() -> None:
    assert round_of(begun([100, 90], [0], target=100), 2, 120, 1) == []
    assert round_of(begun([], [], target=100), 1, 120, 1) == []


def test_another_target_can_be_reached_again() -> None:
    assert told(round_of(begun([120], [0], target=200), 1, 220, 1)) == [
        (MILESTONE, minute(0.8), ANN)
    ]


def test_after_the_first_crossing_nobody_takes_the_lead() -> None:
    known = begun([120], [80], target=100)
    rounds = [round_of(known, n, 121, 130 + n) for n in range(1, 4)]
    assert {kind for events in rounds for kind, *_ in told(events)} == {MILESTONE}


def test_who_overtakes_with_the_crossing_itself_takes_no_lead() -> None:
    known = begun([90], [80], target=100)
    events = [e for n in range(1, 4) for e in round_of(known, n, 90 + n, 110 + 10 * n)]
    assert told(events) == [(MILESTONE, minute(0.5), BOB)]


def test_after_the_first_crossing_nobody_takes_the_lead_whoever_takes_over() -> None:
    known = begun([80, 120, 121, 122], [70, 80, 90, 130], target=100)
    assert told(round_of(known, 4, 123, 140)) == []


def test_a_false_reading_is_told_of_its_account_at_its_time() -> None:
    verdicts = {BOB.id: [Verdict(minute(3), 1_998_130, Quality.FALSE_READING)]}
    events = begun([10], [5]).of({}, verdicts)
    assert told(events) == [(FALSE, minute(3), BOB)]
    assert events[0].title == "Bob: 1,998,130 was a false reading"


def test_a_reading_that_was_confirmed_is_no_event_but_its_count_is() -> None:
    known = begun([10], [5], target=201)
    counts = {BOB.id: [(minute(1), 200), (minute(2), 201), (minute(3), 202)]}
    verdicts = {BOB.id: [Verdict(minute(n), 199 + n, Quality.EXACT) for n in (1, 2)]}
    kinds = [kind for kind, *_ in told(known.of(counts, verdicts))]
    assert kinds == [LEAD, MILESTONE]


def test_what_is_read_of_others_is_no_matter_of_this_race() -> None:
    counts = {CAT.id: [(minute(1), 10**6), (minute(2), 10**6)]}
    verdicts = {CAT.id: [Verdict(minute(1), 7, Quality.FALSE_READING)]}
    assert begun([10], [5], target=100).of(counts, verdicts) == []


@pytest.mark.parametrize("quality", sorted(DOUBTED))
def test_what_is_doubted_of_the_past_is_nothing_to_begin_from(quality: Quality) -> None:
    past = track(ANN, [10, 200, 30], doubted={1: quality})
    known = EventDetector(race(ANN, BOB, target=100), [past, track(BOB, [20, 20, 20])])
    # The lead is taken by the trusted 30, before the target is reached; not by the 200.
    assert told(round_of(known, 3, 130, 20)) == [
        (LEAD, minute(2), ANN),
        (MILESTONE, minute(2.7), ANN),
    ]


COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30)


@pytest.mark.parametrize("target", [None, 20])
@given(COUNTS, st.integers(0, 30))
def test_round_by_round_it_tells_the_changes_that_the_whole_past_shows_whoever_takes_over(
    target: int | None, rounds: list[tuple[int, int]], taken_over: int
) -> None:
    known, events = begun([], [], target), list[Event]()
    for n, (ann, bob) in enumerate(rounds):
        if n == taken_over:
            known = begun([a for a, _ in rounds[:n]], [b for _, b in rounds[:n]], target)
        events += round_of(known, n, ann, bob)
    whole = {
        who.id: series_of(track(who, [counts[i] for counts in rounds]), minute(10_000))
        for i, who in enumerate((ANN, BOB))
    }
    crossings = {n: c for n, past in whole.items() if target and (c := crossing(past, target))}
    shown = [
        (LEAD, change.at, change.account) for change in LeadHistory().changes(whole, crossings)
    ]
    leads = [(kind, at, who.id) for kind, at, who in told(events) if who and kind is LEAD]
    assert leads == shown
