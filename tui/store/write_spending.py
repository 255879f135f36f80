"""Writes what was paid to sources that charge money, in millionths of a dollar."""

from collections.abc import Iterable, Sequence

from tui.model import DAY, Millis
from tui.store.transaction import Transactions

STOPPED = "stopped until"
"""Resource of the row for a source that refuses to serve; its amount is the end of the refusal."""


class WritesSpending(Transactions):
    """Writes what each resource cost on each UTC day."""

    def spent(self, source: str, since: Millis) -> int:
        """Return what was paid to a source since the UTC day of a time."""
        rows = self._run(
            "SELECT coalesce(sum(micros), 0) FROM spending WHERE source = ? AND day >= ?"
            " AND resource != ?",
            (source, since // DAY, STOPPED),
        )
        return int(rows[0][0])

    def paid(self, source: str, resources: Sequence[str], at: Millis) -> set[str]:
        """Return which of these resources were paid for on the UTC day of a time."""
        return {
            resource
            for resource in resources
            if self._run(
                "SELECT 1 FROM spending WHERE source = ? AND day = ? AND resource = ?",
                (source, at // DAY, resource),
            )
        }

    def pay(self, source: str, resources: Iterable[str], micros: int, at: Millis) -> None:
        """Record a payment of `micros` for each resource, on the UTC day of a time."""
        day = at // DAY
        self._run_all(
            "INSERT OR REPLACE INTO spending (source, day, resource, micros) VALUES (?, ?, ?, ?)",
            [(source, day, resource, micros) for resource in resources],
        )

    def give_back(self, source: str, resources: Iterable[str], at: Millis) -> None:
        """Delete the payments for these resources on the UTC day of a time."""
        self._run_all(
            "DELETE FROM spending WHERE source = ? AND day = ? AND resource = ?",
            [(source, at // DAY, resource) for resource in resources],
        )

    def stop_paying(self, source: str, until: Millis) -> None:
        """Record that a source refuses to serve until a time."""
        self._run(
            "INSERT OR REPLACE INTO spending (source, day, resource, micros) VALUES (?, 0, ?, ?)",
            (source, STOPPED, until),
        )

    def stopped_until(self, source: str) -> Millis:
        """Return until when a source refuses to serve; 0 if it never did."""
        rows = self._run(
            "SELECT micros FROM spending WHERE source = ? AND day = 0 AND resource = ?",
            (source, STOPPED),
        )
        return int(rows[0][0]) if rows else 0
