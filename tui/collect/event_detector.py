"""What the readings of a round mean for a race: leads taken, the target reached, false readings.

Pure but for what it remembers of the rounds before.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from tui.board.events import measured
from tui.board.lead_watch import LeadWatch
from tui.formats import grouped
from tui.metrics.crossing import crossing
from tui.model import FOREVER, Account, Event, EventKind, Millis, Origin, Quality, Race, Track
from tui.outliers import Verdict
from tui.phrases import display_name
from tui.series import Series, series_of

Counts = Sequence[tuple[Millis, int]]
"""Trusted counts by time."""


class EventDetector:
    """Follows one race; begins from what was read of its accounts until now."""

    def __init__(self, race: Race, tracks: Iterable[Track]) -> None:
        self.race = race
        self._accounts = {account.id: account for account in race.accounts}
        self._last: dict[int, tuple[Millis, int]] = {}
        self._crossed: set[int] = set()
        self._watch = LeadWatch()
        self._finish = FOREVER
        read: list[tuple[Millis, int, int]] = []
        for track in tracks:
            known = series_of(track, FOREVER)
            if known.counts:
                self._last[track.account.id] = (known.ats[-1], known.counts[-1])
                counts = zip(known.ats, known.counts, strict=True)
                read += [(at, track.account.id, count) for at, count in counts]
            if race.target is not None and max(known.counts, default=0) >= race.target:
                self._crossed.add(track.account.id)
                crossed = crossing(known, race.target)
                self._finish = min(self._finish, crossed.at if crossed else known.ats[0])
        # A lead that was half taken before is followed to its end.
        for at, instant in groupby(sorted(read), key=lambda reading: reading[0]):
            if at > self._finish and not self._watch.challenged():
                break
            for _, n, count in instant:
                self._watch.read(n, count)
            self._watch.instant(at)

    def of(
        self, counts: Mapping[int, Counts], verdicts: Mapping[int, Sequence[Verdict]]
    ) -> list[Event]:
        """Return what happened, from the trusted counts and the verdicts of a round by account."""
        events = [
            Event(
                at=verdict.at,
                kind=EventKind.FALSE_READING,
                title=_false(self._accounts[n], verdict.followers),
                origin=Origin.MEASURED,
                account=self._accounts[n],
            )
            for n, known in verdicts.items()
            for verdict in known
            if n in self._accounts and verdict.quality is Quality.FALSE_READING
        ]
        mine = {n: fresh for n, fresh in counts.items() if n in self._accounts and fresh}
        crossed = self._crossings(mine)
        return [*events, *self._leads(mine), *crossed]

    def _leads(self, counts: Mapping[int, Counts]) -> list[Event]:
        before = len(self._watch.changes)
        for at in sorted({at for fresh in counts.values() for at, _ in fresh}):
            if at > self._finish and not self._watch.challenged():
                break
            for n, fresh in counts.items():
                for when, count in fresh:
                    if when == at:
                        self._watch.read(n, count)
            self._watch.instant(at)
        return measured(self.race, self._watch.changes[before:], {})

    def _crossings(self, counts: Mapping[int, Counts]) -> list[Event]:
        target, found = self.race.target, {}
        for n, fresh in counts.items():
            known = [self._last[n]] if n in self._last else []
            self._last[n] = fresh[-1]
            if target is None or n in self._crossed:
                continue
            ats, read = zip(*known, *fresh, strict=True)
            crossed = crossing(Series(ats, read, 1), target)
            if crossed is not None:
                self._crossed.add(n)
                self._finish = min(self._finish, crossed.at)
                found[n] = crossed
        return measured(self.race, [], found)


def _false(account: Account, count: int) -> str:
    return f"{display_name(account)}: {grouped(count)} was a false reading"
