"""Time gap: how long ago the leader stood where the chaser stands now."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute, series, situation, track
from tui.metrics.time_gap import METRIC, measure, time_gap
from tui.model import MINUTE
from tui.series import Series


def test_the_leader_had_this_count_some_minutes_ago() -> None:
    assert time_gap(series([100, 110, 120, 130]), series([80, 90, 100, 110])) == 2 * MINUTE


def test_the_time_is_interpolated_between_readings_of_the_leader() -> None:
    leader = series([100, 120, 140])
    assert time_gap(leader, series([90, 95, 115])) == 2 * MINUTE - MINUTE * 3 // 4


def test_a_loss_of_the_leader_does_not_count_as_a_second_passing() -> None:
    assert (
        time_gap(series([100, 120, 110, 130]), series([1, 2, 3, 115]))
        == 3 * MINUTE - MINUTE * 3 // 4
    )


def test_an_account_level_with_the_leader_is_no_time_behind() -> None:
    assert time_gap(series([100, 110]), series([100, 110])) == 0


def test_the_time_gap_is_unknown_if_the_leader_was_never_seen_that_low() -> None:
    assert time_gap(series([100, 110]), series([80, 90])) is None
    assert time_gap(Series((), (), MINUTE), series([80])) is None


def test_the_time_gap_is_unknown_if_the_chaser_is_above_the_leader() -> None:
    assert time_gap(series([100, 110]), series([80, 120])) is None


def test_the_leaders_own_time_gap_is_zero() -> None:
    field = situation(track(ANN, [100, 110]), track(BOB, [90, 100]))
    assert measure(field, ANN.id).value == 0
    assert measure(field, BOB.id).value == pytest.approx(1 / 60)
    assert METRIC.show(measure(field, BOB.id)) == "1 min"


def test_a_chaser_read_late_is_measured_at_its_own_reading() -> None:
    leader = Series((minute(0), minute(10)), (100, 200), MINUTE)
    assert time_gap(leader, Series((minute(20),), (150,), MINUTE)) == 15 * MINUTE


@given(
    st.lists(st.integers(1, 100), min_size=2, max_size=30),
    st.integers(0, 30),
)
def test_a_chaser_that_repeats_the_leaders_counts_is_as_far_behind_as_it_is_late(
    steps: list[int], late: int
) -> None:
    counts = list(accumulate(steps, initial=1_000))
    late = min(late, len(counts) - 1)
    chaser = [0] * late + counts[: len(counts) - late]
    assert time_gap(series(counts), series(chaser)) == late * MINUTE
