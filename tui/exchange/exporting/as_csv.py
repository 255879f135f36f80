"""CSV: a header line, then a line a row; what is unknown is empty."""

import csv
from typing import TextIO

from tui.exchange.exporting.rows import Cell, Rows

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(table: Rows, out: TextIO) -> None:
    """Write a table as CSV, with \\n at the end of each line."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(row[column]) for column in table.columns] for row in table.rows)


def unguarded(text: str) -> str:
    """Return a text as it was before it was guarded against being taken for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _cell(value: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
