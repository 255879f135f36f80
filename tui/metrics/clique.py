"""The clique of the racers: which of them follow each other. Pure."""

from collections.abc import Mapping

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import wilson
from tui.model import FollowList, Measure

Ties = Mapping[tuple[int, int], bool | None]
"""Whether the first account follows the second, by their ids; None if not known."""


def ties(situation: Situation) -> Ties:
    """Return for each ordered pair of racers whether the first follows the second."""
    racers = list(situation.series)
    return {
        (one, other): follows(situation.follow_lists, one, other)
        for one in racers
        for other in racers
        if one != other
    }


def follows(follow_lists: Mapping[int, FollowList], one: int, other: int) -> bool | None:
    """Return whether one account follows another, by the list of either of them."""
    mine = follow_lists.get(one)
    if mine is not None:
        if any(f.account.id == other and f.gone_at is None for f in mine.followees):
            return True
        if mine.complete:
            return False
    theirs = follow_lists.get(other)
    back = next((f for f in theirs.followees if f.account.id == one), None) if theirs else None
    return back.follows_back if back is not None else None


def density(situation: Situation, _account: int) -> Measure:
    """Return the share of all possible ties among the racers that exist, 0 to 1.

    If some ties are not known, the bounds count them as all missing and all there.
    """
    known = [tie for tie in ties(situation).values() if tie is not None]
    if not known:
        return unknown("0–1", "who follows whom is not known")
    every = len(situation.series) * (len(situation.series) - 1)
    low, high = sum(known) / every, (sum(known) + every - len(known)) / every
    if len(known) < every:
        why = f"only {len(known):,} of {every:,} ties are known"
        return Measure(None, "0–1", low, high, n=len(known), of=every, why=why)
    return Measure(low, "0–1", n=every, of=every)


def reciprocity(situation: Situation, _account: int) -> Measure:
    """Return the share of the ties among the racers that are mutual, 0 to 1."""
    known = ties(situation)
    existing = [pair for pair, tie in known.items() if tie]
    answered = [known[other, one] for one, other in existing]
    mutual = [answer for answer in answered if answer is not None]
    if not mutual:
        return unknown("0–1", "no tie is known from both sides")
    low, high = wilson(sum(mutual), len(mutual)) if len(mutual) < len(existing) else (None, None)
    return Measure(sum(mutual) / len(mutual), "0–1", low, high, n=len(mutual), of=len(existing))


def show(m: Measure) -> str:
    """Return `0.50`, or the bounds `0.17–0.83`."""
    if m.value is not None:
        return f"{m.value:.2f}"
    return "?" if m.low is None or m.high is None else f"{m.low:.2f}–{m.high:.2f}"


DENSITY = Metric("clique_density", "ties among racers", About.RACE, density, show)
RECIPROCITY = Metric(
    "clique_reciprocity", "mutual ties among racers", About.RACE, reciprocity, show
)
