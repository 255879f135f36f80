"""Writes changes of an account since it was last read: its handle, name and condition."""

from dataclasses import replace

from tui.model import ABSENT, MINUTE, Account, Condition, Event, EventKind, Millis, Origin
from tui.phrases import condition_in_words, display_name
from tui.sources import Reading
from tui.store import Log, Writer

DELETES_LISTS = ABSENT - {Condition.PRIVATE}
"""Conditions in which an account's follow list may no longer be kept."""
SURE_AFTER: Millis = 20 * MINUTE
"""A condition older than this is certain: sources ask again sooner why an account is missing."""


class AccountChanges:
    """Writes changes of accounts. For one thread, like the log."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self._log, self._writer = log, writer
        self._lists_deleted: set[int] = set()

    def reset(self) -> None:
        """Clear the cache, after a write that failed."""
        self._lists_deleted.clear()

    def write(self, stored: Account, reading: Reading, at: Millis) -> bool:
        """Write what a reading changes about an account; returns whether its history was erased."""
        read = reading.account
        if not reading.erase:
            if read.handle and read.handle != stored.handle:
                self._writer.add_account(replace(read, source=stored.source), at)
            if read.name and read.name != stored.name:
                self._writer.set_account_name(stored.id, read.name)
        if (read.condition, read.moved_to) != (stored.condition, stored.moved_to):
            self._write_condition(stored, reading, at)
            return reading.erase
        if read.condition in DELETES_LISTS and at - stored.condition_since >= SURE_AFTER:
            if stored.id not in self._lists_deleted:
                self._writer.forget_list(stored.id)
            self._lists_deleted.add(stored.id)
        return False

    def _write_condition(self, stored: Account, reading: Reading, at: Millis) -> None:
        """Write the condition, and an event in every race of the account."""
        read = reading.account
        self._lists_deleted.discard(stored.id)
        self._writer.set_condition(stored.id, read.condition, read.moved_to, at)
        for race in self._log.races():
            if any(account.id == stored.id for account in race.accounts):
                who = "an account" if reading.erase else display_name(read)
                title = f"{who} {condition_in_words(read)}, says {read.source}"
                about = None if reading.erase else stored
                event = Event(at, EventKind.NOTE, title, Origin.MEASURED, about)
                self._writer.add_events(race.id, [event])
        if reading.erase:
            self._writer.erase_account(stored.id)
