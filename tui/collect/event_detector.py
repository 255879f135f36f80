"""Finds the events in the samples of a round: lead changes, crossings, false readings.

It keeps state from round to round, and does no I/O.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from tui.board.events import measured_events
from tui.board.lead_watch import LeadWatch
from tui.formats import grouped
from tui.metrics.crossing import crossing
from tui.model import FOREVER, Account, Event, EventKind, Millis, Origin, Quality, Race, Track
from tui.outliers import Verdict
from tui.phrases import display_name
from tui.series import Series, series_of

Counts = Sequence[tuple[Millis, int]]
"""Trusted follower counts, oldest first."""


class EventDetector:
    """Follows one race, starting from the tracks of its accounts."""

    def __init__(self, race: Race, tracks: Iterable[Track]) -> None:
        self.race = race
        self._accounts = {account.id: account for account in race.accounts}
        self._last: dict[int, tuple[Millis, int]] = {}
        self._crossed: set[int] = set()
        self._watch = LeadWatch()
        self._finish = FOREVER
        samples: list[tuple[Millis, int, int]] = []
        for track in tracks:
            series = series_of(track, FOREVER)
            if series.counts:
                self._last[track.account.id] = (series.ats[-1], series.counts[-1])
                counts = zip(series.ats, series.counts, strict=True)
                samples += [(at, track.account.id, count) for at, count in counts]
            if race.target is not None and max(series.counts, default=0) >= race.target:
                self._crossed.add(track.account.id)
                crossed = crossing(series, race.target)
                self._finish = min(self._finish, crossed.at if crossed else series.ats[0])
        # A lead change may have begun before the first round.
        for at, instant in groupby(sorted(samples), key=lambda reading: reading[0]):
            if at > self._finish and not self._watch.is_challenged():
                break
            for _, n, count in instant:
                self._watch.read(n, count)
            self._watch.end_instant(at)

    def detect(
        self, counts: Mapping[int, Counts], verdicts: Mapping[int, Sequence[Verdict]]
    ) -> list[Event]:
        """Return the events of a round, from its trusted counts and verdicts by account id."""
        events = [
            Event(
                at=verdict.at,
                kind=EventKind.FALSE_READING,
                title=_false_reading_title(self._accounts[n], verdict.followers),
                origin=Origin.MEASURED,
                account=self._accounts[n],
            )
            for n, found in verdicts.items()
            for verdict in found
            if n in self._accounts and verdict.quality is Quality.FALSE_READING
        ]
        own = {n: new for n, new in counts.items() if n in self._accounts and new}
        crossings = self._crossings(own)
        return [*events, *self._lead_changes(own), *crossings]

    def _lead_changes(self, counts: Mapping[int, Counts]) -> list[Event]:
        before = len(self._watch.changes)
        for at in sorted({at for new in counts.values() for at, _ in new}):
            if at > self._finish and not self._watch.is_challenged():
                break
            for n, new in counts.items():
                for when, count in new:
                    if when == at:
                        self._watch.read(n, count)
            self._watch.end_instant(at)
        return measured_events(self.race, self._watch.changes[before:], {})

    def _crossings(self, counts: Mapping[int, Counts]) -> list[Event]:
        target, found = self.race.target, {}
        for n, new in counts.items():
            before = [self._last[n]] if n in self._last else []
            self._last[n] = new[-1]
            if target is None or n in self._crossed:
                continue
            ats, read = zip(*before, *new, strict=True)
            crossed = crossing(Series(ats, read, 1), target)
            if crossed is not None:
                self._crossed.add(n)
                self._finish = min(self._finish, crossed.at)
                found[n] = crossed
        return measured_events(self.race, [], found)


def _false_reading_title(account: Account, count: int) -> str:
    return f"{display_name(account)}: {grouped(count)} was a false reading"
