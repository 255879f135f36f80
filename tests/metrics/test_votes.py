"""Unfollow votes: a count is to fall below a target by a deadline."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, minute, series, situation, track
from tui.metrics.metric import Situation
from tui.metrics.votes import base_of, no_vote, tally
from tui.model import HOUR, Millis, Vote

UNFOLLOW_DAY = Vote(ANN.id, 1_000_000, minute(0), minute(600))
"""A vote of ten hours to bring Ann below a million."""


def voted(
    counts: Sequence[int | None], *votes: Vote, step: Millis = HOUR, at: Millis | None = None
) -> Situation:
    """Return a vote on Ann, by default Unfollow Day, with a count each hour."""
    when = minute(60 * (len(counts) - 1)) if at is None else at
    known = situation(track(ANN, counts, step), track(BOB, [5]), at=when)
    return replace(known, votes=votes or (UNFOLLOW_DAY,))


def test_the_votes_needed_leave_one_less_than_the_target() -> None:
    known = tally(voted([1_000_500, 1_000_300]), ANN.id)
    assert known is not None
    assert (known.base, known.now, known.needed, known.cast, known.over) == (
        *(1_000_500, 1_000_300, 501, 200, False),
    )


def test_growth_during_the_vote_is_zero_votes() -> None:
    known = tally(voted([1_000_500, 1_000_900]), ANN.id)
    assert known is not None
    assert known.cast == 0


def test_an_account_already_below_needs_no_votes() -> None:
    known = tally(voted([999_000, 999_000]), ANN.id)
    assert known is not None
    assert known.needed == 0


def test_losses_after_the_end_of_a_vote_are_not_cast() -> None:
    known = tally(voted([1_000_500] * 10 + [1_000_100, 1_000_400]), ANN.id)
    assert known is not None
    assert (known.over, known.now, known.cast) == (True, 1_000_100, 400)


def test_the_latest_vote_that_has_started_counts() -> None:
    later = Vote(ANN.id, 900_000, minute(60), minute(999))
    upcoming = Vote(ANN.id, 800_000, minute(500), minute(999))
    known = tally(voted([1_000_500, 1_000_300], UNFOLLOW_DAY, later, upcoming), ANN.id)
    assert known is not None
    assert (known.vote, known.base) == (later, 1_000_300)


def test_an_account_without_a_vote_or_readings_has_no_tally() -> None:
    assert tally(voted([1_000_500]), BOB.id) is None
    assert tally(voted([None]), ANN.id) is None
    assert tally(voted([1_000_500], replace(UNFOLLOW_DAY, begins_at=minute(60))), ANN.id) is None
    assert no_vote("%").why == "no vote is on"


def test_the_base_is_the_count_at_the_start_or_the_first_after_it() -> None:
    assert base_of(series([7, 8], HOUR), replace(UNFOLLOW_DAY, begins_at=minute(59))) == 7
    assert base_of(series([7, 8], HOUR), replace(UNFOLLOW_DAY, begins_at=minute(-5))) == 7
    assert base_of(series([]), UNFOLLOW_DAY) is None


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=15), st.integers(1, 10**7))
def test_votes_cast_are_between_zero_and_the_base(counts: list[int], below: int) -> None:
    known = tally(voted(counts, replace(UNFOLLOW_DAY, below=below)), ANN.id)
    assert known is not None
    assert 0 <= known.cast <= known.base
    assert 0 <= known.needed <= known.base
    assert (known.cast >= known.needed) == (known.now < below or known.needed == 0)
