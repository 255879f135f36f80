"""Outliers: readings that jump much further than an account usually moves. Pure.

A suspect reading is settled by two more: if they agree with it, the jump was real; if they continue
from before it, it was a false reading, and stays marked as one.
"""

from collections import deque
from collections.abc import Iterable
from statistics import fmean, quantiles
from typing import NamedTuple

from tui.model import DAY, DOUBTED, Millis, Quality, Sample

CONFIRMED_BY = 2
"""A suspect reading is settled by this many more."""
USUAL_TIMES = 20.0
"""A jump up to this many times the usual rate is allowed."""
MIN_JUMP = 50
"""Followers; a jump up to this is always allowed."""
SHARE, SHARE_OF_ROUND = 0.003, 0.025
"""The share of the count that an exact, or a rounded, reading may jump by."""
SHARE_A_DAY = 0.05
"""The share of the count that may be gained or lost per day between two readings."""
SHARE_UNKNOWN, SHARE_UNKNOWN_A_DAY = 0.5, 1.0
"""The same, while few increments of the account are known."""
MIN_RATES, MAX_RATES = 5, 60
"""The usual rate needs the former number of increments, and is that of the newest latter."""
UPDATE_EVERY = 8
"""Once there are `MAX_RATES` increments, the usual rate is updated every this many."""
ROUGH = frozenset({Quality.ROUNDED, Quality.OVER, Quality.UNDER})


class Verdict(NamedTuple):
    """The final quality of an earlier reading."""

    at: Millis
    followers: int
    quality: Quality


class OutlierJudge:
    """Judges the readings of one account, in the order of time."""

    def __init__(self, past: Iterable[Sample] = ()) -> None:
        self._trusted: tuple[Millis, int] | None = None
        self._rates: deque[float] = deque(maxlen=MAX_RATES)
        self._usual = 0.0
        self._rate_count = 0
        self._suspects: list[Verdict] = []
        self._agreeing = 0
        self._contradicting = 0
        for sample in past:
            self.recall(sample)

    def recall(self, sample: Sample) -> list[Verdict]:
        """Take a reading that was judged before; returns verdicts on the readings it settles."""
        if sample.followers is None or sample.quality is Quality.FALSE_READING:
            return []
        if sample.quality is Quality.SUSPECT:
            self._contradicting = 0
            self._suspect(sample.at, sample.followers, Quality.EXACT)
            return []
        before = self._trusted
        if before and not self._allows(*before, sample.at, sample.followers, sample.quality):
            if self._suspects and self._agrees(sample.at, sample.followers, sample.quality):
                # A settled reading that agrees confirms the suspects at once.
                self._suspect(sample.at, sample.followers, sample.quality)
                return [verdict for verdict in self._confirm() if verdict.at != sample.at]
            # A confirmed jump says nothing about the usual rate.
            self._trusted = None
        self._trust(sample.at, sample.followers)
        self._contradicting += bool(self._suspects)
        return self._undo() if self._contradicting >= CONFIRMED_BY else []

    def judge(self, at: Millis, count: int, quality: Quality) -> tuple[Quality, list[Verdict]]:
        """Return the quality of a new reading, and verdicts on the earlier ones it settles.

        `at` must be later than every time before; `quality` is what the source gave.
        """
        if quality in DOUBTED:
            return quality, []
        before = self._trusted
        if before is None or self._allows(before[0], before[1], at, count, quality):
            self._trust(at, count)
            if not self._suspects:
                return quality, []
            self._contradicting += 1
            return quality, self._undo() if self._contradicting >= CONFIRMED_BY else []
        self._contradicting = 0
        self._suspect(at, count, quality)
        if self._agreeing > CONFIRMED_BY:
            verdicts = self._confirm()
            return quality, [verdict for verdict in verdicts if verdict.at != at]
        return Quality.SUSPECT, []

    def open_since(self) -> Millis | None:
        """Return the time of the first reading that is not settled, if any."""
        return self._suspects[0][0] if self._suspects else None

    def _allows(self, since: Millis, known: int, at: Millis, count: int, quality: Quality) -> bool:
        jump = abs(count - known)
        if jump <= MIN_JUMP:
            return True
        interval = at - since
        if jump <= USUAL_TIMES * self._usual * interval and self._rate_count >= MIN_RATES:
            return True
        share = SHARE_OF_ROUND if quality in ROUGH else SHARE
        share += SHARE_A_DAY * interval / DAY
        if self._rate_count < MIN_RATES:
            share = SHARE_UNKNOWN + SHARE_UNKNOWN_A_DAY * interval / DAY
        return jump <= share * max(known, MIN_JUMP)

    def _trust(self, at: Millis, count: int) -> None:
        if self._trusted is not None and at > self._trusted[0]:
            self._rates.append(abs(count - self._trusted[1]) / (at - self._trusted[0]))
            self._rate_count += 1
            if self._rate_count < MAX_RATES or self._rate_count % UPDATE_EVERY == 0:
                self._usual = usual_rate(self._rates)
        self._trusted = (at, count)

    def _suspect(self, at: Millis, count: int, quality: Quality) -> None:
        self._agreeing = self._agreeing + 1 if self._agrees(at, count, quality) else 1
        self._suspects.append(Verdict(at, count, quality))

    def _agrees(self, at: Millis, count: int, quality: Quality) -> bool:
        last = self._suspects[-1] if self._suspects else None
        return last is not None and self._allows(last.at, last.followers, at, count, quality)

    def _undo(self) -> list[Verdict]:
        verdicts = [Verdict(at, count, Quality.FALSE_READING) for at, count, _ in self._suspects]
        self._settle()
        return verdicts

    def _confirm(self) -> list[Verdict]:
        cut = len(self._suspects) - self._agreeing
        verdicts = [Verdict(*s[:2], Quality.FALSE_READING) for s in self._suspects[:cut]]
        level = self._suspects[cut:]
        verdicts += [Verdict(*suspect) for suspect in level]
        self._settle()
        # The jump itself says nothing about the usual rate from here on.
        self._trusted = None
        for at, count, _ in level:
            self._trust(at, count)
        return verdicts

    def _settle(self) -> None:
        self._suspects.clear()
        self._agreeing = self._contradicting = 0


def usual_rate(rates: Iterable[float]) -> float:
    """Return the usual rate of an account: the upper quartile of its rates, or the mean if higher.

    Rates are absolute, in followers a millisecond.
    """
    known = list(rates)
    if len(known) < 2:
        return known[0] if known else 0.0
    return max(quantiles(known, n=4)[2], fmean(known))
