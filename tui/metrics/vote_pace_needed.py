"""Vote pace needed: how many must leave an hour from now on, for the vote to succeed."""

from math import ceil

from tui.formats import grouped
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.metrics.votes import UNREAD, tally, without_vote
from tui.model import HOUR, Measure


def measure(situation: Situation, account: int) -> Measure:
    """Return (needed − cast) / hours until the deadline."""
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


METRIC = Metric(
    "vote_pace_needed",
    "vote needs",
    About.ACCOUNT,
    measure,
    lambda m: f"{grouped(None if m.value is None else ceil(m.value))}/h",
)
