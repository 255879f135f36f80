"""Which readings to doubt: a jump far outside what an account's own increments allow. Pure.

A suspect reading waits for two more: if they agree with it, it is what it was read as; if they go
on from before it, it was a false reading, and stays marked.
"""

from collections import deque
from collections.abc import Iterable
from statistics import fmean, quantiles
from typing import NamedTuple

from tui.model import DAY, DOUBTED, Millis, Quality, Sample

CONFIRMED_BY = 2
"""So many more readings settle what a suspect one is."""
FAR = 20.0
"""So many times as fast as the account usually moves is far outside."""
LEAST_JUMP = 50
"""Followers; a smaller jump is never suspect."""
SHARE, SHARE_OF_ROUND = 0.003, 0.025
"""Parts of the count that an exact, or a rounded, reading may jump by from one to the next."""
SHARE_A_DAY = 0.05
"""A part of the count that may come or go in each day between two readings."""
SHARE_UNKNOWN, SHARE_UNKNOWN_A_DAY = 0.5, 1.0
"""The same while the account's own increments are hardly known."""
KNOWN_FROM, REMEMBERED = 5, 60
"""So many increments tell how an account moves; so many of the newest are remembered."""
RENEWED_EVERY = 8
ROUGH = frozenset({Quality.ROUNDED, Quality.OVER, Quality.UNDER})


class Verdict(NamedTuple):
    """What an earlier reading is now known to be."""

    at: Millis
    followers: int
    quality: Quality


class OutlierJudge:
    """Judges the readings of one account, one after the other."""

    def __init__(self, past: Iterable[Sample] = ()) -> None:
        self._trusted: tuple[Millis, int] | None = None
        self._rates: deque[float] = deque(maxlen=REMEMBERED)
        self._usual = 0.0
        self._learnt = 0
        self._suspects: list[Verdict] = []
        self._agreeing = 0
        self._undone = 0
        for sample in past:
            self.recall(sample)

    def recall(self, sample: Sample) -> list[Verdict]:
        """Take a reading that was judged before; returns the ones that it settles."""
        if sample.followers is None or sample.quality is Quality.FALSE_READING:
            return []
        if sample.quality is Quality.SUSPECT:
            self._undone = 0
            self._suspect(sample.at, sample.followers, Quality.EXACT)
            return []
        before = self._trusted
        if before and not self._allows(*before, sample.at, sample.followers, sample.quality):
            if self._suspects and self._agrees(sample.at, sample.followers, sample.quality):
                # What is settled already agrees: nothing more is to be waited for.
                self._suspect(sample.at, sample.followers, sample.quality)
                return [verdict for verdict in self._confirm() if verdict.at != sample.at]
            # A jump that was confirmed says nothing of how the account moves.
            self._trusted = None
        self._trust(sample.at, sample.followers)
        self._undone += bool(self._suspects)
        return self._undo() if self._undone >= CONFIRMED_BY else []

    def judge(self, at: Millis, count: int, quality: Quality) -> tuple[Quality, list[Verdict]]:
        """Return what a new reading is, and the earlier ones of which that is known by now.

        `at` is later than that of every reading before; `quality` is what its source calls it.
        """
        if quality in DOUBTED:
            return quality, []
        before = self._trusted
        if before is None or self._allows(before[0], before[1], at, count, quality):
            self._trust(at, count)
            if not self._suspects:
                return quality, []
            self._undone += 1
            return quality, self._undo() if self._undone >= CONFIRMED_BY else []
        self._undone = 0
        self._suspect(at, count, quality)
        if self._agreeing > CONFIRMED_BY:
            verdicts = self._confirm()
            return quality, [verdict for verdict in verdicts if verdict.at != at]
        return Quality.SUSPECT, []

    def open_since(self) -> Millis | None:
        """Return the time of the first reading that is not settled."""
        return self._suspects[0][0] if self._suspects else None

    def _allows(self, since: Millis, known: int, at: Millis, count: int, quality: Quality) -> bool:
        jump = abs(count - known)
        if jump <= LEAST_JUMP:
            return True
        apart = at - since
        if jump <= FAR * self._usual * apart and self._learnt >= KNOWN_FROM:
            return True
        share = SHARE_OF_ROUND if quality in ROUGH else SHARE
        share += SHARE_A_DAY * apart / DAY
        if self._learnt < KNOWN_FROM:
            share = SHARE_UNKNOWN + SHARE_UNKNOWN_A_DAY * apart / DAY
        return jump <= share * max(known, LEAST_JUMP)

    def _trust(self, at: Millis, count: int) -> None:
        if self._trusted is not None and at > self._trusted[0]:
            self._rates.append(abs(count - self._trusted[1]) / (at - self._trusted[0]))
            self._learnt += 1
            if self._learnt < REMEMBERED or self._learnt % RENEWED_EVERY == 0:
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
        # The jump itself says nothing of how the account moves from here on.
        self._trusted = None
        for at, count, _ in level:
            self._trust(at, count)
        return verdicts

    def _settle(self) -> None:
        self._suspects.clear()
        self._agreeing = self._undone = 0


def usual_rate(rates: Iterable[float]) -> float:
    """Return how fast an account usually moves: the upper quarter of its increments, or the mean.

    Rates are in followers a millisecond, without a sign.
    """
    known = list(rates)
    if len(known) < 2:
        return known[0] if known else 0.0
    return max(quantiles(known, n=4)[2], fmean(known))
