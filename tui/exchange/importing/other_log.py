"""A race of another racetui file into this log: its accounts, samples, events and follows."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from tui.exchange.importing.insert import CHUNK, keep
from tui.exchange.importing.report import Report
from tui.exchange.importing.tables import IMPORT
from tui.formats import iso
from tui.model import Account, Millis, Race
from tui.phrases import account_name
from tui.sanitize import clean
from tui.store import Log, Writer


def take_race(writer: Writer, race: Race, other: Log, theirs: Race, now: Millis) -> Report:
    """Take all of a race of another log, in one write."""
    merger = Merger(writer, other)
    with writer.transaction():
        race_id = writer.race_named(race.name) or writer.add_race(race, [])
        number = writer.add_round(now, 0, "", IMPORT, clean(other.path.name))
        merger.report.columns = f"the race {theirs.name}"
        merger.report.accounts |= {account.handle for account in theirs.accounts}
        followed = [
            (account, follow) for account in theirs.accounts for follow in other.follows(account)
        ]
        merger.samples(theirs.accounts, number)
        merger.samples((follow[0].account for _, follow in followed), number)
        writer.roll_up_marked()
        writer.add_racers(race_id, [merger.ours(account) for account in theirs.accounts])
        writer.add_events_once(
            race_id,
            [
                replace(e, account=e.account and merger.known(e.account))
                for e in other.events(theirs)
            ],
        )
        for account, (followee, provenance, answered_at) in followed:
            mine = replace(followee, account=merger.known(followee.account))
            writer.merge_follows(merger.ours(account), [(mine, provenance, answered_at)])
    return merger.report


class Merger:
    """Knows which account of this log each account of the other one is."""

    def __init__(self, writer: Writer, other: Log) -> None:
        self._writer, self._other = writer, other
        self._ours: dict[int, int] = {}
        self._taken: set[int] = set()
        self.report = Report()

    def ours(self, account: Account) -> int:
        """Return our id of an account, with all the handles that it had."""
        if account.id not in self._ours:
            for since, handle in self._other.handles(account):
                self._ours[account.id] = self._writer.add_account(
                    replace(account, handle=handle), since
                )
        return self._ours[account.id]

    def known(self, account: Account) -> Account:
        """Return an account as this log has it."""
        return replace(account, id=self.ours(account))

    def samples(self, accounts: Iterable[Account], number: int) -> None:
        """Take every sample of some accounts, each once."""
        for account in accounts:
            if account.id in self._taken:
                continue
            self._taken.add(account.id)
            history = self._other.history(account)
            while chunk := list(islice(history, CHUNK)):
                rows = [self._writer.row(self.ours(account), number, s) for s in chunk]
                name = account_name(account)
                keep(self._writer, rows, [f"{name} at {iso(s.at)}" for s in chunk], self.report)
