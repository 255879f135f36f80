"""Clique density: how many of the possible ties among the racers exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, situation, track
from tests.metrics.test_clique import of
from tui.metrics.clique import DENSITY
from tui.model import FollowList, Measure

RACERS = (ANN, BOB, CAT)
PAIRS = [(one, other) for one in RACERS for other in RACERS if one is not other]


def measured(*follow_lists: FollowList) -> Measure:
    known = {c.account.id: c for c in follow_lists if c.account}
    return DENSITY.measure(situation(*(track(a, [1]) for a in RACERS), follow_lists=known), 0)


def test_half_of_all_ties_give_a_density_of_one_half() -> None:
    density = measured(of(ANN, BOB, CAT), of(BOB, ANN), of(CAT))
    assert (density.value, density.n, density.of) == (0.5, 6, 6)
    assert DENSITY.show(density) == "0.50"


def test_unknown_ties_give_bounds_from_all_missing_to_all_there() -> None:
    density = measured(of(ANN, BOB))
    assert (density.value, density.n, density.of) == (None, 2, 6)
    assert density.low == pytest.approx(1 / 6)
    assert density.high == pytest.approx(5 / 6)
    assert DENSITY.text_of(density) == "0.17–0.83"
    assert density.why == "only 2 of 6 ties are known"


def test_without_lists_the_density_is_unknown() -> None:
    density = measured()
    assert (density.value, density.low) == (None, None)
    assert density.why == "who follows whom is not known"
    assert DENSITY.show(density) == "?"


def test_a_single_racer_has_no_density() -> None:
    assert DENSITY.measure(situation(track(ANN, [1])), 0).value is None


@given(st.sets(st.sampled_from(PAIRS)), st.sets(st.sampled_from(RACERS), min_size=1))
def test_the_true_density_lies_within_the_bounds_whichever_lists_are_missing(
    ties: set[tuple[object, object]], listed: set[object]
) -> None:
    lists = [of(a, *(b for b in RACERS if (a, b) in ties)) for a in RACERS if a in listed]
    density = measured(*lists)
    low = density.low if density.value is None else density.value
    high = density.high if density.value is None else density.value
    assert low is not None
    assert high is not None
    assert 0 <= low <= len(ties) / 6 + 1e-9
    assert len(ties) / 6 - 1e-9 <= high <= 1
