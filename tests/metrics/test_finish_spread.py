"""Finish spread: from the first crossing to the last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, minute, situation, track
from tui.metrics import Crossing
from tui.metrics.finish_spread import METRIC, measure
from tui.model import SECOND

TRACKS = track(ANN, [1]), track(BOB, [1]), track(CAT, [1])
FIRST, SECOND_IN = Crossing(minute(13), 30 * SECOND), Crossing(minute(42), 30 * SECOND)


def test_kutcher_and_cnn_finished_29_minutes_apart() -> None:
    spread = measure(situation(*TRACKS, crossings={2: SECOND_IN, 1: FIRST}), 0)
    assert spread.value == pytest.approx(29 / 60)
    assert spread.low == pytest.approx(28 / 60)
    assert spread.high == pytest.approx(30 / 60)
    assert (spread.n, spread.of) == (2, 3)
    assert METRIC.show(spread) == "29 min"


def test_fewer_than_two_crossings_give_no_spread() -> None:
    assert measure(situation(*TRACKS, crossings={1: FIRST}), 0).value is None


def test_a_crossing_at_an_unknown_time_is_left_out() -> None:
    unknown = Crossing(minute(0), None)
    assert measure(situation(*TRACKS, crossings={1: FIRST, 3: unknown}), 0).value is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 600)), min_size=2, max_size=3))
def test_the_spread_is_within_its_bounds_and_never_negative(
    crossed: list[tuple[int, int]],
) -> None:
    crossings = {
        n: Crossing(minute(0) + at * SECOND, within * SECOND)
        for n, (at, within) in enumerate(crossed, 1)
    }
    spread = measure(situation(*TRACKS, crossings=crossings), 0)
    ats = [at for at, _ in crossed]
    assert spread.value == pytest.approx((max(ats) - min(ats)) / 3600)
    assert spread.value is not None
    assert spread.low is not None
    assert spread.high is not None
    assert 0 <= spread.low <= spread.value <= spread.high
