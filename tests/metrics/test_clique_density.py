"""Clique density: how many of the possible ties among the racers there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, situation, track
from tests.metrics.test_clique import of
from tui.metrics.clique import DENSITY
from tui.model import FollowList, Measure

RACERS = (ANN, BOB, CAT)
PAIRS = [(one, other) for one in RACERS for other in RACERS if one is not other]


def told(*follow_lists: FollowList) -> Measure:
    known = {c.account.id: c for c in follow_lists if c.account}
    return DENSITY.measure(situation(*(track(a, [1]) for a in RACERS), follow_lists=known), 0)


def test_half_of_all_ties_are_a_half() -> None:
    density = told(of(ANN, BOB, CAT), of(BOB, ANN), of(CAT))
    assert (density.value, density.n, density.of) == (0.5, 6, 6)
    assert DENSITY.show(density) == "0.50"


def test_where_not_all_lists_are_known_it_lies_between_all_no_and_all_yes() -> None:
    density = told(of(ANN, BOB))
    assert (density.value, density.n, density.of) == (None, 2, 6)
    assert density.low == pytest.approx(1 / 6)
    assert density.high == pytest.approx(5 / 6)
    assert DENSITY.told(density) == "0.17–0.83"
    assert density.why == "of 2 of 6 ties it is known"


def test_without_a_list_nothing_is_said() -> None:
    density = told()
    assert (density.value, density.low) == (None, None)
    assert density.why == "nobody says who of them follows whom"
    assert DENSITY.show(density) == "?"


def test_who_races_alone_is_in_no_clique() -> None:
    assert DENSITY.measure(situation(track(ANN, [1])), 0).value is None


@given(st.sets(st.sampled_from(PAIRS)), st.sets(st.sampled_from(RACERS), min_size=1))
def test_the_true_density_lies_in_the_interval_whoever_is_silent(
    there: set[tuple[object, object]], told_by: set[object]
) -> None:
    lists = [of(a, *(b for b in RACERS if (a, b) in there)) for a in RACERS if a in told_by]
    density = told(*lists)
    low = density.low if density.value is None else density.value
    high = density.high if density.value is None else density.value
    assert low is not None
    assert high is not None
    assert 0 <= low <= len(there) / 6 + 1e-9
    assert len(there) / 6 - 1e-9 <= high <= 1
