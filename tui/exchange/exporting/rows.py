"""An exported table: its name, its columns and its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Cell = str | int | float | bool | None
ExportRow = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table to export: `what` ("samples", "events", ...) of `race`. Its rows are read once."""

    race: str
    what: str
    columns: tuple[str, ...]
    rows: Iterable[Mapping[str, Cell]]
