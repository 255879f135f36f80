"""How much an account grows in any time ahead, and how sure that is, learnt from its past. Pure.

For each of a ladder of horizons, several simple guesses (the pace over windows of hours to weeks,
with and without its trend) are tried at many times of the past, where it is known what came. Those
that did well there make the guess, and how far it was off there is how sure it is. Where the past
is too short for a horizon, the shorter ones stand for it, and less is sure. Seven quantiles of the
growth are kept for each horizon.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from tui.forecast.daily_rhythm import Rhythm
from tui.forecast.quantiles import LEVELS, MIDDLE, SCORES, quantiles, stretched, widened
from tui.forecast.resampled import ROUNDS, Resampled
from tui.model import DAY, HOUR, Millis
from tui.series import GAP_ROUNDS, Series

LEAST_SAMPLES, LEAST_HOURS = 6, 0.5
STALE_AFTER = HOUR
"""Without a reading for so long, and for rounds, nothing is forecast: it would be of the past."""
HISTORY = 60 * DAY
"""What is looked at: so much of the past, or some rounds where they are far apart."""
WINDOWS = (1.0, 6.0, 24.0, 72.0, 168.0, 672.0)
SELDOM = (2_016.0, 6_048.0, 18_144.0)
"""More windows, for what is read only every few days."""
A_DAY = 24.0
FIRST_RUNG = 0.25
"""The shortest horizon, in hours; the others double it."""
TRIED, REACH, HALVED = 30, 60.0, 20.0
"""At so many times of the past a guess is tried, within so many horizons; what is older by so many
horizons counts half."""
PRIOR, WEIGHT_OF_PRIOR = 0.35, 1.2
"""The relative spread that is assumed before anything is known, and how many trials it is worth."""
SHARPNESS = 7.0
"""How clearly the guess that did best is preferred, once there were trials enough."""
FAR, SUITED = 0.4, 3.0
"""Before trials, windows of some horizons suit best, and others less."""
TREND = 0.3
"""How much less a trend is believed in before trials."""
STEEPEST_FALL, STEEPEST_RISE = -3.0, 1.6
"""A trend is believed in up to this change of the pace's logarithm."""
WIDER, UNSEEN, APART = 0.1, 0.08, 2.6
"""How spread grows with the horizon beyond what was tried, beyond the whole past, and with what the
guesses disagree about."""
AN_HOUR = 1.0
"""So many followers an hour come or go by chance alone; what is less is not told apart."""
JUMP = 0.45
"""What came beyond a small guess is measured by this share of what came, too: a jump from little to
much is not that many times what is much by now."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A horizon in hours of the rhythm's clock, and the quantiles of the growth until then."""

    hours: float
    growth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GrowthForecast:
    """What an account's past says; the rungs grow, from its newest reading on."""

    followers: int
    read_at: float
    rhythm: Rhythm
    rungs: tuple[Rung, ...]

    def ahead(self, clock: float) -> float:
        """Return the hours after the newest reading at which the rhythm's clock has gone on so."""
        return self.rhythm.time(self.rhythm.clock(self.read_at) + clock) - self.read_at

    def clock(self, ahead: float) -> float:
        """Return by how much the rhythm's clock has gone on some hours after the newest reading."""
        return self.rhythm.clock(self.read_at + ahead) - self.rhythm.clock(self.read_at)

    def growth_after(self, ahead: float) -> tuple[float, ...]:
        """Return the quantiles of the growth some hours after the newest reading."""
        clock = self.clock(ahead)
        before = Rung(0.0, (0.0,) * len(LEVELS))
        for rung in self.rungs:
            if rung.hours >= clock:
                share = (clock - before.hours) / (rung.hours - before.hours)
                pairs = zip(before.growth, rung.growth, strict=True)
                return tuple(a + (b - a) * share for a, b in pairs)
            before = rung
        return before.growth


def growth_forecast(past: Series, at: Millis, horizon: Millis) -> GrowthForecast | None:
    """Return what the past says of the time until a horizon; None where there is too little."""
    past = past.since(at - max(HISTORY, ROUNDS * past.step))
    if len(past.ats) < LEAST_SAMPLES or past.ats[-1] - past.ats[0] < LEAST_HOURS * HOUR:
        return None
    if at - past.ats[-1] > max(STALE_AFTER, GAP_ROUNDS * past.step):
        return None
    known = Resampled(past)
    ladder = _Ladder(known)
    hours, end = max(FIRST_RUNG, known.step), horizon / HOUR + (at - past.ats[-1]) / HOUR
    rungs = [ladder.rung(hours)]
    while hours < end:
        hours *= 2
        rungs.append(ladder.rung(hours))
    return GrowthForecast(past.counts[-1], known.read_at, known.rhythm, tuple(rungs))


def _windows_of(past: Resampled) -> tuple[float, ...]:
    """Return the windows whose pace may be known; after a gap, what was read since is one, too."""
    span = past.last - past.first
    windows = WINDOWS + (SELDOM if past.step > A_DAY else ())
    fitting = [w for w in windows if 1.5 * past.step <= w <= span] or [span]
    if fitting[-1] < windows[-1] and fitting[-1] * 1.4 < span:
        fitting.append(span)
    hidden = [w for w in fitting if not past.knows(past.last - w, w)]
    if hidden:
        since = past.last - past.known_from(past.last - hidden[0], hidden[0])
        if since >= max(LEAST_HOURS, 1.5 * past.step):
            fitting.append(since)
    if len(hidden) == len(fitting):
        fitting.append(span)
    return tuple(sorted({*fitting}))


@dataclass(frozen=True, slots=True)
class _Trial:
    """What came in a horizon after a time of the past, and what each guess would have said."""

    weight: float
    came: float
    guesses: tuple[float | None, ...]


class _Ladder:
    """Makes one rung after the other; each leans on the one before where it knows little."""

    def __init__(self, past: Resampled) -> None:
        self._past = past
        self._windows = _windows_of(past)
        self._span = past.last - past.first
        self._paces = self._paces_at(past.last, past.counts[-1])
        self._scores: list[float] | None = None
        self._spread: tuple[float, tuple[float, ...]] | None = None
        self._unit: tuple[float, float] | None = None

    def rung(self, hours: float) -> Rung:
        """Return the quantiles of the growth in some hours from now."""
        trials, seen = self._trials(hours)
        suits = self._suits(hours)
        weights = self._weights(suits, trials, seen)
        guesses = self._guesses(self._paces, hours)
        guess = _mixed(weights, guesses)
        cames = [abs(trial.came) for trial in trials]
        # Where mostly nothing comes, what comes now and then is the measure.
        floor = 0.5 * (median(cames) or fmean(cames)) if cames else 0.0
        if not trials and self._unit is not None:
            floor = self._unit[1] * hours / self._unit[0]
        scale = max(abs(guess), floor)
        chance = math.sqrt(max(1.0, hours * AN_HOUR))
        unit = max(scale, chance)
        spread = self._spread_of(hours, trials, seen, weights, max(floor, chance), abs(guess))
        if trials or self._spread is None:
            self._spread, self._unit = (hours, spread), (hours, scale)
        wider = _disagreement(suits, guesses, guess) / unit
        wider *= APART * WEIGHT_OF_PRIOR / (seen + WEIGHT_OF_PRIOR)
        unseen = UNSEEN * math.log2(1 + hours / self._span)
        middle = spread[MIDDLE]
        room = guess / unit + middle
        quantiles = tuple(
            guess + unit * (middle + widened(z - middle, score, room, wider, unseen))
            for z, score in zip(spread, SCORES, strict=True)
        )
        return Rung(hours, quantiles)

    def _paces_at(self, hour: float, count: float) -> list[tuple[float, float | None] | None]:
        """Return of each window the pace at an hour, and by what its logarithm changes an hour."""
        paces: list[tuple[float, float | None] | None] = []
        for window in self._windows:
            begin = hour - window
            if begin < self._past.first - 1e-9 or not self._past.knows(begin, window):
                paces.append(None)
                continue
            before = self._past.count(begin)
            gained, trend = count - before, None
            twice = begin - window
            if twice >= self._past.first - 1e-9 and self._past.knows(twice, window):
                earlier = before - self._past.count(twice)
                if gained > 0 and earlier > 0:
                    trend = math.log(max(0.25, min(4.0, gained / earlier))) / window
            paces.append((gained / window, trend))
        return paces

    def _guesses(
        self, paces: Sequence[tuple[float, float | None] | None], hours: float
    ) -> tuple[float | None, ...]:
        """Return the growth in some hours by each window's pace, then by each one's trend, too."""
        even = [None if pace is None else pace[0] * hours for pace in paces]
        bent = [
            None if pace is None or pace[1] is None else _bent(pace[0], pace[1], window, hours)
            for pace, window in zip(paces, self._windows, strict=True)
        ]
        return (*even, *bent)

    def _trials(self, hours: float) -> tuple[list[_Trial], float]:
        """Return guesses at times of the past, and how many of them are worth one of their own."""
        past = self._past
        end = past.last - hours
        start = max(past.first + self._windows[0], end - REACH * hours)
        if end <= start:
            return [], 0.0
        count = int(min(TRIED, max(3, 4 * (end - start) / hours)))
        # The oldest trial is at the first reading whose pace is known, not at the one before.
        oldest = bisect_left(past.hours, start - 1e-9)
        places = {
            max(oldest, bisect_right(past.hours, end - (end - start) * k / (count - 1) + 1e-9) - 1)
            for k in range(count)
        }
        trials, hours_of = [], []
        for place in sorted(places):
            hour, known = past.hours[place], past.counts[place]
            if hour > end + 1e-9 or not past.knows(hour + hours, hours):
                continue
            weight = 0.5 ** ((end - hour) / (HALVED * hours))
            guesses = self._guesses(self._paces_at(hour, known), hours)
            if any(guess is not None for guess in guesses):
                trials.append(_Trial(weight, past.count(hour + hours) - known, guesses))
                hours_of.append(hour)
        apart = sum(min(1.0, (b - a) / hours) for a, b in pairwise(hours_of))
        return trials, min(len(trials), 1 + apart) if trials else 0.0

    def _suits(self, hours: float) -> list[float]:
        """Return the logarithm of how well each guess suits a horizon, by its window."""
        suits = [-FAR * math.log(window / (SUITED * hours)) ** 2 for window in self._windows]
        return [*suits, *(suit - TREND for suit in suits)]

    def _weights(
        self, suits: Sequence[float], trials: Sequence[_Trial], seen: float
    ) -> list[float]:
        """Return how much each guess counts: by how it did, before that by its window."""
        scores: Sequence[float]
        if trials:
            losses = [_loss(trials, i) for i in range(len(suits))]
            best = min((loss for loss in losses if loss is not None), default=0.0) + 1e-9
            sharp = SHARPNESS * seen / (seen + 3)
            scores = [
                (-0.7 if loss is None else -math.log((loss + 1e-9) / best)) * sharp
                + suit * 2 / (2 + seen)
                for loss, suit in zip(losses, suits, strict=True)
            ]
            self._scores = scores
        elif self._scores is None:
            scores = suits
        else:
            scores = [a + 0.3 * b for a, b in zip(self._scores, suits, strict=True)]
        highest = max(scores)
        return [math.exp(score - highest) for score in scores]

    def _spread_of(
        self,
        hours: float,
        trials: Sequence[_Trial],
        seen: float,
        weights: Sequence[float],
        floor: float,
        guessed: float,
    ) -> tuple[float, ...]:
        """Return the quantiles of what came beyond a guess, in units of it or of what came.

        `guessed` is how much is guessed now.
        """
        if self._spread is None:
            leant_on = tuple(math.expm1(PRIOR * score) for score in SCORES)
        else:
            shorter, known = self._spread
            wider = (hours / shorter) ** WIDER
            leant_on = tuple(stretched(z, wider) for z in known)
        missed = []
        for trial in trials:
            guess = _mixed(weights, trial.guesses)
            # A turn is as large as it was, whatever was lost or gained before it.
            jumped = min(abs(trial.came) * (1.0 if trial.came * guess < 0 else JUMP), guessed)
            unit = max(abs(guess), floor, jumped)
            missed.append(((trial.came - guess) / unit, trial.weight))
        if not missed:
            return leant_on
        leant_on = tuple(z - leant_on[MIDDLE] for z in leant_on)
        found = quantiles(sorted(missed))
        mixed = [
            (seen * mine + WEIGHT_OF_PRIOR * theirs) / (seen + WEIGHT_OF_PRIOR)
            for mine, theirs in zip(found, leant_on, strict=True)
        ]
        # A middle that is off may be chance, and few trials know little of the edges.
        middle, few = mixed[MIDDLE] * seen / (seen + 2), 1 + 1 / (seen + 1)
        return tuple(middle + (z - mixed[MIDDLE]) * few for z in mixed)


def _disagreement(suits: Sequence[float], guesses: Sequence[float | None], guess: float) -> float:
    """Return how far the guesses lie from the mixed one, each by how its window suits."""
    known = [(math.exp(s), g) for s, g in zip(suits, guesses, strict=True) if g is not None]
    return sum(w * abs(g - guess) for w, g in known) / sum(w for w, _ in known)


def _bent(pace: float, trend: float, window: float, hours: float) -> float:
    """Return the growth of a pace, taken over a window, whose logarithm goes on changing."""
    now = pace * math.exp(max(-1.5, min(1.0, trend * window / 2)))
    change = max(STEEPEST_FALL, min(STEEPEST_RISE, trend * hours))
    return now * hours * (math.expm1(change) / change if abs(change) > 1e-6 else 1.0)


def _mixed(weights: Sequence[float], guesses: Sequence[float | None]) -> float:
    known = [(w, g) for w, g in zip(weights, guesses, strict=True) if g is not None]
    total = sum(w for w, _ in known)
    if total < 1e-12:
        return known[0][1]
    return sum(w * g for w, g in known) / total


def _loss(trials: Sequence[_Trial], guess: int) -> float | None:
    """Return by how much a guess was off on average; None where it was never there."""
    known = [(t.weight, abs(t.came - g)) for t in trials if (g := t.guesses[guess]) is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * off for weight, off in known) / total if total > 0 else None
