"""The window of a chart."""

import pytest

from tests.building import ANN, BOB, board, track
from tui.model import DAY, HOUR, MINUTE, Millis
from tui.view.drawing.chart_window import WINDOWS, fitting_window


@pytest.mark.parametrize(
    ("readings", "step", "window"),
    [
        (0, MINUTE, 6 * HOUR),
        (10, MINUTE, None),
        (61, MINUTE, 6 * HOUR),
        (600, MINUTE, 6 * HOUR),
        (100, HOUR, 7 * DAY),
        (30, 12 * MINUTE, 6 * HOUR),
        (1000, DAY, 30 * DAY),
        (1000, 7 * DAY, None),
    ],
)
def test_a_window_has_enough_readings_and_young_races_are_shown_whole(
    readings: int, step: Millis, window: Millis | None
) -> None:
    of = board(track(ANN, range(1000, 1000 + readings), step))
    assert fitting_window(of) == window
    assert window in WINDOWS


def test_the_account_with_the_most_frequent_readings_decides() -> None:
    slow = track(BOB, range(100), HOUR)
    fast = track(ANN, range(100), MINUTE, start=slow.samples[-1].at - 99 * MINUTE)
    assert fitting_window(board(slow, fast)) == 6 * HOUR


def test_without_accounts_the_window_is_the_usual_one() -> None:
    assert fitting_window(board()) == 6 * HOUR
