"""What is exported: named columns, rows by column, and what the whole is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that may be read once; `race` and `what` name it."""

    race: str
    what: str
    columns: tuple[str, ...]
    rows: Iterable[Mapping[str, Cell]]
