"""Lead changes: how often first place has passed from one account to another."""

from collections.abc import Mapping
from dataclasses import dataclass

from tui.formats import grouped
from tui.metrics.metric import About, Crossing, Metric, Situation
from tui.model import Measure, Millis
from tui.series import Series

HOLDS_FOR = 2
"""Samples that a new order must hold for before it is a change of the lead."""


@dataclass(frozen=True, slots=True)
class LeadChange:
    """Who took the lead, dated at the first of the samples that confirm it."""

    at: Millis
    account: int


def lead_changes(
    series: Mapping[int, Series], crossings: Mapping[int, Crossing]
) -> list[LeadChange]:
    """Return the changes of first place, by time; none once somebody has crossed the target.

    Who leads keeps the lead in a tie; an account that is seen for the first time takes it silently.
    """
    readings = sorted(
        (at, account, count)
        for account, past in series.items()
        for at, count in zip(past.ats, past.counts, strict=True)
    )
    finish = min((crossing.at for crossing in crossings.values()), default=None)
    watch = _Watch()
    for place, (at, account, count) in enumerate(readings):
        if finish is not None and at > finish and not watch.challenged():
            break
        watch.read(account, count)
        if place + 1 == len(readings) or readings[place + 1][0] != at:
            watch.instant(at)
    return watch.changes


class _Watch:
    """Follows the lead from instant to instant."""

    def __init__(self) -> None:
        self.changes: list[LeadChange] = []
        self._counts: dict[int, int] = {}
        self._fresh: set[int] = set()
        self._leader: int | None = None
        self._seen = {-1}
        self._rival: LeadChange | None = None
        self._held = 0

    def challenged(self) -> bool:
        """Tell whether somebody is ahead of the leader who may yet fall back."""
        return self._rival is not None

    def read(self, account: int, count: int) -> None:
        self._counts[account] = count
        self._fresh.add(account)

    def instant(self, at: Millis) -> None:
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


def measure(situation: Situation, _account: int) -> Measure:
    """Return the number of lead changes up to the situation's time."""
    ats = [past.ats[-1] for past in situation.series.values() if past.ats]
    return Measure(
        situation.lead_changes,
        "changes",
        n=sum(len(past.ats) for past in situation.series.values()),
        as_of=max(ats, default=None),
    )


METRIC = Metric(
    "lead_changes",
    "lead changes",
    About.RACE,
    measure,
    lambda m: grouped(None if m.value is None else round(m.value)),
)
