"""Pace: Theil–Sen over the shortest window that holds three samples."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, series, situation, track
from tui.metrics.pace import METRIC, measure, pace, slope
from tui.model import DAY, HOUR, MINUTE, Quality


def test_even_growth_has_its_own_pace() -> None:
    known = pace(series(range(0, 610, 10)), minute(60))
    assert known is not None
    assert known[0] == pytest.approx(600)
    assert known[1:] == (HOUR, 61)


def test_a_loss_is_a_negative_pace() -> None:
    known = pace(series([100, 99, 98]), minute(2))
    assert known is not None
    assert known[0] == pytest.approx(-60)


def test_a_single_bad_reading_does_not_move_the_pace() -> None:
    counts = list(range(0, 210, 10))
    counts[7] = 1_998_130
    assert slope(series(counts)) == pytest.approx(600)


def test_a_single_bad_reading_among_many_does_not_move_the_pace() -> None:
    for place in range(0, 600, 25):
        counts = list(range(0, 6000, 10))
        counts[place] = 1_998_130
        assert slope(series(counts)) == pytest.approx(600, rel=0.01)


@pytest.mark.parametrize(
    ("step", "window"),
    [
        (30 * MINUTE, HOUR),
        (31 * MINUTE, 6 * HOUR),
        (3 * HOUR, 6 * HOUR),
        (4 * HOUR, DAY),
        (12 * HOUR, DAY),
        (13 * HOUR, 7 * DAY),
    ],
)
def test_the_window_is_the_shortest_that_holds_three_samples(step: int, window: int) -> None:
    past = series([10, 20, 30, 40, 50], step)
    known = pace(past, past.ats[-1])
    assert known is not None
    assert known[1] == window
    assert known[0] == pytest.approx(10 * HOUR / step)


def test_with_fewer_than_three_samples_in_a_week_there_is_no_pace() -> None:
    assert pace(series([1, 2]), minute(1)) is None
    assert pace(series([1, 2, 3], 4 * DAY), minute(0) + 8 * DAY) is None
    assert measure(situation(track(ANN, [1, 2])), ANN.id).value is None


def test_the_window_reaches_back_from_now_not_from_the_newest_sample() -> None:
    known = pace(series([1, 2, 3]), minute(90))
    assert known is not None
    assert known[1] == 6 * HOUR


def test_a_false_reading_does_not_affect_the_pace() -> None:
    with_false = track(ANN, [0, 10, 1_998_130, 30], doubted={2: Quality.FALSE_READING})
    assert measure(situation(with_false), ANN.id).value == pytest.approx(600)
    assert measure(situation(with_false), ANN.id).n == 3


def test_a_pace_is_shown_with_its_sign_and_per_hour() -> None:
    assert METRIC.show(measure(situation(track(ANN, [0, 10, 20])), ANN.id)) == "+600/h"


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=40))
def test_a_pace_lies_between_the_slowest_and_the_fastest_step(counts: list[int]) -> None:
    steps = [(b - a) * 60 for a, b in pairwise(counts)]
    assert min(steps) - 1e-3 <= slope(series(counts)) <= max(steps) + 1e-3
