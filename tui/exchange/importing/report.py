"""What an import took, and what it did not."""

from dataclasses import dataclass, field

NAMED = 100
"""So many skipped rows are named one by one."""


@dataclass(slots=True)
class Report:
    """What an import took: new samples, ones that were there already, rows without a count.

    `skipped` says where (a line, or an account and a time) and what was wrong there; `unnamed`
    are more than are named.
    """

    taken: int = 0
    known: int = 0
    blank: int = 0
    rounded: int = 0
    doubted: int = 0
    contradicted: int = 0
    accounts: set[str] = field(default_factory=set)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unnamed: int = 0
    columns: str = ""

    def skip(self, where: str, why: str) -> None:
        """Note that something was not taken."""
        if len(self.skipped) < NAMED:
            self.skipped.append((where, why))
        else:
            self.unnamed += 1

    def contradict(self, where: str, there: int | None) -> None:
        """Note that the log has another count at that time."""
        self.contradicted += 1
        self.skip(
            where, f"that time has the count {'?' if there is None else f'{there:,}'} already"
        )
