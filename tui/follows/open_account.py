"""Whom an account follows, its counts and its posts: what is stored at once, then what is read.

A list that was read lately is not read again by itself; a reading that was broken off goes on where
it stopped, within the hours that its start is good for.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from tui.clock import Clock
from tui.config import Thresholds
from tui.follows.follow_back import PAGE_TAKES
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
"""A list that was read to its end so lately is not read again by itself."""
RESUMED_WITHIN: Millis = 6 * HOUR
"""A reading that began so lately goes on where it stopped."""
POSTS_FRESH_FOR: Millis = 15 * MINUTE
"""Posts that were read so lately are not read again."""
LONGEST_TEXT = 4_000
"""So many characters of a post are looked at."""
COUNTS_FRESH_FOR: Millis = 5 * MINUTE
"""Counts that were read so lately are not read again with a list."""


class AccountReader:
    """Reads lists of one log's accounts. Belongs to one thread, like the log.

    It waits for a source that wants to be asked later, for `patience` at the most.
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

    async def follow_lists(
        self, account: Account, again: bool = False, agreed: bool = False
    ) -> AsyncIterator[Progress]:
        """Yield the stored circle, then with each page a fuller one, at the end the whole.

        `again` reads a list even where that was done lately; `agreed`, even where it costs.
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
        fresh = reading and reading.finished_at and 0 <= now - reading.finished_at < FRESH_FOR
        if fresh and not again:
            yield Progress(stored)
            return
        price, funds = source.price(stored.following), source.funds(self.clock.now())
        if price and funds is not None and price > funds:
            words = f"reading this list costs about {money(price)}, and {money(funds)} is left"
            yield Progress(stored, None, words)
            return
        if price and not agreed:
            words = f"reading this list costs about {money(price)}"
            yield Progress(stored, None, words, price)
            return
        old = reading is not None and not 0 <= now - reading.started_at <= RESUMED_WITHIN
        if reading is None or reading.finished_at or old:
            reading = ListReading(started_at=now)
        yield Progress(stored, reading.read)
        if await self._read_counts(account, source, self.writer):
            stored = self.stored(account)
        await self._read_posts(account, source, self.writer)
        hands = ReaderDeps(
            self.log, self.writer, self.clock, self.celebrity_from, self.patience, self.pause
        )
        walk = ListReader(hands, account, source, reading, stored)
        async for progress in walk.read():
            yield progress

    async def _read_counts(self, account: Account, source: Source, writer: Writer) -> bool:
        """Read the counts that nobody has read lately; returns whether there are new ones."""
        known = self.log.reading(account, self.clock.now())
        if known is not None and self.clock.now() - known.at < COUNTS_FRESH_FOR:
            return False
        try:
            async with within(PAGE_TAKES):
                readings = await source.read([account], self.clock.now())
        except SourceError:
            # What is wrong is told by the list itself.
            return False
        mine = next((r for r in readings if r.account.id == account.id), None)
        if mine is None:
            return False
        if (mine.followers, mine.following, mine.posts) == (None, None, None):
            return False
        now, provenance = self.clock.now(), f"list:{account.source}"
        counts = (mine.followers, mine.following, mine.posts, mine.quality)
        async with writer.turn():
            with writer.transaction():
                number = writer.add_round(now, 0, "", f"{account.source} lists", "")
                row = writer.row(account.id, number, Sample(now, *counts, provenance))
                writer.add_new([row])
                writer.roll_up({(row[1], row[0])})
        return True

    async def _read_posts(self, account: Account, source: Source, writer: Writer) -> None:
        """Read what its posts are, unless that costs; their texts are looked at and let go."""
        now = self.clock.now()
        known = self.log.talk(account)
        if known is not None and 0 <= now - known.read_at < POSTS_FRESH_FOR:
            return
        if source.price(1):
            return
        try:
            async with within(PAGE_TAKES):
                posts = await source.posts(account, now)
        except SourceError:
            # What is wrong is told by the list itself.
            return
        talk = Talk(now, tuple(kept(post, self.pleas) for post in posts))
        async with writer.turn():
            with writer.transaction():
                writer.keep_posts(account.id, talk)

    def stored(self, account: Account) -> FollowList:
        """Return whom an account follows as the log has it."""
        return self.log.follow_list(account, self.clock.now(), self.celebrity_from)


def kept(post: Post, pleas: Sequence[re.Pattern[str]]) -> ClassifiedPost:
    """Return what is kept of a post. One that begins with another's name is said to that one."""
    text = post.text[:LONGEST_TEXT]
    said_to = post.mentions and text.lstrip().startswith("@")
    plain = post.kind in {PostKind.PLAIN, PostKind.MENTION, PostKind.QUOTE}
    kind = PostKind.REPLY if said_to and plain else post.kind
    return ClassifiedPost(post.at, kind, post.mentions, any(plea.search(text) for plea in pleas))
