"""The field's shares of all followers that it has together. Pure."""

from collections.abc import Sequence

from tui.metrics.metric import Situation
from tui.model import Millis


def field(situation: Situation) -> tuple[list[int], Millis | None]:
    """Return the newest counts of all racers that have one, the largest first, and as of when."""
    known = [past for past in situation.series.values() if past.counts]
    counts = sorted((past.counts[-1] for past in known), reverse=True)
    return counts, max((past.ats[-1] for past in known), default=None)


def gini(counts: Sequence[int]) -> float:
    """Return the Gini coefficient normalised by n/(n−1): 0 all alike, 1 one has everything."""
    n, total = len(counts), sum(counts)
    ordered = sorted(counts)
    weighted = sum((2 * i - n - 1) * count for i, count in enumerate(ordered, 1))
    return weighted / (n * total) * n / (n - 1)
