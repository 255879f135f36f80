"""How unsure a growth is: quantiles, measured, stretched and widened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.forecast.quantiles import LEVELS, MIDDLE, SCORES, STRAIGHT, quantiles, stretched, widened

OFFS = st.floats(-50, 1e9)
SHARES = st.floats(0, 3)


def test_the_quantiles_of_even_values_are_where_their_levels_say() -> None:
    found = quantiles([(float(n), 1.0) for n in range(1000)])
    for level, value in zip(LEVELS, found, strict=True):
        assert value == pytest.approx(1000 * level, abs=1)


def test_what_weighs_more_draws_the_middle() -> None:
    assert quantiles([(0.0, 1.0), (1.0, 9.0)])[MIDDLE] > 0.5


@given(OFFS)
def test_stretched_by_one_an_error_is_what_it_was(off: float) -> None:
    assert stretched(off, 1.0) == pytest.approx(off, rel=1e-6, abs=1e-6)


@given(OFFS, st.floats(0, 1e6), st.floats(1, 2))
def test_what_is_stretched_keeps_its_order(off: float, more: float, by: float) -> None:
    assert stretched(off, by) <= stretched(off + more, by) + 1e-9


@pytest.mark.parametrize("edge", [-1.0, 0.0, STRAIGHT])
def test_nothing_jumps_where_the_way_of_stretching_changes(edge: float) -> None:
    assert stretched(edge - 1e-9, 1.3) == pytest.approx(stretched(edge + 1e-9, 1.3), abs=1e-2)


@given(st.floats(100, 1e9), st.floats(1, 2))
def test_a_large_error_is_stretched_by_a_factor_and_is_no_power_of_itself(
    off: float, by: float
) -> None:
    assert stretched(off, by) < 2 * by * off


@given(st.floats(0, 20), SHARES, SHARES, st.sampled_from(SCORES[:MIDDLE]), st.floats(0.01, 5))
def test_what_is_unsure_alone_never_says_that_growth_ends(
    off: float, wider: float, unseen: float, score: float, room: float
) -> None:
    found = widened(-off, score, room, wider, unseen)
    assert found <= 0
    assert -found <= max(room, 1.1 * off) + 1e-9


@given(st.floats(0, 20), st.floats(0, 5), SHARES, SHARES, st.sampled_from(SCORES), st.floats(-5, 5))
def test_what_is_widened_is_no_smaller_and_keeps_its_order(
    off: float, more: float, wider: float, unseen: float, score: float, room: float
) -> None:
    sign = 1 if score > 0 else -1
    one = abs(widened(sign * off, score, room, wider, unseen))
    other = abs(widened(sign * (off + more), score, room, wider, unseen))
    assert off <= one + 1e-9
    assert one <= other + 1e-9


@given(st.sampled_from(SCORES), st.floats(0.1, 5), SHARES)
def test_nothing_jumps_where_growth_ends(score: float, room: float, wider: float) -> None:
    sign = 1 if score > 0 else -1
    edge = room / 1.1
    below = widened(sign * (edge - 1e-9), score, -sign * room, wider, 0.1)
    above = widened(sign * (edge + 1e-9), score, -sign * room, wider, 0.1)
    assert below == pytest.approx(above, rel=1e-3)
