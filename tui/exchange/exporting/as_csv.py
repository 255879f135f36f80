"""CSV: a header, then one line per row; unknown values are empty."""

import csv
from typing import TextIO

from tui.exchange.exporting.rows import Cell, ExportTable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a text that starts with one of these as a formula."""


def write(table: ExportTable, out: TextIO) -> None:
    """Write a table as CSV, with \\n at the end of each line."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(row[column]) for column in table.columns] for row in table.rows)


def unguarded(text: str) -> str:
    """Return a cell without the quote that an export puts before a formula-like text."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _cell(value: Cell) -> Cell:
    """Return a CSV cell that no spreadsheet runs as a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
