"""Unfollow votes: a count is to fall below a target by a deadline. Pure."""

from dataclasses import dataclass
from math import ceil

from tui.formats import grouped, percent
from tui.metrics.lifts import count_at
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import HOUR, Measure, Millis, Vote
from tui.series import Series

NO_VOTE = "no vote is on"
UNREAD = "no reading at the end of the vote"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a vote stands: followers at its start and now, votes needed and votes cast.

    It is over once the count at its end is known; `now` is then that count.
    """

    vote: Vote
    base: int
    now: int
    needed: int
    cast: int
    over: bool
    as_of: Millis


def tally(situation: Situation, account: int) -> Tally | None:
    """Return how the latest vote on an account stands; None without a vote or a count."""
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
    """Return B, the count at the start of a vote, or the first one read after it."""
    at_start = past.at(vote.begins_at)
    if at_start is not None:
        return at_start
    later = past.since(vote.begins_at)
    return later.counts[0] if later.counts else None


def no_vote(unit: str) -> Measure:
    """Return a measure without a value: no vote is on."""
    return unknown(unit, NO_VOTE)


def cast(situation: Situation, account: int) -> Measure:
    """Return max(0, B − F), now or at the end of the vote; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return no_vote("followers")
    return _counted(situation, account, found, float(found.cast), "followers")


def turnout(situation: Situation, account: int) -> Measure:
    """Return the votes cast in percent of B; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return no_vote("%")
    if not found.base:
        return unknown("%", "it had no followers")
    return _counted(situation, account, found, 100 * found.cast / found.base, "%")


def _counted(situation: Situation, account: int, found: Tally, value: float, unit: str) -> Measure:
    return Measure(
        value,
        unit,
        n=2,
        of=found.needed,
        as_of=found.as_of,
        provenance=situation.provenance.get(account, ""),
    )


def pace_needed(situation: Situation, account: int) -> Measure:
    """Return (needed − cast) / hours until the deadline, in followers an hour."""
    found = tally(situation, account)
    if found is None:
        return no_vote("followers/h")
    if found.over:
        has_succeeded = found.cast >= found.needed
        return unknown("followers/h", "the vote succeeded" if has_succeeded else "the vote failed")
    if situation.at >= found.vote.ends_at:
        return unknown("followers/h", UNREAD)
    left = max(0, found.needed - found.cast)
    hours = (found.vote.ends_at - situation.at) / HOUR
    return from_newest(situation, account, left / hours, "followers/h", 2)


def recovery(situation: Situation, account: int) -> Measure:
    """Return (F − F at the end of the vote) / votes cast in percent."""
    found = tally(situation, account)
    if found is None:
        return no_vote("%")
    if not found.over:
        has_ended = situation.at >= found.vote.ends_at
        return unknown("%", UNREAD if has_ended else "the vote is still on")
    if not found.cast:
        return unknown("%", "no followers were lost")
    returned = situation.series[account].counts[-1] - found.now
    return from_newest(situation, account, 100 * returned / found.cast, "%", 2)


CAST = Metric(
    "vote_cast",
    "votes cast",
    About.ACCOUNT,
    cast,
    lambda m: "?" if m.value is None else f"{m.value:,.0f} of {m.of:,}",
)
TURNOUT = Metric(
    "vote_turnout",
    "turnout",
    About.ACCOUNT,
    turnout,
    lambda m: "?" if m.value is None else percent(m.value / 100, 1),
)
PACE_NEEDED = Metric(
    "vote_pace_needed",
    "pace the vote needs",
    About.ACCOUNT,
    pace_needed,
    lambda m: f"{grouped(None if m.value is None else ceil(m.value))}/h",
)
RECOVERY = Metric(
    "vote_recovery",
    "came back afterwards",
    About.ACCOUNT,
    recovery,
    lambda m: percent(None if m.value is None else m.value / 100),
)
