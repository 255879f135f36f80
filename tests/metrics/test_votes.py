"""An unfollow vote: a count that is to be below a target by a deadline."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute, series, situation, track
from tui.metrics.metric import Situation
from tui.metrics.votes import base_of, tally, without_vote
from tui.model import HOUR, Millis, Vote

UNFOLLOW_DAY = Vote(ANN.id, 1_000_000, minute(0), minute(600))
"""A vote of ten hours that wants ann below a million."""


def voted(
    counts: Sequence[int | None], *votes: Vote, step: Millis = HOUR, at: Millis | None = None
) -> Situation:
    """Return a vote on ann, by default Unfollow Day, with a count an hour."""
    when = minute(60 * (len(counts) - 1)) if at is None else at
    known = situation(track(ANN, counts, step), track(BOB, [5]), at=when)
    return replace(known, votes=votes or (UNFOLLOW_DAY,))


def test_so_many_are_needed_that_one_less_than_the_target_is_left() -> None:
    known = tally(voted([1_000_500, 1_000_300]), ANN.id)
    assert known is not None
    assert (known.base, known.now, known.needed, known.cast, known.over) == (
        *(1_000_500, 1_000_300, 501, 200, False),
    )


def test_who_grows_meanwhile_was_not_voted_against() -> None:
    known = tally(voted([1_000_500, 1_000_900]), ANN.id)
    assert known is not None
    assert known.cast == 0


def test_who_is_below_already_needs_nobody_to_leave() -> None:
    known = tally(voted([999_000, 999_000]), ANN.id)
    assert known is not None
    assert known.needed == 0


def test_at_its_end_a_vote_is_over_and_what_comes_later_is_not_cast() -> None:
    known = tally(voted([1_000_500] * 10 + [1_000_100, 1_000_400]), ANN.id)
    assert known is not None
    assert (known.over, known.now, known.cast) == (True, 1_000_100, 400)


def test_the_latest_vote_that_began_counts() -> None:
    later = Vote(ANN.id, 900_000, minute(60), minute(999))
    to_come = Vote(ANN.id, 800_000, minute(500), minute(999))
    known = tally(voted([1_000_500, 1_000_300], UNFOLLOW_DAY, later, to_come), ANN.id)
    assert known is not None
    assert (known.vote, known.base) == (later, 1_000_300)


def test_who_is_not_voted_on_or_was_not_read_has_no_tally() -> None:
    assert tally(voted([1_000_500]), BOB.id) is None
    assert tally(voted([None]), ANN.id) is None
    assert tally(voted([1_000_500], replace(UNFOLLOW_DAY, begins_at=minute(60))), ANN.id) is None
    assert without_vote("%").why == "no vote on it"


def test_the_base_is_the_count_at_the_beginning_or_the_first_one_after_it() -> None:
    assert base_of(series([7, 8], HOUR), replace(UNFOLLOW_DAY, begins_at=minute(59))) == 7
    assert base_of(series([7, 8], HOUR), replace(UNFOLLOW_DAY, begins_at=minute(-5))) == 7
    assert base_of(series([]), UNFOLLOW_DAY) is None


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=15), st.integers(1, 10**7))
def test_nothing_is_cast_below_nought_or_beyond_all_there_were(
    counts: list[int], below: int
) -> None:
    known = tally(voted(counts, replace(UNFOLLOW_DAY, below=below)), ANN.id)
    assert known is not None
    assert 0 <= known.cast <= known.base
    assert 0 <= known.needed <= known.base
    assert (known.cast >= known.needed) == (known.now < below or known.needed == 0)
