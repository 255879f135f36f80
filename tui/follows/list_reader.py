"""One reading of one list, page by page: kept, resumed, waited for, and who is not in it any more.

Where the pages do not say who follows back, that is found out after them, if it can be.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tui.clock import Clock
from tui.follows.follow_back import MOST_EMPTY, MOST_PAGES, PAGE_TAKES, PAIRS, FollowBack
from tui.model import SECOND, Account, Followee, FollowList, Millis, Sample
from tui.sanitize import clean
from tui.sources import (
    Followed,
    ListHidden,
    Page,
    Source,
    SourceError,
    StaleCursor,
    Way,
    within,
)
from tui.store import ListReading, Log, Writer

TOLD_EVERY: Millis = SECOND // 4
"""Between two circles on the way."""
BACK = "who follows back"
"""The cursor of a reading whose pages are all read."""
MOST_CONFIRMED = 600
"""Of so many that a list does not have any more its source is asked, at the most."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A circle, how many of the list were read so far (None: nobody reads it), and what failed.

    `price` is what reading it costs, in millionths of a dollar, while nobody has agreed to that.
    """

    follow_list: FollowList
    read: int | None = None
    why: str = ""
    price: int = 0


@dataclass(frozen=True, slots=True)
class ReaderDeps:
    """What reading a list takes, handed in. It waits for a source for `patience` at the most."""

    log: Log
    writer: Writer
    clock: Clock
    celebrity_from: int
    patience: Millis
    pause: Callable[[float], Awaitable[None]]

    def stored(self, account: Account) -> FollowList:
        """Return whom an account follows as the log has it."""
        return self.log.follow_list(account, self.clock.now(), self.celebrity_from)


def in_words(error: SourceError) -> str:
    """Return why a source does not go on, as one harmless line."""
    return clean(str(error), 300) or "does not answer"


class ListReader:
    """One reading of one list."""

    def __init__(
        self,
        deps: ReaderDeps,
        account: Account,
        source: Source,
        reading: ListReading,
        stored: FollowList,
    ) -> None:
        self._log, self._writer, self._clock = deps.log, deps.writer, deps.clock
        self._deps, self._account, self._source = deps, account, source
        self._reading, self._stored = reading, stored
        self._known = {f.account.id: f for f in stored.followees}
        self._told_at = self._clock.now()
        self._cursors: set[str | None] = {reading.cursor}
        self._resumed = reading.cursor is not None
        self._pages = self._empty = 0
        self._waited: Millis = 0
        self._follow_back = FollowBack(source, account, stored.followers, self._clock)

    async def read(self) -> AsyncIterator[Progress]:
        """Read the list to its end, or until its source does not go on; tell how far it is."""
        while self._reading.finished_at is None:
            try:
                if (self._reading.cursor or "").startswith(BACK):
                    async for progress in self._read_back():
                        yield progress
                    await self._finish("")
                else:
                    await self._read_page()
                self._waited = 0
            except SourceError as error:
                wait = await self._recover(error)
                if wait is None:
                    yield Progress(self._deps.stored(self._account), None, in_words(error))
                    return
                if wait:
                    words = f"{in_words(error)}; it goes on by itself"
                    yield Progress(self._follow_list(), self._reading.read, words)
                    await self._deps.pause(wait / SECOND)
            if self._is_time_to_tell():
                yield Progress(self._follow_list(), self._reading.read)
        yield Progress(self._deps.stored(self._account))

    async def _recover(self, error: SourceError) -> Millis | None:
        """Return after how long a reading goes on that failed so; None if it does not."""
        if isinstance(error, ListHidden):
            if error.forget:
                async with self._writer.turn():
                    with self._writer.transaction():
                        self._writer.forget_list(self._account.id)
            await self._finish(in_words(error))
            return 0
        if isinstance(error, StaleCursor):
            if not self._resumed:
                return None
            # What was read stays; only the way to the rest is lost.
            self._resumed = False
            await self._keep(ListReading(started_at=self._clock.now()))
            self._cursors = {None}
            return 0
        if error.next_at is None:
            return None
        wait = max(SECOND, error.next_at - self._clock.now())
        self._waited += wait
        return wait if self._waited <= self._deps.patience else None

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
        await self._write(page, over, await self._left(page) if over else [])

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

    async def _write(self, page: Page, over: bool, left: Sequence[int]) -> None:
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
        async with writer.turn():
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
        """Find out who of the list follows back, and keep each answer."""
        stored = self._deps.stored(self._account)
        listed = {f.account.native_id: f.account for f in stored.followees if f.gone_at is None}
        done = (self._reading.cursor or "").removeprefix(BACK).strip()
        asked = int(done) if done.isdigit() else 0
        async for answers in self._follow_back.find(listed, self._way(len(listed)), asked):
            await self._answer(answers.follows_back)
            if answers.asked_until is not None:
                await self._keep(replace(self._reading, cursor=f"{BACK} {answers.asked_until}"))
            if self._is_time_to_tell():
                yield Progress(self._follow_list(), self._reading.read)

    async def _answer(self, back: Mapping[int, bool]) -> None:
        """Keep who follows back."""
        async with self._writer.turn():
            with self._writer.transaction():
                self._writer.answer_back(self._account.id, back, self._clock.now())
        for n, follows in back.items():
            if n in self._known:
                self._known[n] = replace(self._known[n], follows_back=follows)

    async def _finish(self, why: str) -> None:
        """Keep that the list is read, or that it is not told."""
        now = max(self._clock.now(), self._reading.started_at)
        await self._keep(replace(self._reading, cursor=None, finished_at=now, why=why))

    async def _keep(self, reading: ListReading) -> None:
        async with self._writer.turn():
            with self._writer.transaction():
                self._writer.keep_reading(self._account.id, reading)
        self._reading = reading

    def _is_time_to_tell(self) -> bool:
        now = self._clock.now()
        if self._reading.finished_at is not None or now - self._told_at < TOLD_EVERY:
            return False
        self._told_at = now
        return True

    def _follow_list(self) -> FollowList:
        """Return the circle as it is known on the way."""
        followees = tuple(self._known.values())
        return replace(
            self._stored, at=self._clock.now(), followees=followees, complete=False, why=""
        )

    def _merged(self, now: Followee, before: Followee | None) -> Followee:
        """Return a followee as it is known now; what nobody says this time stays what it was."""
        celebrity = before.celebrity if before else None
        if celebrity is None and now.followers is not None:
            celebrity = now.followers >= self._deps.celebrity_from
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
