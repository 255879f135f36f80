"""Reads one follow list page by page: saves each page, resumes, and finds who left the list.

If the pages do not say who follows back, that is found out afterwards where possible.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tui.clock import Clock
from tui.follows.follow_back import MAX_EMPTY, MAX_PAGES, PAGE_TIMEOUT, PAIRS, FollowBack
from tui.model import SECOND, Account, Followee, FollowList, Millis, Sample
from tui.sanitize import clean
from tui.sources import (
    FollowBackCheck,
    Followed,
    ListHidden,
    Page,
    Source,
    SourceError,
    StaleCursor,
    within,
)
from tui.store import ListReading, Log, Writer

PROGRESS_EVERY: Millis = SECOND // 4
"""Time between two progress reports."""
BACK = "who follows back"
"""Stored in place of the cursor once all pages are read and only follow-backs are missing."""
MAX_CONFIRMED = 600
"""The source is asked about at most this many accounts that are missing from a list."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A follow list, how many of it were read so far (None: it is not being read), and any failure.

    `price` is the cost of reading it, in millionths of a dollar, until the user agrees to it.
    """

    follow_list: FollowList
    read: int | None = None
    why: str = ""
    price: int = 0


@dataclass(frozen=True, slots=True)
class ReaderDeps:
    """What a list reader needs; it waits for a source for at most `patience`."""

    log: Log
    writer: Writer
    clock: Clock
    celebrity_from: int
    patience: Millis
    pause: Callable[[float], Awaitable[None]]

    def stored(self, account: Account) -> FollowList:
        """Return the stored follow list of an account."""
        return self.log.follow_list(account, self.clock.now(), self.celebrity_from)


def reason_text(error: SourceError) -> str:
    """Return the reason a source gave for failing, as one sanitized line."""
    return clean(str(error), 300) or "does not answer"


class ListReader:
    """Reads one follow list once."""

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
        self._reported_at = self._clock.now()
        self._cursors: set[str | None] = {reading.cursor}
        self._resumed = reading.cursor is not None
        self._pages = self._empty = 0
        self._waited: Millis = 0
        self._follow_back = FollowBack(source, account, stored.followers, self._clock)

    async def read(self) -> AsyncIterator[Progress]:
        """Read the list until its end or until the source fails; yields the progress."""
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
                    yield Progress(self._deps.stored(self._account), None, reason_text(error))
                    return
                if wait:
                    why = f"{reason_text(error)}; it will resume by itself"
                    yield Progress(self._follow_list(), self._reading.read, why)
                    await self._deps.pause(wait / SECOND)
            if self._is_report_due():
                yield Progress(self._follow_list(), self._reading.read)
        yield Progress(self._deps.stored(self._account))

    async def _recover(self, error: SourceError) -> Millis | None:
        """Return how long to wait before resuming after an error; None to give up."""
        if isinstance(error, ListHidden):
            if error.forget:
                async with self._writer.turn():
                    with self._writer.transaction():
                        self._writer.forget_list(self._account.id)
            await self._finish(reason_text(error))
            return 0
        if isinstance(error, StaleCursor):
            if not self._resumed:
                return None
            # Pages that were read are kept; the list is read again from its start.
            self._resumed = False
            await self._save(ListReading(started_at=self._clock.now()))
            self._cursors = {None}
            return 0
        if error.next_at is None:
            return None
        wait = max(SECOND, error.next_at - self._clock.now())
        self._waited += wait
        return wait if self._waited <= self._deps.patience else None

    async def _read_page(self) -> None:
        async with within(PAGE_TIMEOUT):
            page = await self._source.follows(
                self._account, self._reading.cursor, self._clock.now()
            )
        is_last = page.cursor is None or page.cursor in self._cursors
        if self._resumed and is_last and not page.followed:
            # A server that has forgotten the cursor may answer with an empty last page.
            raise StaleCursor("cannot resume the list")
        self._resumed = self._resumed and not page.followed
        self._cursors.add(page.cursor)
        self._pages += 1
        self._empty = 0 if page.followed else self._empty + 1
        if not is_last and (self._pages > MAX_PAGES or self._empty > MAX_EMPTY):
            raise SourceError("the list never ends")
        await self._write(page, is_last, await self._left(page) if is_last else [])

    async def _left(self, page: Page) -> list[int]:
        """Return the ids of known followees that are no longer in the list, now that it is read.

        If the list is shorter than its account's count, only those confirmed by the source: lists
        omit deactivated accounts, which may still be followed.
        """
        began, seen = self._reading.started_at, {f.account.native_id for f in page.followed}
        seen |= {n.account.native_id for n in self._known.values() if (n.last_seen or 0) >= began}
        missing = [
            followee.account
            for followee in self._known.values()
            if followee.gone_at is None and followee.account.native_id not in seen
        ]
        # Pages may overlap, so distinct accounts are counted.
        if self._has_all(len(seen)):
            return [account.id for account in missing]
        left: list[int] = []
        for start in range(0, min(len(missing), MAX_CONFIRMED), PAIRS):
            part = missing[start : start + PAIRS]
            async with within(PAGE_TIMEOUT):
                follows = await self._source.still_follows(self._account, part, self._clock.now())
            left += [account.id for account in part if follows.get(account.native_id) is False]
        return left

    async def _write(self, page: Page, is_last: bool, left: Sequence[int]) -> None:
        """Save a page and the progress in one transaction."""
        # If the clock was set back, accounts just seen must not seem older than the start.
        writer, reading = self._writer, self._reading
        now = max(self._clock.now(), reading.started_at)
        read = reading.read + len(page.followed)
        no_check = {FollowBackCheck.IN_PAGE, FollowBackCheck.NONE}
        is_finished = is_last and self._check_for(read) in no_check
        after = ListReading(
            started_at=reading.started_at,
            cursor=None if is_finished else BACK if is_last else page.cursor,
            read=read,
            finished_at=now if is_finished else None,
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
                writer.save_reading(self._account.id, after)
        self._reading = after
        for followee in followees:
            n = followee.account.id
            self._known[n] = self._merged(followee, self._known.get(n))

    def _has_all(self, read: int) -> bool:
        """Return whether a finished list is as long as its account's count says."""
        following = self._stored.following
        return following is None or read >= following

    def _check_for(self, following: int) -> FollowBackCheck:
        return self._source.follow_back_check(following, self._stored.followers)

    async def _read_back(self) -> AsyncIterator[Progress]:
        """Find out which followees follow back, and save each answer."""
        stored = self._deps.stored(self._account)
        listed = {f.account.native_id: f.account for f in stored.followees if f.gone_at is None}
        done = (self._reading.cursor or "").removeprefix(BACK).strip()
        asked = int(done) if done.isdigit() else 0
        async for answers in self._follow_back.find(listed, self._check_for(len(listed)), asked):
            await self._save_answers(answers.follows_back)
            if answers.asked_until is not None:
                await self._save(replace(self._reading, cursor=f"{BACK} {answers.asked_until}"))
            if self._is_report_due():
                yield Progress(self._follow_list(), self._reading.read)

    async def _save_answers(self, follows_back: Mapping[int, bool]) -> None:
        """Save whether followees follow back, by account id."""
        async with self._writer.turn():
            with self._writer.transaction():
                self._writer.set_follows_back(self._account.id, follows_back, self._clock.now())
        for n, answer in follows_back.items():
            if n in self._known:
                self._known[n] = replace(self._known[n], follows_back=answer)

    async def _finish(self, why: str) -> None:
        """Save that the list is finished; `why` is the reason if it is hidden."""
        now = max(self._clock.now(), self._reading.started_at)
        await self._save(replace(self._reading, cursor=None, finished_at=now, why=why))

    async def _save(self, reading: ListReading) -> None:
        async with self._writer.turn():
            with self._writer.transaction():
                self._writer.save_reading(self._account.id, reading)
        self._reading = reading

    def _is_report_due(self) -> bool:
        now = self._clock.now()
        if self._reading.finished_at is not None or now - self._reported_at < PROGRESS_EVERY:
            return False
        self._reported_at = now
        return True

    def _follow_list(self) -> FollowList:
        """Return the follow list as known so far."""
        followees = tuple(self._known.values())
        return replace(
            self._stored, at=self._clock.now(), followees=followees, complete=False, why=""
        )

    def _merged(self, now: Followee, before: Followee | None) -> Followee:
        """Return a followee updated; answers missing this time are taken from before."""
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
