"""The ranked board of an instant."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import (
    ANN,
    BOB,
    CAT,
    account,
    board,
    follow_list,
    minute,
    more,
    said,
    steady,
    track,
)
from tui.board.build import podium_of
from tui.board.events import merged
from tui.model import (
    HOUR,
    MINUTE,
    SECOND,
    Account,
    Board,
    Event,
    EventKind,
    Origin,
    Quality,
    Sample,
    Standing,
    State,
)


def of(shown: Board, who: Account) -> Standing:
    return next(standing for standing in shown.standings if standing.account == who)


def names(shown: Board) -> list[str]:
    return [standing.account.name for standing in shown.standings]


def lead(n: float, who: Account | None, origin: Origin = Origin.DOCUMENTED) -> Event:
    return Event(minute(n), EventKind.LEAD_CHANGE, "told", origin, who)


def test_accounts_stand_by_their_count() -> None:
    shown = board(track(ANN, [10]), track(BOB, [30]), track(CAT, [20]))
    assert names(shown) == ["Bob", "Cat", "Ann"]
    assert [standing.rank for standing in shown.standings] == [1, 2, 3]


def test_the_leader_has_no_gap_and_the_others_theirs_to_the_leader() -> None:
    shown = board(track(ANN, [992_481]), track(BOB, [991_631]))
    assert [standing.gap for standing in shown.standings] == [0, -850]
    assert [standing.time_gap for standing in shown.standings] == [0, None]


def test_kutcher_stands_at_96_2_percent_with_38_000_left() -> None:
    kutcher = of(board(track(ANN, [962_000])), ANN)
    assert kutcher.progress == pytest.approx(0.962)
    assert kutcher.measures["progress"].value == pytest.approx(96.2)
    assert kutcher.measures["left"].value == 38_000


def test_who_was_never_read_stands_last_and_is_unknown_in_everything() -> None:
    shown = board(track(ANN, []), track(BOB, [1]), track(CAT, [None]))
    assert names(shown)[0] == "Bob"
    for who in (ANN, CAT):
        standing = of(shown, who)
        assert standing.state is State.UNKNOWN
        assert (standing.followers, standing.gap, standing.pace, standing.progress) == (None,) * 4


def test_nought_followers_are_a_count_and_no_unknown() -> None:
    assert of(board(track(ANN, [0])), ANN).followers == 0
    assert names(board(track(ANN, []), track(BOB, [0]))) == ["Bob", "Ann"]


def test_an_account_not_read_for_three_rounds_is_stale() -> None:
    known = track(ANN, [1, 2])
    assert of(board(known, at=minute(4)), ANN).state is State.RACING
    assert of(board(known, at=minute(4) + 1), ANN).state is State.STALE


def test_who_has_crossed_is_neither_racing_nor_stale() -> None:
    assert of(board(track(ANN, [99, 101]), target=100, at=minute(60)), ANN).state is State.CROSSED


def test_after_the_crossing_the_rank_is_by_the_time_of_crossing() -> None:
    ann, bob = track(ANN, [90, 99, 101, 102, 103]), track(BOB, [10, 98, 99, 150, 200])
    shown = board(bob, ann, target=100)
    assert names(shown) == ["Ann", "Bob"]
    assert of(shown, BOB).gap == 97


def test_who_has_crossed_stands_before_who_has_not_even_after_falling_back() -> None:
    shown = board(track(ANN, [90, 101, 80]), track(BOB, [90, 91, 95]), target=100)
    assert names(shown) == ["Ann", "Bob"]


def test_a_crossing_is_dated_with_its_margin() -> None:
    crossed = of(board(track(ANN, [999_990, 1_000_010])), ANN)
    assert (crossed.crossed_at, crossed.crossed_within) == (minute(0.5), 30 * SECOND)


def test_in_a_tie_who_came_first_to_the_count_stands_first() -> None:
    ann, bob = track(ANN, [8, 9, 10]), track(BOB, [9, 10, 10])
    assert names(board(ann, bob)) == ["Bob", "Ann"]
    assert names(board(bob, ann)) == ["Bob", "Ann"]


def test_in_a_tie_after_a_change_of_the_lead_the_new_leader_stays_first() -> None:
    ann, bob = track(ANN, [10, 20, 30, 50]), track(BOB, [5, 25, 35, 50])
    assert names(board(ann, bob)) == ["Bob", "Ann"]


def test_in_a_tie_who_led_all_along_keeps_the_place_after_a_loss() -> None:
    ann, bob = track(ANN, [100, 105, 103]), track(BOB, [90, 95, 103])
    assert names(board(ann, bob)) == ["Ann", "Bob"]
    assert names(board(bob, ann)) == ["Ann", "Bob"]


def test_in_a_tie_for_second_who_was_second_keeps_the_place() -> None:
    first = track(CAT, [200, 200, 200])
    ann, bob = track(ANN, [100, 105, 103]), track(BOB, [90, 95, 103])
    assert names(board(first, bob, ann)) == ["Cat", "Ann", "Bob"]


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.FALSE_READING])
def test_a_doubted_reading_enters_nothing(quality: Quality) -> None:
    ann = steady(ANN, 960_000, 600, 60)
    bob = steady(BOB, 950_000, 600, 60)
    doubted = Sample(minute(60.5), 1_998_130, quality=quality, provenance="bad")
    at = minute(61)
    assert said(board(ann, more(bob, doubted), at=at)) == said(board(ann, bob, at=at))


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.FALSE_READING])
def test_whom_it_follows_is_not_taken_from_a_doubted_reading(quality: Quality) -> None:
    known = more(track(ANN, [1]), Sample(minute(1), 2, following=72))
    doubted = Sample(minute(2), 1_998_130, following=9999, quality=quality)
    assert of(board(more(known, doubted)), ANN).following == 72


def test_a_false_reading_crosses_no_target() -> None:
    bob = track(BOB, [998_000, 1_998_130, 998_100], doubted={1: Quality.FALSE_READING})
    standing = of(board(bob), BOB)
    assert standing.crossed_at is None
    assert standing.followers == 998_100


@settings(max_examples=25)
@given(
    st.lists(st.integers(-50, 300), min_size=2, max_size=45),
    st.lists(st.integers(-50, 300), min_size=2, max_size=45),
    st.integers(0, 45),
)
def test_nothing_later_than_the_time_that_is_given_is_used(
    ann: list[int], bob: list[int], n: int
) -> None:
    counts = [[99_000 + sum(steps[:i]) for i in range(len(steps))] for steps in (ann, bob)]
    whole = [track(who, known) for who, known in zip((ANN, BOB), counts, strict=True)]
    until = [
        replace(known, samples=tuple(s for s in known.samples if s.at <= minute(n)))
        for known in whole
    ]
    events = [lead(5, ANN), lead(30, BOB)]
    assert said(board(*whole, target=100_000, at=minute(n), events=events)) == said(
        board(*until, target=100_000, at=minute(n), events=[e for e in events if e.at <= minute(n)])
    )


@settings(max_examples=25)
@given(st.lists(st.lists(st.none() | st.integers(0, 200), max_size=12), max_size=4))
def test_any_readings_make_a_board(counts: list[list[int | None]]) -> None:
    tracks = [track(account(i), known) for i, known in enumerate(counts, 1)]
    shown = board(*tracks, target=100, at=minute(12))
    assert [standing.rank for standing in shown.standings] == list(range(1, len(tracks) + 1))
    assert {standing.account for standing in shown.standings} == {t.account for t in tracks}
    assert shown.standings == () or shown.standings[0].gap in {0, None}


def test_a_race_of_nobody_is_an_empty_board() -> None:
    assert board().standings == ()


def test_without_a_target_nobody_crosses_and_there_is_no_progress() -> None:
    standing = of(board(steady(ANN, 1, 60, 60), target=None), ANN)
    assert standing.progress is None
    assert standing.crossed_at is None
    assert standing.forecast.median is None
    assert standing.pace == pytest.approx(60)


def test_the_pace_is_given_with_its_window() -> None:
    standing = of(board(steady(ANN, 0, 600, 60)), ANN)
    assert standing.pace == pytest.approx(600)
    assert standing.pace_window == HOUR


def test_a_crossed_account_is_forecast_at_its_crossing() -> None:
    standing = of(board(track(ANN, [999_990, 1_000_010])), ANN)
    told = standing.forecast
    assert told.p_not == 0
    assert (told.median, told.p10, told.p90) == (minute(0.5),) * 3


def test_a_crossed_account_is_forecast_at_its_crossing_even_where_forecasts_are_handed_in() -> None:
    before = board(steady(ANN, 999_000, 600, 60), at=minute(60))
    handed = {s.account.id: s.forecast for s in before.standings}
    crossed = more(steady(ANN, 999_000, 600, 60), Sample(minute(61), 1_000_010))
    standing = of(board(crossed, predicted=handed), ANN)
    assert standing.state is State.CROSSED
    assert standing.forecast.p_not == 0
    assert standing.forecast.median == standing.crossed_at


def test_forecasts_that_are_known_already_are_kept() -> None:
    first = board(steady(ANN, 900_000, 600, 60))
    handed = {s.account.id: s.forecast for s in first.standings}
    again = board(steady(ANN, 900_000, 600, 60), predicted=handed)
    assert again.standings[0].forecast is handed[ANN.id]


def test_whom_it_follows_is_the_newest_that_was_read() -> None:
    known = more(track(ANN, [1]), Sample(minute(1), 2, following=72), Sample(minute(2), 3))
    assert of(board(known), ANN).following == 72
    assert of(board(known, at=minute(0)), ANN).following is None


def test_a_follow_count_of_a_sample_without_followers_is_known() -> None:
    known = more(track(ANN, [1]), Sample(minute(1), None, following=79))
    standing = of(board(known), ANN)
    assert (standing.followers, standing.following) == (1, 79)


def test_circles_are_measured() -> None:
    shown = board(track(ANN, [1]), follow_lists={ANN.id: follow_list(ANN, [True, False], 2, True)})
    assert of(shown, ANN).measures["follow_back_rate"].value == 50


def test_a_lead_change_and_a_crossing_are_events() -> None:
    shown = board(track(ANN, [10, 20, 30, 40, 50]), track(BOB, [5, 25, 35, 99, 101]), target=100)
    assert [(e.at, e.kind, e.title, e.origin, e.account) for e in shown.events] == [
        (minute(1), EventKind.LEAD_CHANGE, "Bob takes the lead", Origin.MEASURED, BOB),
        (minute(3.5), EventKind.MILESTONE, "Bob reaches 100", Origin.MEASURED, BOB),
    ]
    assert shown.measures["lead_changes"].value == 1


def test_who_stood_above_the_target_from_the_first_makes_no_event() -> None:
    assert board(track(ANN, [101, 102]), target=100).events == ()


def test_events_after_the_boards_time_are_left_out() -> None:
    shown = board(track(ANN, [1, 2]), at=minute(1), events=[lead(1, ANN), lead(2, ANN)])
    assert [event.at for event in shown.events] == [minute(1)]


@pytest.mark.parametrize(("apart", "events"), [(-2, 1), (2, 1), (2.01, 2), (-2.01, 2)])
def test_a_measured_event_within_two_minutes_of_a_told_one_is_that_one(
    apart: float, events: int
) -> None:
    found = merged([lead(10, ANN)], [lead(10 + apart, ANN, Origin.MEASURED)])
    assert len(found) == events
    assert found[0 if events == 1 or apart > 0 else 1].origin is Origin.DOCUMENTED


def test_an_event_of_another_kind_or_account_is_another_event() -> None:
    told = [lead(10, ANN), Event(minute(10), EventKind.NOTE, "x", Origin.NOTED, BOB)]
    assert len(merged(told, [lead(10, BOB, Origin.MEASURED)])) == 3


def test_events_stand_by_time() -> None:
    found = merged([lead(9, ANN), lead(3, None)], [lead(6, BOB, Origin.MEASURED)])
    assert [event.at for event in found] == [minute(3), minute(6), minute(9)]


def test_a_reading_says_when_and_how_it_was_read() -> None:
    known = track(ANN, [962_000], doubted={0: Quality.OVER})
    standing = of(board(known, at=minute(1)), ANN)
    assert (standing.quality, standing.read_at) == (Quality.OVER, minute(0))
    assert standing.provenance == "live:test"
    assert standing.measures["progress"].provenance == "live:test"


def test_a_step_of_the_rounds_is_the_tracks_own() -> None:
    known = track(ANN, [1, 2], step=10 * MINUTE)
    assert of(board(known, at=minute(40)), ANN).state is State.RACING
    assert of(board(known, at=minute(41)), ANN).state is State.STALE


def test_a_podium_holds_who_crossed_in_that_order_and_how_far_apart_they_were() -> None:
    ended = board(
        steady(BOB, 8_000, 1200, 240),
        steady(ANN, 9_000, 1200, 240),
        steady(CAT, 100, 1200, 240),
        target=10_000,
    )
    podium = podium_of(ended, 7)
    assert [standing.account for standing in podium.finishers] == [ANN, BOB]
    assert (podium.spread, podium.again_in) == (50 * MINUTE, 7)


@pytest.mark.parametrize("first", [9_999, 10_001])
def test_a_podium_of_one_or_of_whose_time_nobody_knows_has_no_spread(first: int) -> None:
    ended = board(steady(ANN, first, 60, 60), track(BOB, [10_002]), target=10_000)
    podium = podium_of(ended, 7)
    assert {standing.account for standing in podium.finishers} == {ANN, BOB}
    assert podium.spread is None
