"""The guesses of a growth: their windows, their backtests, and how much each one counts."""

from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START
from tests.forecast.test_growth import HIGH, LOW, forecast_of, grown
from tui.forecast.guesses import (
    MAX_BACKTESTS,
    WINDOWS,
    Backtest,
    Guesser,
    combined,
    disagreement,
    mean_error,
    scores_of,
    trending_growth,
    weights_of,
    windows_of,
)
from tui.forecast.quantiles import MEDIAN
from tui.forecast.resampled import Resampled
from tui.model import DAY, HOUR, MINUTE, Millis
from tui.series import Series


def with_gap(before: int, gap: Millis, since: int) -> Series:
    """Return minutes that gain ten each, with a gap in which as much is gained."""
    random = Random(11)
    ats = [START + n * MINUTE for n in range(before)]
    ats += [ats[-1] + gap + n * MINUTE for n in range(since)]
    counts = [10**6 + (at - START) // MINUTE * 10 + random.randrange(9) for at in ats]
    return Series(tuple(ats), tuple(counts), MINUTE)


def test_the_windows_fit_the_past_and_end_with_all_of_it() -> None:
    assert windows_of(Resampled(grown([10] * 60 * 24 * 2))) == pytest.approx((1, 6, 24, 48))
    assert windows_of(Resampled(grown([10] * 40))) == pytest.approx((40 / 60,))


def test_readings_days_apart_have_longer_windows() -> None:
    assert max(windows_of(Resampled(grown([10] * 400, 3 * DAY)))) > max(WINDOWS)


def test_the_time_since_a_gap_is_a_window() -> None:
    windows = windows_of(Resampled(with_gap(24 * 60, 8 * HOUR, 41)))
    assert windows[0] == pytest.approx(40 / 60)
    assert windows[1:3] == pytest.approx((1, 6))


def test_an_even_pace_is_guessed_alike_over_every_window() -> None:
    guesses = Guesser(Resampled(grown([10] * 60 * 24 * 2))).guesses(5.0)
    known = [guess for guess in guesses if guess is not None]
    assert known == pytest.approx([3_000] * len(known))
    assert guesses[0] is not None


def test_backtests_are_limited_and_overlapping_ones_count_less() -> None:
    guesser = Guesser(Resampled(grown([10] * 60 * 24 * 2)))
    short, effective = guesser.backtests(0.25)
    assert len(short) <= MAX_BACKTESTS
    assert effective == pytest.approx(len(short))
    long, effective = guesser.backtests(12.0)
    assert effective < len(long)
    assert guesser.backtests(100.0) == ([], 0.0)


def test_recent_backtests_weigh_more() -> None:
    weights = [test.weight for test in Guesser(Resampled(grown([10] * 3000))).backtests(1.0)[0]]
    assert weights == sorted(weights)
    assert weights[0] < weights[-1]


def test_a_trend_bends_a_guess_and_none_leaves_it_straight() -> None:
    assert trending_growth(100, 0.0, 6, 10) == pytest.approx(1000)
    assert trending_growth(100, -0.05, 6, 10) < 1000 < trending_growth(100, 0.05, 6, 10)
    # By hand: a pace of 100 e^(0.05 * 6 / 2) now, times the integral of e^(0.05 t) from 0 to 10.
    expected = 100 * exp(0.15) * (exp(0.5) - 1) / 0.05
    assert trending_growth(100, 0.05, 6, 10) == pytest.approx(expected)


def test_the_mean_error_of_a_guess_is_weighted_and_skips_unknown_ones() -> None:
    backtests = [
        Backtest(3.0, 10.0, (12.0, None, None)),
        Backtest(1.0, 10.0, (16.0, 4.0, None)),
    ]
    assert [mean_error(backtests, i) for i in range(3)] == [3.0, 6.0, None]


def test_accurate_guesses_weigh_more() -> None:
    backtests = [Backtest(1.0, 10.0, (10.5, 14.0, None))] * 5
    weights = weights_of(scores_of([0.0, 0.0, 0.0], backtests, 5.0, None))
    assert max(weights) == weights[0] == 1
    assert weights[1] < 0.01
    assert 0 < weights[2] < 1


def test_without_backtests_a_shorter_horizon_or_the_prior_decides() -> None:
    assert scores_of([-1.0, -2.0], [], 0.0, None) == [-1.0, -2.0]
    assert scores_of([-1.0, -2.0], [], 0.0, [5.0, 6.0]) == pytest.approx([4.7, 5.4])


@given(st.lists(st.tuples(st.floats(0, 1), st.none() | st.floats(-1e6, 1e6)), min_size=1))
def test_the_combined_guess_lies_among_the_known_ones(
    pairs: list[tuple[float, float | None]],
) -> None:
    weights, guesses = [w for w, _ in pairs], [g for _, g in pairs]
    known = [g for g in guesses if g is not None]
    if known:
        guess = combined(weights, guesses)
        assert min(known) - 1e-3 <= guess <= max(known) + 1e-3
        assert disagreement(weights, guesses, guess) >= 0
        assert disagreement(weights, [guess] * len(weights), guess) == 0


def test_days_with_a_single_reading_say_nothing_about_the_hours_between() -> None:
    random = Random(7)
    minutes = grown([round(10 * random.uniform(0, 4)) for _ in range(24 * 60)])
    days = [minutes.ats[0] - n * DAY for n in range(40, 0, -1)]
    counts = [10**6 - 28_800 * n for n in range(40, 0, -1)]
    long = Series((*days, *minutes.ats), (*counts, *minutes.counts), MINUTE)
    for ahead in (8.0, 16.0):
        widths = [
            growth[HIGH] - growth[LOW]
            for past in (minutes, long)
            for growth in [forecast_of(past).growth_after(ahead)]
        ]
        assert widths[1] > 0.3 * widths[0]


@pytest.mark.parametrize("since", [1, 5, 40])
def test_what_was_learnt_before_a_night_without_readings_still_counts(since: int) -> None:
    growth = forecast_of(with_gap(24 * 60, 8 * HOUR, since)).growth_after(24)
    assert 0.6 < growth[LOW] / 14_400 <= growth[HIGH] / 14_400 < 1.6


def test_growth_after_a_long_gap_is_not_compared_with_growth_inside_it() -> None:
    quiet = grown([1] * 100, HOUR)
    ats = [quiet.ats[-1] + 10 * DAY + n * MINUTE for n in range(91)]
    counts = [quiet.counts[-1] + 10 * DAY // HOUR + n * 10 for n in range(91)]
    past = Series((*quiet.ats, *ats), (*quiet.counts, *counts), MINUTE)
    assert forecast_of(past).growth_after(1)[MEDIAN] == pytest.approx(600, rel=0.1)


def test_after_a_gap_of_weeks_the_readings_since_are_enough() -> None:
    growth = forecast_of(with_gap(40, 50 * DAY, 40)).growth_after(1)
    assert growth[MEDIAN] == pytest.approx(600, rel=0.1)
