"""How much an account will grow, and how certain that is, learnt from its past. Pure.

Horizons double from a quarter of an hour on. For each, simple guesses are combined by how they did
in backtests, and the errors of those backtests give the spread: seven quantiles of the growth.
Where the past is too short for a horizon, the next shorter one stands in, with a wider spread.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from tui.forecast.daily_rhythm import Rhythm
from tui.forecast.guesses import (
    MIN_SPAN,
    Backtest,
    Guesser,
    combined,
    disagreement,
    scores_of,
    weights_of,
)
from tui.forecast.quantiles import LEVELS, MEDIAN, SCORES, quantiles, scaled, widened
from tui.forecast.resampled import STEP_ROUNDS, Resampled
from tui.model import DAY, HOUR, Millis
from tui.series import GAP_ROUNDS, Series

MIN_SAMPLES = 6
STALE_AFTER = HOUR
"""Without a reading for this long, and for `GAP_ROUNDS` rounds, there is no forecast."""
HISTORY = 60 * DAY
"""How much of the past is used; more where `STEP_ROUNDS` rounds take longer."""
FIRST_HORIZON = 0.25
"""The shortest horizon, in hours; each next one is twice as long."""
PRIOR_SPREAD, PRIOR_WEIGHT = 0.35, 1.2
"""The relative spread assumed before any backtest, and how many backtests it is worth."""
WIDENING = 0.1
"""Without backtests of its own, a horizon `r` times as long has errors scaled by r ** WIDENING."""
EXTRAPOLATION = 0.08
"""The spread added for each doubling of 1 + horizon / length of the past."""
DISAGREEMENT = 2.6
"""The spread added for the guesses' relative disagreement, before any backtest."""
CHANCE = 1.0
"""Followers come and go by chance with this variance an hour; errors have no smaller unit."""
JUMP = 0.45
"""An error is divided by at least JUMP * |actual growth|, though not by more than today's guess: a
jump from little growth to much is then no huge relative error."""


@dataclass(frozen=True, slots=True)
class HorizonGrowth:
    """A horizon in activity hours, and the quantiles of the growth until then."""

    hours: float
    growth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GrowthForecast:
    """An account's growth from its newest reading on, for horizons of growing length.

    `read_at` is the time of that reading in hours since 1970.
    """

    followers: int
    read_at: float
    rhythm: Rhythm
    horizons: tuple[HorizonGrowth, ...]

    def wall_hours(self, activity: float) -> float:
        """Return the wall-clock hours of the next `activity` hours after the newest reading."""
        return self.rhythm.wall(self.rhythm.activity(self.read_at) + activity) - self.read_at

    def activity_hours(self, wall: float) -> float:
        """Return the activity hours in the next `wall` hours after the newest reading."""
        return self.rhythm.activity(self.read_at + wall) - self.rhythm.activity(self.read_at)

    def growth_after(self, wall: float) -> tuple[float, ...]:
        """Return the quantiles of the growth `wall` hours after the newest reading."""
        hours = self.activity_hours(wall)
        before = HorizonGrowth(0.0, (0.0,) * len(LEVELS))
        for horizon in self.horizons:
            if horizon.hours >= hours:
                share = (hours - before.hours) / (horizon.hours - before.hours)
                pairs = zip(before.growth, horizon.growth, strict=True)
                return tuple(a + (b - a) * share for a, b in pairs)
            before = horizon
        return before.growth


def growth_forecast(past: Series, at: Millis, horizon: Millis) -> GrowthForecast | None:
    """Return the growth from the newest reading to a horizon after `at`; None with too few data."""
    past = past.since(at - max(HISTORY, STEP_ROUNDS * past.step))
    if len(past.ats) < MIN_SAMPLES or past.ats[-1] - past.ats[0] < MIN_SPAN * HOUR:
        return None
    if at - past.ats[-1] > max(STALE_AFTER, GAP_ROUNDS * past.step):
        return None
    resampled = Resampled(past)
    forecaster = _HorizonForecaster(resampled)
    hours, end = max(FIRST_HORIZON, resampled.step), horizon / HOUR + (at - past.ats[-1]) / HOUR
    horizons = [forecaster.forecast(hours)]
    while hours < end:
        hours *= 2
        horizons.append(forecaster.forecast(hours))
    return GrowthForecast(past.counts[-1], resampled.read_at, resampled.rhythm, tuple(horizons))


class _HorizonForecaster:
    """Forecasts one horizon after the other, from the shortest on.

    Where a horizon has few backtests, it leans on the one before.
    """

    def __init__(self, past: Resampled) -> None:
        self._guesser = Guesser(past)
        self._span = past.last - past.first
        self._scores: Sequence[float] | None = None
        self._errors: tuple[float, tuple[float, ...]] | None = None
        self._scale: tuple[float, float] | None = None

    def forecast(self, hours: float) -> HorizonGrowth:
        """Return the quantiles of the growth in the next `hours`."""
        backtests, effective = self._guesser.backtests(hours)
        prior = self._guesser.prior_scores(hours)
        scores = scores_of(prior, backtests, effective, self._scores)
        if backtests:
            self._scores = scores
        weights = weights_of(scores)
        guesses = self._guesser.guesses(hours)
        guess = combined(weights, guesses)
        floor = self._floor(hours, backtests)
        scale = max(abs(guess), floor)
        chance = math.sqrt(max(1.0, hours * CHANCE))
        unit = max(scale, chance)
        relative = relative_errors(backtests, weights, max(floor, chance), abs(guess))
        errors = self._error_quantiles(hours, relative, effective)
        if backtests or self._errors is None:
            self._errors, self._scale = (hours, errors), (hours, scale)
        spread = disagreement(prior, guesses, guess) / unit
        spread *= DISAGREEMENT * PRIOR_WEIGHT / (effective + PRIOR_WEIGHT)
        extrapolation = EXTRAPOLATION * math.log2(1 + hours / self._span)
        middle = errors[MEDIAN]
        growth = guess / unit + middle
        return HorizonGrowth(
            hours,
            tuple(
                guess
                + unit * (middle + widened(error - middle, score, growth, spread, extrapolation))
                for error, score in zip(errors, SCORES, strict=True)
            ),
        )

    def _floor(self, hours: float, backtests: Sequence[Backtest]) -> float:
        """Return the least unit of errors: half the typical growth over the horizon."""
        if not backtests and self._scale is not None:
            shorter, scale = self._scale
            return scale * hours / shorter
        growths = [abs(test.actual) for test in backtests]
        # An account that mostly stands still is measured by its mean growth: the median is 0.
        return 0.5 * (median(growths) or fmean(growths)) if growths else 0.0

    def _error_quantiles(
        self, hours: float, relative: Sequence[tuple[float, float]], effective: float
    ) -> tuple[float, ...]:
        """Return the quantiles of the relative error for a horizon.

        The backtests' quantiles, worth `effective` backtests, are averaged with those of the next
        shorter horizon, or a prior, worth `PRIOR_WEIGHT`.
        """
        if self._errors is None:
            fallback = tuple(math.expm1(PRIOR_SPREAD * score) for score in SCORES)
        else:
            shorter, errors = self._errors
            factor = (hours / shorter) ** WIDENING
            fallback = tuple(scaled(error, factor) for error in errors)
        if not relative:
            return fallback
        fallback = tuple(error - fallback[MEDIAN] for error in fallback)
        mixed = [
            (effective * own + PRIOR_WEIGHT * other) / (effective + PRIOR_WEIGHT)
            for own, other in zip(quantiles(sorted(relative)), fallback, strict=True)
        ]
        # A median off zero may be chance, and few backtests say little about the edges.
        middle, few = mixed[MEDIAN] * effective / (effective + 2), 1 + 1 / (effective + 1)
        return tuple(middle + (error - mixed[MEDIAN]) * few for error in mixed)


def relative_errors(
    backtests: Sequence[Backtest], weights: Sequence[float], floor: float, guess_now: float
) -> list[tuple[float, float]]:
    """Return (relative error, weight) of the combined guess in each backtest.

    The error is (actual - guess) / max(|guess|, floor, min(share * |actual|, guess_now)), where
    share is 1 if growth turned into loss or loss into growth, else `JUMP`.
    """
    errors = []
    for test in backtests:
        guess = combined(weights, test.guesses)
        jump = min(abs(test.actual) * (1.0 if test.actual * guess < 0 else JUMP), guess_now)
        unit = max(abs(guess), floor, jump)
        errors.append(((test.actual - guess) / unit, test.weight))
    return errors
