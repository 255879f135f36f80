"""Into the log: attempts at reading, and the samples they brought."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tui.model import HOUR, KeptForecast, Millis, Quality, Sample, Talk
from tui.store.schema import DOUBTED, QUALITIES, hour_of
from tui.store.transaction import Transactions

Row = tuple[int, int, int, int, int | None, int | None, int | None, int, int]
MARKED = (
    "CREATE TEMP TABLE IF NOT EXISTS touched (account INTEGER NOT NULL,"
    " hour INTEGER NOT NULL, PRIMARY KEY (account, hour)) WITHOUT ROWID"
)
PART = 10_000
PROVENANCES = 2_000
"""So many names of provenances are remembered."""
PLACE = {quality: place for place, quality in enumerate(QUALITIES)}


class WritesSamples(Transactions):
    """Rounds and samples."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path, connection)
        self._provenances: dict[str, int] = {}

    def _begin(self) -> None:
        self._provenances.clear()

    def add_round(
        self,
        at: Millis,
        monotonic: Millis,
        boot: str,
        source: str,
        outcome: str,
        next_at: Millis | None = None,
    ) -> int:
        """Add an attempt at reading, failed or not; returns its ever-growing id.

        The outcome is empty where all went well, else the words that tell what did not; then
        `next_at` is when it is tried next, where that is not as usual.
        """
        row = self._run(
            "INSERT INTO round (at, monotonic, boot, source, outcome, next_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (at, monotonic, boot, source, outcome, next_at),
        )
        return int(row[0][0])

    def keep_posts(self, account: int, talk: Talk) -> None:
        """Keep what an account's posts are, without their texts; what is not there now goes."""
        oldest = min((post.at for post in talk.posts), default=0)
        self._run("DELETE FROM post WHERE account = ? AND at >= ?", (account, oldest))
        self._run_all(
            "INSERT OR REPLACE INTO post (account, at, place, kind, mentions, pleads)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (account, p.at, place, p.kind, p.mentions, p.pleads)
                for place, p in enumerate(reversed(talk.posts))
            ],
        )
        self._run("INSERT OR IGNORE INTO talk VALUES (?, ?)", (account, talk.read_at))

    def keep_forecasts(self, race_id: int, forecasts: Iterable[KeptForecast]) -> None:
        """Keep forecasts as they are shown."""
        self._run_all(
            "INSERT OR REPLACE INTO forecast (race, account, at, target, horizon, followers,"
            " early, median, late, p_not, win) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    race_id,
                    f.account,
                    f.at,
                    f.target,
                    f.horizon,
                    f.followers,
                    f.early,
                    f.median,
                    f.late,
                    f.p_not,
                    f.win,
                )
                for f in forecasts
            ],
        )

    def add_samples(self, round_id: int, samples: Mapping[int, Iterable[Sample]]) -> None:
        """Add samples by account id, and renew the hourly rollups that they touch."""
        touched: set[tuple[int, int]] = set()
        for account, readings in samples.items():
            rows = [self.row(account, round_id, sample) for sample in readings]
            self._run_all("INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            touched.update((account, row[0]) for row in rows)
        self.roll_up(touched)

    def row(self, account: int, round_id: int, sample: Sample) -> Row:
        """Return a sample as the log keeps it."""
        return (
            hour_of(sample.at),
            account,
            sample.at,
            round_id,
            sample.followers,
            sample.following,
            sample.posts,
            PLACE[sample.quality],
            self.provenance(sample.provenance),
        )

    def add_new(self, rows: Sequence[Row]) -> int:
        """Add rows of samples where there is none of that account and time; returns how many."""
        before = self._connection.total_changes
        self._run_all("INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return self._connection.total_changes - before

    def followers_at(self, account: int, at: Millis) -> int | None:
        """Return the followers of a sample that is in the log."""
        rows = self._run(
            "SELECT followers FROM sample WHERE hour = ? AND account = ? AND at = ?",
            (hour_of(at), account, at),
        )
        return rows[0][0] if rows else None

    def remark(self, account: int, verdicts: Iterable[tuple[Millis, Quality]]) -> None:
        """Give samples of an account another quality; the rollups follow."""
        rows = [(PLACE[quality], hour_of(at), account, at) for at, quality in verdicts]
        self._run_all(
            "UPDATE sample SET quality = ? WHERE hour = ? AND account = ? AND at = ?", rows
        )
        self.roll_up({(account, row[1]) for row in rows})

    def roll_up(self, touched: Iterable[tuple[int, int]]) -> None:
        """Renew the rollups of (account, hour)."""
        self._run_all(
            "INSERT OR REPLACE INTO rollup SELECT account, hour,"
            " min(followers) FILTER (WHERE quality NOT IN (?1, ?2)),"
            " max(followers) FILTER (WHERE quality NOT IN (?1, ?2)),"
            " (SELECT followers FROM sample WHERE hour = ?4 AND account = ?3"
            "  AND followers IS NOT NULL AND quality NOT IN (?1, ?2) ORDER BY at DESC LIMIT 1),"
            " count(*) FROM sample WHERE hour = ?4 AND account = ?3 GROUP BY account",
            [(*DOUBTED, account, hour) for account, hour in sorted(touched)],
        )

    def mark_for_rollup(self, rows: Iterable[Row]) -> None:
        """Remember whose hours are to be rolled up before the end of the transaction."""
        self._run(MARKED)
        hours = {(row[1], row[0]) for row in rows}
        self._run_all("INSERT OR IGNORE INTO touched VALUES (?, ?)", hours)

    def roll_up_marked(self) -> None:
        """Renew the rollups of all hours that were touched, in one go."""
        self._run(MARKED)
        self._run(
            "INSERT OR REPLACE INTO rollup SELECT t.account, t.hour,"
            " min(s.followers) FILTER (WHERE s.quality NOT IN (?1, ?2)),"
            " max(s.followers) FILTER (WHERE s.quality NOT IN (?1, ?2)),"
            " (SELECT followers FROM sample l WHERE l.hour = t.hour AND l.account = t.account"
            "  AND followers IS NOT NULL AND quality NOT IN (?1, ?2) ORDER BY at DESC LIMIT 1),"
            " count(*) FROM touched t CROSS JOIN sample s ON s.hour = t.hour"
            " AND s.account = t.account GROUP BY t.account, t.hour",
            DOUBTED,
        )
        self._run("DELETE FROM touched")

    def fill(self, row: Row) -> None:
        """Fill in what a sample of the log does not know and a row does."""
        hour, account, at, number, followers, following, posts, quality, provenance = row
        self._run(
            "UPDATE sample SET round = iif(followers IS NULL AND ?1 NOT NULL, ?2, round),"
            " quality = iif(followers IS NULL AND ?1 NOT NULL, ?3, quality),"
            " provenance = iif(followers IS NULL AND ?1 NOT NULL, ?4, provenance),"
            " followers = coalesce(followers, ?1), following = coalesce(following, ?5),"
            " posts = coalesce(posts, ?6) WHERE hour = ?7 AND account = ?8 AND at = ?9",
            (followers, number, quality, provenance, following, posts, hour, account, at),
        )

    def readings(self, account: int) -> Iterator[tuple[Millis, int | None, int, int]]:
        """Return (time, followers, stored quality, round) of an account's samples, by time.

        They are read in parts; what is written meanwhile must not be of times to come.
        """
        after = -(2**62)
        while True:
            part = self._run(
                "SELECT s.at, s.followers, s.quality, s.round FROM rollup r CROSS JOIN sample s"
                " ON s.hour = r.hour AND s.account = r.account WHERE r.account = ?"
                " AND r.hour >= ? AND s.at > ? ORDER BY r.hour, s.at LIMIT ?",
                (account, max(after // HOUR, -(2**40)), after, PART),
            )
            yield from part
            if len(part) < PART:
                return
            after = part[-1][0]

    def provenance(self, name: str) -> int:
        """Return the id of a provenance."""
        known = self._provenances.get(name)
        if known is None:
            if len(self._provenances) >= PROVENANCES:
                self._provenances.clear()
            row = self._run(
                "INSERT INTO provenance (name) VALUES (?1) ON CONFLICT (name)"
                " DO UPDATE SET name = ?1 RETURNING id",
                (name,),
            )
            known = self._provenances[name] = int(row[0][0])
        return known
