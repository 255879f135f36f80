"""How uncertain a growth is: seven quantiles, measured, rescaled and widened. Pure.

Errors are relative to the guessed growth: 0 is the guess itself, -1 no growth at all, 1 twice the
guess.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from statistics import NormalDist

LEVELS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
"""The quantiles that are kept."""
NORMAL = NormalDist()
SCORES = tuple(NORMAL.inv_cdf(level) for level in LEVELS)
"""The levels as scores of a standard normal distribution."""
MEDIAN = LEVELS.index(0.5)

LOG_LIMIT = 4.0
"""Up to this, a relative error is scaled in the logarithm of its factor; above, linearly."""
SLOWDOWN = 1.4
"""Added uncertainty counts this much more toward less growth: fading is likelier than rising."""
SELECTION_BIAS = 1.1
"""Errors are enlarged by this: the guesses were chosen by the backtests that measure them."""


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


def scaled(error: float, factor: float) -> float:
    """Return a relative error enlarged by a factor: (1 + error) ** factor - 1.

    Below -1 (a loss), an error is scaled linearly from -1; above `LOG_LIMIT`, linearly from there.
    """
    if error <= -1:
        return -1 + (error + 1) * factor
    return _from_log(_to_log(error) * factor)


def _to_log(error: float) -> float:
    """Return log(1 + error), continued as its tangent above `LOG_LIMIT`."""
    return (
        math.log1p(error)
        if error < LOG_LIMIT
        else math.log1p(LOG_LIMIT) + (error - LOG_LIMIT) / (1 + LOG_LIMIT)
    )


def _from_log(log: float) -> float:
    """Return the error of a logarithm: the inverse of `_to_log`."""
    limit = math.log1p(LOG_LIMIT)
    return math.expm1(log) if log < limit else LOG_LIMIT + (log - limit) * (1 + LOG_LIMIT)


def widened(
    distance: float, score: float, growth: float, disagreement: float, extrapolation: float
) -> float:
    """Return a quantile's distance from the median with more uncertainty added.

    The added uncertainty is hypot(disagreement * score / z90, extrapolation * score), and is
    combined with the distance as hypot, both as logarithms of factors. `growth` is the growth at
    the median, in the same unit: on the side of zero growth the added uncertainty approaches zero
    and does not cross it, although backtested errors may.
    """
    distance = SELECTION_BIAS * abs(distance)
    added = SELECTION_BIAS * math.hypot(disagreement * score / SCORES[-2], extrapolation * score)
    to_zero = abs(growth)
    if score * growth >= 0:
        wide = _from_log(math.hypot(_to_log(distance), _to_log(added)))
    elif distance < to_zero:
        log = math.hypot(math.log1p(-distance / to_zero), SLOWDOWN * added / to_zero)
        wide = -to_zero * math.expm1(-log)
    else:
        wide = distance
    return math.copysign(wide, score)
