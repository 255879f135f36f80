"""Getting data out: a module for each format; who is listed here can be asked for by name."""

from collections.abc import Callable, Mapping
from typing import TextIO

from tui.exchange.exporting import as_csv, as_json, as_jsonl
from tui.exchange.exporting.rows import Cell, Rows

FORMATS: Mapping[str, Callable[[Rows, TextIO], None]] = {
    "csv": as_csv.write,
    "json": as_json.write,
    "jsonl": as_jsonl.write,
}

__all__ = ["FORMATS", "Cell", "Rows"]
