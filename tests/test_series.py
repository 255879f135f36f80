"""Series of trusted counts, and data gaps."""

import pytest

from tests.building import ANN, minute, series, track
from tui.model import DOUBTED, MINUTE, Quality
from tui.series import gap_after, series_of


@pytest.mark.parametrize("quality", sorted(DOUBTED))
def test_a_doubted_reading_is_left_out(quality: Quality) -> None:
    past = series_of(track(ANN, [1, 99, 3], doubted={1: quality}), minute(9))
    assert past.counts == (1, 3)
    assert past.ats == (minute(0), minute(2))


@pytest.mark.parametrize("quality", sorted(set(Quality) - DOUBTED))
def test_any_other_reading_is_kept(quality: Quality) -> None:
    assert series_of(track(ANN, [1], doubted={0: quality}), minute(9)).counts == (1,)


def test_an_unknown_count_is_left_out_and_never_zero() -> None:
    assert series_of(track(ANN, [1, None, 0]), minute(9)).counts == (1, 0)


def test_readings_after_a_time_are_left_out() -> None:
    known = track(ANN, [1, 2, 3])
    assert series_of(known, minute(1)).counts == (1, 2)
    assert series_of(known, minute(1) - 1).counts == (1,)


def test_the_count_as_of_a_time_is_the_last_one_read_up_to_it() -> None:
    past = series([10, 20, 30])
    assert [past.at(minute(n)) for n in (-1, 0, 0.5, 1, 9)] == [None, 10, 10, 20, 30]


def test_an_empty_series_has_no_newest_count() -> None:
    assert series([]).last() is None
    assert series([4, 5]).last() == 5


def test_the_part_since_a_time_includes_that_time() -> None:
    assert series([1, 2, 3]).since(minute(1)).counts == (2, 3)
    assert series([1, 2, 3]).since(minute(1) + 1).counts == (3,)


def test_three_rounds_without_a_sample_are_a_gap_and_two_are_not() -> None:
    for between, gap in ((3 * MINUTE, False), (4 * MINUTE, True)):
        known = track(ANN, [1, 2], step=between)
        past = series_of(type(known)(ANN, known.samples, MINUTE), minute(99))
        assert gap_after(past.ats, 0, past.step) is gap
