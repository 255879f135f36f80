"""Whom an account follows: the stored list at once, then the fresh one page by page.

A reading that was broken off goes on where it stopped, within the hours that its start is good
for. Who is not in a list that was read to its end is gone.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from tui.clock import Clock
from tui.formats import clean
from tui.model import HOUR, SECOND, Account, Circle, Followee, Millis, Sample
from tui.sources import Followed, Page, Source, SourceError
from tui.store import ListReading, Log, Writer

FRESH_FOR: Millis = HOUR
"""A list that was read to its end so lately is not read again by itself."""
RESUMED_WITHIN: Millis = 6 * HOUR
"""A reading that began so lately goes on where it stopped."""
TOLD_EVERY: Millis = SECOND // 4
"""Between two circles on the way."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A circle, how many of the list were read so far (None: nobody reads it), and what failed."""

    circle: Circle
    read: int | None = None
    why: str = ""


class CircleReader:
    """Reads lists of one log's accounts. Belongs to one thread, like the log."""

    def __init__(
        self,
        log: Log,
        writer: Writer | None,
        sources: Mapping[str, Source],
        clock: Clock,
        celebrity_from: int,
    ) -> None:
        self._log, self._writer, self._sources, self._clock = log, writer, sources, clock
        self._celebrity_from = celebrity_from

    async def circles(self, account: Account, again: bool = False) -> AsyncIterator[Progress]:
        """Yield the stored circle, then with each page a fuller one, at the end the whole.

        `again` reads a list even where that was done lately.
        """
        stored = self._stored(account)
        source = self._sources.get(account.source)
        if source is None or self._writer is None:
            yield Progress(stored)
            return
        with self._writer.transaction():
            reading = self._writer.reading(account.id)
        now = self._clock.now()
        fresh = reading and reading.finished_at and 0 <= now - reading.finished_at < FRESH_FOR
        if fresh and not again:
            yield Progress(stored)
            return
        old = reading is not None and not 0 <= now - reading.started_at <= RESUMED_WITHIN
        if reading is None or reading.finished_at or old:
            reading = ListReading(started_at=now)
        yield Progress(stored, reading.read)
        async for progress in self._read(account, source, reading, stored):
            yield progress

    async def _read(
        self, account: Account, source: Source, reading: ListReading, stored: Circle
    ) -> AsyncIterator[Progress]:
        known = {f.account.id: f for f in stored.followees}
        told_at = self._clock.now()
        while reading.finished_at is None:
            now = self._clock.now()
            try:
                page = await source.follows(account, reading.cursor, now)
            except SourceError as error:
                yield Progress(self._stored(account), None, str(error))
                return
            reading = self._write(account, page, reading, known)
            if self._clock.now() - told_at >= TOLD_EVERY and reading.finished_at is None:
                told_at = self._clock.now()
                circle = replace(stored, at=now, followees=tuple(known.values()), complete=False)
                yield Progress(circle, reading.read)
        yield Progress(self._stored(account))

    def _write(
        self, account: Account, page: Page, reading: ListReading, known: dict[int, Followee]
    ) -> ListReading:
        """Keep a page, all of it or nothing, and how far the reading has come with it."""
        # A clock that was set back meanwhile must not make those just seen older than the start.
        writer, now = self._writer, max(self._clock.now(), reading.started_at)
        assert writer is not None
        over = page.cursor is None or page.cursor == reading.cursor
        after = ListReading(
            started_at=reading.started_at,
            cursor=None if over else page.cursor,
            read=reading.read + len(page.followed),
            finished_at=now if over else None,
        )
        with writer.transaction():
            racing = writer.racing()
            number = writer.add_round(now, 0, "", f"{account.source} lists", "")
            followees: list[Followee] = []
            rows = []
            for followed in page.followed:
                followee = self._followee(followed, writer, now)
                followees.append(followee)
                n = followee.account.id
                if followed.followers is not None and n not in racing:
                    sample = Sample(
                        now,
                        followed.followers,
                        followed.following,
                        provenance=f"live:{account.source}",
                    )
                    rows.append(writer.row(n, number, sample))
            writer.add_new(rows)
            writer.roll_up({(row[1], row[0]) for row in rows})
            provenance = f"live:{account.source}"
            writer.add_follows(account.id, [(f, provenance) for f in followees])
            if over:
                writer.mark_gone(account.id, reading.started_at, now)
            writer.keep_reading(account.id, after)
        for followee in followees:
            n = followee.account.id
            known[n] = self._merged(followee, known.get(n))
        return after

    def _merged(self, now: Followee, before: Followee | None) -> Followee:
        """Return a followee as it is known now; what nobody says this time stays what it was."""
        celebrity = before.celebrity if before else None
        if celebrity is None and now.followers is not None:
            celebrity = now.followers >= self._celebrity_from
        if before is None:
            return replace(now, celebrity=celebrity)
        back = before.follows_back if now.follows_back is None else now.follows_back
        return replace(now, first_seen=before.first_seen, follows_back=back, celebrity=celebrity)

    def _followee(self, followed: Followed, writer: Writer, now: Millis) -> Followee:
        account = replace(
            followed.account,
            handle=clean(followed.account.handle),
            name=clean(followed.account.name),
        )
        n = writer.add_account(account, now)
        count = followed.followers
        return Followee(
            account=replace(account, id=n),
            follows_back=followed.follows_back,
            celebrity=None,
            followers=count,
            first_seen=now,
            last_seen=now,
        )

    def _stored(self, account: Account) -> Circle:
        return self._log.circle(account, self._clock.now(), self._celebrity_from)
