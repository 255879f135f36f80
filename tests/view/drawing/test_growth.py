"""The gains in each part of the last day."""

import pytest

from tests.building import ANN, BOB, START, board, extended, minute, steady, track
from tui.model import DAY, HOUR, MINUTE, Quality, Sample
from tui.view.drawing.growth import count_at, growth, highest_growth

AT = START + DAY
HOURLY = track(ANN, [n * n for n in range(25)], HOUR)


def test_each_part_is_the_gain_in_it() -> None:
    assert growth(HOURLY, AT, 24) == [2 * n + 1 for n in range(24)]
    assert growth(HOURLY, AT, 4) == [36, 108, 180, 252]


@pytest.mark.parametrize("cells", [1, 4, 10, 22, 60])
def test_steady_growth_has_even_parts(cells: int) -> None:
    grown = growth(steady(ANN, 1000, 6000, 30 * 60), minute(30 * 60), cells)
    assert len(grown) == cells
    assert all(part == pytest.approx(144_000 / cells, rel=0.1) for part in grown)


def test_growth_before_the_first_reading_is_unknown() -> None:
    young = steady(ANN, 1000, 60, 120)
    assert growth(young, minute(120), 24) == [None] * 22 + [60, 60]


def test_growth_without_readings_is_unknown() -> None:
    assert growth(track(ANN, []), AT, 6) == [None] * 6
    assert growth(track(ANN, [None, None]), minute(1), 6) == [None] * 6


def test_growth_across_a_data_gap_is_unknown_and_not_zero() -> None:
    before = track(ANN, [100 + n for n in range(6 * 60 + 1)])
    after = (Sample(minute(12 * 60 + n), 9000 + n) for n in range(12 * 60 + 1))
    grown = growth(extended(before, *after), AT, 24)
    assert grown[:6] == [60] * 6
    # The last count holds for an hour, so the first hour of the gap is not unknown.
    assert grown[7:12] == [None] * 5
    assert grown[12:] == [60] * 12


def test_growth_long_after_the_last_reading_is_unknown() -> None:
    assert growth(track(ANN, [100, 200]), minute(5 * 60), 24)[-3:] == [None] * 3


@pytest.mark.parametrize("quality", [Quality.FALSE_READING, Quality.SUSPECT])
def test_a_suspect_reading_is_ignored(quality: Quality) -> None:
    counts: list[int | None] = [100 + n for n in range(25)]
    wrong = [*counts]
    wrong[12] = 1_998_130
    doubted = track(ANN, wrong, HOUR, {12: quality})
    grown = growth(doubted, AT, 24)
    assert sum(part or 0 for part in grown) == 24
    assert all(part is None or part < 3 for part in grown)
    assert highest_growth(board(doubted), 24) < 3


def test_a_loss_is_negative() -> None:
    assert growth(track(ANN, [100, 90], HOUR, start=AT - HOUR), AT, 24)[-1] == -10


def test_an_unfinished_part_is_scaled_to_a_whole_one() -> None:
    known = steady(ANN, 1000, 60, 10 * 60 + 30)
    assert growth(known, minute(10 * 60 + 30), 24)[-1] == 60
    faster = extended(
        steady(ANN, 1000, 60, 10 * 60),
        *(Sample(minute(600 + n), 1600 + 10 * n) for n in range(1, 21)),
    )
    assert growth(faster, minute(620), 24)[-2:] == [60, 600]


def test_a_part_that_has_only_begun_is_left_out() -> None:
    known = extended(steady(ANN, 1000, 60, 600), Sample(minute(605), 99_999))
    assert growth(known, minute(605), 24)[-1] == 60


def test_the_count_at_a_time_is_the_last_trusted_one() -> None:
    known = track(ANN, [5, 6, None, 99], doubted={3: Quality.SUSPECT})
    assert count_at(known, START - 1) is None
    assert count_at(known, minute(0.5)) == 5
    assert count_at(known, minute(3)) == 6
    assert count_at(known, minute(1) + HOUR) == 6
    assert count_at(known, minute(1) + HOUR + 1) is None


def test_a_rarely_read_count_holds_for_three_rounds_but_at_most_three_hours() -> None:
    seldom = track(ANN, [5], 50 * MINUTE)
    assert count_at(seldom, minute(150)) == 5
    assert count_at(seldom, minute(150) + 1) is None
    assert count_at(track(ANN, [5], 12 * HOUR), minute(3 * 60)) == 5
    assert count_at(track(ANN, [5], 12 * HOUR), minute(3 * 60) + 1) is None


def test_all_racers_share_the_scale_of_the_fastest_one() -> None:
    both = board(steady(ANN, 1000, 60, 24 * 60), steady(BOB, 1000, 600, 24 * 60))
    assert highest_growth(both, 24) == 600


def test_without_readings_the_scale_is_zero() -> None:
    assert highest_growth(board(track(ANN, [])), 10) == 0
