"""Ratchet: a day without a single loss for an account that used to have them."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, minute, situation, track
from tui.metrics.ratchet import METRIC, MIN_LOSSES, count_losses, measure
from tui.model import HOUR, Measure
from tui.series import series_of

LOSING = [-1, 3] * 12
"""A day's increments, an hour each: every other one is a loss."""
GAINING = [1] * 24


def measured(*steps: int) -> Measure:
    counts = [10**6 + sum(steps[:i]) for i in range(len(steps) + 1)]
    return measure(situation(track(ANN, counts, HOUR)), ANN.id)


def test_a_day_without_losses_after_days_of_twelve_is_unlikely() -> None:
    chance = measured(*LOSING, *LOSING, *GAINING)
    assert chance.value == pytest.approx(exp(-24 * 24 / 47), rel=0.05)
    assert (chance.unit, chance.as_of, chance.provenance) == ("p", minute(72 * 60), "live:test")
    assert METRIC.show(chance) == "<1 % by chance"


def test_losses_and_hours_are_counted_without_data_gaps() -> None:
    past = series_of(track(ANN, [5, 4, 6, 3], HOUR), 2**62)
    assert count_losses(past) == (2, 3)
    gapped = track(ANN, [5, 4, 6, None, None, None, None, None, 3, 2], HOUR)
    assert count_losses(series_of(gapped, 2**62)) == (2, 3)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([*[1] * 48, *GAINING], "losses were never common here"),
        ([*[1] * 40, *[-1, 3] * (MIN_LOSSES - 1), *GAINING], "losses were never common here"),
        ([*LOSING, *LOSING, *GAINING[:-1], -1], "1 loss in the last day"),
        ([*LOSING, *LOSING, *LOSING], "12 losses in the last day"),
    ],
)
def test_an_unknown_chance_has_a_reason(steps: list[int], why: str) -> None:
    chance = measured(*steps)
    assert (chance.value, chance.why) == (None, why)
    assert METRIC.show(chance) == "?"


def test_without_readings_in_the_last_day_the_chance_is_unknown() -> None:
    assert measure(situation(track(ANN, [])), ANN.id).why == "no reading yet"
    counts = [10**6 + sum(LOSING[:i]) for i in range(25)]
    unread = track(ANN, [*counts, *[None] * 30, 10**6], HOUR)
    assert measure(situation(unread), ANN.id).value is None


@given(st.lists(st.integers(-3, 9), min_size=1, max_size=120), st.integers(1, 9))
def test_a_chance_is_0_to_1_and_does_not_depend_on_the_size(steps: list[int], times: int) -> None:
    chance = measured(*LOSING, *steps, *GAINING)
    assert chance.value is not None
    assert 0 <= chance.value <= 1
    larger = measured(*(step * times for step in (*LOSING, *steps, *GAINING)))
    assert larger.value == chance.value
    rarer = measured(*LOSING, *[abs(step) for step in steps], *GAINING)
    assert rarer.value is not None
    assert rarer.value >= chance.value
