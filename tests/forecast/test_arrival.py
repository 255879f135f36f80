"""When an account reaches the target, how certain that is, and who is first."""

from dataclasses import asdict
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, START, minute, series, steady, track
from tui.forecast.arrival import PATHS, forecasts, shuffled, win_chances
from tui.model import DAY, HOUR, MINUTE, Forecast, Millis, Quality
from tui.series import Series, series_of

HORIZON = 30 * DAY
COUNTS = st.lists(st.integers(-40, 200), min_size=35, max_size=90).map(
    lambda steps: [900_000 + sum(steps[:i]) for i in range(len(steps))]
)


def even(first: int, an_hour: float, minutes: int) -> Series:
    """Return counts that grow evenly, one a minute."""
    return series_of(steady(ANN, first, an_hour, minutes), 2**62)


def forecast(
    past: Series,
    target: int | None = 1_000_000,
    at: Millis | None = None,
    horizon: Millis = HORIZON,
    seed: str = "test:ann",
) -> Forecast:
    """Return the forecast of an account that races alone, by default at its newest reading."""
    if at is None:
        at = past.ats[-1]
    return forecasts({1: past}, at, target, horizon, {}, {1: seed})[1]


def test_an_even_pace_arrives_after_the_rest_divided_by_the_pace() -> None:
    past = even(986_800, 600, 12 * 60)
    found = forecast(past)
    assert found.median is not None
    assert found.median - past.ats[-1] == pytest.approx(10 * HOUR, rel=0.03)


def test_the_interval_contains_the_median() -> None:
    found = forecast(even(986_800, 600, 12 * 60))
    assert found.p10 is not None
    assert found.median is not None
    assert found.p90 is not None
    assert found.p10 < found.median < found.p90


def test_the_same_past_gives_the_same_forecast() -> None:
    first = forecast(series([900_000 + 7 * n + n % 5 for n in range(300)]))
    again = forecast(series([900_000 + 7 * n + n % 5 for n in range(300)]))
    assert asdict(first) == asdict(again)


def test_twice_the_pace_arrives_in_half_the_time() -> None:
    slow, fast = (forecast(even(900_000, pace, 12 * 60)).median for pace in (600, 1200))
    assert slow is not None
    assert fast is not None
    now = minute(12 * 60)
    left_slow, left_fast = 100_000 - 600 * 12, 100_000 - 1200 * 12
    assert (slow - now) / (fast - now) == pytest.approx(2 * left_slow / left_fast, rel=0.05)


def test_an_arrival_probably_after_the_horizon_is_not_forecast() -> None:
    found = forecast(even(900_000, 10, 12 * 60))
    assert found.p_not is not None
    assert found.p_not >= 0.5
    assert (found.median, found.p10, found.p90) == (None, None, None)
    assert found.why
    assert found.cone


def test_without_a_median_the_early_end_may_still_be_known() -> None:
    past = even(986_800, 600, 12 * 60)
    found = forecast(past, horizon=9 * HOUR + 50 * MINUTE)
    assert found.p_not is not None
    assert 0.5 <= found.p_not < 0.9
    assert (found.median, found.p90) == (None, None)
    assert found.p10 is not None
    assert past.ats[-1] < found.p10 <= past.ats[-1] + 9 * HOUR + 50 * MINUTE
    assert found.why


def test_a_horizon_before_the_arrival_leaves_no_median() -> None:
    past = even(986_800, 600, 12 * 60)
    assert forecast(past, horizon=DAY).median is not None
    assert forecast(past, horizon=5 * HOUR).median is None


def test_a_late_end_after_the_horizon_is_unknown() -> None:
    found = forecast(even(986_800, 600, 12 * 60), horizon=11 * HOUR)
    assert found.p_not is not None
    assert 0.1 < found.p_not < 0.5
    assert found.p90 is None
    assert found.median is not None


def test_an_account_that_only_loses_has_no_median() -> None:
    found = forecast(even(999_000, -600, 6 * 60))
    assert found.median is None
    assert found.p_not is not None
    assert found.p_not > 0.9
    assert found.median is None
    assert found.cone[-1].high <= 999_000


def test_losses_on_the_way_do_not_prevent_a_forecast() -> None:
    counts = [998_000 + 5 * n + (30 if n % 2 else -30) for n in range(240)]
    found = forecast(series(counts))
    assert found.median is not None
    assert found.p_not is not None
    assert found.p_not < 0.5


def test_noise_widens_the_interval() -> None:
    calm = forecast(series([999_000 + 2 * n for n in range(240)]))
    wild = forecast(
        series([999_000 + 2 * n + 150 * (n // 15 % 2) for n in range(240)]), target=1_000_150
    )
    widths = [found.p90 - found.p10 for found in (calm, wild) if found.p90 and found.p10]
    assert len(widths) == 2
    assert widths[1] > 1.5 * widths[0]


def test_a_seed_always_gives_the_same_order_and_another_seed_another() -> None:
    hits = [float(n) for n in range(PATHS)]
    assert shuffled(hits, "test:ann")[:3] == [172.0, 83.0, 379.0]
    assert sorted(shuffled(hits, "test:ann")) == hits
    assert shuffled(hits, "test:ann") != shuffled(hits, "test:bob")


def test_six_readings_are_enough_and_five_are_not() -> None:
    assert forecast(series([1, 2, 3, 4, 5], HOUR), target=9).median is None
    assert forecast(series([1, 2, 3, 4, 5, 6], HOUR), target=9).median is not None


def test_an_account_that_stands_still_never_arrives() -> None:
    assert forecast(series([999_000] * 240)).p_not == 1


def test_too_few_readings_give_neither_a_forecast_nor_a_chance() -> None:
    nothing = asdict(Forecast(why="too few readings for a forecast"))
    for counts in ([], [1], [1, 2, 3, 4, 5], list(range(10))):
        assert asdict(forecast(series(counts), at=minute(10))) == nothing, counts


def test_without_a_target_there_is_no_forecast() -> None:
    found = forecast(even(1, 600, 600), target=None)
    assert asdict(found) == asdict(Forecast(why="no target"))


def test_readings_of_a_week_ago_give_no_forecast() -> None:
    assert forecast(even(900_000, 600, 600), at=minute(600) + 8 * DAY).median is None


def test_after_the_crossing_all_three_times_are_that_of_the_crossing() -> None:
    past = even(999_900, 600, 60)
    found = forecasts({1: past}, minute(60), 1_000_000, HORIZON, {1: minute(10)}, {1: "a"})[1]
    assert (found.median, found.p10, found.p90) == (minute(10), minute(10), minute(10))
    assert found.p_not == 0
    assert found.win == 1


def test_after_a_crossing_no_other_account_can_win() -> None:
    pasts = {1: even(999_900, 600, 60), 2: even(990_000, 6000, 60)}
    found = forecasts(pasts, minute(60), 1_000_000, HORIZON, {1: minute(10)}, {1: "a", 2: "b"})
    assert found[1].win == 1
    assert found[2].win == 0
    assert found[2].median is not None


def test_an_hour_without_readings_does_not_postpone_the_arrival() -> None:
    past = even(986_800, 600, 12 * 60)
    now, later = forecast(past).median, forecast(past, at=past.ats[-1] + HOUR).median
    assert now is not None
    assert later == pytest.approx(now, abs=15 * MINUTE)


def test_an_arrival_is_never_in_the_past() -> None:
    past = even(999_800, 600, 19)
    longer = even(993_000, 600, 11 * 60)
    assert forecast(past, at=minute(600)).median is None
    found = forecast(longer, at=longer.ats[-1] + HOUR)
    assert found.p10 is not None
    assert found.p10 >= longer.ats[-1] + HOUR


def test_more_than_an_hour_without_readings_gives_no_forecast() -> None:
    past = even(993_000, 600, 11 * 60)
    assert forecast(past, at=past.ats[-1] + HOUR).median is not None
    assert forecast(past, at=past.ats[-1] + HOUR + 1).why == "too few readings for a forecast"


def test_an_account_without_a_forecast_leaves_all_chances_unknown() -> None:
    found = forecasts(
        {1: even(999_000, 60, 2), 2: even(950_000, 600, 12 * 60)},
        minute(12 * 60),
        1_000_000,
        30 * DAY,
        {},
        {1: "a", 2: "b"},
    )
    assert found[1].median is None
    assert found[2].median is not None
    assert (found[1].win, found[2].win) == (None, None)


def test_a_data_gap_counts_as_the_growth_between_its_ends() -> None:
    full = even(900_000, 600, 3 * 24 * 60)
    kept = [i for i in range(len(full.ats)) if not 20 * 60 <= i < 44 * 60]
    gapped = Series(tuple(full.ats[i] for i in kept), tuple(full.counts[i] for i in kept), MINUTE)
    one, other = forecast(full).median, forecast(gapped).median
    assert one is not None
    assert other is not None
    assert other - full.ats[-1] == pytest.approx(one - full.ats[-1], rel=0.03)


def test_a_false_reading_does_not_affect_the_forecast() -> None:
    counts: list[int | None] = [980_000 + 10 * n for n in range(120)]
    clean = forecast(series_of(track(ANN, [*counts[:60], None, *counts[61:]]), 2**62))
    counts[60] = 1_998_130
    bad = track(ANN, counts, doubted={60: Quality.FALSE_READING})
    assert asdict(forecast(series_of(bad, 2**62))) == asdict(clean)


@settings(max_examples=40)
@given(COUNTS)
def test_the_times_of_a_forecast_are_in_order_and_within_the_horizon(counts: list[int]) -> None:
    past = series(counts)
    found = forecast(past)
    assert found.p_not is not None
    assert 0 <= found.p_not <= 1
    assert (found.median is None) == (found.p_not >= 0.5)
    known = [when for when in (found.p10, found.median, found.p90) if when is not None]
    assert known == sorted(known)
    assert all(past.ats[-1] <= when <= past.ats[-1] + HORIZON + 1 for when in known)


@settings(max_examples=40)
@given(COUNTS)
def test_a_cone_starts_at_the_newest_count_and_contains_its_middle(counts: list[int]) -> None:
    cone = forecast(series(counts)).cone
    assert cone[0].at == minute(len(counts) - 1)
    assert cone[0].low == cone[0].middle == cone[0].high == counts[-1]
    assert [point.at for point in cone] == sorted(point.at for point in cone)
    assert all(0 <= point.low <= point.middle <= point.high for point in cone)


@settings(max_examples=25)
@given(COUNTS, COUNTS, st.integers(0, 1))
def test_win_chances_sum_to_at_most_one(ann: list[int], bob: list[int], crossed: int) -> None:
    pasts = {1: series(ann), 2: series(bob), 3: series([1])}
    found = forecasts(
        pasts,
        minute(90),
        1_000_000,
        HORIZON,
        {2: START} if crossed else {},
        {1: "a", 2: "b", 3: "c"},
    )
    wins = [one.win or 0 for one in found.values()]
    assert all(0 <= win <= 1 for win in wins)
    assert sum(wins) <= 1 + 1e-9
    assert found[3].win is None


def test_two_equal_accounts_have_about_the_same_chance() -> None:
    past = even(986_800, 600, 12 * 60)
    found = forecasts(
        {1: past, 2: past}, past.ats[-1], 1_000_000, HORIZON, {}, {1: "test:ann", 2: "test:bob"}
    )
    assert found[1].win == pytest.approx(0.5, abs=0.1)
    assert found[2].win == pytest.approx(0.5, abs=0.1)


def test_a_nearer_and_faster_account_probably_wins() -> None:
    ann, bob = steady(ANN, 990_000, 4100, 120), steady(BOB, 980_000, 1900, 120)
    pasts = {t.account.id: series_of(t, 2**62) for t in (ann, bob)}
    found = forecasts(pasts, minute(120), 1_000_000, HORIZON, {}, {1: "a", 2: "b"})
    assert found[1].win is not None
    assert found[1].win > 0.9


def test_a_path_without_an_arrival_has_no_winner() -> None:
    assert win_chances({1: [inf] * PATHS, 2: [inf] * PATHS}) == {1: 0, 2: 0}


def test_a_tie_is_split() -> None:
    assert win_chances({1: [1.0] * PATHS, 2: [1.0] * PATHS}) == {1: 0.5, 2: 0.5}


def test_three_way_ties_in_a_few_paths_still_sum_to_at_most_one() -> None:
    late = [5.0] * (PATHS - 2)
    shares = win_chances({1: [1.0] * PATHS, 2: [1.0, 1.0, *late], 3: [1.0, 1.0, *late]})
    assert sum(shares.values()) <= 1


def test_no_accounts_give_no_forecasts() -> None:
    assert forecasts({}, START, 1_000_000, HORIZON, {}, {}) == {}
