"""Ratchet: a day without a single loss for an account that used to have them."""

from math import exp

from tui.formats import chance
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import DAY, HOUR, Measure, Millis
from tui.series import Series, gap_after

WINDOW: Millis = DAY
"""The newest time, compared with all that was read before it."""
MIN_LOSSES = 5
"""With fewer losses before the window, losses are not common."""


def count_losses(past: Series) -> tuple[int, float]:
    """Return how many increments are losses, and the hours of all increments; gaps are left out."""
    steps = [i for i in range(len(past.ats) - 1) if not gap_after(past.ats, i, past.step)]
    hours = sum(past.ats[i + 1] - past.ats[i] for i in steps) / HOUR
    return sum(past.counts[i + 1] < past.counts[i] for i in steps), hours


def measure(situation: Situation, account: int) -> Measure:
    """Return the chance of no loss in the last day at the former rate of losses (Poisson)."""
    past = situation.series[account]
    if not past.ats:
        return unknown("p", "no reading yet")
    split = past.ats[-1] - WINDOW
    before = Series(*_until(past, split), past.step)
    usual, hours = count_losses(before)
    recent, recent_hours = count_losses(past.since(split))
    if usual < MIN_LOSSES:
        return unknown("p", "losses were never common here")
    if not recent_hours:
        return unknown("p", "no readings in the last day to compare")
    if recent:
        return unknown(
            "p", "1 loss in the last day" if recent == 1 else f"{recent} losses in the last day"
        )
    return Measure(
        exp(-usual / hours * recent_hours),
        "p",
        n=usual,
        as_of=past.ats[-1],
        provenance=situation.provenance.get(account, ""),
    )


def _until(past: Series, at: Millis) -> tuple[tuple[Millis, ...], tuple[int, ...]]:
    kept = len(past.ats) - len(past.since(at).ats)
    return past.ats[:kept], past.counts[:kept]


METRIC = Metric(
    "ratchet",
    "suspiciously few losses",
    About.ACCOUNT,
    measure,
    lambda m: "?" if m.value is None else f"{chance(m.value)} by chance",
    slow=True,
)
