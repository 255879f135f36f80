"""Whom an account follows: the stored list at once, then the fresh one page by page.

A reading that was broken off goes on where it stopped, within the hours that its start is good
for. Who is not in a list that was read to its end is gone. Where the pages do not say who follows
back, that is found out after them, if it can be.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tui.clock import Clock
from tui.config import Thresholds
from tui.formats import clean, money
from tui.model import (
    HOUR,
    MINUTE,
    SECOND,
    Account,
    Circle,
    Followee,
    Millis,
    Posted,
    PostKind,
    Sample,
    Talk,
)
from tui.sources import (
    Followed,
    ListHidden,
    Page,
    Post,
    Source,
    SourceError,
    StaleCursor,
    Way,
    within,
)
from tui.store import ListReading, Log, Writer

FRESH_FOR: Millis = HOUR
"""A list that was read to its end so lately is not read again by itself."""
RESUMED_WITHIN: Millis = 6 * HOUR
"""A reading that began so lately goes on where it stopped."""
TOLD_EVERY: Millis = SECOND // 4
"""Between two circles on the way."""
PAGE_TAKES: Millis = MINUTE
"""What a page takes at the most."""
BACK = "who follows back"
"""The cursor of a reading whose pages are all read."""
POSTS_FRESH_FOR: Millis = 15 * MINUTE
"""Posts that were read so lately are not read again."""
LONGEST_TEXT = 4_000
"""So many characters of a post are looked at."""
COUNTS_FRESH_FOR: Millis = 5 * MINUTE
"""Counts that were read so lately are not read again with a list."""
PAIRS = 30
MOST_PAGES, MOST_EMPTY = 2_000, 50
"""A list with more pages, or with so many empty ones in a row, has no end."""
MOST_CONFIRMED = 600
"""Of so many that a list does not have any more its source is asked, at the most."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A circle, how many of the list were read so far (None: nobody reads it), and what failed.

    `price` is what reading it costs, in millionths of a dollar, while nobody has agreed to that.
    """

    circle: Circle
    read: int | None = None
    why: str = ""
    price: int = 0


class CircleReader:
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

    async def circles(
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
        async for progress in _Walk(self, account, source, reading, stored).read():
            yield progress

    def stored(self, account: Account) -> Circle:
        """Return whom an account follows as the log has it."""
        return self.log.circle(account, self.clock.now(), self.celebrity_from)


def kept(post: Post, pleas: Sequence[re.Pattern[str]]) -> Posted:
    """Return what is kept of a post. One that begins with another's name is said to that one."""
    text = post.text[:LONGEST_TEXT]
    said_to = post.mentions and text.lstrip().startswith("@")
    plain = post.kind in {PostKind.PLAIN, PostKind.MENTION, PostKind.QUOTE}
    kind = PostKind.REPLY if said_to and plain else post.kind
    return Posted(post.at, kind, post.mentions, any(plea.search(text) for plea in pleas))


def in_words(error: SourceError) -> str:
    """Return why a source does not go on, as one harmless line."""
    return clean(str(error), 300) or "does not answer"


class _Walk:
    """One reading of one list."""

    def __init__(
        self,
        reader: CircleReader,
        account: Account,
        source: Source,
        reading: ListReading,
        stored: Circle,
    ) -> None:
        assert reader.writer is not None
        self._log, self._writer, self._clock = reader.log, reader.writer, reader.clock
        self._reader, self._account, self._source = reader, account, source
        self._reading, self._stored = reading, stored
        self._known = {f.account.id: f for f in stored.followees}
        self._told_at = self._clock.now()
        self._cursors: set[str | None] = {reading.cursor}
        self._resumed = reading.cursor is not None
        self._pages = self._empty = 0
        self._waited: Millis = 0
        self._met: set[str] = set()
        self._fans: str | None = None

    async def read(self) -> AsyncIterator[Progress]:
        """Read the list to its end, or until its source does not go on; tell how far it is."""
        await self._read_counts()
        await self._read_posts()
        while self._reading.finished_at is None:
            try:
                if (self._reading.cursor or "").startswith(BACK):
                    async for progress in self._read_back():
                        yield progress
                    self._finish("")
                else:
                    await self._read_page()
                self._waited = 0
            except SourceError as error:
                wait = self._recover(error)
                if wait is None:
                    yield Progress(self._reader.stored(self._account), None, in_words(error))
                    return
                if wait:
                    words = f"{in_words(error)}; it goes on by itself"
                    yield Progress(self._circle(), self._reading.read, words)
                    await self._reader.pause(wait / SECOND)
            if self._is_time_to_tell():
                yield Progress(self._circle(), self._reading.read)
        yield Progress(self._reader.stored(self._account))

    def _recover(self, error: SourceError) -> Millis | None:
        """Return after how long a reading goes on that failed so; None if it does not."""
        if isinstance(error, ListHidden):
            if error.forget:
                with self._writer.transaction():
                    self._writer.forget_list(self._account.id)
            self._finish(in_words(error))
            return 0
        if isinstance(error, StaleCursor):
            if not self._resumed:
                return None
            # What was read stays; only the way to the rest is lost.
            self._resumed = False
            self._keep(ListReading(started_at=self._clock.now()))
            self._cursors = {None}
            return 0
        if error.next_at is None:
            return None
        wait = max(SECOND, error.next_at - self._clock.now())
        self._waited += wait
        return wait if self._waited <= self._reader.patience else None

    async def _read_counts(self) -> None:
        """Read the counts of an account that nobody has read lately."""
        known = self._log.reading(self._account, self._clock.now())
        if known is not None and self._clock.now() - known.at < COUNTS_FRESH_FOR:
            return
        try:
            async with within(PAGE_TAKES):
                readings = await self._source.read([self._account], self._clock.now())
        except SourceError:
            # What is wrong is told by the list itself.
            return
        mine = next((r for r in readings if r.account.id == self._account.id), None)
        if mine is None:
            return
        if (mine.followers, mine.following, mine.posts) == (None, None, None):
            return
        now, provenance = self._clock.now(), f"list:{self._account.source}"
        counts = (mine.followers, mine.following, mine.posts, mine.quality)
        with self._writer.transaction():
            number = self._writer.add_round(now, 0, "", f"{self._account.source} lists", "")
            row = self._writer.row(self._account.id, number, Sample(now, *counts, provenance))
            self._writer.add_new([row])
            self._writer.roll_up({(row[1], row[0])})
        self._stored = self._reader.stored(self._account)

    async def _read_posts(self) -> None:
        """Read what its posts are, unless that costs; their texts are looked at and let go."""
        now = self._clock.now()
        known = self._log.talk(self._account)
        if known is not None and 0 <= now - known.read_at < POSTS_FRESH_FOR:
            return
        if self._source.price(1):
            return
        try:
            async with within(PAGE_TAKES):
                posts = await self._source.posts(self._account, now)
        except SourceError:
            # What is wrong is told by the list itself.
            return
        talk = Talk(now, tuple(kept(post, self._reader.pleas) for post in posts))
        with self._writer.transaction():
            self._writer.keep_posts(self._account.id, talk)

    async def _read_page(self) -> None:
        async with within(PAGE_TAKES):
            page = await self._source.follows(
                self._account, self._reading.cursor, self._clock.now()
            )
        over = page.cursor is None or page.cursor in self._cursors
        if self._resumed and over and not page.followed:
            # A server that does not know our cursor any more may show an empty end.
            raise StaleCursor("cannot go on with the list")
        self._resumed = self._resumed and not page.followed
        self._cursors.add(page.cursor)
        self._pages += 1
        self._empty = 0 if page.followed else self._empty + 1
        if not over and (self._pages > MOST_PAGES or self._empty > MOST_EMPTY):
            raise SourceError("the list has no end")
        self._write(page, over, await self._left(page) if over else [])

    async def _left(self, page: Page) -> list[int]:
        """Return the numbers of those who were not in a list that was read to its end.

        Where it was shorter than its account says, only those of whom its source confirms it: who
        is deactivated is not shown, and may be followed all the same.
        """
        began, seen = self._reading.started_at, {f.account.native_id for f in page.followed}
        seen |= {n.account.native_id for n in self._known.values() if (n.last_seen or 0) >= began}
        missing = [
            followee.account
            for followee in self._known.values()
            if followee.gone_at is None and followee.account.native_id not in seen
        ]
        # Pages that overlap tell of somebody twice: it is the accounts that count.
        if self._is_whole(len(seen)):
            return [account.id for account in missing]
        left: list[int] = []
        for start in range(0, min(len(missing), MOST_CONFIRMED), PAIRS):
            part = missing[start : start + PAIRS]
            async with within(PAGE_TAKES):
                told = await self._source.still_follows(self._account, part, self._clock.now())
            left += [account.id for account in part if told.get(account.native_id) is False]
        return left

    def _write(self, page: Page, over: bool, left: Sequence[int]) -> None:
        """Keep a page, all of it or nothing, and how far the reading has come with it."""
        # A clock that was set back meanwhile must not make those just seen older than the start.
        writer, reading = self._writer, self._reading
        now = max(self._clock.now(), reading.started_at)
        read = reading.read + len(page.followed)
        ended = over and self._way(read) in {Way.TOLD, Way.NONE}
        after = ListReading(
            started_at=reading.started_at,
            cursor=None if ended else BACK if over else page.cursor,
            read=read,
            finished_at=now if ended else None,
        )
        provenance = f"live:{self._account.source}"
        with writer.transaction():
            number = writer.add_round(now, 0, "", f"{self._account.source} lists", "")
            followees: list[Followee] = []
            rows = []
            for followed in page.followed:
                followee = self._followee(followed, now)
                followees.append(followee)
                n = followee.account.id
                if followed.followers is not None:
                    counts = (followed.followers, followed.following, None, followed.quality)
                    sample = Sample(now, *counts, f"list:{self._account.source}")
                    rows.append(writer.row(n, number, sample))
            writer.add_new(rows)
            writer.roll_up({(row[1], row[0]) for row in rows})
            writer.add_follows(self._account.id, [(f, provenance) for f in followees])
            writer.mark_gone(self._account.id, left, now)
            writer.keep_reading(self._account.id, after)
        self._reading = after
        for followee in followees:
            n = followee.account.id
            self._known[n] = self._merged(followee, self._known.get(n))

    def _is_whole(self, read: int) -> bool:
        """Tell whether a list that ended holds as many as its account says that it follows."""
        following = self._stored.following
        return following is None or read >= following

    def _way(self, following: int) -> Way:
        return self._source.way_back(following, self._stored.followers)

    async def _read_back(self) -> AsyncIterator[Progress]:
        """Find out who of the list follows back."""
        now = self._clock.now()
        circle = self._log.circle(self._account, now, self._reader.celebrity_from)
        present = {f.account.native_id: f.account for f in circle.followees if f.gone_at is None}
        if self._way(len(present)) is Way.PAIRS:
            async for progress in self._ask_pairs(sorted(present.values(), key=lambda a: a.id)):
                yield progress
        elif self._way(len(present)) is Way.FOLLOWERS:
            async for progress in self._meet_followers(present):
                yield progress

    async def _ask_pairs(self, others: list[Account]) -> AsyncIterator[Progress]:
        """Ask for each pair; a reading that was broken off goes on with those not asked yet."""
        done = (self._reading.cursor or "").removeprefix(BACK).strip()
        others = [a for a in others if a.id > (int(done) if done.isdigit() else 0)]
        for start in range(0, len(others), PAIRS):
            part = others[start : start + PAIRS]
            async with within(PAGE_TAKES):
                answers = await self._source.pairs(self._account, part, self._clock.now())
            told = ((other, answers.get(other.native_id)) for other in part)
            self._answer({other.id: back for other, back in told if back is not None})
            self._keep(replace(self._reading, cursor=f"{BACK} {part[-1].id}"))
            if self._is_time_to_tell():
                yield Progress(self._circle(), self._reading.read)

    async def _meet_followers(self, present: Mapping[str, Account]) -> AsyncIterator[Progress]:
        """Read the followers: who is among them and in the list follows back, the others do not."""
        cursors: set[str | None] = {self._fans}
        empty = 0
        while True:
            now = self._clock.now()
            try:
                async with within(PAGE_TAKES):
                    page = await self._source.followers(self._account, self._fans, now)
            except (ListHidden, StaleCursor):
                return
            ids = {followed.account.native_id for followed in page.followed}
            self._answer({present[n].id: True for n in ids & present.keys()})
            self._met |= ids
            empty = 0 if ids else empty + 1
            if page.cursor is None or page.cursor in cursors:
                break
            if len(cursors) > MOST_PAGES or empty > MOST_EMPTY:
                raise SourceError("the list of followers has no end")
            self._fans = page.cursor
            cursors.add(self._fans)
            if self._is_time_to_tell():
                yield Progress(self._circle(), self._reading.read)
        if self._stored.followers is not None and len(self._met) >= self._stored.followers:
            self._answer({present[n].id: False for n in present.keys() - self._met})

    def _answer(self, back: Mapping[int, bool]) -> None:
        """Keep who follows back."""
        with self._writer.transaction():
            self._writer.answer_back(self._account.id, back, self._clock.now())
        for n, follows in back.items():
            if n in self._known:
                self._known[n] = replace(self._known[n], follows_back=follows)

    def _finish(self, why: str) -> None:
        """Keep that the list is read, or that it is not told."""
        now = max(self._clock.now(), self._reading.started_at)
        self._keep(replace(self._reading, cursor=None, finished_at=now, why=why))

    def _keep(self, reading: ListReading) -> None:
        with self._writer.transaction():
            self._writer.keep_reading(self._account.id, reading)
        self._reading = reading

    def _is_time_to_tell(self) -> bool:
        now = self._clock.now()
        if self._reading.finished_at is not None or now - self._told_at < TOLD_EVERY:
            return False
        self._told_at = now
        return True

    def _circle(self) -> Circle:
        """Return the circle as it is known on the way."""
        followees = tuple(self._known.values())
        return replace(
            self._stored, at=self._clock.now(), followees=followees, complete=False, why=""
        )

    def _merged(self, now: Followee, before: Followee | None) -> Followee:
        """Return a followee as it is known now; what nobody says this time stays what it was."""
        celebrity = before.celebrity if before else None
        if celebrity is None and now.followers is not None:
            celebrity = now.followers >= self._reader.celebrity_from
        if before is None:
            return replace(now, celebrity=celebrity)
        back = before.follows_back if now.follows_back is None else now.follows_back
        return replace(now, first_seen=before.first_seen, follows_back=back, celebrity=celebrity)

    def _followee(self, followed: Followed, now: Millis) -> Followee:
        account = replace(
            followed.account,
            handle=clean(followed.account.handle),
            name=clean(followed.account.name),
        )
        n = self._writer.add_account(account, now)
        return Followee(
            account=replace(account, id=n),
            follows_back=followed.follows_back,
            celebrity=None,
            followers=followed.followers,
            first_seen=now,
            last_seen=now,
        )
