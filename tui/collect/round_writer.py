"""Writes what a round brought: judges counts, and notes what has become of accounts and races."""

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

EVERY: Millis = 30 * SECOND
"""How often a race is read, unless it says otherwise."""
RECALLED = 120
"""So many of an account's newest samples tell how it moves."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account that is to be read, and how often."""

    account: Account
    every: Millis


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What one server answered when it was asked at a time, and why it did not say more.

    `next_at` is when it is asked next, where that is not as usual.
    """

    server: str
    at: Millis
    wanted: tuple[Wanted, ...]
    readings: tuple[Reading, ...] = ()
    why: str = ""
    next_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round went for one server: how many answered of how many, or why not everybody did."""

    at: Millis
    source: str
    asked: int
    answered: int
    why: str = ""


class RoundWriter:
    """Writes rounds into a log, and remembers how the accounts moved. Belongs to one thread."""

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
        """Write what some servers brought in one transaction, and by how much the clock was set."""
        try:
            with self._writer.transaction():
                # What was taken away while the sources answered is not written to.
                races = [race for race in races if self._writer.has_race(race.id)]
                outcomes = []
                before = self._last_at
                for one in answers:
                    # Times of samples never step back, whoever took longer to answer.
                    at = one.at if one.at > before else max(now, before + 1)
                    self._last_at = max(self._last_at, at)
                    outcomes.append(self._write(races, replace(one, at=at)))
                if step is not None:
                    self._note_step(races, step, self._last_at)
        except BaseException:
            # Whatever ended it, what was not written was not read: it is recalled from the log.
            self._outlier_judges.clear()
            self._event_detectors.clear()
            self._read_at.clear()
            self._account_changes.forget()
            raise
        return outcomes

    def last_read(self, account: Account, now: Millis) -> Millis | None:
        """Return when an account was read last."""
        if account.id not in self._read_at:
            newest = self._log.newest(account, 1, now)
            if not newest:
                return None
            self._read_at[account.id] = newest[-1].at
        return self._read_at[account.id]

    def _write(self, races: Sequence[Race], answers: ServerAnswer) -> Outcome:
        """Write one server's part; of a failure, that there was one."""
        at, server = answers.at, answers.server
        number = self._writer.add_round(
            at, elapsed(), self._boot, server, answers.why, answers.next_at
        )
        asked = {w.account.id: w for w in answers.wanted}
        readings = {
            r.account.id: sanitized(r)
            for r in answers.readings
            if r.account.id in asked and self._writer.has_account(r.account.id)
        }
        happened = [self._event_detector(race) for race in races]
        samples, counts, verdicts = {}, {}, {}
        for n, reading in readings.items():
            if self._account_changes.write(asked[n].account, reading, at):
                self._outlier_judges.pop(n, None)
                self._event_detectors.clear()
            if (reading.followers, reading.following, reading.posts) == (None, None, None):
                continue
            samples[n], counts[n], verdicts[n] = self._judged(reading, at)
        for race, happening in zip(races, happened, strict=True):
            gap = self._gap(race, server, [asked[n] for n in samples], at)
            self._writer.add_events(race.id, [*gap, *happening.of(counts, verdicts)])
            racers = {account.id: account for account in race.accounts}
            told = [
                Event(h.at, h.kind, h.title, Origin.NOTED, racers[n], reading.account.source)
                for n, reading in readings.items()
                if n in racers
                for h in reading.happened
            ]
            if told:
                self._writer.add_events_once(race.id, told)
        for n, known in verdicts.items():
            self._writer.remark(n, [(verdict.at, verdict.quality) for verdict in known])
        rows = [self._writer.row(n, number, sample) for n, sample in samples.items()]
        self._writer.add_new(rows)
        self._writer.roll_up({(row[1], row[0]) for row in rows})
        self._read_at |= dict.fromkeys(samples, at)
        return Outcome(at, server, len(answers.wanted), len(readings), answers.why)

    def _judged(self, reading: Reading, at: Millis) -> tuple[Sample, Counts, Sequence[Verdict]]:
        """Return a reading as a sample, the counts that are trusted by now, and new verdicts."""
        followers = reading.followers
        quality, verdicts = reading.quality, list[Verdict]()
        if followers is not None:
            doubt = self._outlier_judge(reading.account, at)
            quality, verdicts = doubt.judge(at, followers, reading.quality)
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
        known = self._event_detectors.get(race.id)
        if known is None or known.race != race:
            tracks = [self._log.track(account, points=RECALLED) for account in race.accounts]
            known = self._event_detectors[race.id] = EventDetector(race, tracks)
        return known

    def _gap(self, race: Race, server: str, read: Sequence[Wanted], at: Millis) -> list[Event]:
        """Return that nothing was read of a race's accounts for some rounds, where that is so."""
        racers = {account.id for account in race.accounts}
        mine = [w for w in read if w.account.id in racers]
        before = [self.last_read(w.account, at) for w in mine]
        last = max((when for when in before if when is not None), default=None)
        every = max((w.every for w in mine), default=EVERY)
        if last is None or at - last <= GAP_ROUNDS * every:
            return []
        words = f"{server}: nothing was read for {duration(at - last)}"
        return [Event(last, EventKind.GAP, words, Origin.MEASURED)]

    def _note_step(self, races: Sequence[Race], by: Millis, at: Millis) -> None:
        """Note that the machine's clock was set; the times of samples go on evenly."""
        words = f"this machine's clock was set {'on' if by > 0 else 'back'} by {duration(by)}"
        for race in races:
            event = Event(at, EventKind.NOTE, words, Origin.MEASURED)
            self._writer.add_events(race.id, [event])


def sanitized(reading: Reading) -> Reading:
    """Return a reading whose texts have passed the gate."""
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
