"""Times as widgets show them."""

from dataclasses import replace
from datetime import UTC

import pytest

from tests.building import ANN, START, board, minute, track
from tui.model import DAY, HOUR, MINUTE, ClockStatus, Millis
from tui.view.drawing.times import read_when, time_range


@pytest.mark.parametrize(
    ("old", "is_live", "expected"),
    [
        (MINUTE // 2, True, "read at 00:00"),
        (5 * HOUR, True, "read at 00:00, 5 h ago"),
        (MINUTE // 2, False, "as of 00:00"),
        (5 * HOUR, False, "as of 00:00, 5 h old"),
    ],
)
def test_live_counts_were_read_and_replayed_ones_are_as_of_a_time(
    old: Millis, is_live: bool, expected: str
) -> None:
    of = replace(board(track(ANN, [1]), at=START + old), clock_status=ClockStatus("", live=is_live))
    assert read_when(of, START) == expected


@pytest.mark.parametrize(
    ("early", "late", "expected"),
    [
        (minute(60), minute(180), "01:00 to 03:00"),
        (minute(60), START + 26 * HOUR, "Fri 01:00 to Sat 02:00"),
        (START + 26 * HOUR, START + 50 * HOUR, "Sat 02:00 to Sun 02:00"),
        (minute(60), START + 30 * DAY, "17 Apr to 17 May"),
        (START + 2 * DAY, START + 300 * DAY, "19 Apr to 11 Feb 2010"),
        (START + 30 * DAY, START + 30 * DAY + HOUR, "17 May"),
    ],
)
def test_a_range_has_the_day_at_both_ends_or_at_neither(
    early: Millis, late: Millis, expected: str
) -> None:
    assert time_range(early, late, START, UTC) == expected
