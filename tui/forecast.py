"""When each account reaches the target, how sure that is, and who is first. Pure and seeded.

An account's own increments give a pace that is recent and one that lasts; a surge fades from the
one to the other. Around them lies a spread that grows with the time ahead, learnt from how the pace
has changed before, and the noise of single increments, which may be losses. The paths of all
accounts are drawn together; the same past gives the same forecast.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from random import Random
from statistics import NormalDist, fmean

from tui.model import DAY, HOUR, ConePoint, Forecast, Millis
from tui.series import GAP_ROUNDS, Series

PATHS = 400
GRID = 48
Q = NormalDist().inv_cdf(0.9)
LEAST_SAMPLES = 6
HISTORY = 7 * DAY
STALE_AFTER = HOUR
"""Without a reading for so long, and for rounds, nothing is forecast: it would be of the past."""
RECENT, LASTING, FADE, REFERENCE = 1.5, 12.0, 6.0, 3.0
"""Half-lives of the recent and the lasting pace, the fade of a surge, the horizon at which the
spread is what was learnt; in hours, longer for series that are read seldom."""
PRIOR_SPREAD, PRIOR_WEIGHT = 0.35, 6
"""What is assumed of the logarithm of a pace's change before its own changes are known."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an account's past says: paces in followers an hour, noise in followers per root hour."""

    followers: int
    recent: float
    lasting: float
    spread: float
    noise: float
    scale: float

    def growth(self, hours: float) -> float:
        """Return the expected growth after some hours: a surge fades into the lasting pace."""
        fade = FADE * self.scale
        return self.lasting * hours + (self.recent - self.lasting) * fade * -math.expm1(
            -hours / fade
        )

    def spread_at(self, hours: float) -> float:
        """Return the spread of the growth's logarithm after some hours."""
        return self.spread * math.sqrt(0.5 + 0.5 * math.log2(1 + hours / (REFERENCE * self.scale)))


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
        outlook = outlook_of(past, at)
        if target is None or outlook is None:
            why = "no target" if target is None else "too few readings for a forecast"
            made[account] = Forecast(why=why)
            unsure |= bool(past.counts)
            continue
        grid = _grid(past, at, horizon)
        arrivals[account] = _arrivals(outlook, target, grid, seeds[account])
        made[account] = _forecast(outlook, sorted(arrivals[account]), grid, at)
    # Who cannot be forecast may win as well: without him the others' chances say nothing.
    wins = {} if unsure and not crossed else win_shares(arrivals)
    return {a: replace(forecast, win=wins.get(a)) for a, forecast in made.items()}


def outlook_of(past: Series, at: Millis) -> Outlook | None:
    """Return what the increments of the last week say, or None where they are too few."""
    recent = past.since(at - HISTORY)
    steps = [i for i in range(len(recent.ats) - 1) if not recent.gap_after(i)]
    if len(steps) + 1 < LEAST_SAMPLES:
        return None
    if at - recent.ats[-1] > max(STALE_AFTER, GAP_ROUNDS * recent.step):
        return None
    hours = sum(recent.ats[i + 1] - recent.ats[i] for i in steps) / HOUR
    width = min(max(recent.step / HOUR, 0.25, hours / 200), 24.0)
    blocks = _blocks(recent, steps, width)
    if len(blocks) < 2:
        return None
    scale = max(1.0, recent.step / HOUR)
    ages = [(at - when) / HOUR for when, _, _ in blocks]
    recent_pace, lasting_pace = (
        _weighted(blocks, [0.5 ** (age / (half_life * scale)) for age in ages])
        for half_life in (RECENT, LASTING)
    )
    changes = [(b - a) ** 2 for (_, a, _), (_, b, _) in pairwise(blocks)]
    return Outlook(
        followers=recent.counts[-1],
        recent=recent_pace,
        lasting=lasting_pace,
        spread=_spread(blocks, hours),
        noise=math.sqrt(fmean(changes) / 2 * width),
        scale=scale,
    )


def _blocks(past: Series, steps: Sequence[int], width: float) -> list[tuple[Millis, float, float]]:
    """Return (start, pace in followers an hour, hours) of blocks about `width` hours long."""
    blocks: list[tuple[Millis, float, float]] = []
    hours = growth = 0.0
    for i in reversed(steps):
        hours += (past.ats[i + 1] - past.ats[i]) / HOUR
        growth += past.counts[i + 1] - past.counts[i]
        if hours >= width * 0.99:
            blocks.append((past.ats[i], growth / hours, hours))
            hours = growth = 0.0
    return blocks[::-1]


def _weighted(blocks: Sequence[tuple[Millis, float, float]], weights: Sequence[float]) -> float:
    total = sum(w * hours for w, (_, _, hours) in zip(weights, blocks, strict=True))
    if not total:
        return fmean(pace for _, pace, _ in blocks)
    return sum(w * hours * p for w, (_, p, hours) in zip(weights, blocks, strict=True)) / total


def _spread(blocks: Sequence[tuple[Millis, float, float]], hours: float) -> float:
    """Return how much the logarithm of the pace changes from one stretch to the next."""
    per = max(1, round(len(blocks) * min(24.0, max(0.5, hours / 6)) / hours))
    paces = [
        fmean(p for _, p, _ in blocks[i : i + per]) for i in range(0, len(blocks) - per + 1, per)
    ]
    ratios = [math.log(b / a) ** 2 for a, b in pairwise(paces) if a > 0 and b > 0]
    known = sum(min(ratio, 1.0) for ratio in ratios)
    return math.sqrt((known + PRIOR_WEIGHT * PRIOR_SPREAD**2) / (len(ratios) + PRIOR_WEIGHT))


def _grid(past: Series, at: Millis, horizon: Millis) -> list[tuple[float, float]]:
    """Return hours ahead of now, and of the last reading, growing from minutes to the horizon."""
    behind = (at - past.ats[-1]) / HOUR
    end, first = horizon / HOUR, 1 / 60
    ratio = (end / first) ** (1 / (GRID - 1))
    return [(0.0, behind)] + [(first * ratio**i, first * ratio**i + behind) for i in range(GRID)]


def _arrivals(
    outlook: Outlook, target: int, grid: Sequence[tuple[float, float]], seed: str
) -> list[float]:
    """Return the hours from now at which each path reaches the target, or infinity."""
    shape = [
        (ahead, outlook.growth(hours), outlook.spread_at(hours), outlook.noise * math.sqrt(hours))
        for ahead, hours in grid
    ]
    left = target - outlook.followers
    hits = []
    for level, wobble in draws(seed):
        before, gained_before, hit = 0.0, 0.0, math.inf
        for ahead, growth, spread, noise in shape:
            gained = growth * math.exp(spread * level) + noise * wobble
            if gained >= left:
                step = gained - gained_before
                share = (left - gained_before) / step if step > 0 else 1.0
                hit = before + max(0.0, min(1.0, share)) * (ahead - before)
                break
            before, gained_before = ahead, gained
        hits.append(hit)
    return hits


@cache
def draws(seed: str) -> tuple[tuple[float, float], ...]:
    """Return normal draws for level and noise of each path: even quantiles, shuffled by a seed."""
    normal, random = NormalDist(), Random(seed)
    levels = [normal.inv_cdf((i + 0.5) / PATHS) for i in range(PATHS)]
    wobbles = levels.copy()
    random.shuffle(levels)
    random.shuffle(wobbles)
    return tuple(zip(levels, wobbles, strict=True))


def _forecast(
    outlook: Outlook, hits: Sequence[float], grid: Sequence[tuple[float, float]], at: Millis
) -> Forecast:
    p_not = sum(math.isinf(hit) for hit in hits) / len(hits)

    def quantile(share: float) -> Millis | None:
        hours = hits[min(len(hits) - 1, int(share * len(hits)))]
        return None if math.isinf(hours) else at + round(hours * HOUR)

    cone = tuple(_cone(outlook, ahead, hours, at) for ahead, hours in grid)
    if p_not >= 0.5:
        return Forecast(
            p10=quantile(0.1), p_not=p_not, cone=cone, why="not within the horizon, probably"
        )
    return Forecast(quantile(0.5), quantile(0.1), quantile(0.9), p_not, cone=cone)


def _cone(outlook: Outlook, ahead: float, hours: float, at: Millis) -> ConePoint:
    growth, spread = outlook.growth(hours), outlook.spread_at(hours)
    noise = Q * outlook.noise * math.sqrt(hours)
    up = math.hypot(growth * math.expm1(Q * spread), noise)
    down = math.hypot(growth * math.expm1(-Q * spread), noise)
    middle = outlook.followers + growth
    low, high = (middle - down, middle + up) if growth >= 0 else (middle - up, middle + down)
    return ConePoint(
        at + round(ahead * HOUR), max(0, round(low)), max(0, round(middle)), max(0, round(high))
    )


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
