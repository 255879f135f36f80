"""Milestone held: how long the count has been at or above the target since it crossed."""

from tui.formats import duration
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import HOUR, Measure
from tui.series import Series


def time_held(past: Series, target: int, since: int) -> tuple[int, int, int]:
    """Return (ms at or above the target, the lowest count, how often it was lost) since a time.

    Between two readings, the count is taken to be that of the first.
    """
    above = lost = 0
    after = past.since(since)
    lowest = min(after.counts, default=target)
    for i in range(len(after.ats) - 1):
        if after.counts[i] >= target:
            above += after.ats[i + 1] - after.ats[i]
            lost += after.counts[i + 1] < target
    return above, lowest, lost


def measure(situation: Situation, account: int) -> Measure:
    """Return the hours held; `low` is the lowest count since, `n` how often the target was lost."""
    crossed, target = situation.crossings.get(account), situation.race.target
    past = situation.series[account]
    if crossed is None or target is None:
        why = "the race has no target" if target is None else "the target is not reached yet"
        return unknown("h", why)
    above, lowest, lost = time_held(past, target, crossed.at)
    provenance = situation.provenance.get(account, "")
    return Measure(above / HOUR, "h", low=lowest, n=lost, as_of=past.ats[-1], provenance=provenance)


def show(m: Measure) -> str:
    """Return `3 h, lost 1×`."""
    if m.value is None:
        return "?"
    lost = f", lost {m.n}×" if m.n else ""
    return duration(round(m.value * HOUR)) + lost


METRIC = Metric("milestone_held", "target held", About.ACCOUNT, measure, show, better=1)
