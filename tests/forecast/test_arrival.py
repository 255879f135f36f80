"""When an account reaches the target, how sure that is, and who is first."""

from dataclasses import asdict
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, START, minute, series, steady, track
from tui.forecast.arrival import PATHS, forecasts, shuffled, win_shares
from tui.model import DAY, HOUR, MINUTE, Forecast, Millis, Quality
from tui.series import Series, series_of

HORIZON = 30 * DAY
COUNTS = st.lists(st.integers(-40, 200), min_size=35, max_size=90).map(
    lambda steps: [900_000 + sum(steps[:i]) for i in range(len(steps))]
)


def even(first: int, an_hour: float, minutes: int) -> Series:
    return series_of(steady(ANN, first, an_hour, minutes), 2**62)


def forecast(
    past: Series,
    target: int | None = 1_000_000,
    at: Millis | None = None,
    horizon: Millis = HORIZON,
    seed: str = "test:ann",
) -> Forecast:
    """Return the forecast of one account that races alone."""
    if at is None:
        at = past.ats[-1]
    return forecasts({1: past}, at, target, horizon, {}, {1: seed})[1]


def test_an_even_pace_arrives_when_what_is_left_is_run() -> None:
    past = even(986_800, 600, 12 * 60)
    told = forecast(past)
    assert told.median is not None
    assert told.median - past.ats[-1] == pytest.approx(10 * HOUR, rel=0.03)


def test_the_interval_lies_around_the_median() -> None:
    told = forecast(even(986_800, 600, 12 * 60))
    assert told.p10 is not None
    assert told.median is not None
    assert told.p90 is not None
    assert told.p10 < told.median < told.p90


def test_the_same_past_gives_the_same_forecast() -> None:
    first = forecast(series([900_000 + 7 * n + n % 5 for n in range(300)]))
    again = forecast(series([900_000 + 7 * n + n % 5 for n in range(300)]))
    assert asdict(first) == asdict(again)


def test_a_pace_twice_as_fast_arrives_in_about_half_the_time() -> None:
    slow, fast = (forecast(even(900_000, pace, 12 * 60)).median for pace in (600, 1200))
    assert slow is not None
    assert fast is not None
    now = minute(12 * 60)
    left_slow, left_fast = 100_000 - 600 * 12, 100_000 - 1200 * 12
    assert (slow - now) / (fast - now) == pytest.approx(2 * left_slow / left_fast, rel=0.05)


def test_what_would_more_likely_than_not_miss_the_horizon_is_no_forecast() -> None:
    told = forecast(even(900_000, 10, 12 * 60))
    assert told.p_not is not None
    assert told.p_not >= 0.5
    assert (told.median, told.p10, told.p90) == (None, None, None)
    assert told.why
    assert told.cone


def test_without_a_forecast_the_early_end_still_says_not_before_when() -> None:
    past = even(986_800, 600, 12 * 60)
    told = forecast(past, horizon=9 * HOUR + 50 * MINUTE)
    assert told.p_not is not None
    assert 0.5 <= told.p_not < 0.9
    assert (told.median, told.p90) == (None, None)
    assert told.p10 is not None
    assert past.ats[-1] < told.p10 <= past.ats[-1] + 9 * HOUR + 50 * MINUTE
    assert told.why


def test_a_shorter_horizon_turns_a_forecast_into_none() -> None:
    past = even(986_800, 600, 12 * 60)
    assert forecast(past, horizon=DAY).median is not None
    assert forecast(past, horizon=5 * HOUR).median is None


def test_the_late_end_is_unknown_where_the_horizon_ends_first() -> None:
    told = forecast(even(986_800, 600, 12 * 60), horizon=11 * HOUR)
    assert told.p_not is not None
    assert 0.1 < told.p_not < 0.5
    assert told.p90 is None
    assert told.median is not None


def test_an_account_that_only_loses_hardly_arrives() -> None:
    told = forecast(even(999_000, -600, 6 * 60))
    assert told.median is None
    assert told.p_not is not None
    assert told.p_not > 0.9
    assert told.median is None
    assert told.cone[-1].high <= 999_000


def test_losses_on_the_way_are_allowed() -> None:
    counts = [998_000 + 5 * n + (30 if n % 2 else -30) for n in range(240)]
    told = forecast(series(counts))
    assert told.median is not None
    assert told.p_not is not None
    assert told.p_not < 0.5


def test_noise_makes_a_forecast_less_certain() -> None:
    calm = forecast(series([999_000 + 2 * n for n in range(240)]))
    wild = forecast(
        series([999_000 + 2 * n + 150 * (n // 15 % 2) for n in range(240)]), target=1_000_150
    )
    spans = [told.p90 - told.p10 for told in (calm, wild) if told.p90 and told.p10]
    assert len(spans) == 2
    assert spans[1] > 1.5 * spans[0]


def test_paths_are_shuffled_alike_in_every_run_and_otherwise_for_another_seed() -> None:
    hits = [float(n) for n in range(PATHS)]
    assert shuffled(hits, "test:ann")[:3] == [172.0, 83.0, 379.0]
    assert sorted(shuffled(hits, "test:ann")) == hits
    assert shuffled(hits, "test:ann") != shuffled(hits, "test:bob")


def test_six_readings_are_enough_and_five_are_not() -> None:
    assert forecast(series([1, 2, 3, 4, 5], HOUR), target=9).median is None
    assert forecast(series([1, 2, 3, 4, 5, 6], HOUR), target=9).median is not None


def test_a_standstill_is_no_forecast() -> None:
    assert forecast(series([999_000] * 240)).p_not == 1


@pytest.mark.parametrize("counts", [[], [1], [1, 2, 3, 4, 5], list(range(10))])
def test_too_few_readings_are_no_forecast_and_no_chance(counts: list[int]) -> None:
    told = forecast(series(counts), at=minute(10))
    assert asdict(told) == asdict(Forecast(why="too few readings for a forecast"))


def test_without_a_target_there_is_no_forecast() -> None:
    told = forecast(even(1, 600, 600), target=None)
    assert asdict(told) == asdict(Forecast(why="no target"))


def test_readings_older_than_a_week_tell_nothing() -> None:
    assert forecast(even(900_000, 600, 600), at=minute(600) + 8 * DAY).median is None


def test_who_has_crossed_is_certain_and_all_three_times_are_the_crossings() -> None:
    past = even(999_900, 600, 60)
    told = forecasts({1: past}, minute(60), 1_000_000, HORIZON, {1: minute(10)}, {1: "a"})[1]
    assert (told.median, told.p10, told.p90) == (minute(10), minute(10), minute(10))
    assert told.p_not == 0
    assert told.win == 1


def test_once_somebody_has_crossed_nobody_else_can_be_first() -> None:
    pasts = {1: even(999_900, 600, 60), 2: even(990_000, 6000, 60)}
    told = forecasts(pasts, minute(60), 1_000_000, HORIZON, {1: minute(10)}, {1: "a", 2: "b"})
    assert told[1].win == 1
    assert told[2].win == 0
    assert told[2].median is not None


def test_a_reading_some_time_ago_does_not_push_the_arrival_back() -> None:
    past = even(986_800, 600, 12 * 60)
    now, later = forecast(past).median, forecast(past, at=past.ats[-1] + HOUR).median
    assert now is not None
    assert later == pytest.approx(now, abs=15 * MINUTE)


def test_an_arrival_never_lies_in_the_past() -> None:
    past = even(999_800, 600, 19)
    longer = even(993_000, 600, 11 * 60)
    assert forecast(past, at=minute(600)).median is None
    told = forecast(longer, at=longer.ats[-1] + HOUR)
    assert told.p10 is not None
    assert told.p10 >= longer.ats[-1] + HOUR


def test_what_was_not_read_for_longer_than_an_hour_is_not_forecast() -> None:
    past = even(993_000, 600, 11 * 60)
    assert forecast(past, at=past.ats[-1] + HOUR).median is not None
    assert forecast(past, at=past.ats[-1] + HOUR + 1).why == "too few readings for a forecast"


def test_who_cannot_be_forecast_leaves_the_chances_of_the_others_open() -> None:
    told = forecasts(
        {1: even(999_000, 60, 2), 2: even(950_000, 600, 12 * 60)},
        minute(12 * 60),
        1_000_000,
        30 * DAY,
        {},
        {1: "a", 2: "b"},
    )
    assert told[1].median is None
    assert told[2].median is not None
    assert (told[1].win, told[2].win) == (None, None)


def test_a_gap_in_the_data_counts_by_the_difference_of_its_ends() -> None:
    whole = even(900_000, 600, 3 * 24 * 60)
    kept = [i for i in range(len(whole.ats)) if not 20 * 60 <= i < 44 * 60]
    torn = Series(tuple(whole.ats[i] for i in kept), tuple(whole.counts[i] for i in kept), MINUTE)
    one, other = forecast(whole).median, forecast(torn).median
    assert one is not None
    assert other is not None
    assert other - whole.ats[-1] == pytest.approx(one - whole.ats[-1], rel=0.03)


def test_a_false_reading_enters_no_forecast() -> None:
    counts: list[int | None] = [980_000 + 10 * n for n in range(120)]
    clean = forecast(series_of(track(ANN, [*counts[:60], None, *counts[61:]]), 2**62))
    counts[60] = 1_998_130
    bad = track(ANN, counts, doubted={60: Quality.FALSE_READING})
    assert asdict(forecast(series_of(bad, 2**62))) == asdict(clean)


@settings(max_examples=40)
@given(COUNTS)
def test_the_figures_of_a_forecast_are_in_their_order(counts: list[int]) -> None:
    past = series(counts)
    told = forecast(past)
    assert told.p_not is not None
    assert 0 <= told.p_not <= 1
    assert (told.median is None) == (told.p_not >= 0.5)
    known = [when for when in (told.p10, told.median, told.p90) if when is not None]
    assert known == sorted(known)
    assert all(past.ats[-1] <= when <= past.ats[-1] + HORIZON + 1 for when in known)


@settings(max_examples=40)
@given(COUNTS)
def test_a_cone_begins_at_the_newest_count_and_widens_around_its_middle(counts: list[int]) -> None:
    cone = forecast(series(counts)).cone
    assert cone[0].at == minute(len(counts) - 1)
    assert cone[0].low == cone[0].middle == cone[0].high == counts[-1]
    assert [point.at for point in cone] == sorted(point.at for point in cone)
    assert all(0 <= point.low <= point.middle <= point.high for point in cone)


@settings(max_examples=25)
@given(COUNTS, COUNTS, st.integers(0, 1))
def test_chances_to_win_sum_to_at_most_one(ann: list[int], bob: list[int], crossed: int) -> None:
    pasts = {1: series(ann), 2: series(bob), 3: series([1])}
    told = forecasts(
        pasts,
        minute(90),
        1_000_000,
        HORIZON,
        {2: START} if crossed else {},
        {1: "a", 2: "b", 3: "c"},
    )
    wins = [forecast.win or 0 for forecast in told.values()]
    assert all(0 <= win <= 1 for win in wins)
    assert sum(wins) <= 1 + 1e-9
    assert told[3].win is None


def test_two_alike_have_about_the_same_chance() -> None:
    past = even(986_800, 600, 12 * 60)
    told = forecasts(
        {1: past, 2: past}, past.ats[-1], 1_000_000, HORIZON, {}, {1: "test:ann", 2: "test:bob"}
    )
    assert told[1].win == pytest.approx(0.5, abs=0.1)
    assert told[2].win == pytest.approx(0.5, abs=0.1)


def test_who_is_nearer_and_faster_is_likely_to_be_first() -> None:
    ann, bob = steady(ANN, 990_000, 4100, 120), steady(BOB, 980_000, 1900, 120)
    pasts = {t.account.id: series_of(t, 2**62) for t in (ann, bob)}
    told = forecasts(pasts, minute(120), 1_000_000, HORIZON, {}, {1: "a", 2: "b"})
    assert told[1].win is not None
    assert told[1].win > 0.9


def test_a_path_that_nobody_finishes_is_won_by_nobody() -> None:
    assert win_shares({1: [inf] * PATHS, 2: [inf] * PATHS}) == {1: 0, 2: 0}


def test_a_dead_heat_is_shared() -> None:
    assert win_shares({1: [1.0] * PATHS, 2: [1.0] * PATHS}) == {1: 0.5, 2: 0.5}


def test_of_three_in_a_dead_heat_in_a_few_paths_the_shares_still_sum_to_at_most_one() -> None:
    late = [5.0] * (PATHS - 2)
    shares = win_shares({1: [1.0] * PATHS, 2: [1.0, 1.0, *late], 3: [1.0, 1.0, *late]})
    assert sum(shares.values()) <= 1


def test_nobody_to_forecast_is_no_trouble() -> None:
    assert forecasts({}, START, 1_000_000, HORIZON, {}, {}) == {}
