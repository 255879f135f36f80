"""Series of followers as they may grow: even, slower, faster, in bursts, by day, and otherwise.

Made up and seeded, so that a benchmark finds the same ones everywhere.
"""

import math
from collections.abc import Callable, Mapping
from random import Random

from tui.model import HOUR, MINUTE, Millis
from tui.series import Series

Rate = Callable[[float, Random], float]
"""Followers an hour at an hour."""
LEVEL, DRIFT = 0.98, 0.04
"""How the pace wanders, beside what the regime says: it keeps so much of it, and gets so much."""


def grown(
    rate: Rate,
    step: Millis,
    days: int,
    *,
    start: int = 500_000,
    rounded: int = 1,
    losses: float = 0.0,
    seed: int = 1,
) -> Series:
    """Return a series that grows at a rate, read every `step`; losses are so many an hour."""
    random, hours = Random(seed), step / HOUR
    count, level = float(start), 0.0
    ats, counts = [], []
    for i in range(1, round(days * 24 / hours) + 1):
        at = i * hours
        level = level * LEVEL + random.gauss(0, DRIFT) * math.sqrt(hours)
        expected = max(0.0, rate(at, random)) * hours * math.exp(level)
        count += _drawn(random, expected) - _drawn(random, losses * hours)
        ats.append(i * step)
        counts.append(int(count // rounded * rounded))
    return Series(tuple(ats), tuple(counts), step)


def _drawn(random: Random, expected: float) -> int:
    """Return a number of events (Poisson)."""
    if expected > 30:
        return max(0, round(random.gauss(expected, math.sqrt(expected))))
    limit, drawn, product = math.exp(-expected), 0, random.random()
    while product > limit:
        drawn, product = drawn + 1, product * random.random()
    return drawn


def bursty() -> Rate:
    """Return a rate that jumps up now and then, and falls back within hours."""
    surge = [0.0]

    def rate(_: float, random: Random) -> float:
        if random.random() < 0.0008:
            surge[0] = random.lognormvariate(1.5, 0.8)
        surge[0] *= 0.99
        return 500 * (1 + surge[0])

    return rate


def by_day(mean: float, swing: float) -> Rate:
    """Return a rate that goes up and down with the hours of the day."""
    return lambda at, _: mean * (1 + swing * math.sin(2 * math.pi * at / 24))


def regimes() -> Mapping[str, Series]:
    """Return every regime by its name."""
    five, ten, quarter = 5 * MINUTE, 10 * MINUTE, 15 * MINUTE
    return {
        "linear": grown(lambda _, __: 800, five, 21),
        "decelerating": grown(lambda at, _: 4000 * math.exp(-at / 150), five, 21),
        "accelerating": grown(lambda at, _: 200 * math.exp(at / 160), five, 21),
        "bursty": grown(bursty(), five, 21),
        "daily rhythm": grown(by_day(1000, 0.8), ten, 28),
        "rounded to 1,000": grown(by_day(900, 0.5), quarter, 28, start=8_000_000, rounded=1000),
        "a giveaway": grown(
            lambda at, _: 600 + (6000 * math.exp((250 - at) / 20) if at > 250 else 0), five, 21
        ),
        "an unfollow day": grown(
            lambda at, _: 100 if 240 < at < 264 else 800, five, 21, losses=150
        ),
        "no unfollowing": grown(lambda at, _: 700 + 100 * math.sin(at / 30), ten, 21),
        "hours, millions": grown(by_day(60_000, 0.4), HOUR, 90, start=150_000_000),
    }
