"""Time gap: how long ago the leader stood where the chaser stands now."""

from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate

from tui.formats import duration
from tui.metrics.metric import About, Metric, Situation, of_last, unknown
from tui.model import HOUR, Measure, Millis
from tui.series import Series


@lru_cache(maxsize=16)
def highest_until(past: Series) -> list[int]:
    """Return of each reading the highest count until then."""
    return list(accumulate(past.counts, max))


@lru_cache(maxsize=16)
def time_gap(leader: Series, chaser: Series) -> Millis | None:
    """Return the time between the leader's passing of the chaser's count and the chaser's reading.

    None where the leader was never seen below that count.
    """
    count = chaser.counts[-1]
    if not leader.counts or leader.counts[0] > count or leader.counts[-1] < count:
        return None
    i = bisect_left(highest_until(leader), count)
    when: float = leader.ats[i]
    if i and leader.counts[i] > leader.counts[i - 1]:
        share = (count - leader.counts[i - 1]) / (leader.counts[i] - leader.counts[i - 1])
        when = leader.ats[i - 1] + max(0.0, share) * (leader.ats[i] - leader.ats[i - 1])
    return max(0, round(chaser.ats[-1] - when))


def measure(situation: Situation, account: int) -> Measure:
    """Return the time gap to the leader in hours; the leader's is 0."""
    past = situation.series[account]
    if not past.counts:
        return unknown("h", "no reading yet")
    if account == situation.order[0]:
        return of_last(situation, account, 0, "h", len(past.counts))
    leader = situation.series[situation.order[0]]
    gap = time_gap(leader, past)
    if gap is None:
        return unknown("h", "the leader was not seen at this count")
    return of_last(situation, account, gap / HOUR, "h", len(leader.counts))


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
