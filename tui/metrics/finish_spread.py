"""Finish spread: the time between the first and the last crossing of the target."""

from tui.formats import duration
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import HOUR, Measure


def measure(situation: Situation, _account: int) -> Measure:
    """Return the hours between the first and the last crossing so far."""
    known = [c for c in situation.crossings.values() if c.within is not None]
    if len(known) < 2:
        return unknown("h", "fewer than two have crossed the target")
    known.sort(key=lambda crossing: crossing.at)
    within = ((known[0].within or 0) + (known[-1].within or 0)) / HOUR
    spread = (known[-1].at - known[0].at) / HOUR
    return Measure(
        spread,
        "h",
        low=max(0.0, spread - within),
        high=spread + within,
        n=len(known),
        of=len(situation.series),
        as_of=known[-1].at,
    )


METRIC = Metric(
    "finish_spread",
    "first to last finish",
    About.RACE,
    measure,
    lambda m: duration(None if m.value is None else round(m.value * HOUR)),
)
