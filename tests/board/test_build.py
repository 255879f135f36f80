"""Building the board of a race at one time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import (
    ANN,
    BOB,
    CAT,
    account,
    as_values,
    board,
    extended,
    follow_list,
    minute,
    steady,
    track,
)
from tui.board.build import podium_of
from tui.board.events import merged_events
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
    return Event(minute(n), EventKind.LEAD_CHANGE, "a lead change", origin, who)


def test_accounts_are_ranked_by_count() -> None:
    shown = board(track(ANN, [10]), track(BOB, [30]), track(CAT, [20]))
    assert names(shown) == ["Bob", "Cat", "Ann"]
    assert [standing.rank for standing in shown.standings] == [1, 2, 3]


def test_gaps_are_to_the_leader() -> None:
    shown = board(track(ANN, [992_481]), track(BOB, [991_631]))
    assert [standing.gap for standing in shown.standings] == [0, -850]
    assert [standing.time_gap for standing in shown.standings] == [0, None]


def test_kutcher_is_at_96_2_percent_with_38_000_left() -> None:
    kutcher = of(board(track(ANN, [962_000])), ANN)
    assert kutcher.progress == pytest.approx(0.962)
    assert kutcher.measures["progress"].value == pytest.approx(96.2)
    assert kutcher.measures["left"].value == 38_000


def test_an_account_never_read_is_last_and_has_unknown_values() -> None:
    shown = board(track(ANN, []), track(BOB, [1]), track(CAT, [None]))
    assert names(shown)[0] == "Bob"
    for who in (ANN, CAT):
        standing = of(shown, who)
        assert standing.state is State.UNKNOWN
        assert (standing.followers, standing.gap, standing.pace, standing.progress) == (None,) * 4


def test_zero_followers_are_a_known_count() -> None:
    assert of(board(track(ANN, [0])), ANN).followers == 0
    assert names(board(track(ANN, []), track(BOB, [0]))) == ["Bob", "Ann"]


def test_an_account_not_read_for_three_rounds_is_stale() -> None:
    known = track(ANN, [1, 2])
    assert of(board(known, at=minute(4)), ANN).state is State.RACING
    assert of(board(known, at=minute(4) + 1), ANN).state is State.STALE


def test_an_account_that_has_crossed_is_neither_racing_nor_stale() -> None:
    assert of(board(track(ANN, [99, 101]), target=100, at=minute(60)), ANN).state is State.CROSSED


def test_finishers_are_ranked_by_crossing_time() -> None:
    ann, bob = track(ANN, [90, 99, 101, 102, 103]), track(BOB, [10, 98, 99, 150, 200])
    shown = board(bob, ann, target=100)
    assert names(shown) == ["Ann", "Bob"]
    assert of(shown, BOB).gap == 97


def test_a_finisher_stays_ahead_of_others_after_falling_back() -> None:
    shown = board(track(ANN, [90, 101, 80]), track(BOB, [90, 91, 95]), target=100)
    assert names(shown) == ["Ann", "Bob"]


def test_a_crossing_has_a_time_and_a_margin() -> None:
    crossed = of(board(track(ANN, [999_990, 1_000_010])), ANN)
    assert (crossed.crossed_at, crossed.crossed_within) == (minute(0.5), 30 * SECOND)


def test_in_a_tie_the_first_to_reach_the_count_is_ranked_first() -> None:
    ann, bob = track(ANN, [8, 9, 10]), track(BOB, [9, 10, 10])
    assert names(board(ann, bob)) == ["Bob", "Ann"]
    assert names(board(bob, ann)) == ["Bob", "Ann"]


def test_in_a_tie_after_a_change_of_the_lead_the_new_leader_stays_first() -> None:
    ann, bob = track(ANN, [10, 20, 30, 50]), track(BOB, [5, 25, 35, 50])
    assert names(board(ann, bob)) == ["Bob", "Ann"]


def test_in_a_tie_the_leader_keeps_its_place_after_a_loss() -> None:
    ann, bob = track(ANN, [100, 105, 103]), track(BOB, [90, 95, 103])
    assert names(board(ann, bob)) == ["Ann", "Bob"]
    assert names(board(bob, ann)) == ["Ann", "Bob"]


def test_in_a_tie_for_second_the_second_keeps_its_place() -> None:
    first = track(CAT, [200, 200, 200])
    ann, bob = track(ANN, [100, 105, 103]), track(BOB, [90, 95, 103])
    assert names(board(first, bob, ann)) == ["Cat", "Ann", "Bob"]


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.FALSE_READING])
def test_a_doubted_sample_changes_nothing_on_the_board(quality: Quality) -> None:
    ann = steady(ANN, 960_000, 600, 60)
    bob = steady(BOB, 950_000, 600, 60)
    doubted = Sample(minute(60.5), 1_998_130, quality=quality, provenance="bad")
    at = minute(61)
    assert as_values(board(ann, extended(bob, doubted), at=at)) == as_values(board(ann, bob, at=at))


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.FALSE_READING])
def test_the_following_count_is_not_taken_from_a_doubted_sample(quality: Quality) -> None:
    known = extended(track(ANN, [1]), Sample(minute(1), 2, following=72))
    doubted = Sample(minute(2), 1_998_130, following=9999, quality=quality)
    assert of(board(extended(known, doubted)), ANN).following == 72


def test_a_false_reading_does_not_cross_the_target() -> None:
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
def test_nothing_after_the_time_of_the_board_is_used(
    ann: list[int], bob: list[int], n: int
) -> None:
    counts = [[99_000 + sum(steps[:i]) for i in range(len(steps))] for steps in (ann, bob)]
    complete = [track(who, known) for who, known in zip((ANN, BOB), counts, strict=True)]
    until = [
        replace(known, samples=tuple(s for s in known.samples if s.at <= minute(n)))
        for known in complete
    ]
    events = [lead(5, ANN), lead(30, BOB)]
    assert as_values(board(*complete, target=100_000, at=minute(n), events=events)) == as_values(
        board(*until, target=100_000, at=minute(n), events=[e for e in events if e.at <= minute(n)])
    )


@settings(max_examples=25)
@given(st.lists(st.lists(st.none() | st.integers(0, 200), max_size=12), max_size=4))
def test_any_samples_make_a_board(counts: list[list[int | None]]) -> None:
    tracks = [track(account(i), known) for i, known in enumerate(counts, 1)]
    shown = board(*tracks, target=100, at=minute(12))
    assert [standing.rank for standing in shown.standings] == list(range(1, len(tracks) + 1))
    assert {standing.account for standing in shown.standings} == {t.account for t in tracks}
    assert shown.standings == () or shown.standings[0].gap in {0, None}


def test_a_race_without_accounts_has_an_empty_board() -> None:
    assert board().standings == ()


def test_without_a_target_nobody_crosses_and_there_is_no_progress() -> None:
    standing = of(board(steady(ANN, 1, 60, 60), target=None), ANN)
    assert standing.progress is None
    assert standing.crossed_at is None
    assert standing.forecast.median is None
    assert standing.pace == pytest.approx(60)


def test_the_pace_has_a_window() -> None:
    standing = of(board(steady(ANN, 0, 600, 60)), ANN)
    assert standing.pace == pytest.approx(600)
    assert standing.pace_window == HOUR


def test_a_crossed_account_is_forecast_at_its_crossing() -> None:
    standing = of(board(track(ANN, [999_990, 1_000_010])), ANN)
    forecast = standing.forecast
    assert forecast.p_not == 0
    assert (forecast.median, forecast.p10, forecast.p90) == (minute(0.5),) * 3


def test_a_crossing_overrides_a_given_forecast() -> None:
    before = board(steady(ANN, 999_000, 600, 60), at=minute(60))
    predicted = {s.account.id: s.forecast for s in before.standings}
    crossed = extended(steady(ANN, 999_000, 600, 60), Sample(minute(61), 1_000_010))
    standing = of(board(crossed, predicted=predicted), ANN)
    assert standing.state is State.CROSSED
    assert standing.forecast.p_not == 0
    assert standing.forecast.median == standing.crossed_at


def test_given_forecasts_are_used() -> None:
    first = board(steady(ANN, 900_000, 600, 60))
    predicted = {s.account.id: s.forecast for s in first.standings}
    again = board(steady(ANN, 900_000, 600, 60), predicted=predicted)
    assert again.standings[0].forecast is predicted[ANN.id]


def test_the_following_count_is_the_newest() -> None:
    known = extended(track(ANN, [1]), Sample(minute(1), 2, following=72), Sample(minute(2), 3))
    assert of(board(known), ANN).following == 72
    assert of(board(known, at=minute(0)), ANN).following is None


def test_the_following_count_can_come_from_a_sample_without_followers() -> None:
    known = extended(track(ANN, [1]), Sample(minute(1), None, following=79))
    standing = of(board(known), ANN)
    assert (standing.followers, standing.following) == (1, 79)


def test_follow_lists_are_measured() -> None:
    shown = board(track(ANN, [1]), follow_lists={ANN.id: follow_list(ANN, [True, False], 2, True)})
    assert of(shown, ANN).measures["follow_back_rate"].value == 50


def test_a_lead_change_and_a_crossing_are_events() -> None:
    shown = board(track(ANN, [10, 20, 30, 40, 50]), track(BOB, [5, 25, 35, 99, 101]), target=100)
    assert [(e.at, e.kind, e.title, e.origin, e.account) for e in shown.events] == [
        (minute(1), EventKind.LEAD_CHANGE, "Bob takes the lead", Origin.MEASURED, BOB),
        (minute(3.5), EventKind.MILESTONE, "Bob reaches 100", Origin.MEASURED, BOB),
    ]
    assert shown.measures["lead_changes"].value == 1


def test_an_account_above_the_target_from_the_start_makes_no_event() -> None:
    assert board(track(ANN, [101, 102]), target=100).events == ()


def test_events_after_the_boards_time_are_left_out() -> None:
    shown = board(track(ANN, [1, 2]), at=minute(1), events=[lead(1, ANN), lead(2, ANN)])
    assert [event.at for event in shown.events] == [minute(1)]


@pytest.mark.parametrize(("apart", "events"), [(-2, 1), (2, 1), (2.01, 2), (-2.01, 2)])
def test_a_measured_event_within_two_minutes_of_a_logged_one_is_the_same(
    apart: float, events: int
) -> None:
    found = merged_events([lead(10, ANN)], [lead(10 + apart, ANN, Origin.MEASURED)])
    assert len(found) == events
    assert found[0 if events == 1 or apart > 0 else 1].origin is Origin.DOCUMENTED


def test_events_of_different_kinds_or_accounts_are_different() -> None:
    logged = [lead(10, ANN), Event(minute(10), EventKind.NOTE, "x", Origin.NOTED, BOB)]
    assert len(merged_events(logged, [lead(10, BOB, Origin.MEASURED)])) == 3


def test_events_are_sorted_by_time() -> None:
    found = merged_events([lead(9, ANN), lead(3, None)], [lead(6, BOB, Origin.MEASURED)])
    assert [event.at for event in found] == [minute(3), minute(6), minute(9)]


def test_a_standing_has_the_quality_time_and_provenance_of_its_sample() -> None:
    known = track(ANN, [962_000], doubted={0: Quality.OVER})
    standing = of(board(known, at=minute(1)), ANN)
    assert (standing.quality, standing.read_at) == (Quality.OVER, minute(0))
    assert standing.provenance == "live:test"
    assert standing.measures["progress"].provenance == "live:test"


def test_staleness_depends_on_the_step_of_the_track() -> None:
    known = track(ANN, [1, 2], step=10 * MINUTE)
    assert of(board(known, at=minute(40)), ANN).state is State.RACING
    assert of(board(known, at=minute(41)), ANN).state is State.STALE


def test_a_podium_has_the_finishers_in_order_and_their_spread() -> None:
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
def test_a_podium_without_two_known_crossing_times_has_no_spread(first: int) -> None:
    ended = board(steady(ANN, first, 60, 60), track(BOB, [10_002]), target=10_000)
    podium = podium_of(ended, 7)
    assert {standing.account for standing in podium.finishers} == {ANN, BOB}
    assert podium.spread is None
