"""How uncertain a growth is: quantiles, measured, rescaled and widened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.forecast.quantiles import (
    LEVELS,
    LOG_LIMIT,
    MEDIAN,
    SCORES,
    SELECTION_BIAS,
    quantiles,
    scaled,
    widened,
)

ERRORS = st.floats(-50, 1e9)
SHARES = st.floats(0, 3)


def test_the_quantiles_of_evenly_spaced_values_match_their_levels() -> None:
    found = quantiles([(float(n), 1.0) for n in range(1000)])
    for level, value in zip(LEVELS, found, strict=True):
        assert value == pytest.approx(1000 * level, abs=1)


def test_a_heavier_value_pulls_the_median() -> None:
    assert quantiles([(0.0, 1.0), (1.0, 9.0)])[MEDIAN] > 0.5


@given(ERRORS)
def test_scaling_by_one_changes_nothing(error: float) -> None:
    assert scaled(error, 1.0) == pytest.approx(error, rel=1e-6, abs=1e-6)


@given(ERRORS, st.floats(0, 1e6), st.floats(1, 2))
def test_scaling_keeps_the_order(error: float, more: float, factor: float) -> None:
    assert scaled(error, factor) <= scaled(error + more, factor) + 1e-9


@pytest.mark.parametrize("edge", [-1.0, 0.0, LOG_LIMIT])
def test_scaling_is_continuous_where_its_formula_changes(edge: float) -> None:
    assert scaled(edge - 1e-9, 1.3) == pytest.approx(scaled(edge + 1e-9, 1.3), abs=1e-2)


@given(st.floats(100, 1e9), st.floats(1, 2))
def test_a_large_error_is_scaled_linearly(error: float, factor: float) -> None:
    assert scaled(error, factor) < 2 * factor * error


@given(st.floats(0, 20), SHARES, SHARES, st.sampled_from(SCORES[:MEDIAN]), st.floats(0.01, 5))
def test_added_uncertainty_never_turns_growth_into_loss(
    distance: float, disagreement: float, extrapolation: float, score: float, growth: float
) -> None:
    wide = widened(-distance, score, growth, disagreement, extrapolation)
    assert wide <= 0
    assert -wide <= max(growth, SELECTION_BIAS * distance) + 1e-9


@given(st.floats(0, 20), st.floats(0, 5), SHARES, SHARES, st.sampled_from(SCORES), st.floats(-5, 5))
def test_widening_never_narrows_and_keeps_the_order(
    distance: float,
    more: float,
    disagreement: float,
    extrapolation: float,
    score: float,
    growth: float,
) -> None:
    sign = 1 if score > 0 else -1
    near = abs(widened(sign * distance, score, growth, disagreement, extrapolation))
    far = abs(widened(sign * (distance + more), score, growth, disagreement, extrapolation))
    assert distance <= near + 1e-9
    assert near <= far + 1e-9


@given(st.sampled_from(SCORES), st.floats(0.1, 5), SHARES)
def test_widening_is_continuous_at_zero_growth(
    score: float, growth: float, disagreement: float
) -> None:
    sign = 1 if score > 0 else -1
    edge = growth / SELECTION_BIAS
    below = widened(sign * (edge - 1e-9), score, -sign * growth, disagreement, 0.1)
    above = widened(sign * (edge + 1e-9), score, -sign * growth, disagreement, 0.1)
    assert below == pytest.approx(above, rel=1e-3)
