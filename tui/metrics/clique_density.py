"""Clique density: how many of the possible ties among the racers there are."""

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.ties import ties
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return the share, 0 to 1."""
    known = [tie for tie in ties(situation).values() if tie is not None]
    if not known:
        return unknown("0–1", "nobody says who of them follows whom")
    every = len(situation.series) * (len(situation.series) - 1)
    low, high = sum(known) / every, (sum(known) + every - len(known)) / every
    if len(known) < every:
        why = f"of {len(known):,} of {every:,} ties it is known"
        return Measure(None, "0–1", low, high, n=len(known), of=every, why=why)
    return Measure(low, "0–1", n=every, of=every)


def show(m: Measure) -> str:
    """Return the share, or between what it lies."""
    if m.value is not None:
        return f"{m.value:.2f}"
    return "?" if m.low is None or m.high is None else f"{m.low:.2f}–{m.high:.2f}"


METRIC = Metric("clique_density", "ties among the racers", About.RACE, measure, show)
