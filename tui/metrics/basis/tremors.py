"""How unusual the newest increment of an account is, against its own. Pure."""

from functools import lru_cache
from statistics import median

from tui.model import HOUR
from tui.series import Series

BASELINE = 200
"""So many increments before it are its baseline."""
LEAST = 12
OF_NORMAL = 1.4826
"""The deviation of a normal distribution over the median of its absolute deviations."""


@lru_cache(maxsize=256)
def tremor(past: Series) -> tuple[float, float, int] | None:
    """Return (robust z, followers beyond the usual, increments looked at) of the newest one."""
    first = max(0, len(past.ats) - BASELINE - 2)
    steps = [i for i in range(first, len(past.ats) - 1) if not past.gap_after(i)]
    if len(steps) < LEAST + 1 or steps[-1] != len(past.ats) - 2:
        return None
    hours = [(past.ats[i + 1] - past.ats[i]) / HOUR for i in steps]
    paces = [(past.counts[i + 1] - past.counts[i]) / h for i, h in zip(steps, hours, strict=True)]
    usual = median(paces[:-1])
    apart = OF_NORMAL * median(abs(pace - usual) for pace in paces[:-1])
    # Counts are whole: below one follower a step, nothing is unusual.
    apart = max(apart, 1 / hours[-1])
    beyond = paces[-1] - usual
    return beyond / apart, max(0.0, beyond * hours[-1]), len(paces) - 1
