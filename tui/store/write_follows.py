"""Writes follow lists, and the progress of reading them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui.model import Followee, Millis
from tui.store.write_samples import WritesSamples


@dataclass(frozen=True, slots=True)
class ListReading:
    """The progress of reading one follow list; `cursor` is where it resumes.

    `why` is the reason the source gave for not showing the list, or "".
    """

    started_at: Millis
    cursor: str | None = None
    read: int = 0
    finished_at: Millis | None = None
    why: str = ""


class WritesFollows(WritesSamples):
    """Writes follow lists."""

    def add_follows(self, follower: int, followees: Iterable[tuple[Followee, str]]) -> None:
        """Add followees of an account, each with its provenance; account ids are the log's.

        A known answer is kept where this one has none, and a followee that had left is back.
        """
        self._run_all(
            "INSERT INTO follow (follower, followee, follows_back, answered_at, celebrity,"
            " first_seen, last_seen, gone_at, provenance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET"
            " answered_at = iif(excluded.follows_back IS NULL OR follows_back IS"
            "  excluded.follows_back, answered_at, excluded.last_seen),"
            " follows_back = coalesce(excluded.follows_back, follows_back),"
            " celebrity = coalesce(excluded.celebrity, celebrity),"
            " first_seen = min(first_seen, excluded.first_seen),"
            " last_seen = max(last_seen, excluded.last_seen), gone_at = excluded.gone_at,"
            " provenance = excluded.provenance",
            [
                (
                    follower,
                    f.account.id,
                    f.follows_back,
                    None if f.follows_back is None else f.first_seen,
                    f.celebrity,
                    f.first_seen,
                    f.last_seen,
                    f.gone_at,
                    self.provenance(provenance),
                )
                for f, provenance in followees
            ],
        )

    def merge_follows(
        self, follower: int, followees: Iterable[tuple[Followee, str, Millis | None]]
    ) -> None:
        """Add the follows of an account from another log, each with the time of its answer.

        Whatever this log knows from a later time is kept.
        """
        self._run_all(
            "INSERT INTO follow (follower, followee, follows_back, answered_at, celebrity,"
            " first_seen, last_seen, gone_at, provenance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET"
            " follows_back = iif(coalesce(excluded.answered_at, 0) > coalesce(answered_at, 0),"
            "  excluded.follows_back, follows_back),"
            " answered_at = iif(coalesce(excluded.answered_at, 0) > coalesce(answered_at, 0),"
            "  excluded.answered_at, answered_at),"
            " celebrity = iif(excluded.last_seen > last_seen,"
            "  coalesce(excluded.celebrity, celebrity), coalesce(celebrity, excluded.celebrity)),"
            " gone_at = iif(excluded.last_seen > last_seen, excluded.gone_at, gone_at),"
            " provenance = iif(excluded.last_seen > last_seen, excluded.provenance, provenance),"
            " first_seen = min(first_seen, excluded.first_seen),"
            " last_seen = max(last_seen, excluded.last_seen)",
            [
                (
                    follower,
                    f.account.id,
                    f.follows_back,
                    answered_at,
                    f.celebrity,
                    f.first_seen,
                    f.last_seen,
                    f.gone_at,
                    self.provenance(provenance),
                )
                for f, provenance, answered_at in followees
            ],
        )

    def mark_gone(self, follower: int, followees: Iterable[int], at: Millis) -> None:
        """Mark followees, by id, as no longer followed by an account since a time."""
        self._run_all(
            "UPDATE follow SET gone_at = ? WHERE follower = ? AND followee = ? AND gone_at IS NULL",
            [(at, follower, followee) for followee in followees],
        )

    def set_follows_back(self, follower: int, answers: Mapping[int, bool], at: Millis) -> None:
        """Set whether each followee of an account, by id, follows back, as known at a time."""
        self._run_all(
            "UPDATE follow SET answered_at = iif(follows_back IS ?1, answered_at, ?2),"
            " follows_back = ?1 WHERE follower = ?3 AND followee = ?4",
            [(follows, at, follower, followee) for followee, follows in answers.items()],
        )

    def save_reading(self, follower: int, reading: ListReading) -> None:
        """Save the progress of reading an account's follow list."""
        self._run(
            "INSERT OR REPLACE INTO reading (account, started_at, cursor, read, finished_at, why)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                follower,
                reading.started_at,
                reading.cursor,
                reading.read,
                reading.finished_at,
                reading.why,
            ),
        )

    def reading(self, follower: int) -> ListReading | None:
        """Return the progress of reading an account's follow list."""
        rows = self._run(
            "SELECT started_at, cursor, read, finished_at, why FROM reading WHERE account = ?",
            (follower,),
        )
        return ListReading(*rows[0]) if rows else None
