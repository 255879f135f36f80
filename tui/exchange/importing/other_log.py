"""Importing a race from another racetui log: its accounts, samples, events and follows."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from tui.exchange.importing.insert import CHUNK, insert_rows
from tui.exchange.importing.report import Report
from tui.exchange.importing.tables import IMPORT
from tui.formats import iso
from tui.model import Account, Millis, Race
from tui.phrases import account_name
from tui.sanitize import clean
from tui.store import Log, Writer


def import_race(writer: Writer, race: Race, other: Log, other_race: Race, now: Millis) -> Report:
    """Import a whole race of another log, in one transaction."""
    merger = LogMerger(writer, other)
    with writer.transaction():
        race_id = writer.race_id_of(race.name) or writer.add_race(race, [])
        round_id = writer.add_round(now, 0, "", IMPORT, clean(other.path.name))
        merger.report.columns = f"race {other_race.name}"
        merger.report.accounts |= {account.handle for account in other_race.accounts}
        followed = [
            (account, follow)
            for account in other_race.accounts
            for follow in other.follows(account)
        ]
        merger.copy_samples(other_race.accounts, round_id)
        merger.copy_samples((follow[0].account for _, follow in followed), round_id)
        writer.roll_up_marked()
        writer.add_racers(race_id, [merger.own_id(account) for account in other_race.accounts])
        writer.add_events_once(
            race_id,
            [
                replace(e, account=e.account and merger.own_account(e.account))
                for e in other.events(other_race)
            ],
        )
        for account, (followee, provenance, answered_at) in followed:
            own_followee = replace(followee, account=merger.own_account(followee.account))
            writer.merge_follows(merger.own_id(account), [(own_followee, provenance, answered_at)])
    return merger.report


class LogMerger:
    """Copies samples from another log, mapping its accounts to accounts of this log."""

    def __init__(self, writer: Writer, other: Log) -> None:
        self._writer, self._other = writer, other
        self._own_ids: dict[int, int] = {}
        self._copied: set[int] = set()
        self.report = Report()

    def own_id(self, account: Account) -> int:
        """Return the id in this log of an account of the other; adds it with all its handles."""
        if account.id not in self._own_ids:
            for since, handle in self._other.handles(account):
                self._own_ids[account.id] = self._writer.add_account(
                    replace(account, handle=handle), since
                )
        return self._own_ids[account.id]

    def own_account(self, account: Account) -> Account:
        """Return an account of the other log with its id in this one."""
        return replace(account, id=self.own_id(account))

    def copy_samples(self, accounts: Iterable[Account], round_id: int) -> None:
        """Copy the samples of each account, once per account."""
        for account in accounts:
            if account.id in self._copied:
                continue
            self._copied.add(account.id)
            history = self._other.history(account)
            while chunk := list(islice(history, CHUNK)):
                rows = [self._writer.row(self.own_id(account), round_id, s) for s in chunk]
                name = account_name(account)
                places = [f"{name} at {iso(s.at)}" for s in chunk]
                insert_rows(self._writer, rows, places, self.report)
