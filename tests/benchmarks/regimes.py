"""Series of followers that grow in typical ways: evenly, slower, faster, in bursts, by day.

They are random but seeded, so a benchmark has the same ones everywhere.
"""

import math
from collections.abc import Callable, Mapping
from random import Random

from tui.model import HOUR, MINUTE, Millis
from tui.series import Series

Rate = Callable[[float, Random], float]
"""Followers gained an hour, by the hour of the series."""
LEVEL, DRIFT = 0.98, 0.04
"""How the pace wanders around that of the regime: the share it keeps, and the noise it gets."""


def growing(
    rate: Rate,
    step: Millis,
    days: int,
    *,
    start: int = 500_000,
    rounded: int = 1,
    losses: float = 0.0,
    seed: int = 1,
) -> Series:
    """Return a series that grows at a rate, with a reading every `step`; `losses` are per hour."""
    random, hours = Random(seed), step / HOUR
    count, level = float(start), 0.0
    ats, counts = [], []
    for i in range(1, round(days * 24 / hours) + 1):
        at = i * hours
        level = level * LEVEL + random.gauss(0, DRIFT) * math.sqrt(hours)
        expected = max(0.0, rate(at, random)) * hours * math.exp(level)
        count += _poisson(random, expected) - _poisson(random, losses * hours)
        ats.append(i * step)
        counts.append(int(count // rounded * rounded))
    return Series(tuple(ats), tuple(counts), step)


def _poisson(random: Random, expected: float) -> int:
    """Return a random number of events (Poisson)."""
    if expected > 30:
        return max(0, round(random.gauss(expected, math.sqrt(expected))))
    limit, drawn, product = math.exp(-expected), 0, random.random()
    while product > limit:
        drawn, product = drawn + 1, product * random.random()
    return drawn


def bursty() -> Rate:
    """Return a rate with occasional jumps that fade within hours."""
    surge = [0.0]

    def rate(_: float, random: Random) -> float:
        if random.random() < 0.0008:
            surge[0] = random.lognormvariate(1.5, 0.8)
        surge[0] *= 0.99
        return 500 * (1 + surge[0])

    return rate


def by_day(mean: float, swing: float) -> Rate:
    """Return a rate that follows the hours of the day."""
    return lambda at, _: mean * (1 + swing * math.sin(2 * math.pi * at / 24))


def regimes() -> Mapping[str, Series]:
    """Return all regimes by name."""
    five, ten, quarter = 5 * MINUTE, 10 * MINUTE, 15 * MINUTE
    return {
        "linear": growing(lambda _, __: 800, five, 21),
        "decelerating": growing(lambda at, _: 4000 * math.exp(-at / 150), five, 21),
        "accelerating": growing(lambda at, _: 200 * math.exp(at / 160), five, 21),
        "bursty": growing(bursty(), five, 21),
        "daily rhythm": growing(by_day(1000, 0.8), ten, 28),
        "rounded to 1,000": growing(by_day(900, 0.5), quarter, 28, start=8_000_000, rounded=1000),
        "a giveaway": growing(
            lambda at, _: 600 + (6000 * math.exp((250 - at) / 20) if at > 250 else 0), five, 21
        ),
        "an unfollow day": growing(
            lambda at, _: 100 if 240 < at < 264 else 800, five, 21, losses=150
        ),
        "no unfollowing": growing(lambda at, _: 700 + 100 * math.sin(at / 30), ten, 21),
        "hours, millions": growing(by_day(60_000, 0.4), HOUR, 90, start=150_000_000),
    }
