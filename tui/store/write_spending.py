"""Into the log: what was paid to sources that take money, in millionths of a dollar."""

from collections.abc import Iterable, Sequence

from tui.model import DAY, Millis
from tui.store.transaction import Transactions

STOPPED = "stopped until"
"""What stands for a source that gives nothing more; in the place of an amount, the time."""


class WritesSpending(Transactions):
    """What each thing cost on each day, by UTC."""

    def spent(self, source: str, since: Millis) -> int:
        """Return what was paid to a source since the day of a time."""
        rows = self._run(
            "SELECT coalesce(sum(micros), 0) FROM spending WHERE source = ? AND day >= ?"
            " AND resource != ?",
            (source, since // DAY, STOPPED),
        )
        return int(rows[0][0])

    def paid(self, source: str, resources: Sequence[str], at: Millis) -> set[str]:
        """Return those of some resources that were paid for on the day of a time."""
        return {
            resource
            for resource in resources
            if self._run(
                "SELECT 1 FROM spending WHERE source = ? AND day = ? AND resource = ?",
                (source, at // DAY, resource),
            )
        }

    def pay(self, source: str, resources: Iterable[str], micros: int, at: Millis) -> None:
        """Note that each of some resources costs so much, on the day of a time."""
        day = at // DAY
        self._run_all(
            "INSERT OR REPLACE INTO spending (source, day, resource, micros) VALUES (?, ?, ?, ?)",
            [(source, day, resource, micros) for resource in resources],
        )

    def give_back(self, source: str, resources: Iterable[str], at: Millis) -> None:
        """Note that some resources of the day of a time cost nothing after all."""
        self._run_all(
            "DELETE FROM spending WHERE source = ? AND day = ? AND resource = ?",
            [(source, at // DAY, resource) for resource in resources],
        )

    def stop_paying(self, source: str, until: Millis) -> None:
        """Note that a source gives nothing more until a time."""
        self._run(
            "INSERT OR REPLACE INTO spending (source, day, resource, micros) VALUES (?, 0, ?, ?)",
            (source, STOPPED, until),
        )

    def stopped_until(self, source: str) -> Millis:
        """Return until when a source gives nothing; 0 where it never said so."""
        rows = self._run(
            "SELECT micros FROM spending WHERE source = ? AND day = 0 AND resource = ?",
            (source, STOPPED),
        )
        return int(rows[0][0]) if rows else 0
