"""Clique reciprocity: how many of the ties among the racers are mutual."""

from tui.metrics.metric import About, Metric, Situation, unknown
from tui.metrics.shares import wilson
from tui.metrics.ties import ties
from tui.model import Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return the share, 0 to 1."""
    known = ties(situation)
    there = [pair for pair, tie in known.items() if tie]
    answered = [known[other, one] for one, other in there]
    mutual = [answer for answer in answered if answer is not None]
    if not mutual:
        return unknown("0–1", "no tie among them of which both sides are known")
    low, high = wilson(sum(mutual), len(mutual)) if len(mutual) < len(there) else (None, None)
    return Measure(sum(mutual) / len(mutual), "0–1", low, high, n=len(mutual), of=len(there))


def show(m: Measure) -> str:
    """Return the share, or between what it lies."""
    if m.value is not None:
        return f"{m.value:.2f}"
    return "?" if m.low is None or m.high is None else f"{m.low:.2f}–{m.high:.2f}"


METRIC = Metric("clique_reciprocity", "mutual ties among them", About.RACE, measure, show)
