"""Simple guesses of an account's growth, and how much each one counts. Pure.

A guess is the pace over a window of hours to weeks, with or without its trend. The guesses are
backtested at many times of the account's own past, and those that did well there count most. Hours
are activity hours.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tui.forecast.resampled import Resampled

MIN_SPAN = 0.5
"""Hours; no pace is taken over less."""
WINDOWS = (1.0, 6.0, 24.0, 72.0, 168.0, 672.0)
LONG_WINDOWS = (2_016.0, 6_048.0, 18_144.0)
"""More windows, for readings more than a day apart."""
A_DAY = 24.0
MAX_BACKTESTS, REACH, HALF_LIFE = 30, 60.0, 20.0
"""At most `MAX_BACKTESTS` are made, within the last `REACH` horizons; the weight of a backtest
halves every `HALF_LIFE` horizons of age."""
SHARPNESS = 7.0
"""With many backtests, a guess counts in proportion to error ** -SHARPNESS."""
UNTESTED = 0.7
"""A guess without a backtest counts as one whose error is exp(UNTESTED) times the smallest."""
MISFIT, BEST_WINDOW = 0.4, 3.0
"""Before backtests, a window of `BEST_WINDOW` horizons counts most; `MISFIT` penalizes others."""
TREND_PENALTY = 0.3
"""How much less a guess with a trend counts before backtests, as a logarithm."""
PRIOR_SHARE = 0.3
"""How much that prior counts beside the scores of a shorter horizon."""
STEEPEST_FALL, STEEPEST_RISE = -3.0, 1.6
"""The logarithm of the pace changes by no less and no more than this over a horizon."""


class Pace(NamedTuple):
    """Followers an hour over a window, and the change of its logarithm an hour, if known."""

    per_hour: float
    trend: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """The growth over a horizon from a time of the past, and what each guess had been."""

    weight: float
    actual: float
    guesses: tuple[float | None, ...]


class Guesser:
    """Guesses an account's growth from its newest reading on, or from any earlier time."""

    def __init__(self, past: Resampled) -> None:
        self._past = past
        self._windows = windows_of(past)
        self._paces = self._paces_at(past.last, past.counts[-1])

    def guesses(self, hours: float) -> tuple[float | None, ...]:
        """Return the growth over a horizon by each window's pace, then by each one's trend."""
        return self._guesses_from(self._paces, hours)

    def prior_scores(self, hours: float) -> list[float]:
        """Return how well each guess suits a horizon before backtests, as a logarithm.

        That is -MISFIT * log(window / (BEST_WINDOW * hours)) ** 2, less TREND_PENALTY for a trend.
        """
        suits = [
            -MISFIT * math.log(window / (BEST_WINDOW * hours)) ** 2 for window in self._windows
        ]
        return [*suits, *(suit - TREND_PENALTY for suit in suits)]

    def backtests(self, hours: float) -> tuple[list[Backtest], float]:
        """Return the backtests of a horizon, and how many independent ones they are worth.

        Backtests that overlap in time count as less than one each.
        """
        past = self._past
        end = past.last - hours
        start = max(past.first + self._windows[0], end - REACH * hours)
        if end <= start:
            return [], 0.0
        count = int(min(MAX_BACKTESTS, max(3, 4 * (end - start) / hours)))
        # The oldest backtest is at the first reading whose pace is known, not at the one before.
        oldest = bisect_left(past.hours, start - 1e-9)
        places = {
            max(oldest, bisect_right(past.hours, end - (end - start) * k / (count - 1) + 1e-9) - 1)
            for k in range(count)
        }
        backtests, hours_of = [], []
        for place in sorted(places):
            hour, followers = past.hours[place], past.counts[place]
            if hour > end + 1e-9 or not past.is_known(hour + hours, hours):
                continue
            weight = 0.5 ** ((end - hour) / (HALF_LIFE * hours))
            guesses = self._guesses_from(self._paces_at(hour, followers), hours)
            if any(guess is not None for guess in guesses):
                actual = past.count(hour + hours) - followers
                backtests.append(Backtest(weight, actual, guesses))
                hours_of.append(hour)
        distinct = sum(min(1.0, (b - a) / hours) for a, b in pairwise(hours_of))
        return backtests, min(len(backtests), 1 + distinct) if backtests else 0.0

    def _paces_at(self, hour: float, count: float) -> list[Pace | None]:
        """Return the pace over each window before an hour; None where a window is not known."""
        paces: list[Pace | None] = []
        for window in self._windows:
            begin = hour - window
            if begin < self._past.first - 1e-9 or not self._past.is_known(begin, window):
                paces.append(None)
                continue
            before = self._past.count(begin)
            gained, trend = count - before, None
            twice = begin - window
            if twice >= self._past.first - 1e-9 and self._past.is_known(twice, window):
                earlier = before - self._past.count(twice)
                if gained > 0 and earlier > 0:
                    trend = math.log(max(0.25, min(4.0, gained / earlier))) / window
            paces.append(Pace(gained / window, trend))
        return paces

    def _guesses_from(self, paces: Sequence[Pace | None], hours: float) -> tuple[float | None, ...]:
        even = [None if pace is None else pace.per_hour * hours for pace in paces]
        trending = [
            None
            if pace is None or pace.trend is None
            else trending_growth(pace.per_hour, pace.trend, window, hours)
            for pace, window in zip(paces, self._windows, strict=True)
        ]
        return (*even, *trending)


def windows_of(past: Resampled) -> tuple[float, ...]:
    """Return the windows over which the pace may be known, in hours, the shortest first.

    Where a gap hides the start of a window, the time since the gap is a window too.
    """
    span = past.last - past.first
    windows = WINDOWS + (LONG_WINDOWS if past.step > A_DAY else ())
    fitting = [w for w in windows if 1.5 * past.step <= w <= span] or [span]
    if fitting[-1] < windows[-1] and fitting[-1] * 1.4 < span:
        fitting.append(span)
    hidden = [w for w in fitting if not past.is_known(past.last - w, w)]
    if hidden:
        since = past.last - past.known_from(past.last - hidden[0], hidden[0])
        if since >= max(MIN_SPAN, 1.5 * past.step):
            fitting.append(since)
    if len(hidden) == len(fitting):
        fitting.append(span)
    return tuple(sorted({*fitting}))


def trending_growth(pace: float, trend: float, window: float, hours: float) -> float:
    """Return the growth over a horizon of a pace whose logarithm keeps changing.

    With now = pace * exp(trend * window / 2), the pace at the end of its window, it is the integral
    of now * exp(trend * t) for t from 0 to `hours`; both exponents are bounded.
    """
    now = pace * math.exp(max(-1.5, min(1.0, trend * window / 2)))
    change = max(STEEPEST_FALL, min(STEEPEST_RISE, trend * hours))
    return now * hours * (math.expm1(change) / change if abs(change) > 1e-6 else 1.0)


def scores_of(
    prior: Sequence[float],
    backtests: Sequence[Backtest],
    effective: float,
    shorter: Sequence[float] | None,
) -> Sequence[float]:
    """Return the score of each guess: the logarithm of how much it counts.

    With backtests, it is -sharpness * log(mean error / smallest) plus what is left of the prior.
    Without, it is the score for the next shorter horizon and part of the prior; without either, the
    prior. `effective` is how many independent backtests there are.
    """
    if backtests:
        errors = [mean_error(backtests, i) for i in range(len(prior))]
        smallest = min((error for error in errors if error is not None), default=0.0) + 1e-9
        sharpness = SHARPNESS * effective / (effective + 3)
        return [
            (-UNTESTED if error is None else -math.log((error + 1e-9) / smallest)) * sharpness
            + suit * 2 / (2 + effective)
            for error, suit in zip(errors, prior, strict=True)
        ]
    if shorter is None:
        return prior
    return [score + PRIOR_SHARE * suit for score, suit in zip(shorter, prior, strict=True)]


def weights_of(scores: Sequence[float]) -> list[float]:
    """Return the weight of each guess, 0 to 1; the best has 1."""
    highest = max(scores)
    return [math.exp(score - highest) for score in scores]


def mean_error(backtests: Sequence[Backtest], guess: int) -> float | None:
    """Return the weighted mean absolute error of one guess; None if it was never known."""
    known = [
        (test.weight, abs(test.actual - value))
        for test in backtests
        if (value := test.guesses[guess]) is not None
    ]
    total = sum(weight for weight, _ in known)
    return sum(weight * error for weight, error in known) / total if total > 0 else None


def combined(weights: Sequence[float], guesses: Sequence[float | None]) -> float:
    """Return the weighted mean of the guesses that are known."""
    known = [(w, g) for w, g in zip(weights, guesses, strict=True) if g is not None]
    total = sum(w for w, _ in known)
    if total < 1e-12:
        return known[0][1]
    return sum(w * g for w, g in known) / total


def disagreement(prior: Sequence[float], guesses: Sequence[float | None], guess: float) -> float:
    """Return the mean distance of the guesses from the combined one, weighted by their prior."""
    known = [(math.exp(s), g) for s, g in zip(prior, guesses, strict=True) if g is not None]
    return sum(w * abs(g - guess) for w, g in known) / sum(w for w, _ in known)
