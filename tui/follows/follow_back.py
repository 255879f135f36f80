"""Finds out which followees follow back, by asking about pairs or reading the followers."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from tui.clock import Clock
from tui.model import MINUTE, Account, Millis
from tui.sources import FollowBackCheck, ListHidden, Source, SourceError, StaleCursor, within

PAGE_TIMEOUT: Millis = MINUTE
"""How long a page may take."""
PAIRS = 30
"""This many accounts are asked about at once."""
MAX_PAGES, MAX_EMPTY = 2_000, 50
"""A list with more pages, or more empty pages in a row, is taken to be endless."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Whether accounts follow back, by id; `asked_until` is the last id asked about."""

    follows_back: Mapping[int, bool]
    asked_until: int | None = None


class FollowBack:
    """Finds out who follows one account back; it resumes after a failure."""

    def __init__(
        self, source: Source, account: Account, followers: int | None, clock: Clock
    ) -> None:
        self._source, self._account, self._clock = source, account, clock
        self._followers = followers
        self._cursor: str | None = None
        self._seen: set[str] = set()

    async def find(
        self, listed: Mapping[str, Account], check: FollowBackCheck, asked_until: int
    ) -> AsyncIterator[Answers]:
        """Yield answers for the accounts of a list, given by native id; raises SourceError.

        Pairs are asked about only for account ids above `asked_until`.
        """
        if check is FollowBackCheck.PAIRS:
            others = sorted(listed.values(), key=lambda account: account.id)
            async for answers in self._pairs([a for a in others if a.id > asked_until]):
                yield answers
        elif check is FollowBackCheck.FOLLOWERS:
            async for answers in self._among_followers(listed):
                yield answers

    async def _pairs(self, others: list[Account]) -> AsyncIterator[Answers]:
        for start in range(0, len(others), PAIRS):
            part = others[start : start + PAIRS]
            async with within(PAGE_TIMEOUT):
                found = await self._source.pairs(self._account, part, self._clock.now())
            pairs = ((other, found.get(other.native_id)) for other in part)
            yield Answers({o.id: back for o, back in pairs if back is not None}, part[-1].id)

    async def _among_followers(self, listed: Mapping[str, Account]) -> AsyncIterator[Answers]:
        """Read the followers page by page; listed accounts among them follow back.

        Only once all followers were read is it certain that the others do not.
        """
        cursors: set[str | None] = {self._cursor}
        empty = 0
        while True:
            now = self._clock.now()
            try:
                async with within(PAGE_TIMEOUT):
                    page = await self._source.followers(self._account, self._cursor, now)
            except (ListHidden, StaleCursor):
                return
            ids = {followed.account.native_id for followed in page.followed}
            self._seen |= ids
            yield Answers({listed[n].id: True for n in ids & listed.keys()})
            empty = 0 if ids else empty + 1
            if page.cursor is None or page.cursor in cursors:
                break
            if len(cursors) > MAX_PAGES or empty > MAX_EMPTY:
                raise SourceError("the list of followers never ends")
            self._cursor = page.cursor
            cursors.add(self._cursor)
        if self._followers is not None and len(self._seen) >= self._followers:
            yield Answers({listed[n].id: False for n in listed.keys() - self._seen})
