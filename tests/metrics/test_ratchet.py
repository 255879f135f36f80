"""Ratchet: a time without a single loss, where the account used to have them."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, situation, track
from tui.metrics.ratchet import LEAST, METRIC, losses, measure
from tui.model import HOUR, Measure
from tui.series import series_of

LOSING = [-1, 3] * 12
"""A day's increments, an hour each: every other one is a loss."""
GAINING = [1] * 24


def told(*steps: int) -> Measure:
    counts = [10**6 + sum(steps[:i]) for i in range(len(steps) + 1)]
    return measure(situation(track(ANN, counts, HOUR)), ANN.id)


def test_a_day_without_a_loss_after_one_of_twelve_is_one_chance_in_many() -> None:
    chance = told(*LOSING, *LOSING, *GAINING)
    assert chance.value == pytest.approx(exp(-24 * 24 / 47), rel=0.05)
    assert (chance.unit, chance.as_of, chance.provenance) == ("p", minute(72 * 60), "live:test")
    assert METRIC.show(chance) == "<1 %"


def test_losses_are_counted_with_the_hours_they_were_looked_for_without_gaps() -> None:
    past = series_of(track(ANN, [5, 4, 6, 3], HOUR), 2**62)
    assert losses(past) == (2, 3)
    torn = track(ANN, [5, 4, 6, None, None, None, None, None, 3, 2], HOUR)
    assert losses(series_of(torn, 2**62)) == (2, 3)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([*[1] * 48, *GAINING], "losses were never usual here"),
        ([*[1] * 40, *[-1, 3] * (LEAST - 1), *GAINING], "losses were never usual here"),
        ([*LOSING, *LOSING, *GAINING[:-1], -1], "1 loss in the last day: nothing holds it"),
        ([*LOSING, *LOSING, *LOSING], "12 losses in the last day: nothing holds them"),
    ],
)
def test_what_cannot_be_told_says_why(steps: list[int], why: str) -> None:
    chance = told(*steps)
    assert (chance.value, chance.why) == (None, why)
    assert METRIC.show(chance) == "?"


def test_without_a_reading_or_with_a_day_that_nobody_watched_nothing_is_said() -> None:
    assert measure(situation(track(ANN, [])), ANN.id).why == "no reading yet"
    counts = [10**6 + sum(LOSING[:i]) for i in range(25)]
    unwatched = track(ANN, [*counts, *[None] * 30, 10**6], HOUR)
    assert measure(situation(unwatched), ANN.id).value is None


@given(st.lists(st.integers(-3, 9), min_size=1, max_size=120), st.integers(1, 9))
def test_a_chance_lies_between_nought_and_one_and_does_not_know_the_size(
    steps: list[int], times: int
) -> None:
    chance = told(*LOSING, *steps, *GAINING)
    assert chance.value is not None
    assert 0 <= chance.value <= 1
    larger = told(*(step * times for step in (*LOSING, *steps, *GAINING)))
    assert larger.value == chance.value
    rarer = told(*LOSING, *[abs(step) for step in steps], *GAINING)
    assert rarer.value is not None
    assert rarer.value >= chance.value
