"""Lead changes: how often first place has changed."""

from tests.building import ANN, BOB, minute, situation, track
from tui.metrics.lead_changes import measure


def test_the_measure_counts_the_changes_and_the_readings() -> None:
    field = situation(track(ANN, [1, 2, 3]), track(BOB, [1, 2]), lead_changes=3)
    counted = measure(field, 0)
    assert (counted.value, counted.n, counted.as_of) == (3, 5, minute(2))
