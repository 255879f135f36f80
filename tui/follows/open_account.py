"""Opens an account: its stored follow list at once, then its counts, posts and list as read.

A list read recently is not read again unless asked for. An interrupted reading resumes where it
stopped, for some hours after its start.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from tui.clock import Clock
from tui.config import Thresholds
from tui.follows.follow_back import PAGE_TIMEOUT
from tui.follows.list_reader import ListReader, Progress, ReaderDeps
from tui.formats import money
from tui.model import (
    HOUR,
    MINUTE,
    Account,
    ClassifiedPost,
    FollowList,
    Millis,
    PostKind,
    Sample,
    Talk,
)
from tui.sources import (
    Post,
    Source,
    SourceError,
    within,
)
from tui.store import ListReading, Log, Writer

FRESH_FOR: Millis = HOUR
"""A list finished less than this ago is not read again unless asked for."""
RESUMED_WITHIN: Millis = 6 * HOUR
"""An interrupted reading that began less than this ago is resumed."""
POSTS_FRESH_FOR: Millis = 15 * MINUTE
"""Posts read less than this ago are not read again."""
LONGEST_TEXT = 4_000
"""This many characters of a post are used to classify it."""
COUNTS_FRESH_FOR: Millis = 5 * MINUTE
"""Counts read less than this ago are not read again with a list."""


class AccountReader:
    """Reads accounts and their follow lists into a log. For one thread, like the log.

    It waits for a source that asks to be polled later, for at most `patience`.
    """

    def __init__(
        self,
        log: Log,
        writer: Writer | None,
        sources: Mapping[str, Source],
        clock: Clock,
        thresholds: Thresholds,
        patience: Millis = 0,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.log, self.writer, self.sources, self.clock = log, writer, sources, clock
        self.celebrity_from = thresholds.celebrity_followers
        self.pleas = [re.compile(pattern, re.IGNORECASE) for pattern in thresholds.pleas]
        self.patience, self.pause = patience, pause

    async def read_list(
        self, account: Account, again: bool = False, agreed: bool = False
    ) -> AsyncIterator[Progress]:
        """Yield the stored follow list, then a longer one with each page, at last the whole list.

        `again` reads a list even if it was read recently; `agreed`, even if that costs money.
        """
        stored = self.stored(account)
        source = self.sources.get(account.source)
        if source is None or self.writer is None:
            yield Progress(stored)
            return
        async with self.writer.turn():
            with self.writer.transaction():
                reading = self.writer.reading(account.id)
        now = self.clock.now()
        is_fresh = reading and reading.finished_at and 0 <= now - reading.finished_at < FRESH_FOR
        if is_fresh and not again:
            yield Progress(stored)
            return
        price, funds = source.price(stored.following), source.funds(self.clock.now())
        if price and funds is not None and price > funds:
            why = f"reading this list costs about {money(price)}, but only {money(funds)} is left"
            yield Progress(stored, None, why)
            return
        if price and not agreed:
            why = f"reading this list costs about {money(price)}"
            yield Progress(stored, None, why, price)
            return
        is_old = reading is not None and not 0 <= now - reading.started_at <= RESUMED_WITHIN
        if reading is None or reading.finished_at or is_old:
            reading = ListReading(started_at=now)
        yield Progress(stored, reading.read)
        if await self._read_counts(account, source, self.writer):
            stored = self.stored(account)
        await self._read_posts(account, source, self.writer)
        deps = ReaderDeps(
            self.log, self.writer, self.clock, self.celebrity_from, self.patience, self.pause
        )
        reader = ListReader(deps, account, source, reading, stored)
        async for progress in reader.read():
            yield progress

    async def _read_counts(self, account: Account, source: Source, writer: Writer) -> bool:
        """Read the counts unless they are recent; returns whether there are new ones."""
        known = self.log.reading(account, self.clock.now())
        if known is not None and self.clock.now() - known.at < COUNTS_FRESH_FOR:
            return False
        try:
            async with within(PAGE_TIMEOUT):
                readings = await source.read([account], self.clock.now())
        except SourceError:
            # Reading the list shows the same error.
            return False
        reading = next((r for r in readings if r.account.id == account.id), None)
        if reading is None:
            return False
        if (reading.followers, reading.following, reading.posts) == (None, None, None):
            return False
        now, provenance = self.clock.now(), f"list:{account.source}"
        counts = (reading.followers, reading.following, reading.posts, reading.quality)
        async with writer.turn():
            with writer.transaction():
                number = writer.add_round(now, 0, "", f"{account.source} lists", "")
                row = writer.row(account.id, number, Sample(now, *counts, provenance))
                writer.add_new([row])
                writer.roll_up({(row[1], row[0])})
        return True

    async def _read_posts(self, account: Account, source: Source, writer: Writer) -> None:
        """Read and classify the posts, unless that costs money; their texts are not stored."""
        now = self.clock.now()
        known = self.log.talk(account)
        if known is not None and 0 <= now - known.read_at < POSTS_FRESH_FOR:
            return
        if source.price(1):
            return
        try:
            async with within(PAGE_TIMEOUT):
                posts = await source.posts(account, now)
        except SourceError:
            # Reading the list shows the same error.
            return
        talk = Talk(now, tuple(classified(post, self.pleas) for post in posts))
        async with writer.turn():
            with writer.transaction():
                writer.save_posts(account.id, talk)

    def stored(self, account: Account) -> FollowList:
        """Return the stored follow list of an account."""
        return self.log.follow_list(account, self.clock.now(), self.celebrity_from)


def classified(post: Post, pleas: Sequence[re.Pattern[str]]) -> ClassifiedPost:
    """Return a post classified; one that begins with another account's handle is a reply."""
    text = post.text[:LONGEST_TEXT]
    is_addressed = post.mentions and text.lstrip().startswith("@")
    is_plain = post.kind in {PostKind.PLAIN, PostKind.MENTION, PostKind.QUOTE}
    kind = PostKind.REPLY if is_addressed and is_plain else post.kind
    return ClassifiedPost(post.at, kind, post.mentions, any(plea.search(text) for plea in pleas))
