"""Gap: the followers to the leader; for the leader, to the second."""

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, situation, track
from tui.metrics.gap import METRIC, measure

FIELD = situation(track(ANN, [992_481]), track(BOB, [991_631]), track(CAT, [952_900]))


def test_a_chaser_is_compared_with_the_leader() -> None:
    assert measure(FIELD, BOB.id).value == -850
    assert measure(FIELD, CAT.id).value == -39_581


def test_the_leader_is_compared_with_the_second() -> None:
    assert measure(FIELD, ANN.id).value == 850
    assert METRIC.show(measure(FIELD, ANN.id)) == "+850"


def test_a_single_racer_has_no_gap() -> None:
    assert measure(situation(track(ANN, [5])), ANN.id).value is None


def test_there_is_no_gap_to_a_rival_without_readings() -> None:
    assert measure(situation(track(ANN, [5]), track(BOB, [])), ANN.id).value is None


COUNTS = st.integers(0, 2**53)


@given(COUNTS, COUNTS)
def test_the_gaps_of_two_racers_are_opposite(one: int, other: int) -> None:
    field = situation(track(ANN, [one]), track(BOB, [other]))
    mine, theirs = measure(field, ANN.id), measure(field, BOB.id)
    assert mine.value == one - other
    assert theirs.value == other - one
