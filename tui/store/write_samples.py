"""Writes rounds, and the samples, posts and forecasts they yield."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tui.model import HOUR, KeptForecast, Millis, Quality, Sample, Talk
from tui.store.schema import DOUBTED, QUALITIES, hour_of
from tui.store.transaction import Transactions

Row = tuple[int, int, int, int, int | None, int | None, int | None, int, int]
CREATE_TOUCHED = (
    "CREATE TEMP TABLE IF NOT EXISTS touched (account INTEGER NOT NULL,"
    " hour INTEGER NOT NULL, PRIMARY KEY (account, hour)) WITHOUT ROWID"
)
PAGE = 10_000
PROVENANCES = 2_000
"""At most this many provenance ids are cached."""
PLACE = {quality: place for place, quality in enumerate(QUALITIES)}


class WritesSamples(Transactions):
    """Writes rounds and samples."""

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
        """Add a round, failed or not; returns its id, which is never reused.

        `outcome` is empty for success, otherwise the reason for the failure. `next_at` is the time
        of the next attempt if it differs from the usual interval.
        """
        row = self._run(
            "INSERT INTO round (at, monotonic, boot, source, outcome, next_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (at, monotonic, boot, source, outcome, next_at),
        )
        return int(row[0][0])

    def save_posts(self, account: int, talk: Talk) -> None:
        """Save the newest posts of an account, classified; stored ones now gone are deleted."""
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

    def save_forecasts(self, race_id: int, forecasts: Iterable[KeptForecast]) -> None:
        """Save the forecasts of a race as they are shown."""
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
        """Add samples by account id, and update their hourly rollups."""
        touched: set[tuple[int, int]] = set()
        for account, readings in samples.items():
            rows = [self.row(account, round_id, sample) for sample in readings]
            self._run_all("INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            touched.update((account, row[0]) for row in rows)
        self.roll_up(touched)

    def row(self, account: int, round_id: int, sample: Sample) -> Row:
        """Return a sample as a row of the table."""
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
        """Add those rows whose account and time have no sample yet; returns how many."""
        before = self._connection.total_changes
        self._run_all("INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return self._connection.total_changes - before

    def followers_at(self, account: int, at: Millis) -> int | None:
        """Return the follower count of the sample of an account at a time."""
        rows = self._run(
            "SELECT followers FROM sample WHERE hour = ? AND account = ? AND at = ?",
            (hour_of(at), account, at),
        )
        return rows[0][0] if rows else None

    def set_qualities(self, account: int, verdicts: Iterable[tuple[Millis, Quality]]) -> None:
        """Set the quality of samples of an account, and update their rollups."""
        rows = [(PLACE[quality], hour_of(at), account, at) for at, quality in verdicts]
        self._run_all(
            "UPDATE sample SET quality = ? WHERE hour = ? AND account = ? AND at = ?", rows
        )
        self.roll_up({(account, row[1]) for row in rows})

    def roll_up(self, touched: Iterable[tuple[int, int]]) -> None:
        """Recompute the rollups of these (account, hour) pairs."""
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
        """Mark the hours of these rows for `roll_up_marked` in the same transaction."""
        self._run(CREATE_TOUCHED)
        hours = {(row[1], row[0]) for row in rows}
        self._run_all("INSERT OR IGNORE INTO touched VALUES (?, ?)", hours)

    def roll_up_marked(self) -> None:
        """Recompute the rollups of all marked hours at once."""
        self._run(CREATE_TOUCHED)
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

    def fill_missing(self, row: Row) -> None:
        """Fill in the missing counts of a stored sample from a row."""
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
        """Yield (time, followers, stored quality, round) of an account's samples, oldest first.

        They are read in pages, so the caller must not write later samples meanwhile.
        """
        after = -(2**62)
        while True:
            page = self._run(
                "SELECT s.at, s.followers, s.quality, s.round FROM rollup r CROSS JOIN sample s"
                " ON s.hour = r.hour AND s.account = r.account WHERE r.account = ?"
                " AND r.hour >= ? AND s.at > ? ORDER BY r.hour, s.at LIMIT ?",
                (account, max(after // HOUR, -(2**40)), after, PAGE),
            )
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def provenance(self, name: str) -> int:
        """Return the id of a provenance, added if it is new."""
        number = self._provenances.get(name)
        if number is None:
            if len(self._provenances) >= PROVENANCES:
                self._provenances.clear()
            row = self._run(
                "INSERT INTO provenance (name) VALUES (?1) ON CONFLICT (name)"
                " DO UPDATE SET name = ?1 RETURNING id",
                (name,),
            )
            number = self._provenances[name] = int(row[0][0])
        return number
