"""How unsure a growth is: seven quantiles, measured, stretched and widened. Pure.

All in units of the growth that was guessed, from the guess on: -1 is no growth at all.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from statistics import NormalDist

LEVELS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
"""The quantiles that are kept."""
NORMAL = NormalDist()
SCORES = tuple(NORMAL.inv_cdf(level) for level in LEVELS)
MIDDLE = LEVELS.index(0.5)

STRAIGHT = 4.0
"""A relative error is a factor up to this; a larger one is no power of itself."""
SLOWER = 1.4
"""That growth fades is that much more likely than that it rises by the same factor."""
OWN_TRIALS = 1.1
"""Guesses were chosen by the trials that then tell how sure they are: it is a little less."""


def quantiles(values: Sequence[tuple[float, float]]) -> list[float]:
    """Return the quantiles of sorted (value, weight), each value in the middle of its weight."""
    total, below = sum(weight for _, weight in values), 0.0
    places = []
    for _, weight in values:
        places.append((below + weight / 2) / total)
        below += weight
    found = []
    for level in LEVELS:
        i = bisect_left(places, level)
        if i == 0 or i == len(places):
            found.append(values[min(i, len(places) - 1)][0])
            continue
        share = (level - places[i - 1]) / (places[i] - places[i - 1])
        found.append(values[i - 1][0] + (values[i][0] - values[i - 1][0]) * share)
    return found


def stretched(off: float, by: float) -> float:
    """Return a relative error that is so many times as large, as the logarithm of a factor."""
    if off <= -1:
        return -1 + (off + 1) * by
    return _unfolded(_folded(off) * by)


def _folded(off: float) -> float:
    """Return the logarithm of 1 + `off`; beyond `STRAIGHT` it goes on as a line."""
    return (
        math.log1p(off)
        if off < STRAIGHT
        else math.log1p(STRAIGHT) + (off - STRAIGHT) / (1 + STRAIGHT)
    )


def _unfolded(log: float) -> float:
    bend = math.log1p(STRAIGHT)
    return math.expm1(log) if log < bend else STRAIGHT + (log - bend) * (1 + STRAIGHT)


def widened(off: float, score: float, room: float, wider: float, unseen: float) -> float:
    """Return a distance from the middle with what else is unsure added to it, as a factor.

    `room` is how far below the middle there is no growth at all: what is unsure brings the growth
    nearer to that, and not beyond it; what was seen may.
    """
    off = OWN_TRIALS * abs(off)
    unsure = OWN_TRIALS * math.hypot(wider * score / SCORES[-2], unseen * score)
    left = abs(room)
    if score * room >= 0:
        whole = _unfolded(math.hypot(_folded(off), _folded(unsure)))
    elif off < left:
        whole = -left * math.expm1(-math.hypot(math.log1p(-off / left), SLOWER * unsure / left))
    else:
        whole = off
    return math.copysign(whole, score)
