"""Changes to races and their accounts; invalid ones raise Rejected with the reason."""

import os
import tempfile
from collections import Counter
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
    """A change is refused; the message says why, and what to do instead, in one line."""


class RaceEditor:
    """Makes changes to one log. For one thread, like the log."""

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
        """Return the writer of the log, which is created if it does not exist."""
        if self._writer is None:
            self._writer = open_to_write(self.path) if self._is_there() else create(self.path)
        return self._writer

    @property
    def log(self) -> Log:
        """Return the log, open for reading; an empty temporary one if it does not exist yet."""
        if self._writer is None and not self._is_there():
            if self._empty is None:
                self._empty = empty_log()
            return self._empty
        if self._log is None:
            self._log = Log(self.path)
        return self._log

    def _is_there(self) -> bool:
        return os.path.lexists(self.path)

    def warning(self, race: Race) -> str:
        """Return what the user should know before a race is polled, or ""."""
        counts = Counter(account.source for account in race.accounts)
        cautions = (
            self.sources[name].caution(n) for name, n in counts.items() if name in self.sources
        )
        return "; ".join(caution for caution in cautions if caution)

    def race(self, name: str) -> Race:
        """Return a race of this log; raises Rejected."""
        race = self.log.race(name)
        if race is None and name in self._recorded:
            raise Rejected(f"{name} is a recorded race and cannot be changed")
        if race is None:
            available = ", ".join(race.name for race in self.log.races()) or "none yet"
            raise Rejected(f"no race {clean(name)!r} in this log; available: {available}")
        return race

    def make_race(self, race: Race, accounts: Sequence[Account]) -> Race:
        """Add a race between some accounts; refuses a name that is taken or belongs to a source."""
        try:
            name = race_name(race.name)
        except BadText as error:
            raise Rejected(str(error)) from None
        if name in self.sources:
            raise Rejected(f"{name!r} is the name of a source; choose another name")
        if name in self._recorded:
            raise Rejected(f"{name} is a recorded race; choose another name")
        _check_target(race.target)
        if self.log.race(name) is not None:
            raise Rejected(f"there is already a race {name!r}; choose another name")
        with self.writer.transaction():
            if self.writer.race_id_of(name) is not None:
                raise Rejected(f"there is already a race {name!r}; choose another name")
            self.writer.add_race(replace(race, name=name), self._account_ids(accounts))
        return self.race(name)

    @contextmanager
    def _changing(self, race: Race) -> Iterator[None]:
        """Open a transaction that changes a race; refuses a race deleted meanwhile."""
        with self.writer.transaction():
            if not self.writer.has_race(race.id):
                raise Rejected(f"{race.name} was removed; r opens another race")
            yield

    def add(self, race: Race, accounts: Sequence[Account]) -> list[Account]:
        """Add accounts to a race; returns those that were not in it."""
        present = {(a.source, a.native_id) for a in race.accounts}
        new = [a for a in accounts if (a.source, a.native_id) not in present]
        with self._changing(race):
            self.writer.add_racers(race.id, self._account_ids(new))
        return new

    def _account_ids(self, accounts: Iterable[Account]) -> list[int]:
        """Return the ids of accounts in the log, where new ones are added."""
        now, ids = self.clock.now(), list[int]()
        for account in accounts:
            sanitized = replace(account, handle=clean(account.handle), name=clean(account.name))
            ids.append(account.id or self.writer.add_account(sanitized, now))
        return ids

    def add_account(self, account: Account) -> Account:
        """Add an account to the log without a race; returns it with its id."""
        with self.writer.transaction():
            (account_id,) = self._account_ids([account])
        return replace(account, id=account_id)

    def remove(self, race: Race, accounts: Iterable[Account]) -> None:
        """Remove accounts from a race; their samples are kept."""
        with self._changing(race):
            self.writer.remove_racers(race.id, [account.id for account in accounts])

    def remove_race(self, race: Race) -> None:
        """Delete a race; samples are kept."""
        with self.writer.transaction():
            self.writer.remove_race(race.id)

    def set_target(self, race: Race, target: int | None) -> None:
        """Set or remove the target of a race."""
        _check_target(target)
        with self._changing(race):
            self.writer.set_target(race.id, target)

    def set_every(self, race: Race, every: Millis) -> None:
        """Set the polling interval of a race."""
        with self._changing(race):
            self.writer.set_every(race.id, every)

    def rename(self, race: Race, text: str) -> str:
        """Rename a race; its title becomes `text`. Returns the new name."""
        try:
            name = race_name(text)
        except BadText as error:
            raise Rejected(str(error)) from None
        if name == race.name:
            return name
        if name in {*self.sources, *self._recorded} or self.log.race(name):
            raise Rejected(f"there is already a race or source {name!r}; choose another name")
        with self._changing(race):
            if self.writer.race_id_of(name) is not None:
                raise Rejected(f"there is already a race {name!r}; choose another name")
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
        """Note an event in a race, by default one of now."""
        title = clean(title)
        if not title:
            raise Rejected("an event needs a title, such as: on the evening news")
        when = self.clock.now() if at is None else at
        event = Event(when, kind, title, Origin.NOTED, account)
        with self._changing(race):
            self.writer.add_events(race.id, [event])
        return event

    def vote(self, race: Race, account: Account, below: int, until: Millis) -> Vote:
        """Start a vote: an account is to be below a count by a deadline."""
        _check_target(below)
        now = self.clock.now()
        if until <= now:
            raise Rejected("the vote must end in the future (e.g. 2026-12-24)")
        newest = self.log.newest(account, 1)
        count = newest[-1].followers if newest else None
        if count is not None and count < below:
            raise Rejected(
                f"{display_name(account)} has {grouped(count)}, already below {grouped(below)}"
            )
        vote = Vote(account.id, below, now, until)
        title = f"vote: {display_name(account)} below {grouped(below)}"
        with self._changing(race):
            self.writer.add_vote(race.id, vote)
            event = Event(now, EventKind.VOTE, title, Origin.NOTED, account)
            self.writer.add_events(race.id, [event])
        return vote

    def stake(self, race: Race, account: Account, text: str) -> Stake:
        """Note a pledge, due once an account reaches the race's target."""
        text = clean(text)
        if not text:
            raise Rejected("a pledge needs a text, such as: 10,000 mosquito nets")
        if race.target is None:
            raise Rejected(
                f"{race.name} has no target to pledge for; set one with T, or with add --to"
            )
        now = self.clock.now()
        stake = Stake(account.id, text, race.target, now)
        with self._changing(race):
            self.writer.add_stake(race.id, stake)
            event = Event(now, EventKind.PLEDGE, f"pledge: {text}", Origin.NOTED, account)
            self.writer.add_events(race.id, [event])
        return stake

    def keep_stake(self, race: Race, account: Account, text: str) -> Stake:
        """Note that a pledge was kept."""
        text = clean(text)
        stakes = [s for s in self.log.stakes(race) if s.account == account.id]
        stake = next((s for s in stakes if s.text == text and s.kept_at is None), None)
        if stake is None:
            texts = ", ".join(repr(s.text) for s in stakes if s.kept_at is None) or "none"
            raise Rejected(
                f"{display_name(account)} has no such open pledge; open pledges: {texts}"
            )
        kept = replace(stake, kept_at=self.clock.now())
        with self._changing(race):
            self.writer.add_stake(race.id, kept)
        return kept

    def forget(self, account: Account) -> list[Path]:
        """Delete an account with all its data, here and in the log's backups; returns those."""
        copies = backups(self.path)
        with self.writer.transaction():
            self.writer.forget(account.id)
        self.writer.vacuum()
        for copy in copies:
            # Opening a backup for writing upgrades its schema.
            writer = open_to_write(copy, makes_backup=False)
            try:
                with writer.transaction():
                    account_id = writer.account_id_of(account)
                    if account_id is not None:
                        writer.forget(account_id)
                writer.vacuum()
            finally:
                writer.close()
        return copies


def empty_log() -> Log:
    """Return an empty log whose file is deleted already."""
    with tempfile.TemporaryDirectory(prefix="racetui-none-") as folder:
        path = Path(folder) / "none.db"
        finish(create(path))
        return Log(path)


def _check_target(target: int | None) -> None:
    if target is not None and target < 1:
        raise Rejected("a target must be 1 or more (e.g. 1000000 or 1M)")


def added_text(race: Race, accounts: Sequence[Account]) -> str:
    """Return a message about accounts that were added to a race."""
    return f"{', '.join(display_name(account) for account in accounts)} added to {race.name}"
