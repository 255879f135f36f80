"""Reads follow lists from a log, as they were known at a time."""

from collections.abc import Sequence
from typing import Any

from tui.model import Account, Followee, FollowList, Millis
from tui.store.rows import ACCOUNT, Rows
from tui.store.schema import DOUBTED, hour_of

FOLLOWERS = (
    "(SELECT s.followers FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"
    " AND s.account = r.account WHERE r.account = f.followee AND r.hour <= ?3 AND s.at <= ?2"
    " AND s.followers IS NOT NULL AND s.quality NOT IN (?4, ?5)"
    " ORDER BY r.hour DESC, s.at DESC LIMIT 1)"
)
"""The last trusted follower count of a followee."""


class ReadsFollows(Rows):
    """Reads follow lists."""

    def follow_list(
        self, account: Account, at: Millis, celebrity_from: int = 100_000
    ) -> FollowList:
        """Return the follow list of an account as known at a time, ordered by handle.

        Where it is unknown whether a followee is a celebrity, `celebrity_from` followers make one.
        """
        rows = self._rows(
            "SELECT iif(f.answered_at <= ?2, f.follows_back, NULL), f.celebrity, f.first_seen,"  # noqa: S608
            f" f.last_seen, f.gone_at, {FOLLOWERS}, {ACCOUNT}"
            " FROM follow f JOIN account a ON a.id = f.followee"
            " WHERE f.follower = ?1 AND f.first_seen <= ?2 ORDER BY a.handle",
            (account.id, at, hour_of(at), *DOUBTED),
        )
        followees = tuple(self._followee(row, at, celebrity_from) for row in rows)
        following = self.latest_count(account, at, "following")
        present = sum(followee.gone_at is None for followee in followees)
        reading = self._rows(
            "SELECT finished_at, why FROM reading WHERE account = ?", (account.id,)
        )
        is_finished = bool(reading) and reading[0][0] is not None and reading[0][0] <= at
        why = self._from_rows.text(reading[0][1]) if is_finished else ""
        return FollowList(
            account=account,
            at=at,
            followees=followees,
            following=following,
            complete=not why and (is_finished or (following is not None and present >= following)),
            followers=self.latest_count(account, at, "followers"),
            why=why,
            read_at=reading[0][0] if is_finished else None,
        )

    def follows(self, account: Account) -> list[tuple[Followee, str, Millis | None]]:
        """Return every stored follow of an account, ordered by handle.

        Each comes with its provenance and the time its answer on following back became known.
        """
        rows = self._rows(
            "SELECT f.follows_back, f.celebrity, f.first_seen, f.last_seen, f.gone_at, p.name,"  # noqa: S608
            f" f.answered_at, {ACCOUNT} FROM follow f JOIN account a ON a.id = f.followee"
            " JOIN provenance p ON p.id = f.provenance WHERE f.follower = ? ORDER BY a.handle",
            (account.id,),
        )
        return [
            (
                Followee(
                    account=self._from_rows.account(row[7:]),
                    follows_back=None if row[0] is None else bool(row[0]),
                    celebrity=None if row[1] is None else bool(row[1]),
                    first_seen=row[2],
                    last_seen=row[3],
                    gone_at=row[4],
                ),
                self._from_rows.text(row[5]),
                row[6],
            )
            for row in rows
        ]

    def follow_list_version(self, account: Account, at: Millis) -> tuple[Any, ...]:
        """Return a value that changes whenever the follow list of an account does."""
        totals = self._rows(
            "SELECT count(*), max(last_seen), total(gone_at <= ?2), total(answered_at <= ?2),"
            " max(iif(answered_at <= ?2, answered_at, 0))"
            " FROM follow WHERE follower = ?1 AND first_seen <= ?2",
            (account.id, at),
        )
        reading = self._rows(
            "SELECT finished_at, why FROM reading WHERE account = ?", (account.id,)
        )
        return (*totals[0], *reading)

    def _followee(self, row: Sequence[Any], at: Millis, celebrity_from: int) -> Followee:
        back, celebrity, first_seen, last_seen, gone_at, followers = row[:6]
        if celebrity is None and followers is not None:
            celebrity = followers >= celebrity_from
        return Followee(
            account=self._from_rows.account(row[6:]),
            follows_back=None if back is None else bool(back),
            celebrity=None if celebrity is None else bool(celebrity),
            followers=followers,
            first_seen=first_seen,
            last_seen=min(last_seen, at),
            gone_at=gone_at if gone_at is not None and gone_at <= at else None,
        )

    def latest_count(self, account: Account, at: Millis, column: str) -> int | None:
        """Return the newest trusted value, at a time, of a column with a count, such as `posts`."""
        rows = self._rows(
            f"SELECT s.{column} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account WHERE r.account = ? AND r.hour <= ? AND s.at <= ?"
            f" AND s.{column} IS NOT NULL AND s.quality NOT IN (?, ?)"
            " ORDER BY r.hour DESC, s.at DESC LIMIT 1",
            (account.id, hour_of(at), at, *DOUBTED),
        )
        return rows[0][0] if rows else None
