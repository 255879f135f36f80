"""Crossing: when the target was passed, between the two readings around it."""

from tui.formats import duration
from tui.metrics.metric import About, Crossing, Metric, Situation, unknown
from tui.model import HOUR, Measure
from tui.series import Series


def crossing(past: Series, target: int) -> Crossing | None:
    """Return when a count first reached the target, interpolated, ± half the distance."""
    # Most have not crossed, and that is seen much faster.
    if max(past.counts, default=0) < target:
        return None
    i = next(i for i, count in enumerate(past.counts) if count >= target)
    if i == 0:
        return Crossing(past.ats[0], None)
    before, after = past.counts[i - 1], past.counts[i]
    share = (target - before) / (after - before)
    apart = past.ats[i] - past.ats[i - 1]
    return Crossing(past.ats[i - 1] + round(share * apart), apart // 2)


def measure(situation: Situation, account: int) -> Measure:
    """Return how long ago the target was passed, in hours, with its interval."""
    known = situation.crossings.get(account)
    if known is None:
        none = situation.race.target is None
        return unknown("h", "there is no target" if none else "the target is not reached")
    if known.within is None:
        return unknown("h", "it was above the target before the first reading")
    ago, within = (situation.at - known.at) / HOUR, known.within / HOUR
    return Measure(
        ago,
        "h",
        low=max(0.0, ago - within),
        high=ago + within,
        n=2,
        as_of=known.at,
        provenance=situation.provenance.get(account, ""),
    )


METRIC = Metric(
    "crossing",
    "crossed",
    About.ACCOUNT,
    measure,
    lambda m: f"{duration(None if m.value is None else round(m.value * HOUR))} ago",
)
