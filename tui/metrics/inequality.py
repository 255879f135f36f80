"""Inequality: how unequally the followers are spread over the racers, in three figures."""

from collections.abc import Callable, Sequence

from tui.formats import percent
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import Measure, Millis


def newest_counts(situation: Situation) -> tuple[list[int], Millis | None]:
    """Return the newest counts of the racers, the largest first, and when the newest was read."""
    known = [past for past in situation.series.values() if past.counts]
    counts = sorted((past.counts[-1] for past in known), reverse=True)
    return counts, max((past.ats[-1] for past in known), default=None)


def gini(counts: Sequence[int]) -> float:
    """Return the Gini coefficient normalised by n/(n−1): 0 all equal, 1 one has everything."""
    n, total = len(counts), sum(counts)
    ordered = sorted(counts)
    weighted = sum((2 * i - n - 1) * count for i, count in enumerate(ordered, 1))
    return weighted / (n * total) * n / (n - 1)


def first_share(counts: Sequence[int]) -> float:
    """Return the share of all followers that the largest account has, in percent."""
    return 100 * counts[0] / sum(counts)


def effective_voices(counts: Sequence[int]) -> float:
    """Return 1/Σs²: the number of equal racers with the same concentration."""
    return sum(counts) ** 2 / sum(count**2 for count in counts)


def _measured(
    formula: Callable[[Sequence[int]], float], unit: str
) -> Callable[[Situation, int], Measure]:
    def measure(situation: Situation, _account: int) -> Measure:
        counts, as_of = newest_counts(situation)
        if len(counts) < 2 or not sum(counts):
            return unknown(unit, "fewer than two racers with followers")
        return Measure(formula(counts), unit, n=len(counts), as_of=as_of)

    return measure


GINI = Metric(
    "gini",
    "inequality (Gini)",
    About.RACE,
    _measured(gini, "0–1"),
    lambda m: "?" if m.value is None else f"{m.value:.2f}",
)
FIRST_SHARE = Metric(
    "first_share",
    "leader's share",
    About.RACE,
    _measured(first_share, "%"),
    lambda m: "?" if m.value is None else percent(m.value / 100),
)
EFFECTIVE_VOICES = Metric(
    "effective_voices",
    "effective number of racers",
    About.RACE,
    _measured(effective_voices, "n"),
    lambda m: "?" if m.value is None else f"{m.value:.1f} of {m.n}",
)
