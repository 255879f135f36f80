"""JSON lines: an object a row; what is unknown is null."""

import json
from typing import TextIO

from tui.exchange.exporting.rows import Rows


def write(table: Rows, out: TextIO) -> None:
    """Write a table as JSON lines."""
    for row in table.rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
