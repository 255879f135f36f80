"""Ratchet: a time without a single loss, where the account used to have them."""

from math import exp

from tui.formats import chance
from tui.metrics.metric import About, Metric, Situation, unknown
from tui.model import DAY, HOUR, Measure, Millis
from tui.series import Series, gap_after

WINDOW: Millis = DAY
"""What is looked at, before which losses are counted."""
LEAST = 5
"""Losses that make it usual to have them."""


def losses(past: Series) -> tuple[int, float]:
    """Return how many increments were losses, and the hours that they were looked for."""
    steps = [i for i in range(len(past.ats) - 1) if not gap_after(past.ats, i, past.step)]
    hours = sum(past.ats[i + 1] - past.ats[i] for i in steps) / HOUR
    return sum(past.counts[i + 1] < past.counts[i] for i in steps), hours


def measure(situation: Situation, account: int) -> Measure:
    """Return the chance of the last day's lack of losses, were losses as usual as before."""
    past = situation.series[account]
    if not past.ats:
        return unknown("p", "no reading yet")
    split = past.ats[-1] - WINDOW
    before = Series(*_until(past, split), past.step)
    usual, hours = losses(before)
    now, watched = losses(past.since(split))
    if usual < LEAST:
        return unknown("p", "losses were never usual here")
    if not watched:
        return unknown("p", "it was not read for a day")
    if now:
        lost = "1 loss" if now == 1 else f"{now} losses"
        held = "it" if now == 1 else "them"
        return unknown("p", f"{lost} in the last day: nothing holds {held}")
    return Measure(
        exp(-usual / hours * watched),
        "p",
        n=usual,
        as_of=past.ats[-1],
        provenance=situation.provenance.get(account, ""),
    )


def _until(past: Series, at: Millis) -> tuple[tuple[Millis, ...], tuple[int, ...]]:
    kept = len(past.ats) - len(past.since(at).ats)
    return past.ats[:kept], past.counts[:kept]


METRIC = Metric(
    "ratchet", "no losses by chance", About.ACCOUNT, measure, lambda m: chance(m.value), slow=True
)
