"""Asks the sources, judges what they say, and writes the log. It draws nothing and shows nothing.

One process collects into a log at a time; everybody else reads what it wrote.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import uuid4

from tui.clock import Clock, SteadyClock, WallClock, elapsed
from tui.doubt import Doubt, Verdict
from tui.formats import clean, duration
from tui.happenings import Counts, Happenings
from tui.model import (
    DOUBTED,
    MINUTE,
    SECOND,
    Account,
    Event,
    EventKind,
    Millis,
    Origin,
    Race,
    Sample,
)
from tui.past import NEAR_FUTURE
from tui.series import GAP_ROUNDS
from tui.sources import Reading, Source, SourceError
from tui.store import Log, Writer

EVERY: Millis = 30 * SECOND
"""How often a race is read, unless it says otherwise."""
WANTED_FOR: Millis = 3 * MINUTE
"""A viewer that has not said for so long what it wants is gone."""
LOOKS_EVERY: Millis = SECOND
"""The time after which the collector looks at who wants what."""
LEAST_DEADLINE: Millis = 2 * SECOND
DEADLINE: Millis = 15 * SECOND
"""What a source has not answered by then is late, and is not waited for."""
RECALLED = 120
"""So many of an account's newest samples tell how it moves."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round went for one source: how many answered of how many, or why nobody did."""

    at: Millis
    source: str
    asked: int
    answered: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account that is to be read, and how often."""

    account: Account
    every: Millis


class Collector:
    """Reads what is wanted, round after round. Belongs to one thread, like the log."""

    def __init__(
        self, log: Log, writer: Writer, sources: Mapping[str, Source], clock: SteadyClock
    ) -> None:
        self._log, self._writer, self._sources, self._clock = log, writer, sources, clock
        self._boot = uuid4().hex
        self._last_at: Millis = 0
        self._asked_at: dict[int, Millis] = {}
        self._at_once = False
        self._read_at: dict[int, Millis] = {}
        self._doubts: dict[int, Doubt] = {}
        self._happenings: dict[int, Happenings] = {}
        self._step: Millis | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at who wants what, now."""
        self._woken.set()

    def refresh(self) -> None:
        """Read everything now, whether it is due or not."""
        self._at_once = True
        self._woken.set()

    async def rounds(self) -> AsyncIterator[Sequence[Outcome]]:
        """Read what is due, round after round, and tell how each went; without end."""
        while True:
            self._woken.clear()
            races = self._log.wanted(self._clock.now() - WANTED_FOR)
            wanted = self._wanted(races)
            due = self._due(wanted)
            if due:
                yield await self.round(races, due)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause(wanted) / SECOND):
                    await self._woken.wait()

    async def round(self, races: Sequence[Race], due: Sequence[Wanted]) -> list[Outcome]:
        """Ask every source at once, and write what they say in one transaction."""
        at = self._last_at = max(self._clock.now(), self._last_at + 1)
        by_source: dict[str, list[Wanted]] = {}
        for wanted in due:
            by_source.setdefault(wanted.account.source, []).append(wanted)
            self._asked_at[wanted.account.id] = at
        answers = await asyncio.gather(
            *(self._ask(source, wanted, at) for source, wanted in by_source.items())
        )
        try:
            with self._writer.transaction():
                # What was taken away while the sources answered is not written to.
                races = [race for race in races if self._writer.has_race(race.id)]
                self._note_step(races, at)
                outcomes = [
                    self._write(source, races, wanted, at, answer)
                    for (source, wanted), answer in zip(by_source.items(), answers, strict=True)
                ]
        except BaseException:
            # What was not written was not read: it is recalled from the log.
            self._doubts.clear()
            self._happenings.clear()
            self._read_at.clear()
            raise
        self._step = None
        return outcomes

    async def _ask(
        self, source: str, wanted: Sequence[Wanted], at: Millis
    ) -> Sequence[Reading] | str:
        """Return what a source answers, or the words that say why it does not."""
        limit = max(LEAST_DEADLINE, min([DEADLINE, *(w.every for w in wanted)]))
        try:
            async with asyncio.timeout(limit / SECOND):
                return await self._sources[source].read([w.account for w in wanted], at)
        except SourceError as error:
            return clean(str(error), 300)
        except TimeoutError:
            return f"no answer within {limit // SECOND} s"

    def _write(
        self,
        source: str,
        races: Sequence[Race],
        wanted: Sequence[Wanted],
        at: Millis,
        answer: Sequence[Reading] | str,
    ) -> Outcome:
        """Write one source's part of a round; of a failure, that there was one."""
        why = answer if isinstance(answer, str) else ""
        number = self._writer.add_round(at, elapsed(), self._boot, source, why)
        if isinstance(answer, str):
            return Outcome(at, source, len(wanted), 0, why)
        asked = {w.account.id: w for w in wanted}
        readings = {
            r.account.id: harmless(r)
            for r in answer
            if r.account.id in asked and self._writer.has_account(r.account.id)
        }
        happened = [self._happening(race) for race in races]
        samples, counts, verdicts = {}, {}, {}
        for n, reading in readings.items():
            self._rename(asked[n].account, reading.account, at)
            samples[n], counts[n], verdicts[n] = self._judged(reading, at)
        for race, happening in zip(races, happened, strict=True):
            gap = self._gap(race, source, [asked[n] for n in readings], at)
            self._writer.add_events(race.id, [*gap, *happening.of(counts, verdicts)])
            racers = {account.id: account for account in race.accounts}
            told = [
                Event(h.at, h.kind, h.title, Origin.NOTED, racers[n], source)
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
        return Outcome(at, source, len(wanted), len(samples))

    def _judged(self, reading: Reading, at: Millis) -> tuple[Sample, Counts, Sequence[Verdict]]:
        """Return a reading as a sample, the counts that are trusted by now, and new verdicts."""
        followers = reading.followers
        quality, verdicts = reading.quality, list[Verdict]()
        if followers is not None:
            quality, verdicts = self._doubt(reading.account).judge(at, followers, reading.quality)
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

    def _rename(self, known: Account, now: Account, at: Millis) -> None:
        if now.handle and now.handle != known.handle:
            self._writer.add_account(replace(now, source=known.source), at)
        if now.name and now.name != known.name:
            self._writer.name_account(known.id, now.name)

    def _doubt(self, account: Account) -> Doubt:
        if account.id not in self._doubts:
            self._doubts[account.id] = Doubt(self._log.newest(account, RECALLED, self._clock.now()))
        return self._doubts[account.id]

    def _happening(self, race: Race) -> Happenings:
        known = self._happenings.get(race.id)
        if known is None or known.race != race:
            tracks = [self._log.track(account, points=RECALLED) for account in race.accounts]
            known = self._happenings[race.id] = Happenings(race, tracks)
        return known

    def _gap(self, race: Race, source: str, read: Sequence[Wanted], at: Millis) -> list[Event]:
        """Return that nothing was read of a race's accounts for some rounds, where that is so."""
        racers = {account.id for account in race.accounts}
        mine = [w for w in read if w.account.id in racers]
        before = [self._last_read(w.account) for w in mine]
        last = max((when for when in before if when is not None), default=None)
        every = max((w.every for w in mine), default=EVERY)
        if last is None or at - last <= GAP_ROUNDS * every:
            return []
        words = f"{source}: nothing was read for {duration(at - last)}"
        return [Event(last, EventKind.GAP, words, Origin.MEASURED)]

    def _note_step(self, races: Sequence[Race], at: Millis) -> None:
        """Note that the machine's clock was set; the times of samples go on evenly."""
        by = self._step = self._clock.stepped() or self._step
        if by is not None:
            words = f"this machine's clock was set {'on' if by > 0 else 'back'} by {duration(by)}"
            for race in races:
                event = Event(at, EventKind.NOTE, words, Origin.MEASURED)
                self._writer.add_events(race.id, [event])

    def _wanted(self, races: Sequence[Race]) -> list[Wanted]:
        """Return each account that somebody wants, as often as the most eager race wants it."""
        often: dict[Account, Millis] = {}
        for race in races:
            for account in race.accounts:
                if account.source in self._sources:
                    every = race.every or EVERY
                    often[account] = min(every, often.get(account, every))
        return [Wanted(account, every) for account, every in often.items()]

    def _due(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        now = self._clock.now()
        if self._at_once and wanted:
            self._at_once = False
            return list(wanted)
        return [w for w in wanted if self._due_at(w) <= now + w.every // 10]

    def _due_at(self, wanted: Wanted) -> Millis:
        n = wanted.account.id
        if n not in self._asked_at:
            last = self._last_read(wanted.account)
            attempt = self._log.newest_round(wanted.account.source)
            self._asked_at[n] = 0 if last is None else max(last, attempt[1] if attempt else 0)
        asked, now = self._asked_at[n], self._clock.now()
        # A log from the future is not waited for.
        return now if asked > now + NEAR_FUTURE else asked + wanted.every

    def _last_read(self, account: Account) -> Millis | None:
        if account.id not in self._read_at:
            newest = self._log.newest(account, 1, self._clock.now())
            if not newest:
                return None
            self._read_at[account.id] = newest[-1].at
        return self._read_at[account.id]

    def _pause(self, wanted: Sequence[Wanted]) -> Millis:
        now = self._clock.now()
        waits = [self._due_at(w) - now for w in wanted]
        return max(1, min([LOOKS_EVERY, *waits]))


def harmless(reading: Reading) -> Reading:
    """Return a reading whose texts have passed the gate."""
    account = reading.account
    return replace(
        reading,
        account=replace(account, handle=clean(account.handle), name=clean(account.name)),
        happened=tuple(replace(h, title=clean(h.title)) for h in reading.happened),
    )


def clock_for(
    log: Log, wall: Clock | None = None, ticks: Callable[[], Millis] = elapsed
) -> SteadyClock:
    """Return the clock of a run: the machine's, but not before what the log has read already.

    A log whose newest reading is a day or more ahead was written by a wrong clock: the machine's
    is right, and what lies ahead of it is not shown until its time comes.
    """
    wall = wall or WallClock()
    newest = log.newest_live()
    ahead = newest is not None and 0 <= newest - wall.now() < NEAR_FUTURE
    return SteadyClock(wall, ticks, not_before=newest + 1 if newest is not None and ahead else 0)
