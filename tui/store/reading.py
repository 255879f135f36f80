"""Reading a log: races, bounded tracks, events and circles, each up to a time."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from tui.model import (
    HOUR,
    MINUTE,
    Account,
    Circle,
    Event,
    Followee,
    Millis,
    Race,
    Sample,
    Track,
)
from tui.store.nouns import Nouns
from tui.store.opening import OlderLog, connect_to_read, in_words
from tui.store.schema import DOUBTED, hour_of
from tui.store.writing import open_to_write

POINTS = 10_000
"""How many samples of one account are held in memory; beyond it the older half is thinned."""
PAGE = 5_000
FOREVER: Millis = 2**62
ACCOUNT = "a.id, a.source, a.native_id, a.handle, a.name, a.kind"
SAMPLE = "s.at, s.followers, s.following, s.posts, s.quality, p.name, s.round"


class Log:
    """A log, open for reading only. One for each thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._nouns = Nouns(path)
        try:
            self._connection = connect_to_read(path)
        except OlderLog:
            open_to_write(path).close()
            self._connection = connect_to_read(path)

    def close(self) -> None:
        """Close the log."""
        self._connection.close()

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def races(self) -> list[Race]:
        """Return every race with its accounts, by name."""
        rows = self._rows(
            "SELECT id, name, title, target, zone, starts_at, ends_at FROM race ORDER BY name"
        )
        return [self._nouns.race(row, self._racers(row[0])) for row in rows]

    def race(self, name: str) -> Race | None:
        """Return a race by its name."""
        return next((race for race in self.races() if race.name == name), None)

    def account(self, source: str, native_id: str) -> Account | None:
        """Return an account by its stable id, or by the handle it has now."""
        rows = self._rows(
            f"SELECT {ACCOUNT} FROM account a WHERE source = ?1 AND (native_id = ?2"  # noqa: S608
            " OR handle = ?2 COLLATE NOCASE) ORDER BY native_id = ?2 DESC LIMIT 1",
            (source, native_id),
        )
        return self._nouns.account(rows[0]) if rows else None

    def span(self, race: Race) -> tuple[Millis, Millis] | None:
        """Return the times of the race's first and last sample."""
        spans = [
            self._rows(
                "SELECT min(at), max(at) FROM (SELECT min(at) AS at FROM sample WHERE account = ?1"
                " AND hour = (SELECT min(hour) FROM rollup WHERE account = ?1)"
                " UNION ALL SELECT max(at) FROM sample WHERE account = ?1"
                " AND hour = (SELECT max(hour) FROM rollup WHERE account = ?1))",
                (account.id,),
            )[0]
            for account in race.accounts
        ]
        known = [span for span in spans if span[0] is not None]
        return (min(s[0] for s in known), max(s[1] for s in known)) if known else None

    def track(self, account: Account, until: Millis = FOREVER, points: int = POINTS) -> Track:
        """Return an account's samples up to a time, at most about `points` of them.

        Where there are more, the newest half is whole and what is older is thinned to the lowest,
        the highest and the last sample of each bucket; doubted readings are all kept.
        """
        hours = self._rows(
            "SELECT hour, n FROM rollup WHERE account = ?1 AND hour < ?2 UNION ALL"
            " SELECT hour, count(*) FROM sample WHERE account = ?1 AND hour = ?2 AND at <= ?3"
            " GROUP BY hour ORDER BY hour DESC",
            (account.id, hour_of(until), until),
        )
        room, whole_from = points if sum(n for _, n in hours) <= points else points // 2, 0
        for hour, n in hours:
            room -= n
            whole_from = hour
            if room <= 0:
                break
        older = [hour for hour, _ in hours if hour < whole_from]
        samples = self._samples(account, whole_from, hour_of(until), until=until)
        if older:
            bucket = max(1, (whole_from - older[-1]) * HOUR // (points // 6))
            samples = self._thinned(account, older[-1], whole_from - 1, bucket) + samples
        return Track(account, tuple(samples), step=usual_step(samples))

    def after(self, account: Account, after: Millis, until: Millis) -> list[Sample]:
        """Return an account's samples later than `after`, up to `until`, by time."""
        return self._samples(account, hour_of(after), hour_of(until), after=after, until=until)

    def history(self, account: Account) -> Iterator[Sample]:
        """Return every sample of an account by time, read in pages."""
        after: Millis = -FOREVER
        while True:
            page = self._samples(account, -FOREVER, FOREVER, after=after, limit=PAGE)
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].at

    def documented(self, race: Race, until: Millis) -> int:
        """Return how many samples of the race, up to a time, are somebody's word."""
        return sum(
            self._rows(
                "SELECT count(*) FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"
                " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
                " WHERE r.account = ? AND s.at <= ? AND p.name NOT IN ('synthetic', '')"
                " AND p.name NOT LIKE 'live:%'",
                (account.id, until),
            )[0][0]
            for account in race.accounts
        )

    def synthetic(self, race: Race, until: Millis) -> bool:
        """Tell whether anything of the race, up to a time, is made up between documented points."""
        return any(
            self._rows(
                "SELECT 1 FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"
                " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
                " WHERE r.account = ? AND s.at <= ? AND p.name = 'synthetic' LIMIT 1",
                (account.id, until),
            )
            for account in race.accounts
        )

    def events(self, race: Race, until: Millis = FOREVER) -> list[Event]:
        """Return what happened in a race up to a time, by time."""
        rows = self._rows(
            f"SELECT e.at, e.kind, e.title, e.origin, e.source, e.within, {ACCOUNT}"  # noqa: S608
            " FROM event e LEFT JOIN account a ON a.id = e.account"
            " WHERE e.race = (SELECT id FROM race WHERE name = ?) AND e.at <= ?"
            " ORDER BY e.at, e.id",
            (race.name, until),
        )
        return [self._nouns.event(row) for row in rows]

    def circle(self, account: Account, at: Millis, celebrity_from: int = 100_000) -> Circle:
        """Return whom an account was known to follow at a time, by handle.

        Where nobody says whether a followee is a celebrity, its followers do, from so many on.
        """
        rows = self._rows(
            "SELECT iif(f.answered_at <= ?2, f.follows_back, NULL), f.celebrity, f.first_seen,"  # noqa: S608
            f" f.last_seen, f.gone_at, {ACCOUNT}"
            " FROM follow f JOIN account a ON a.id = f.followee"
            " WHERE f.follower = ?1 AND f.first_seen <= ?2 ORDER BY a.handle",
            (account.id, at),
        )
        followees = tuple(self._followee(row, at, celebrity_from) for row in rows)
        following = self._latest(account, at, "following")
        present = sum(followee.gone_at is None for followee in followees)
        return Circle(
            account=account,
            at=at,
            followees=followees,
            following=following,
            complete=following is not None and present >= following,
            followers=self._latest(account, at, "followers"),
        )

    def _followee(self, row: Sequence[Any], at: Millis, celebrity_from: int) -> Followee:
        back, celebrity, first_seen, last_seen, gone_at = row[:5]
        account = self._nouns.account(row[5:])
        followers = self._latest(account, at, "followers")
        if celebrity is None and followers is not None:
            celebrity = followers >= celebrity_from
        return Followee(
            account=account,
            follows_back=None if back is None else bool(back),
            celebrity=None if celebrity is None else bool(celebrity),
            followers=followers,
            first_seen=first_seen,
            last_seen=min(last_seen, at),
            gone_at=gone_at if gone_at is not None and gone_at <= at else None,
        )

    def _latest(self, account: Account, at: Millis, column: str) -> int | None:
        rows = self._rows(
            f"SELECT s.{column} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account WHERE r.account = ? AND r.hour <= ? AND s.at <= ?"
            f" AND s.{column} IS NOT NULL AND s.quality NOT IN (?, ?)"
            " ORDER BY r.hour DESC, s.at DESC LIMIT 1",
            (account.id, hour_of(at), at, *DOUBTED),
        )
        return rows[0][0] if rows else None

    def _racers(self, race_id: int) -> list[Account]:
        rows = self._rows(
            f"SELECT {ACCOUNT} FROM racer JOIN account a ON a.id = racer.account"  # noqa: S608
            " WHERE race = ? ORDER BY place",
            (race_id,),
        )
        return [self._nouns.account(row) for row in rows]

    def _samples(
        self,
        account: Account,
        first_hour: int,
        last_hour: int,
        after: Millis = -FOREVER,
        until: Millis = FOREVER,
        limit: int = -1,
    ) -> list[Sample]:
        rows = self._rows(
            f"SELECT {SAMPLE} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
            " WHERE r.account = ? AND r.hour BETWEEN ? AND ? AND s.at > ? AND s.at <= ?"
            " ORDER BY r.hour, s.at LIMIT ?",
            (account.id, max(first_hour, hour_of(after)), last_hour, after, until, limit),
        )
        return [self._nouns.sample(row) for row in rows]

    def _thinned(
        self, account: Account, first_hour: int, last_hour: int, bucket: Millis
    ) -> list[Sample]:
        scope = (account.id, first_hour, last_hour, *DOUBTED)
        where = "WHERE r.account = ? AND r.hour BETWEEN ? AND ? AND s.quality"
        source = (
            f"SELECT {SAMPLE}, {{}} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            f" AND s.account = r.account JOIN provenance p ON p.id = s.provenance {where}"
        )
        # SQLite takes the other columns from the row that has the minimum or maximum.
        kept = {
            row[0]: row
            for end in ("min(s.followers)", "max(s.followers)", "max(s.at)")
            for row in self._rows(
                f"{source.format(end)} NOT IN (?, ?) GROUP BY s.at / ?", (*scope, bucket)
            )
        }
        doubted = self._rows(f"{source.format('s.at')} IN (?, ?) GROUP BY s.at", scope)
        return sorted(
            (self._nouns.sample(row) for row in [*kept.values(), *doubted]),
            key=lambda sample: sample.at,
        )

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with in_words(self.path):
            return self._connection.execute(sql, parameters).fetchall()


def usual_step(samples: Sequence[Sample]) -> Millis:
    """Return the usual time between two of the newest samples."""
    ats = [sample.at for sample in samples[-61:]]
    steps = [b - a for a, b in pairwise(ats) if b > a]
    return int(median(steps)) if steps else MINUTE
