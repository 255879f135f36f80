"""An unfollow vote, a count that is to be below a target by a deadline: its four figures. Pure."""

from dataclasses import dataclass
from math import ceil

from tui.formats import grouped, percent
from tui.metrics.lifts import count_at
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.model import HOUR, Measure, Millis, Vote
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


def cast(situation: Situation, account: int) -> Measure:
    """Return max(0, B−F) followers, now or at the vote's end; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return without_vote("followers")
    return _counted(situation, account, found, float(found.cast), "followers")


def turnout(situation: Situation, account: int) -> Measure:
    """Return votes cast in percent of B; `of` is how many are needed."""
    found = tally(situation, account)
    if found is None:
        return without_vote("%")
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
        return without_vote("followers/h")
    if found.over:
        done = found.cast >= found.needed
        return unknown("followers/h", "the vote succeeded" if done else "the vote failed")
    if situation.at >= found.vote.ends_at:
        return unknown("followers/h", UNREAD)
    left = max(0, found.needed - found.cast)
    hours = (found.vote.ends_at - situation.at) / HOUR
    return of_last(situation, account, left / hours, "followers/h", 2)


def recovery(situation: Situation, account: int) -> Measure:
    """Return (F − F at the end) / cast in percent."""
    found = tally(situation, account)
    if found is None:
        return without_vote("%")
    if not found.over:
        ended = situation.at >= found.vote.ends_at
        return unknown("%", UNREAD if ended else "the vote goes on")
    if not found.cast:
        return unknown("%", "nothing was lost")
    back = situation.series[account].counts[-1] - found.now
    return of_last(situation, account, 100 * back / found.cast, "%", 2)


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
    "vote needs",
    About.ACCOUNT,
    pace_needed,
    lambda m: f"{grouped(None if m.value is None else ceil(m.value))}/h",
)
RECOVERY = Metric(
    "vote_recovery",
    "come back",
    About.ACCOUNT,
    recovery,
    lambda m: percent(None if m.value is None else m.value / 100),
)
