"""The report of an import: what was added, and what was skipped and why."""

from dataclasses import dataclass, field

MAX_LISTED = 100
"""Skipped rows that are listed one by one; further ones are only counted."""


@dataclass(slots=True)
class Report:
    """Counts of the samples an import added and of the rows it did not.

    `skipped` lists where each skipped row is (a line, or an account and a time) and the reason;
    `unlisted` counts further skipped rows.
    """

    added: int = 0
    duplicates: int = 0
    blank: int = 0
    rounded: int = 0
    suspect: int = 0
    conflicts: int = 0
    accounts: set[str] = field(default_factory=set)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unlisted: int = 0
    columns: str = ""

    def skip(self, where: str, why: str) -> None:
        """Note that a row was skipped."""
        if len(self.skipped) < MAX_LISTED:
            self.skipped.append((where, why))
        else:
            self.unlisted += 1

    def skip_conflict(self, where: str, stored: int | None) -> None:
        """Note that a row was skipped because the log has another count at that time."""
        self.conflicts += 1
        count = "?" if stored is None else f"{stored:,}"
        self.skip(where, f"the log already has {count} at that time")
