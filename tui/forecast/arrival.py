"""When each account reaches the target, how certain that is, and who is first. Pure and seeded.

An account's growth forecast is drawn as paths, each at a level of its own between the quantiles.
The paths of all accounts are put side by side: the account whose path is first wins there. The same
past gives the same forecast.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from tui.forecast.growth import GrowthForecast, growth_forecast
from tui.forecast.quantiles import LEVELS, MEDIAN, NORMAL, SCORES
from tui.model import HOUR, ConePoint, Forecast, Millis
from tui.series import Series

PATHS = 400
CONE_POINTS = 48
LOW, HIGH = LEVELS.index(0.1), LEVELS.index(0.9)


def forecasts(
    series: Mapping[int, Series],
    at: Millis,
    target: int | None,
    horizon: Millis,
    crossed: Mapping[int, Millis],
    seeds: Mapping[int, str],
) -> dict[int, Forecast]:
    """Return each account's forecast at a time, by account id.

    `crossed` holds when accounts reached the target, `seeds` the seed of each account's draws.
    """
    made: dict[int, Forecast] = {}
    arrivals: dict[int, list[float]] = {}
    has_unforecast = False
    for account, past in series.items():
        if account in crossed:
            arrivals[account] = [(crossed[account] - at) / HOUR] * PATHS
            when = crossed[account]
            made[account] = Forecast(median=when, p10=when, p90=when, p_not=0.0)
            continue
        growth = None if target is None else growth_forecast(past, at, horizon)
        if target is None or growth is None:
            why = "no target" if target is None else "too few readings for a forecast"
            made[account] = Forecast(why=why)
            has_unforecast |= bool(past.counts)
            continue
        hits = arrivals_of(growth, target, at, horizon)
        arrivals[account] = shuffled(hits, seeds[account])
        made[account] = _forecast(growth, hits, at, horizon)
    # An account without a forecast might win too, so the others' chances would be meaningless.
    wins = {} if has_unforecast and not crossed else win_chances(arrivals)
    return {a: replace(forecast, win=wins.get(a)) for a, forecast in made.items()}


def arrivals_of(growth: GrowthForecast, target: int, at: Millis, horizon: Millis) -> list[float]:
    """Return the hours after `at` at which each path reaches the target, the earliest first.

    A path that does not reach it within the horizon has infinity.
    """
    missing = target - growth.followers
    since_reading, end = at / HOUR - growth.read_at, horizon / HOUR
    hits = []
    for place, share in levels():
        hours, gained, hit = 0.0, 0.0, math.inf
        for step in growth.horizons:
            after = step.growth[place] + (step.growth[place + 1] - step.growth[place]) * share
            if after >= missing:
                part = (missing - gained) / (after - gained) if after > gained else 1.0
                activity = hours + max(0.0, part) * (step.hours - hours)
                hit = max(0.0, growth.wall_hours(activity) - since_reading)
                break
            hours, gained = step.hours, after
        hits.append(hit if hit <= end else math.inf)
    return sorted(hits)


@cache
def levels() -> tuple[tuple[int, float], ...]:
    """Return each path's level: the quantile below it, and the share of the way to the next."""
    found = []
    for path in range(PATHS):
        score = NORMAL.inv_cdf((path + 0.5) / PATHS)
        place = max(0, min(len(SCORES) - 2, bisect_right(SCORES, score) - 1))
        found.append((place, (score - SCORES[place]) / (SCORES[place + 1] - SCORES[place])))
    return tuple(found)


def shuffled(hits: Sequence[float], seed: str) -> list[float]:
    """Return arrivals in the order of a seed, so that accounts are independent of each other."""
    return [hits[place] for place in _order(seed)]


@cache
def _order(seed: str) -> tuple[int, ...]:
    places = list(range(PATHS))
    Random(seed).shuffle(places)
    return tuple(places)


def _forecast(
    growth: GrowthForecast, hits: Sequence[float], at: Millis, horizon: Millis
) -> Forecast:
    p_not = sum(math.isinf(hit) for hit in hits) / len(hits)

    def quantile(share: float) -> Millis | None:
        hours = hits[min(len(hits) - 1, int(share * len(hits)))]
        return None if math.isinf(hours) else at + round(hours * HOUR)

    cone = tuple(_cone_point(growth, hours, at) for hours in _cone_hours(horizon))
    if p_not >= 0.5:
        return Forecast(
            p10=quantile(0.1), p_not=p_not, cone=cone, why="probably not within the horizon"
        )
    return Forecast(quantile(0.5), quantile(0.1), quantile(0.9), p_not, cone=cone)


@cache
def _cone_hours(horizon: Millis) -> tuple[float, ...]:
    """Return the hours ahead of the cone's points, from now to the horizon, ever further apart."""
    end, first = horizon / HOUR, 1 / 60
    ratio = (end / first) ** (1 / (CONE_POINTS - 1))
    return (0.0, *(first * ratio**i for i in range(CONE_POINTS)))


def _cone_point(growth: GrowthForecast, ahead: float, at: Millis) -> ConePoint:
    gained = growth.growth_after(ahead + at / HOUR - growth.read_at)
    low, middle, high = (max(0, round(growth.followers + gained[i])) for i in (LOW, MEDIAN, HIGH))
    return ConePoint(at + round(ahead * HOUR), low, middle, high)


def win_chances(arrivals: Mapping[int, Sequence[float]]) -> dict[int, float]:
    """Return the share of the joint paths in which each account is first; ties are split."""
    wins = dict.fromkeys(arrivals, 0.0)
    for hits in zip(*arrivals.values(), strict=True):
        first = min(hits)
        if not math.isinf(first):
            winners = [account for account, hit in zip(arrivals, hits, strict=True) if hit == first]
            for account in winners:
                wins[account] += 1 / len(winners)
    # Rounded down, so that the chances never sum to more than 1.
    return {account: math.floor(won / PATHS * 1e6 + 1e-6) / 1e6 for account, won in wins.items()}
