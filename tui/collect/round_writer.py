"""Writes rounds to the log: samples with their quality, changes of accounts, and events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.clock import elapsed
from tui.collect.account_changes import AccountChanges
from tui.collect.event_detector import Counts, EventDetector
from tui.formats import duration
from tui.model import (
    DOUBTED,
    SECOND,
    Account,
    Event,
    EventKind,
    Millis,
    Origin,
    Race,
    Sample,
)
from tui.outliers import OutlierJudge, Verdict
from tui.sanitize import clean
from tui.series import GAP_ROUNDS
from tui.sources import Reading
from tui.store import Log, Writer

DEFAULT_INTERVAL: Millis = 30 * SECOND
"""The polling interval of a race that sets none."""
RECALLED = 120
"""This many of an account's newest samples are read to judge the next one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account to poll, and its interval."""

    account: Account
    every: Millis


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """The answer of one server polled at a time, and the reason if it is incomplete.

    `next_at` is the time of the next poll if it differs from the usual interval.
    """

    server: str
    at: Millis
    wanted: tuple[Wanted, ...]
    readings: tuple[Reading, ...] = ()
    why: str = ""
    next_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a round for one server: how many accounts answered, and why some did not."""

    at: Millis
    source: str
    asked: int
    answered: int
    why: str = ""


class RoundWriter:
    """Writes rounds to a log, and judges counts by earlier ones. For one thread, like the log."""

    def __init__(self, log: Log, writer: Writer, boot: str) -> None:
        self._log, self._writer, self._boot = log, writer, boot
        self._last_at: Millis = 0
        self._read_at: dict[int, Millis] = {}
        self._outlier_judges: dict[int, OutlierJudge] = {}
        self._event_detectors: dict[int, EventDetector] = {}
        self._account_changes = AccountChanges(log, writer)

    def write(
        self,
        races: Sequence[Race],
        answers: Sequence[ServerAnswer],
        now: Millis,
        step: Millis | None,
    ) -> list[Outcome]:
        """Write the answers of some servers, and a `step` of the clock, in one transaction."""
        try:
            with self._writer.transaction():
                # Races may have been deleted while the sources were answering.
                races = [race for race in races if self._writer.has_race(race.id)]
                outcomes = []
                before = self._last_at
                for answer in answers:
                    # Sample times only increase, even if a slow server was polled earlier.
                    at = answer.at if answer.at > before else max(now, before + 1)
                    self._last_at = max(self._last_at, at)
                    outcomes.append(self._write(races, replace(answer, at=at)))
                if step is not None:
                    self._note_step(races, step, self._last_at)
        except BaseException:
            # Nothing of the round was written, so the state is rebuilt from the log.
            self._outlier_judges.clear()
            self._event_detectors.clear()
            self._read_at.clear()
            self._account_changes.reset()
            raise
        return outcomes

    def last_read(self, account: Account, now: Millis) -> Millis | None:
        """Return the time of an account's last sample."""
        if account.id not in self._read_at:
            newest = self._log.newest(account, 1, now)
            if not newest:
                return None
            self._read_at[account.id] = newest[-1].at
        return self._read_at[account.id]

    def _write(self, races: Sequence[Race], answer: ServerAnswer) -> Outcome:
        """Write the answer of one server, a failed round included."""
        at, server = answer.at, answer.server
        number = self._writer.add_round(
            at, elapsed(), self._boot, server, answer.why, answer.next_at
        )
        asked = {w.account.id: w for w in answer.wanted}
        readings = {
            r.account.id: sanitized(r)
            for r in answer.readings
            if r.account.id in asked and self._writer.has_account(r.account.id)
        }
        detectors = [self._event_detector(race) for race in races]
        samples, counts, verdicts = {}, {}, {}
        for n, reading in readings.items():
            if self._account_changes.write(asked[n].account, reading, at):
                self._outlier_judges.pop(n, None)
                self._event_detectors.clear()
            if (reading.followers, reading.following, reading.posts) == (None, None, None):
                continue
            samples[n], counts[n], verdicts[n] = self._judged(reading, at)
        for race, detector in zip(races, detectors, strict=True):
            gap = self._gap(race, server, [asked[n] for n in samples], at)
            self._writer.add_events(race.id, [*gap, *detector.detect(counts, verdicts)])
            racers = {account.id: account for account in race.accounts}
            reported = [
                Event(h.at, h.kind, h.title, Origin.NOTED, racers[n], reading.account.source)
                for n, reading in readings.items()
                if n in racers
                for h in reading.happened
            ]
            if reported:
                self._writer.add_events_once(race.id, reported)
        for n, found in verdicts.items():
            self._writer.set_qualities(n, [(verdict.at, verdict.quality) for verdict in found])
        rows = [self._writer.row(n, number, sample) for n, sample in samples.items()]
        self._writer.add_new(rows)
        self._writer.roll_up({(row[1], row[0]) for row in rows})
        self._read_at |= dict.fromkeys(samples, at)
        return Outcome(at, server, len(answer.wanted), len(readings), answer.why)

    def _judged(self, reading: Reading, at: Millis) -> tuple[Sample, Counts, Sequence[Verdict]]:
        """Return a reading as a sample, the counts now trusted, and verdicts on earlier samples."""
        followers = reading.followers
        quality, verdicts = reading.quality, list[Verdict]()
        if followers is not None:
            judge = self._outlier_judge(reading.account, at)
            quality, verdicts = judge.judge(at, followers, reading.quality)
        sample = Sample(
            at,
            followers,
            reading.following,
            reading.posts,
            quality,
            f"live:{reading.account.source}",
        )
        counts = [(v.at, v.followers) for v in verdicts if v.quality not in DOUBTED]
        if followers is not None and quality not in DOUBTED:
            counts.append((at, followers))
        return sample, counts, verdicts

    def _outlier_judge(self, account: Account, now: Millis) -> OutlierJudge:
        if account.id not in self._outlier_judges:
            self._outlier_judges[account.id] = OutlierJudge(
                self._log.newest(account, RECALLED, now)
            )
        return self._outlier_judges[account.id]

    def _event_detector(self, race: Race) -> EventDetector:
        detector = self._event_detectors.get(race.id)
        if detector is None or detector.race != race:
            tracks = [self._log.track(account, points=RECALLED) for account in race.accounts]
            detector = self._event_detectors[race.id] = EventDetector(race, tracks)
        return detector

    def _gap(self, race: Race, server: str, read: Sequence[Wanted], at: Millis) -> list[Event]:
        """Return a gap event if the race's accounts on a server were not read for some rounds."""
        racers = {account.id for account in race.accounts}
        own = [w for w in read if w.account.id in racers]
        before = [self.last_read(w.account, at) for w in own]
        last = max((when for when in before if when is not None), default=None)
        every = max((w.every for w in own), default=DEFAULT_INTERVAL)
        if last is None or at - last <= GAP_ROUNDS * every:
            return []
        title = f"no reading for {duration(at - last)} ({server})"
        return [Event(last, EventKind.GAP, title, Origin.MEASURED)]

    def _note_step(self, races: Sequence[Race], by: Millis, at: Millis) -> None:
        """Add an event about a step of the machine's clock; sample times are not affected."""
        title = f"this machine's clock was set {'forward' if by > 0 else 'back'} by {duration(by)}"
        for race in races:
            event = Event(at, EventKind.NOTE, title, Origin.MEASURED)
            self._writer.add_events(race.id, [event])


def sanitized(reading: Reading) -> Reading:
    """Return a reading with all its texts sanitized."""
    account = reading.account
    return replace(
        reading,
        account=replace(
            account,
            handle=clean(account.handle),
            name=clean(account.name),
            moved_to=clean(account.moved_to),
        ),
        happened=tuple(replace(h, title=clean(h.title)) for h in reading.happened),
    )
