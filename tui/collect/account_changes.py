"""What has changed about an account since it was read last: its names, and its condition."""

from dataclasses import replace

from tui.model import ABSENT, MINUTE, Account, Condition, Event, EventKind, Millis, Origin
from tui.phrases import condition_in_words, display_name
from tui.sources import Reading
from tui.store import Log, Writer

LISTS_GO = ABSENT - {Condition.PRIVATE}
"""Conditions in which an account's follow list is not ours to keep."""
SURE_AFTER: Millis = 20 * MINUTE
"""A source asks its server again why an account is missing within this time."""


class AccountChanges:
    """Writes what has changed about accounts. Belongs to one thread, like the log."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self._log, self._writer = log, writer
        self._forgotten: set[int] = set()

    def forget(self) -> None:
        """Forget what was remembered; the log knows it."""
        self._forgotten.clear()

    def write(self, known: Account, reading: Reading, at: Millis) -> bool:
        """Write what a reading says of an account; returns whether its history was erased."""
        now = reading.account
        if not reading.erase:
            if now.handle and now.handle != known.handle:
                self._writer.add_account(replace(now, source=known.source), at)
            if now.name and now.name != known.name:
                self._writer.name_account(known.id, now.name)
        if (now.condition, now.moved_to) != (known.condition, known.moved_to):
            self._write_condition(known, reading, at)
            return reading.erase
        if now.condition in LISTS_GO and at - known.condition_since >= SURE_AFTER:
            # It has been so for a while, so it is no mistake.
            if known.id not in self._forgotten:
                self._writer.forget_list(known.id)
            self._forgotten.add(known.id)
        return False

    def _write_condition(self, known: Account, reading: Reading, at: Millis) -> None:
        """Write the condition, and an event in every race of the account, watched or not."""
        now = reading.account
        self._forgotten.discard(known.id)
        self._writer.set_condition(known.id, now.condition, now.moved_to, at)
        for race in self._log.races():
            if any(account.id == known.id for account in race.accounts):
                who = "an account" if reading.erase else display_name(now)
                title = f"{who} {condition_in_words(now)}, says {now.source}"
                about = None if reading.erase else known
                event = Event(at, EventKind.NOTE, title, Origin.MEASURED, about)
                self._writer.add_events(race.id, [event])
        if reading.erase:
            self._writer.erase_account(known.id)
