"""Finding the events of a race in the samples of its rounds."""

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


def detector_after(
    ann: Sequence[int | None], bob: Sequence[int | None], target: int | None = None
) -> EventDetector:
    """Return the detector of a race of two with earlier counts, one each minute."""
    return EventDetector(race(ANN, BOB, target=target), [track(ANN, ann), track(BOB, bob)])


def summary(events: Sequence[Event]) -> list[tuple[EventKind, Millis, Account | None]]:
    assert all(event.origin is Origin.MEASURED for event in events)
    return [(event.kind, event.at, event.account) for event in events]


def round_of(detector: EventDetector, at: float, ann: int, bob: int) -> list[Event]:
    counts = {ANN.id: [(minute(at), ann)], BOB.id: [(minute(at), bob)]}
    return detector.detect(counts, {})


def test_a_lead_that_holds_for_two_rounds_is_a_change_at_the_first() -> None:
    detector = detector_after([10], [5])
    assert round_of(detector, 1, 20, 25) == []
    events = round_of(detector, 2, 30, 35)
    assert summary(events) == [(LEAD, minute(1), BOB)]
    assert events[0].title == "Bob takes the lead"
    assert round_of(detector, 3, 40, 45) == []


def test_a_lead_change_that_began_before_the_detector_is_found() -> None:
    detector = detector_after([10, 20], [5, 25])
    assert summary(round_of(detector, 2, 30, 35)) == [(LEAD, minute(1), BOB)]


def test_an_existing_lead_is_not_an_event() -> None:
    assert round_of(detector_after([10, 20, 30], [5, 25, 35]), 3, 40, 45) == []


def test_a_crossing_between_two_samples_is_an_event_once() -> None:
    detector = detector_after([80], [0], target=100)
    assert summary(round_of(detector, 1, 120, 1)) == [(MILESTONE, minute(0.5), ANN)]
    assert round_of(detector, 2, 90, 2) == []
    assert round_of(detector, 3, 130, 3) == []


def test_an_account_above_the_target_before_does_not_cross_it() -> None:
    assert round_of(detector_after([100, 90], [0], target=100), 2, 120, 1) == []
    assert round_of(detector_after([], [], target=100), 1, 120, 1) == []


def test_another_target_can_be_crossed_again() -> None:
    assert summary(round_of(detector_after([120], [0], target=200), 1, 220, 1)) == [
        (MILESTONE, minute(0.8), ANN)
    ]


def test_after_the_first_crossing_there_are_no_lead_changes() -> None:
    detector = detector_after([120], [80], target=100)
    rounds = [round_of(detector, n, 121, 130 + n) for n in range(1, 4)]
    assert {kind for events in rounds for kind, *_ in summary(events)} == {MILESTONE}


def test_overtaking_by_crossing_is_not_a_lead_change() -> None:
    detector = detector_after([90], [80], target=100)
    events = [e for n in range(1, 4) for e in round_of(detector, n, 90 + n, 110 + 10 * n)]
    assert summary(events) == [(MILESTONE, minute(0.5), BOB)]


def test_after_an_earlier_crossing_a_new_detector_finds_no_lead_changes() -> None:
    detector = detector_after([80, 120, 121, 122], [70, 80, 90, 130], target=100)
    assert summary(round_of(detector, 4, 123, 140)) == []


def test_a_false_reading_is_an_event_at_its_time() -> None:
    verdicts = {BOB.id: [Verdict(minute(3), 1_998_130, Quality.FALSE_READING)]}
    events = detector_after([10], [5]).detect({}, verdicts)
    assert summary(events) == [(FALSE, minute(3), BOB)]
    assert events[0].title == "Bob: 1,998,130 was a false reading"


def test_a_confirmed_reading_is_not_an_event_but_its_count_is_used() -> None:
    detector = detector_after([10], [5], target=201)
    counts = {BOB.id: [(minute(1), 200), (minute(2), 201), (minute(3), 202)]}
    verdicts = {BOB.id: [Verdict(minute(n), 199 + n, Quality.EXACT) for n in (1, 2)]}
    kinds = [kind for kind, *_ in summary(detector.detect(counts, verdicts))]
    assert kinds == [LEAD, MILESTONE]


def test_samples_of_other_accounts_are_ignored() -> None:
    counts = {CAT.id: [(minute(1), 10**6), (minute(2), 10**6)]}
    verdicts = {CAT.id: [Verdict(minute(1), 7, Quality.FALSE_READING)]}
    assert detector_after([10], [5], target=100).detect(counts, verdicts) == []


@pytest.mark.parametrize("quality", sorted(DOUBTED))
def test_doubted_samples_of_the_past_are_ignored(quality: Quality) -> None:
    past = track(ANN, [10, 200, 30], doubted={1: quality})
    detector = EventDetector(race(ANN, BOB, target=100), [past, track(BOB, [20, 20, 20])])
    # The trusted 30 takes the lead, not the doubted 200.
    assert summary(round_of(detector, 3, 130, 20)) == [
        (LEAD, minute(2), ANN),
        (MILESTONE, minute(2.7), ANN),
    ]


COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30)


@pytest.mark.parametrize("target", [None, 20])
@given(COUNTS, st.integers(0, 30))
def test_lead_changes_by_round_equal_those_of_the_whole_series(
    target: int | None, rounds: list[tuple[int, int]], replaced_at: int
) -> None:
    detector, events = detector_after([], [], target), list[Event]()
    for n, (ann, bob) in enumerate(rounds):
        if n == replaced_at:
            detector = detector_after(
                [a for a, _ in rounds[:n]], [b for _, b in rounds[:n]], target
            )
        events += round_of(detector, n, ann, bob)
    complete = {
        who.id: series_of(track(who, [counts[i] for counts in rounds]), minute(10_000))
        for i, who in enumerate((ANN, BOB))
    }
    crossings = {n: c for n, past in complete.items() if target and (c := crossing(past, target))}
    expected = [
        (LEAD, change.at, change.account) for change in LeadHistory().changes(complete, crossings)
    ]
    leads = [(kind, at, who.id) for kind, at, who in summary(events) if who and kind is LEAD]
    assert leads == expected
