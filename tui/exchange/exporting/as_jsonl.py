"""JSON lines: one object per row; unknown values are null."""

import json
from typing import TextIO

from tui.exchange.exporting.rows import ExportTable


def write(table: ExportTable, out: TextIO) -> None:
    """Write a table as JSON lines."""
    for row in table.rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
