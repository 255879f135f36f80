"""JSON: one object on one line, with the race's name and the rows under what they are."""

import json
from typing import TextIO

from tui.exchange.exporting.rows import Rows


def write(table: Rows, out: TextIO) -> None:
    """Write a table as one JSON object, row by row."""
    out.write(f'{{"race": {json.dumps(table.race, ensure_ascii=False)}, "{table.what}": [')
    for place, row in enumerate(table.rows):
        out.write((", " if place else "") + json.dumps(row, ensure_ascii=False))
    out.write("]}\n")
