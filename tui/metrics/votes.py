"""An unfollow vote: a count that is to be below a target by a deadline. Pure."""

from dataclasses import dataclass

from tui.metrics.lifts import count_at
from tui.metrics.metric import Situation, unknown
from tui.model import Measure, Millis, Vote
from tui.series import Series

NO_VOTE = "no vote on it"
UNREAD = "it was not read at the vote's end"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a vote stands: followers at its beginning, now, how many are needed and were cast.

    It is over once its end was read, too.
    """

    vote: Vote
    base: int
    now: int
    needed: int
    cast: int
    over: bool
    as_of: Millis


def tally(situation: Situation, account: int) -> Tally | None:
    """Return how the latest vote on an account stands; None where there is none to count."""
    mine = [v for v in situation.votes if v.account == account and v.begins_at <= situation.at]
    past = situation.series.get(account)
    if not mine or past is None or not past.counts:
        return None
    vote = max(mine, key=lambda v: v.begins_at)
    base = base_of(past, vote)
    if base is None:
        return None
    end = count_at(past, vote.ends_at) if situation.at >= vote.ends_at else None
    over = end is not None
    now = past.counts[-1] if end is None else round(end)
    as_of = vote.ends_at if over else past.ats[-1]
    needed, cast = max(0, base - (vote.below - 1)), max(0, base - now)
    return Tally(vote, base, now, needed, cast, over, as_of)


def base_of(past: Series, vote: Vote) -> int | None:
    """Return B, the count at the beginning of a vote, or the first one read after it."""
    begun = past.at(vote.begins_at)
    if begun is not None:
        return begun
    later = past.since(vote.begins_at)
    return later.counts[0] if later.counts else None


def without_vote(unit: str) -> Measure:
    """Return that there is nothing to count."""
    return unknown(unit, NO_VOTE)
