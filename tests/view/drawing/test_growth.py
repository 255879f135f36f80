"""What an account gained in each part of the last day."""

import pytest

from tests.building import ANN, BOB, START, board, minute, more, steady, track
from tui.model import DAY, HOUR, MINUTE, Quality, Sample
from tui.view.drawing.growth import growth, highest_growth, count_at

AT = START + DAY
HOURLY = track(ANN, [n * n for n in range(25)], HOUR)


def test_each_part_of_the_day_is_what_was_gained_in_it() -> None:
    assert growth(HOURLY, AT, 24) == [2 * n + 1 for n in range(24)]
    assert growth(HOURLY, AT, 4) == [36, 108, 180, 252]


@pytest.mark.parametrize("cells", [1, 4, 10, 22, 60])
def test_the_parts_of_an_even_day_are_even_and_as_many_as_asked(cells: int) -> None:
    grown = growth(steady(ANN, 1000, 6000, 30 * 60), minute(30 * 60), cells)
    assert len(grown) == cells
    assert all(part == pytest.approx(144_000 / cells, rel=0.1) for part in grown)


def test_before_the_first_reading_nothing_is_known() -> None:
    young = steady(ANN, 1000, 60, 120)
    assert growth(young, minute(120), 24) == [None] * 22 + [60, 60]


def test_an_account_that_was_never_read_has_unknown_growth_everywhere() -> None:
    assert growth(track(ANN, []), AT, 6) == [None] * 6
    assert growth(track(ANN, [None, None]), minute(1), 6) == [None] * 6


def test_growth_across_a_gap_is_unknown_and_not_nought() -> None:
    before = track(ANN, [100 + n for n in range(6 * 60 + 1)])
    after = (Sample(minute(12 * 60 + n), 9000 + n) for n in range(12 * 60 + 1))
    grown = growth(more(before, *after), AT, 24)
    assert grown[:6] == [60] * 6
    # The count an hour after the last reading still stands for that hour: nothing was seen to grow.
    assert grown[7:12] == [None] * 5
    assert grown[12:] == [60] * 12


def test_a_lasting_end_of_the_readings_is_unknown_too() -> None:
    assert growth(track(ANN, [100, 200]), minute(5 * 60), 24)[-3:] == [None] * 3


@pytest.mark.parametrize("quality", [Quality.FALSE_READING, Quality.SUSPECT])
def test_a_doubted_reading_enters_nothing(quality: Quality) -> None:
    counts: list[int | None] = [100 + n for n in range(25)]
    wrong = [*counts]
    wrong[12] = 1_998_130
    doubted = track(ANN, wrong, HOUR, {12: quality})
    grown = growth(doubted, AT, 24)
    assert sum(part or 0 for part in grown) == 24
    assert all(part is None or part < 3 for part in grown)
    assert highest_growth(board(doubted), 24) < 3


def test_a_loss_is_a_loss() -> None:
    assert growth(track(ANN, [100, 90], HOUR, start=AT - HOUR), AT, 24)[-1] == -10


def test_the_part_that_goes_on_is_scaled_to_a_whole_one() -> None:
    known = steady(ANN, 1000, 60, 10 * 60 + 30)
    assert growth(known, minute(10 * 60 + 30), 24)[-1] == 60
    faster = more(
        steady(ANN, 1000, 60, 10 * 60),
        *(Sample(minute(600 + n), 1600 + 10 * n) for n in range(1, 21)),
    )
    assert growth(faster, minute(620), 24)[-2:] == [60, 600]


def test_a_part_that_has_only_begun_is_not_yet_shown() -> None:
    known = more(steady(ANN, 1000, 60, 600), Sample(minute(605), 99_999))
    assert growth(known, minute(605), 24)[-1] == 60


def test_a_level_is_the_last_trusted_count() -> None:
    known = track(ANN, [5, 6, None, 99], doubted={3: Quality.SUSPECT})
    assert count_at(known, START - 1) is None
    assert count_at(known, minute(0.5)) == 5
    assert count_at(known, minute(3)) == 6
    assert count_at(known, minute(1) + HOUR) == 6
    assert count_at(known, minute(1) + HOUR + 1) is None


def test_a_count_that_is_read_seldom_holds_for_three_rounds_but_never_a_day() -> None:
    seldom = track(ANN, [5], 50 * MINUTE)
    assert count_at(seldom, minute(150)) == 5
    assert count_at(seldom, minute(150) + 1) is None
    assert count_at(track(ANN, [5], 12 * HOUR), minute(3 * 60)) == 5
    assert count_at(track(ANN, [5], 12 * HOUR), minute(3 * 60) + 1) is None


def test_all_racers_share_the_scale_of_the_one_who_grew_most() -> None:
    both = board(steady(ANN, 1000, 60, 24 * 60), steady(BOB, 1000, 600, 24 * 60))
    assert highest_growth(both, 24) == 600


def test_where_nothing_is_known_the_scale_is_nought() -> None:
    assert highest_growth(board(track(ANN, [])), 10) == 0
