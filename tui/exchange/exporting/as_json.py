"""JSON: one object on one line, with the race's name and a list of rows."""

import json
from typing import TextIO

from tui.exchange.exporting.rows import ExportTable


def write(table: ExportTable, out: TextIO) -> None:
    """Write a table as one JSON object, row by row."""
    out.write(f'{{"race": {json.dumps(table.race, ensure_ascii=False)}, "{table.what}": [')
    for index, row in enumerate(table.rows):
        out.write((", " if index else "") + json.dumps(row, ensure_ascii=False))
    out.write("]}\n")
