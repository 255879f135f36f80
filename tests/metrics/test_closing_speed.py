"""Closing speed: the difference of two paces."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, situation, steady, track
from tui.metrics.closing_speed import METRIC, measure
from tui.metrics.pace import pace
from tui.model import Measure

FIELD = situation(steady(ANN, 10_000, 1900, 60), steady(BOB, 5000, 4100, 60))


def test_an_account_faster_than_the_leader_closes_in() -> None:
    assert measure(FIELD, BOB.id).value == pytest.approx(2200, abs=30)


def test_the_leader_falls_back_by_as_much_as_the_second_gains() -> None:
    chaser, leader = measure(FIELD, BOB.id).value, measure(FIELD, ANN.id).value
    assert leader is not None
    assert chaser == -leader


def test_without_two_paces_there_is_no_closing_speed() -> None:
    assert measure(situation(steady(ANN, 1, 60, 60), track(BOB, [1, 2])), ANN.id).value is None
    assert measure(situation(steady(ANN, 1, 60, 60)), ANN.id).value is None


def test_the_direction_of_a_closing_speed_is_shown_in_words() -> None:
    assert METRIC.show(Measure(-1204.4, "followers/h")) == "falling back by 1,204 an hour"
    assert METRIC.show(Measure(2200, "followers/h")) == "gaining 2,200 an hour"
    assert METRIC.show(Measure(0.2, "followers/h")) == "same pace"
    assert METRIC.show(measure(FIELD, ANN.id)).startswith("falling back by 2,")


STEPS = st.lists(st.integers(-50, 500), min_size=10, max_size=30)


@given(STEPS, STEPS)
def test_the_faster_account_gains_what_the_slower_one_falls_back(
    one: list[int], other: list[int]
) -> None:
    tracks = [
        track(who, list(accumulate(steps, initial=10**6)))
        for who, steps in ((ANN, one), (BOB, other))
    ]
    field = situation(*tracks)
    mine, theirs = measure(field, ANN.id), measure(field, BOB.id)
    if mine.value is None or theirs.value is None:
        assert (mine.value, theirs.value) == (None, None)
    else:
        assert mine.value == pytest.approx(-theirs.value)
        paces = [pace(field.series[who.id], field.at) for who in (ANN, BOB)]
        assert paces[0] is not None
        assert paces[1] is not None
        assert mine.value == pytest.approx(paces[0][0] - paces[1][0])
