"""Closing speed: the difference of two paces."""

import pytest

from tests.building import ANN, BOB, situation, steady, track
from tui.metrics.closing_speed import METRIC, measure

FIELD = situation(steady(ANN, 10_000, 1900, 60), steady(BOB, 5000, 4100, 60))


def test_who_grows_faster_than_the_leader_closes_in() -> None:
    assert measure(FIELD, BOB.id).value == pytest.approx(2200, abs=30)


def test_the_leader_loses_as_much_as_the_second_gains() -> None:
    chaser, leader = measure(FIELD, BOB.id).value, measure(FIELD, ANN.id).value
    assert leader is not None
    assert chaser == -leader


def test_without_two_paces_there_is_no_closing_speed() -> None:
    assert measure(situation(steady(ANN, 1, 60, 60), track(BOB, [1, 2])), ANN.id).value is None
    assert measure(situation(steady(ANN, 1, 60, 60)), ANN.id).value is None


def test_a_closing_speed_is_shown_with_its_sign() -> None:
    assert METRIC.show(measure(FIELD, ANN.id)).startswith("−2,")
