"""Time gap: how long ago the leader stood where the chaser stands now."""

from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate

from tui.formats import duration
from tui.metrics.metric import About, Metric, Situation, from_newest, unknown
from tui.model import HOUR, Measure, Millis
from tui.series import Series


@lru_cache(maxsize=16)
def running_maximum(past: Series) -> list[int]:
    """Return the highest count up to each reading."""
    return list(accumulate(past.counts, max))


@lru_cache(maxsize=16)
def time_gap(leader: Series, chaser: Series) -> Millis | None:
    """Return the time from the leader's passing of the chaser's count to the chaser's reading.

    None if the leader was never seen below that count, or is below it now.
    """
    count = chaser.counts[-1]
    if not leader.counts or leader.counts[0] > count or leader.counts[-1] < count:
        return None
    i = bisect_left(running_maximum(leader), count)
    passed: float = leader.ats[i]
    if i and leader.counts[i] > leader.counts[i - 1]:
        share = (count - leader.counts[i - 1]) / (leader.counts[i] - leader.counts[i - 1])
        passed = leader.ats[i - 1] + max(0.0, share) * (leader.ats[i] - leader.ats[i - 1])
    return max(0, round(chaser.ats[-1] - passed))


def measure(situation: Situation, account: int) -> Measure:
    """Return the time gap to the leader in hours; the leader's is 0."""
    past = situation.series[account]
    if not past.counts:
        return unknown("h", "no reading yet")
    if account == situation.order[0]:
        return from_newest(situation, account, 0, "h", len(past.counts))
    leader = situation.series[situation.order[0]]
    gap = time_gap(leader, past)
    if gap is None:
        return unknown("h", "the leader was never seen at this count")
    return from_newest(situation, account, gap / HOUR, "h", len(leader.counts))


METRIC = Metric(
    "time_gap",
    "time gap",
    About.ACCOUNT,
    measure,
    lambda m: (
        "leads" if m.value == 0 else duration(None if m.value is None else round(m.value * HOUR))
    ),
    better=-1,
)
