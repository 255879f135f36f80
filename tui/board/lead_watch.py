"""Who leads, and when first place passed to another: the one engine for boards and events."""

from bisect import bisect_left
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from tui.metrics import Crossing
from tui.model import FOREVER, Millis
from tui.series import Series

HOLDS_FOR = 2
"""Samples that a new order must hold for before it is a change of the lead."""

STRETCH = 64
"""Readings of the most often read account that are looked at in one go where nothing happens."""


@dataclass(frozen=True, slots=True)
class LeadChange:
    """Who took the lead, dated at the first of the samples that confirm it."""

    at: Millis
    account: int


class LeadHistory:
    """The changes of first place in one race; it remembers how far the lead was followed.

    So a race that is looked at again and again is not followed from its start each time.
    """

    def __init__(self) -> None:
        self._before: Followed | None = None

    def changes(
        self, series: Mapping[int, Series], crossings: Mapping[int, Crossing]
    ) -> list[LeadChange]:
        """Return the changes of first place by time; none once somebody has crossed the target.

        In a tie the leader keeps the lead; an account that is seen for the first time takes it
        without a change.
        """
        finish = min((crossing.at for crossing in crossings.values()), default=None)
        longest = max(series.values(), key=lambda past: len(past.ats), default=None)
        edges = [*longest.ats[STRETCH::STRETCH], FOREVER] if longest else []
        before = self._before
        if before is None or before.finish != finish or not before.goes_on_in(series):
            before = Followed(finish, LeadWatch(), dict.fromkeys(series, 0), {}, 0)
        watch, places = deepcopy(before.watch), dict(before.places)
        for number in range(before.edges, len(edges)):
            if number == len(edges) - 1:
                # All but the last stretch stays as it is, however much is read from now on.
                self._before = Followed.until(finish, watch, places, series, number)
            parts = {}
            for account, past in series.items():
                end = bisect_left(past.ats, edges[number], places[account])
                if end > places[account]:
                    parts[account] = (past, places[account], end)
                places[account] = end
            if finish is not None and watch.passed(finish):
                break
            if not watch.skip(parts):
                _look(watch, parts, finish)
        return watch.changes


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """How far a lead was followed: after so many edges, with the last reading of each account."""

    finish: Millis | None
    watch: "LeadWatch"
    places: Mapping[int, int]
    last: Mapping[int, tuple[Millis, int]]
    edges: int

    @staticmethod
    def until(
        finish: Millis | None,
        watch: "LeadWatch",
        places: Mapping[int, int],
        series: Mapping[int, Series],
        edges: int,
    ) -> "Followed":
        """Return how far a lead was followed by now."""
        last = {n: (series[n].ats[p - 1], series[n].counts[p - 1]) for n, p in places.items() if p}
        return Followed(finish, deepcopy(watch), dict(places), last, edges)

    def goes_on_in(self, series: Mapping[int, Series]) -> bool:
        """Tell whether these series begin with what was followed."""
        return self.places.keys() == series.keys() and all(
            self.places[n] <= len(series[n].ats)
            and (series[n].ats[self.places[n] - 1], series[n].counts[self.places[n] - 1]) == last
            for n, last in self.last.items()
        )


def _look(
    watch: "LeadWatch", parts: Mapping[int, tuple[Series, int, int]], finish: Millis | None
) -> None:
    """Follow the lead through a stretch, instant by instant."""
    readings = sorted(
        (past.ats[i], account, past.counts[i])
        for account, (past, start, end) in parts.items()
        for i in range(start, end)
    )
    for place, (at, account, count) in enumerate(readings):
        if finish is not None and at > finish and not watch.challenged():
            return
        watch.read(account, count)
        if place + 1 == len(readings) or readings[place + 1][0] != at:
            watch.instant(at)


class LeadWatch:
    """Follows the lead from instant to instant."""

    def __init__(self) -> None:
        self.changes: list[LeadChange] = []
        self._counts: dict[int, int] = {}
        self._fresh: set[int] = set()
        self._leader: int | None = None
        self._seen = {-1}
        self._rival: LeadChange | None = None
        self._held = 0
        self._at: Millis = -FOREVER

    def challenged(self) -> bool:
        """Tell whether somebody is ahead of the leader who may yet fall back."""
        return self._rival is not None

    def passed(self, at: Millis) -> bool:
        """Tell whether a time is over, and nothing that began before it is open."""
        return self._at > at and not self.challenged()

    def skip(self, parts: Mapping[int, tuple[Series, int, int]]) -> bool:
        """Pass over a stretch in which nobody comes near the leader; tells whether it could."""
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
        """Take a count of an account."""
        self._counts[account] = count
        self._fresh.add(account)

    def instant(self, at: Millis) -> None:
        """See who leads, once everything read at a time was taken."""
        self._at = at
        first = max(self._counts, key=lambda a: (self._counts[a], a == self._leader))
        if self._leader is None or (first != self._leader and first not in self._seen):
            self._leader, self._rival = first, None
        elif first == self._leader:
            self._rival = None
        else:
            self._challenge(first, at)
        self._seen |= self._fresh
        self._fresh.clear()

    def _challenge(self, first: int, at: Millis) -> None:
        if self._rival is None or self._rival.account != first:
            self._rival, self._held = LeadChange(at, first), 0
        self._held += first in self._fresh
        if self._held >= HOLDS_FOR:
            self.changes.append(self._rival)
            self._leader, self._rival = first, None
