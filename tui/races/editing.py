"""Changes to races: made, filled, emptied, renamed. Each is checked first, and refused in words."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tui.clock import Clock
from tui.formats import grouped
from tui.model import Account, Event, EventKind, Millis, Origin, Race, Stake, Vote
from tui.parsing import BadText, race_name
from tui.phrases import display_name
from tui.races.sources_in_use import Sources
from tui.sanitize import clean
from tui.sources import Maker
from tui.store import Log, Writer, backups, create, finish, open_to_write


class Rejected(Exception):
    """A change cannot be made; the message is one line that says why, and what would do."""


class RaceEditor:
    """Makes changes to one log. Belongs to one thread, like the log."""

    def __init__(
        self,
        path: Path,
        sources: Mapping[str, Maker],
        clock: Clock,
        recorded: Iterable[str] = (),
        budgets: Mapping[str, int] | None = None,
    ) -> None:
        self._recorded = frozenset(recorded)
        self.path, self.clock = path, clock
        self.sources = Sources(sources, budgets or {}, lambda: self.writer, self._is_there)
        self._writer: Writer | None = None
        self._log: Log | None = None
        self._empty: Log | None = None

    def close(self) -> None:
        """Close the log."""
        if self._log is not None:
            self._log.close()
        if self._writer is not None:
            self._writer.close()
        if self._empty is not None:
            self._empty.close()
        self._log = self._writer = self._empty = None

    @property
    def writer(self) -> Writer:
        """Return the way into the log; makes one where there is none yet."""
        if self._writer is None:
            self._writer = open_to_write(self.path) if self._is_there() else create(self.path)
        return self._writer

    @property
    def log(self) -> Log:
        """Return the log, open to read; where there is none yet, an empty one of no name."""
        if self._writer is None and not self._is_there():
            if self._empty is None:
                self._empty = empty_log()
            return self._empty
        if self._log is None:
            self._log = Log(self.path)
        return self._log

    def _is_there(self) -> bool:
        return os.path.lexists(self.path)

    def caution(self, race: Race) -> str:
        """Return in words what is to be known before a race is read; or nothing."""
        of: dict[str, int] = {}
        for account in race.accounts:
            of[account.source] = of.get(account.source, 0) + 1
        told = [self.sources[name].caution(n) for name, n in of.items() if name in self.sources]
        return "; ".join(words for words in told if words)

    def race(self, name: str) -> Race:
        """Return a race of this log; raises Unwanted."""
        race = self.log.race(name)
        if race is None and name in self._recorded:
            raise Rejected(f"{name} is recorded and stays as it is")
        if race is None:
            known = ", ".join(race.name for race in self.log.races()) or "none yet"
            raise Rejected(f"no race {clean(name)!r} in the log; known are {known}")
        return race

    def make_race(self, race: Race, accounts: Sequence[Account]) -> Race:
        """Make a race of some accounts; refuses a name that is taken or that a source has."""
        try:
            name = race_name(race.name)
        except BadText as error:
            raise Rejected(str(error)) from None
        if name in self.sources:
            raise Rejected(f"{name!r} cannot be a race's name; a source has it")
        if name in self._recorded:
            raise Rejected(f"{name} is recorded and stays as it is; choose another name")
        _check(race.target)
        if self.log.race(name) is not None:
            raise Rejected(f"there is a race {name!r} already; choose another name")
        with self.writer.transaction():
            if self.writer.race_named(name) is not None:
                raise Rejected(f"there is a race {name!r} already; choose another name")
            self.writer.add_race(replace(race, name=name), self._numbers(accounts))
        return self.race(name)

    @contextmanager
    def _changing(self, race: Race) -> Iterator[None]:
        """Change a race in one write; refuses one that somebody took away meanwhile."""
        with self.writer.transaction():
            if not self.writer.has_race(race.id):
                raise Rejected(f"{race.name} was taken away; r opens another race")
            yield

    def add(self, race: Race, accounts: Sequence[Account]) -> list[Account]:
        """Add accounts to a race; returns those that were not in it."""
        known = {(a.source, a.native_id) for a in race.accounts}
        fresh = [a for a in accounts if (a.source, a.native_id) not in known]
        with self._changing(race):
            self.writer.add_racers(race.id, self._numbers(fresh))
        return fresh

    def _numbers(self, accounts: Iterable[Account]) -> list[int]:
        now, numbers = self.clock.now(), list[int]()
        for account in accounts:
            sanitized = replace(account, handle=clean(account.handle), name=clean(account.name))
            number = account.id or self.writer.add_account(sanitized, now)
            numbers.append(number)
        return numbers

    def keep(self, account: Account) -> Account:
        """Keep an account that no race has; returns it as the log has it."""
        with self.writer.transaction():
            number = self._numbers([account])[0]
        return replace(account, id=number)

    def remove(self, race: Race, accounts: Iterable[Account]) -> None:
        """Take accounts out of a race; their samples stay."""
        with self._changing(race):
            self.writer.remove_racers(race.id, [account.id for account in accounts])

    def remove_race(self, race: Race) -> None:
        """Take a race away; samples stay."""
        with self.writer.transaction():
            self.writer.remove_race(race.id)

    def set_target(self, race: Race, target: int | None) -> None:
        """Set what a race is to."""
        _check(target)
        with self._changing(race):
            self.writer.set_target(race.id, target)

    def set_every(self, race: Race, every: Millis) -> None:
        """Set how often a race is read."""
        with self._changing(race):
            self.writer.set_every(race.id, every)

    def rename(self, race: Race, text: str) -> str:
        """Give a race another name, by which it is called, too; returns it."""
        try:
            name = race_name(text)
        except BadText as error:
            raise Rejected(str(error)) from None
        if name == race.name:
            return name
        if name in {*self.sources, *self._recorded} or self.log.race(name):
            raise Rejected(f"there is a race or a source {name!r} already; choose another name")
        with self._changing(race):
            if self.writer.race_named(name) is not None:
                raise Rejected(f"there is a race {name!r} already; choose another name")
            self.writer.rename_race(race.id, name, clean(text))
        return name

    def note(
        self,
        race: Race,
        title: str,
        account: Account | None = None,
        at: Millis | None = None,
        kind: EventKind = EventKind.NOTE,
    ) -> Event:
        """Note what happened in a race."""
        words = clean(title)
        if not words:
            raise Rejected("an event needs a title, such as: on the evening news")
        when = self.clock.now() if at is None else at
        event = Event(when, kind, words, Origin.NOTED, account)
        with self._changing(race):
            self.writer.add_events(race.id, [event])
        return event

    def vote(self, race: Race, account: Account, below: int, until: Millis) -> Vote:
        """Set up a vote that begins now: an account is to be below a count by a deadline."""
        _check(below)
        now = self.clock.now()
        if until <= now:
            raise Rejected("the vote must end later than now; write a time such as 2026-12-24")
        newest = self.log.newest(account, 1)
        count = newest[-1].followers if newest else None
        if count is not None and count < below:
            raise Rejected(
                f"{display_name(account)} has {grouped(count)}: that is below it already"
            )
        vote = Vote(account.id, below, now, until)
        title = f"vote: {display_name(account)} below {grouped(below)}"
        with self._changing(race):
            self.writer.add_vote(race.id, vote)
            event = Event(now, EventKind.VOTE, title, Origin.NOTED, account)
            self.writer.add_events(race.id, [event])
        return vote

    def stake(self, race: Race, account: Account, text: str) -> Stake:
        """Note what is pledged for the case that an account reaches the race's target."""
        words = clean(text)
        if not words:
            raise Rejected("a pledge needs words, such as: 10,000 mosquito nets")
        if race.target is None:
            raise Rejected(f"{race.name} has no target to pledge for; set one: T, or add --to")
        now = self.clock.now()
        stake = Stake(account.id, words, race.target, now)
        with self._changing(race):
            self.writer.add_stake(race.id, stake)
            event = Event(now, EventKind.PLEDGE, f"pledge: {words}", Origin.NOTED, account)
            self.writer.add_events(race.id, [event])
        return stake

    def keep_stake(self, race: Race, account: Account, text: str) -> Stake:
        """Note that a pledge was kept."""
        words = clean(text)
        known = [s for s in self.log.stakes(race) if s.account == account.id]
        stake = next((s for s in known if s.text == words and s.kept_at is None), None)
        if stake is None:
            texts = ", ".join(repr(s.text) for s in known if s.kept_at is None) or "none"
            raise Rejected(f"no such pledge of {display_name(account)} is open; open are: {texts}")
        kept = replace(stake, kept_at=self.clock.now())
        with self._changing(race):
            self.writer.add_stake(race.id, kept)
        return kept

    def forget(self, account: Account) -> list[Path]:
        """Remove an account and all that is known of it, here and in the log's backups."""
        copies = backups(self.path)
        with self.writer.transaction():
            self.writer.forget(account.id)
        self.writer.tidy()
        for copy in copies:
            # A backup is of an older schema: it is brought to today's, and stays a backup.
            writer = open_to_write(copy, keep=False)
            try:
                with writer.transaction():
                    number = writer.number_of(account)
                    if number is not None:
                        writer.forget(number)
                writer.tidy()
            finally:
                writer.close()
        return copies


def empty_log() -> Log:
    """Return a log without anything in it, gone once it is closed."""
    with tempfile.TemporaryDirectory(prefix="racetui-none-") as folder:
        path = Path(folder) / "none.db"
        finish(create(path))
        return Log(path)


def _check(target: int | None) -> None:
    if target is not None and target < 1:
        raise Rejected("a target is 1 or more; write one like 1000000 or 1M")


def added(race: Race, accounts: Sequence[Account]) -> str:
    """Return in words who was added to a race."""
    return f"{', '.join(display_name(account) for account in accounts)} added to {race.name}"
