"""Crossing: when the count passed the target, between the two readings around it."""

from tui.formats import duration
from tui.metrics.metric import About, Crossing, Metric, Situation, unknown
from tui.model import HOUR, Measure
from tui.series import Series


def crossing(past: Series, target: int) -> Crossing | None:
    """Return when the count first reached the target, interpolated, ± half the interval."""
    # Most accounts have not crossed, and this check is much faster.
    if max(past.counts, default=0) < target:
        return None
    i = next(i for i, count in enumerate(past.counts) if count >= target)
    if i == 0:
        return Crossing(past.ats[0], None)
    before, after = past.counts[i - 1], past.counts[i]
    share = (target - before) / (after - before)
    interval = past.ats[i] - past.ats[i - 1]
    return Crossing(past.ats[i - 1] + round(share * interval), interval // 2)


def measure(situation: Situation, account: int) -> Measure:
    """Return how long ago the target was crossed, in hours, with its bounds."""
    known = situation.crossings.get(account)
    if known is None:
        has_target = situation.race.target is not None
        why = "the target is not reached yet" if has_target else "the race has no target"
        return unknown("h", why)
    if known.within is None:
        return unknown("h", "was above the target before the race")
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
