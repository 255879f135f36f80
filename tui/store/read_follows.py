"""Whom an account follows, out of a log: as of a time, in one query."""

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
"""The followers of a followee as last read."""


class ReadsFollows(Rows):
    """Reads who follows whom."""

    def follow_list(
        self, account: Account, at: Millis, celebrity_from: int = 100_000
    ) -> FollowList:
        """Return whom an account was known to follow at a time, by handle.

        Where nobody says whether a followee is a celebrity, its followers do, from so many on.
        """
        rows = self._rows(
            "SELECT iif(f.answered_at <= ?2, f.follows_back, NULL), f.celebrity, f.first_seen,"  # noqa: S608
            f" f.last_seen, f.gone_at, {FOLLOWERS}, {ACCOUNT}"
            " FROM follow f JOIN account a ON a.id = f.followee"
            " WHERE f.follower = ?1 AND f.first_seen <= ?2 ORDER BY a.handle",
            (account.id, at, hour_of(at), *DOUBTED),
        )
        followees = tuple(self._followee(row, at, celebrity_from) for row in rows)
        following = self.latest(account, at, "following")
        listed = sum(followee.gone_at is None for followee in followees)
        read = self._rows("SELECT finished_at, why FROM reading WHERE account = ?", (account.id,))
        over = bool(read) and read[0][0] is not None and read[0][0] <= at
        why = self._nouns.words(read[0][1]) if over else ""
        return FollowList(
            account=account,
            at=at,
            followees=followees,
            following=following,
            complete=not why and (over or (following is not None and listed >= following)),
            followers=self.latest(account, at, "followers"),
            why=why,
            read_at=read[0][0] if over else None,
        )

    def follows(self, account: Account) -> list[tuple[Followee, str, Millis | None]]:
        """Return whom an account follows just as it is written down.

        Each with its provenance, and when its answer was known.
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
                    account=self._nouns.account(row[7:]),
                    follows_back=None if row[0] is None else bool(row[0]),
                    celebrity=None if row[1] is None else bool(row[1]),
                    first_seen=row[2],
                    last_seen=row[3],
                    gone_at=row[4],
                ),
                self._nouns.words(row[5]),
                row[6],
            )
            for row in rows
        ]

    def follow_list_mark(self, account: Account, at: Millis) -> tuple[Any, ...]:
        """Return what differs whenever the circle of an account would differ; cheap to ask."""
        told = self._rows(
            "SELECT count(*), max(last_seen), total(gone_at <= ?2), total(answered_at <= ?2),"
            " max(iif(answered_at <= ?2, answered_at, 0))"
            " FROM follow WHERE follower = ?1 AND first_seen <= ?2",
            (account.id, at),
        )
        read = self._rows("SELECT finished_at, why FROM reading WHERE account = ?", (account.id,))
        return (*told[0], *read)

    def _followee(self, row: Sequence[Any], at: Millis, celebrity_from: int) -> Followee:
        back, celebrity, first_seen, last_seen, gone_at, followers = row[:6]
        if celebrity is None and followers is not None:
            celebrity = followers >= celebrity_from
        return Followee(
            account=self._nouns.account(row[6:]),
            follows_back=None if back is None else bool(back),
            celebrity=None if celebrity is None else bool(celebrity),
            followers=followers,
            first_seen=first_seen,
            last_seen=min(last_seen, at),
            gone_at=gone_at if gone_at is not None and gone_at <= at else None,
        )

    def latest(self, account: Account, at: Millis, column: str) -> int | None:
        """Return what a trusted reading of an account last said until a time, in a column."""
        rows = self._rows(
            f"SELECT s.{column} FROM rollup r CROSS JOIN sample s ON s.hour = r.hour"  # noqa: S608
            " AND s.account = r.account WHERE r.account = ? AND r.hour <= ? AND s.at <= ?"
            f" AND s.{column} IS NOT NULL AND s.quality NOT IN (?, ?)"
            " ORDER BY r.hour DESC, s.at DESC LIMIT 1",
            (account.id, hour_of(at), at, *DOUBTED),
        )
        return rows[0][0] if rows else None
