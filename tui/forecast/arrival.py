"""When each account reaches the target, how sure that is, and who is first. Pure and seeded.

What an account's past says (`outlook`) is drawn as paths, each at its own level between the
quantiles of the growth; the paths of all accounts are drawn together, and whose is first there
wins. The same past gives the same forecast.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from tui.forecast.growth import GrowthForecast, growth_forecast
from tui.forecast.quantiles import LEVELS, MIDDLE, NORMAL, SCORES
from tui.model import HOUR, ConePoint, Forecast, Millis
from tui.series import Series

PATHS = 400
GRID = 48
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

    `crossed` says when who has reached the target; `seeds` names each account for its random draws.
    """
    made: dict[int, Forecast] = {}
    arrivals: dict[int, list[float]] = {}
    unsure = False
    for account, past in series.items():
        if account in crossed:
            arrivals[account] = [(crossed[account] - at) / HOUR] * PATHS
            when = crossed[account]
            made[account] = Forecast(median=when, p10=when, p90=when, p_not=0.0)
            continue
        outlook = None if target is None else growth_forecast(past, at, horizon)
        if target is None or outlook is None:
            why = "no target" if target is None else "too few readings for a forecast"
            made[account] = Forecast(why=why)
            unsure |= bool(past.counts)
            continue
        hits = arrivals_of(outlook, target, at, horizon)
        arrivals[account] = shuffled(hits, seeds[account])
        made[account] = _forecast(outlook, hits, at, horizon)
    # Who cannot be forecast may win as well: without him the others' chances say nothing.
    wins = {} if unsure and not crossed else win_shares(arrivals)
    return {a: replace(forecast, win=wins.get(a)) for a, forecast in made.items()}


def arrivals_of(outlook: GrowthForecast, target: int, at: Millis, horizon: Millis) -> list[float]:
    """Return the hours from now at which each path reaches the target, the earliest first.

    One that does not reach it within the horizon is infinity.
    """
    left = target - outlook.followers
    behind, end = at / HOUR - outlook.read_at, horizon / HOUR
    hits = []
    for place, share in levels():
        hours, gained, hit = 0.0, 0.0, math.inf
        for rung in outlook.rungs:
            growth = rung.growth[place] + (rung.growth[place + 1] - rung.growth[place]) * share
            if growth >= left:
                part = (left - gained) / (growth - gained) if growth > gained else 1.0
                clock = hours + max(0.0, part) * (rung.hours - hours)
                hit = max(0.0, outlook.ahead(clock) - behind)
                break
            hours, gained = rung.hours, growth
        hits.append(hit if hit <= end else math.inf)
    return sorted(hits)


@cache
def levels() -> tuple[tuple[int, float], ...]:
    """Return of each path's level between which two quantiles it lies, and where between them."""
    found = []
    for path in range(PATHS):
        score = NORMAL.inv_cdf((path + 0.5) / PATHS)
        place = max(0, min(len(SCORES) - 2, bisect_right(SCORES, score) - 1))
        found.append((place, (score - SCORES[place]) / (SCORES[place + 1] - SCORES[place])))
    return tuple(found)


def shuffled(hits: Sequence[float], seed: str) -> list[float]:
    """Return arrivals in an order of their own, so that accounts do not rise and fall together."""
    return [hits[place] for place in _order(seed)]


@cache
def _order(seed: str) -> tuple[int, ...]:
    places = list(range(PATHS))
    Random(seed).shuffle(places)
    return tuple(places)


def _forecast(
    outlook: GrowthForecast, hits: Sequence[float], at: Millis, horizon: Millis
) -> Forecast:
    p_not = sum(math.isinf(hit) for hit in hits) / len(hits)

    def quantile(share: float) -> Millis | None:
        hours = hits[min(len(hits) - 1, int(share * len(hits)))]
        return None if math.isinf(hours) else at + round(hours * HOUR)

    cone = tuple(_cone_point(outlook, hours, at) for hours in _grid(horizon))
    if p_not >= 0.5:
        return Forecast(
            p10=quantile(0.1), p_not=p_not, cone=cone, why="not within the horizon, probably"
        )
    return Forecast(quantile(0.5), quantile(0.1), quantile(0.9), p_not, cone=cone)


@cache
def _grid(horizon: Millis) -> tuple[float, ...]:
    """Return hours ahead of now, growing from minutes to the horizon."""
    end, first = horizon / HOUR, 1 / 60
    ratio = (end / first) ** (1 / (GRID - 1))
    return (0.0, *(first * ratio**i for i in range(GRID)))


def _cone_point(outlook: GrowthForecast, ahead: float, at: Millis) -> ConePoint:
    growth = outlook.growth_after(ahead + at / HOUR - outlook.read_at)
    low, middle, high = (max(0, round(outlook.followers + growth[i])) for i in (LOW, MIDDLE, HIGH))
    return ConePoint(at + round(ahead * HOUR), low, middle, high)


def win_shares(arrivals: Mapping[int, Sequence[float]]) -> dict[int, float]:
    """Return the share of the joint paths in which each account is first; ties are shared."""
    wins = dict.fromkeys(arrivals, 0.0)
    for hits in zip(*arrivals.values(), strict=True):
        first = min(hits)
        if not math.isinf(first):
            winners = [account for account, hit in zip(arrivals, hits, strict=True) if hit == first]
            for account in winners:
                wins[account] += 1 / len(winners)
    # Rounded down, so that all of them together are never more than certain.
    return {account: math.floor(won / PATHS * 1e6 + 1e-6) / 1e6 for account, won in wins.items()}
