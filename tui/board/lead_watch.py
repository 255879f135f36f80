"""Lead changes: who leads, and when first place passed to another; for boards and events."""

from bisect import bisect_left
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from tui.metrics import Crossing
from tui.model import FOREVER, Millis
from tui.series import Series

HOLDS_FOR = 2
"""A new leader must stay ahead for this many samples before it counts as a lead change."""

STRETCH = 64
"""Samples, of the account with the most, that are skipped at once if the lead is not in doubt."""


@dataclass(frozen=True, slots=True)
class LeadChange:
    """An account that took the lead, at the time of the first sample that shows it."""

    at: Millis
    account: int


class LeadHistory:
    """Finds the lead changes of one race, and resumes from a checkpoint at the next call."""

    def __init__(self) -> None:
        self._checkpoint: Checkpoint | None = None

    def changes(
        self, series: Mapping[int, Series], crossings: Mapping[int, Crossing]
    ) -> list[LeadChange]:
        """Return the lead changes, oldest first; none after the first crossing of the target.

        In a tie the leader keeps the lead. An account may take it with its first sample, which is
        not a lead change.
        """
        finish = min((crossing.at for crossing in crossings.values()), default=None)
        longest = max(series.values(), key=lambda past: len(past.ats), default=None)
        edges = [*longest.ats[STRETCH::STRETCH], FOREVER] if longest else []
        checkpoint = self._checkpoint
        if checkpoint is None or checkpoint.finish != finish or not checkpoint.continues_in(series):
            checkpoint = Checkpoint(finish, LeadWatch(), dict.fromkeys(series, 0), {}, 0)
        watch, places = deepcopy(checkpoint.watch), dict(checkpoint.places)
        for number in range(checkpoint.edges, len(edges)):
            if number == len(edges) - 1:
                # Later samples can only change the last stretch.
                self._checkpoint = Checkpoint.after(finish, watch, places, series, number)
            parts = {}
            for account, past in series.items():
                end = bisect_left(past.ats, edges[number], places[account])
                if end > places[account]:
                    parts[account] = (past, places[account], end)
                places[account] = end
            if finish is not None and watch.has_passed(finish):
                break
            if not watch.try_skip(parts):
                _follow(watch, parts, finish)
        return watch.changes


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The state of the search after some stretches, with the last sample used of each account."""

    finish: Millis | None
    watch: "LeadWatch"
    places: Mapping[int, int]
    last: Mapping[int, tuple[Millis, int]]
    edges: int

    @staticmethod
    def after(
        finish: Millis | None,
        watch: "LeadWatch",
        places: Mapping[int, int],
        series: Mapping[int, Series],
        edges: int,
    ) -> "Checkpoint":
        """Return a copy of the current state of the search."""
        last = {n: (series[n].ats[p - 1], series[n].counts[p - 1]) for n, p in places.items() if p}
        return Checkpoint(finish, deepcopy(watch), dict(places), last, edges)

    def continues_in(self, series: Mapping[int, Series]) -> bool:
        """Return whether these series begin with the samples used so far."""
        return self.places.keys() == series.keys() and all(
            self.places[n] <= len(series[n].ats)
            and (series[n].ats[self.places[n] - 1], series[n].counts[self.places[n] - 1]) == last
            for n, last in self.last.items()
        )


def _follow(
    watch: "LeadWatch", parts: Mapping[int, tuple[Series, int, int]], finish: Millis | None
) -> None:
    """Follow the lead through a stretch, sample by sample."""
    readings = sorted(
        (past.ats[i], account, past.counts[i])
        for account, (past, start, end) in parts.items()
        for i in range(start, end)
    )
    for place, (at, account, count) in enumerate(readings):
        if finish is not None and at > finish and not watch.is_challenged():
            return
        watch.read(account, count)
        if place + 1 == len(readings) or readings[place + 1][0] != at:
            watch.end_instant(at)


class LeadWatch:
    """Follows the lead from sample to sample."""

    def __init__(self) -> None:
        self.changes: list[LeadChange] = []
        self._counts: dict[int, int] = {}
        self._just_read: set[int] = set()
        self._leader: int | None = None
        self._seen = {-1}
        self._rival: LeadChange | None = None
        self._held = 0
        self._at: Millis = -FOREVER

    def is_challenged(self) -> bool:
        """Return whether a rival is ahead of the leader, but not yet for long enough."""
        return self._rival is not None

    def has_passed(self, at: Millis) -> bool:
        """Return whether a time has passed, and no challenge from before it is open."""
        return self._at > at and not self.is_challenged()

    def try_skip(self, parts: Mapping[int, tuple[Series, int, int]]) -> bool:
        """Skip a stretch in which nobody reaches the leader; returns whether it was skipped."""
        leader = self._leader
        if leader is None or self._rival is not None or not parts.keys() <= self._seen:
            return False
        lowest = self._counts[leader]
        if leader in parts:
            past, start, end = parts[leader]
            lowest = min(lowest, min(past.counts[start:end]))
        for account, (past, start, end) in parts.items():
            if account != leader and max(past.counts[start:end]) >= lowest:
                return False
        if any(self._counts[other] >= lowest for other in self._counts if other != leader):
            return False
        for account, (past, _, end) in parts.items():
            self._counts[account] = past.counts[end - 1]
            self._at = max(self._at, past.ats[end - 1])
        return True

    def read(self, account: int, count: int) -> None:
        """Add a sample of an account; `end_instant` follows once all of that time are added."""
        self._counts[account] = count
        self._just_read.add(account)

    def end_instant(self, at: Millis) -> None:
        """Update the lead after all samples of a time were added."""
        self._at = at
        first = max(self._counts, key=lambda a: (self._counts[a], a == self._leader))
        if self._leader is None or (first != self._leader and first not in self._seen):
            self._leader, self._rival = first, None
        elif first == self._leader:
            self._rival = None
        else:
            self._challenge(first, at)
        self._seen |= self._just_read
        self._just_read.clear()

    def _challenge(self, first: int, at: Millis) -> None:
        if self._rival is None or self._rival.account != first:
            self._rival, self._held = LeadChange(at, first), 0
        self._held += first in self._just_read
        if self._held >= HOLDS_FOR:
            self.changes.append(self._rival)
            self._leader, self._rival = first, None
