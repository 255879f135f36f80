"""Seismograph: how far the newest increment is from the usual ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, situation, track
from tui.metrics.seismograph import SEISMOGRAPH
from tui.model import Measure


def measured(*steps: int) -> Measure:
    counts = [10**6 + sum(steps[:i]) for i in range(len(steps) + 1)]
    return SEISMOGRAPH.measure(situation(track(ANN, counts)), ANN.id)


def test_a_surge_of_100_is_far_above_usual() -> None:
    known = measured(*[8, 12] * 10, 110)
    assert known.value == pytest.approx(100 / (1.4826 * 2))
    assert (known.unit, known.n, known.as_of) == ("z", 20, minute(21))
    assert known.provenance == "live:test"
    assert SEISMOGRAPH.show(known) == "far above usual (+34 z)"


def test_growth_is_shown_in_words_by_how_unusual_it_is() -> None:
    shown = [SEISMOGRAPH.show(Measure(z, "z")) for z in (-7, -3, -1.9, 0, 1.9, 2, 5.9, 6)]
    assert shown == [
        "far below usual (−7 z)",
        "below usual (−3 z)",
        "as usual",
        "as usual",
        "as usual",
        "above usual (+2 z)",
        "above usual (+6 z)",
        "far above usual (+6 z)",
    ]


def test_usual_growth_has_a_score_of_zero() -> None:
    assert measured(*[10] * 20).value == pytest.approx(0, abs=1e-9)


def test_too_few_increments_give_no_score() -> None:
    unknown = measured(*[10] * 12)
    assert unknown.value is None
    assert unknown.why == "too few readings to know what is usual"
    assert SEISMOGRAPH.show(unknown) == "?"


@given(
    st.lists(st.integers(-50, 50), min_size=13, max_size=60),
    st.integers(-(10**4), 10**4),
    st.integers(0, 10**4),
)
def test_a_larger_increment_never_has_a_lower_score(
    steps: list[int], newest: int, more: int
) -> None:
    one, other = measured(*steps, newest).value, measured(*steps, newest + more).value
    assert one is not None
    assert other is not None
    assert other >= one - 1e-6
