"""Reads samples from a log: bounded tracks, whole histories, and their provenance."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tui.model import FOREVER, HOUR, MINUTE, Account, Millis, Race, Sample, Track
from tui.store.rows import Rows
from tui.store.schema import DOUBTED, hour_of

POINTS = 10_000
"""At most this many samples of one account are held in memory; of more, older ones are thinned."""
PAGE = 5_000
DOCUMENTED = (
    "p.name NOT IN ('synthetic', '') AND p.name NOT LIKE 'live:%' AND p.name NOT LIKE 'list:%'"
)
RACING = "p.name NOT LIKE 'list:%'"
"""Counts that came with a follow list belong to no race."""
SAMPLE = "s.at, s.followers, s.following, s.posts, s.quality, p.name, s.round"


class ReadsSamples(Rows):
    """Reads samples."""

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
        """Return an account's samples up to a time, about `points` of them at most.

        If there are more, the newest half is complete, and older samples are thinned to the lowest,
        highest and last of each bucket. Doubted readings are all kept.
        """
        hours = self._rows(
            "SELECT hour, n FROM rollup WHERE account = ?1 AND hour < ?2 UNION ALL"
            " SELECT hour, count(*) FROM sample WHERE account = ?1 AND hour = ?2 AND at <= ?3"
            " GROUP BY hour ORDER BY hour DESC",
            (account.id, hour_of(until), until),
        )
        room, complete_from = points if sum(n for _, n in hours) <= points else points // 2, 0
        for hour, n in hours:
            room -= n
            complete_from = hour
            if room <= 0:
                break
        older = [hour for hour, _ in hours if hour < complete_from]
        samples = self._samples(account, complete_from, hour_of(until), until=until)
        if older:
            bucket = max(1, (complete_from - older[-1]) * HOUR // (points // 6))
            samples = self._thinned(account, older[-1], complete_from - 1, bucket) + samples
        return Track(account, tuple(samples), step=usual_step(samples))

    def after(self, account: Account, after: Millis, until: Millis) -> list[Sample]:
        """Return an account's samples after one time, up to and including another, oldest first."""
        return self._samples(account, hour_of(after), hour_of(until), after=after, until=until)

    def newest(self, account: Account, most: int, until: Millis = FOREVER) -> list[Sample]:
        """Return the newest samples of an account up to a time, oldest first."""
        rows = self._rows(
            f"SELECT {SAMPLE} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
            f" WHERE r.account = ? AND r.hour <= ? AND s.at <= ? AND {RACING}"
            " ORDER BY r.hour DESC, s.at DESC LIMIT ?",
            (account.id, hour_of(until), until, most),
        )
        return [self._from_rows.sample(row) for row in reversed(rows)]

    def reading(self, account: Account, at: Millis) -> Sample | None:
        """Return the newest trusted sample with a follower count of an account up to a time."""
        rows = self._rows(
            f"SELECT {SAMPLE} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
            " WHERE r.account = ? AND r.hour <= ? AND s.at <= ? AND s.followers IS NOT NULL"
            " AND s.quality NOT IN (?, ?) ORDER BY r.hour DESC, s.at DESC LIMIT 1",
            (account.id, hour_of(at), at, *DOUBTED),
        )
        return self._from_rows.sample(rows[0]) if rows else None

    def newest_live(self) -> Millis | None:
        """Return the time of the last round made by a collector, failed or not."""
        rows = self._rows("SELECT at FROM round WHERE boot != '' ORDER BY id DESC LIMIT 1")
        return rows[0][0] if rows else None

    def history(self, account: Account) -> Iterator[Sample]:
        """Yield every sample of an account, oldest first, read in pages."""
        after: Millis = -FOREVER
        while True:
            page = self._samples(account, -FOREVER, FOREVER, after=after, limit=PAGE, condition="1")
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].at

    def documented_count(self, race: Race, until: Millis) -> int:
        """Return how many samples of the race, up to a time, are documented."""
        if not self._rows(f"SELECT 1 FROM provenance p WHERE {DOCUMENTED} LIMIT 1"):  # noqa: S608
            return 0
        return sum(
            self._rows(
                "SELECT count(*) FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
                " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
                f" WHERE r.account = ? AND s.at <= ? AND {DOCUMENTED}",
                (account.id, until),
            )[0][0]
            for account in race.accounts
        )

    def has_synthetic(self, race: Race, until: Millis) -> bool:
        """Return whether any sample of the race, up to a time, is synthetic."""
        if not self._rows("SELECT 1 FROM provenance WHERE name = 'synthetic'"):
            return False
        return any(
            self._rows(
                "SELECT 1 FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"
                " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
                " WHERE r.account = ? AND s.at <= ? AND p.name = 'synthetic' LIMIT 1",
                (account.id, until),
            )
            for account in race.accounts
        )

    def _samples(
        self,
        account: Account,
        first_hour: int,
        last_hour: int,
        after: Millis = -FOREVER,
        until: Millis = FOREVER,
        limit: int = -1,
        condition: str = RACING,
    ) -> list[Sample]:
        rows = self._rows(
            f"SELECT {SAMPLE} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account JOIN provenance p ON p.id = s.provenance"
            " WHERE r.account = ? AND r.hour BETWEEN ? AND ? AND s.at > ? AND s.at <= ?"
            f" AND {condition} ORDER BY r.hour, s.at LIMIT ?",
            (account.id, max(first_hour, hour_of(after)), last_hour, after, until, limit),
        )
        return [self._from_rows.sample(row) for row in rows]

    def _thinned(
        self, account: Account, first_hour: int, last_hour: int, bucket: Millis
    ) -> list[Sample]:
        scope = (account.id, first_hour, last_hour, *DOUBTED)
        where = f"WHERE r.account = ? AND r.hour BETWEEN ? AND ? AND {RACING} AND s.quality"
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
            (self._from_rows.sample(row) for row in [*kept.values(), *doubted]),
            key=lambda sample: sample.at,
        )


def usual_step(samples: Sequence[Sample]) -> Millis:
    """Return the median time between the newest samples."""
    ats = [sample.at for sample in samples[-61:]]
    steps = [b - a for a, b in pairwise(ats) if b > a]
    return int(median(steps)) if steps else MINUTE
