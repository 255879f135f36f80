"""Fakes for tests: a wall clock, a source, and a log with a live race."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.building import START, Ticks
from tui.model import ABSENT, SECOND, Account, Condition, Kind, Millis, Race
from tui.sources import Followed, NoSuchAccount, Page, Reading, Source
from tui.store import Writer, create

EVERY: Millis = 5 * SECOND
"""The polling interval of the races in these tests."""
PER_PAGE = 2


class Wall:
    """A wall clock that advances with the ticks and can be stepped."""

    def __init__(self, ticks: Ticks, at: Millis = START) -> None:
        self._ticks, self._at = ticks, at

    def now(self) -> Millis:
        return self._at + self._ticks()

    def step_by(self, span: Millis) -> None:
        self._at += span


class FakeSource(Source):
    """Answers with the counts it is given; fails while `failure` is set, waits for `answers`."""

    def __init__(self, name: str = "fake", **counts: int) -> None:
        self.name, self.counts = name, counts
        self.handles: dict[str, str] = {}
        self.conditions: dict[str, Condition] = {}
        self.read_at: list[Millis] = []
        self.lists: dict[str, list[str]] = {}
        self.failure: Exception | None = None
        self.pages_left = 1_000_000
        self.asked, self.answers = asyncio.Event(), asyncio.Event()
        self.answers.set()
        self.cursors: list[str | None] = []
        self.ticks = Ticks()

    def known(self, name: str) -> Account:
        """Return an account as this source returns it, with id 0."""
        handle = self.handles.get(name, name)
        condition = self.conditions.get(name, Condition.THERE)
        return Account(0, self.name, name, handle, name.title(), Kind.PERSON, condition)

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        self.asked.set()
        self.read_at.append(at)
        await self.answers.wait()
        if self.failure is not None:
            raise self.failure
        return [
            self._reading(a) for a in accounts if a.native_id in {**self.counts, **self.conditions}
        ]

    def _reading(self, account: Account) -> Reading:
        known = replace(self.known(account.native_id), id=account.id)
        has_count = known.condition not in ABSENT | {Condition.HIDDEN}
        return Reading(known, self.counts[account.native_id] if has_count else None)

    async def look_up(self, name: str, at: Millis) -> Reading:
        if self.failure is not None:
            raise self.failure
        if name not in self.counts:
            raise NoSuchAccount(f"no account {name!r}", [n for n in self.counts if n[0] == name[0]])
        return Reading(self.known(name), self.counts[name])

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of two accounts; each page takes a second."""
        self.ticks.advance(SECOND)
        self.cursors.append(cursor)
        if self.failure is not None and not self.pages_left:
            raise self.failure
        self.pages_left -= 1
        start, names = int(cursor or 0), self.lists[account.native_id]
        followed = tuple(
            Followed(self.known(n), follows_back=True, followers=self.counts.get(n, 10))
            for n in names[start : start + PER_PAGE]
        )
        end = start + PER_PAGE
        return Page(followed, str(end) if end < len(names) else None)


def live_race(
    path: Path,
    *accounts: Account,
    target: int | None = None,
    every: Millis = EVERY,
    name: str = "mine",
    writer: Writer | None = None,
) -> Writer:
    """Make a log with a race of these accounts that a viewer has requested."""
    writer = writer or create(path)
    with writer.transaction():
        ids = [writer.add_account(account, START) for account in accounts]
        race_id = writer.add_race(Race(name, name.title(), (), target, "UTC", every=every), ids)
        writer.request_race(f"a viewer of {name}", race_id, 2**50)
    return writer
