"""Crossing: between the two samples around it, ± half the interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, series, situation, track
from tui.metrics import Crossing
from tui.metrics.crossing import METRIC, crossing, measure
from tui.model import HOUR, MINUTE, SECOND
from tui.series import Series


def test_a_crossing_is_interpolated_between_two_samples() -> None:
    assert crossing(series([990, 1010]), 1000) == Crossing(minute(0.5), 30 * SECOND)
    assert crossing(series([999, 1003]), 1000) == Crossing(minute(0.25), 30 * SECOND)


def test_a_count_equal_to_the_target_is_the_crossing() -> None:
    assert crossing(series([980, 990, 1000]), 1000) == Crossing(minute(2), 30 * SECOND)


def test_a_longer_interval_makes_a_crossing_less_certain() -> None:
    assert crossing(series([0, 2000], 2 * HOUR), 1000) == Crossing(minute(60), HOUR)


def test_a_count_below_the_target_has_not_crossed() -> None:
    assert crossing(series([998, 999]), 1000) is None
    assert crossing(series([]), 1000) is None


def test_only_the_first_crossing_counts() -> None:
    assert crossing(series([990, 1010, 990, 1010]), 1000) == Crossing(minute(0.5), 30 * SECOND)


def test_an_account_above_the_target_from_the_start_crossed_at_an_unknown_time() -> None:
    assert crossing(series([1200, 1300]), 1000) == Crossing(minute(0), None)


@given(st.lists(st.integers(0, 2000), min_size=2, max_size=20), st.integers(1, 2000))
def test_a_crossing_is_within_its_margin_of_both_samples(counts: list[int], target: int) -> None:
    found = crossing(series(counts), target)
    if found is None:
        assert max(counts) < target
    elif found.within is None:
        assert counts[0] >= target
    else:
        i = next(i for i, count in enumerate(counts) if count >= target)
        assert minute(i - 1) <= found.at <= minute(i)
        assert found.within == MINUTE // 2


def test_the_time_since_the_crossing_has_bounds() -> None:
    known = Crossing(minute(0), 30 * SECOND)
    ago = measure(situation(track(ANN, [1]), at=minute(90), crossings={1: known}), ANN.id)
    assert ago.value == pytest.approx(1.5)
    assert ago.low == pytest.approx(1.5 - 1 / 120)
    assert ago.high == pytest.approx(1.5 + 1 / 120)
    assert METRIC.show(ago) == "1 h 30 min ago"


def test_the_time_since_the_crossing_is_never_negative() -> None:
    known = Crossing(minute(0), MINUTE)
    assert measure(situation(track(ANN, [1]), crossings={1: known}), ANN.id).low == 0


def test_a_crossing_at_an_unknown_time_has_a_reason() -> None:
    known = Crossing(minute(0), None)
    ago = measure(situation(track(ANN, [1]), crossings={1: known}), ANN.id)
    assert ago.value is None
    assert "before the race" in ago.why


def test_a_crossing_in_a_data_gap_is_interpolated_between_its_ends() -> None:
    past = Series((minute(0), minute(60)), (900, 1100), MINUTE)
    assert crossing(past, 1000) == Crossing(minute(30), 30 * MINUTE)
