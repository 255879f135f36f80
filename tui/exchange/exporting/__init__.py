"""Exporting data: one module per format; FORMATS lists those a user can ask for by name."""

from collections.abc import Callable, Mapping
from typing import TextIO

from tui.exchange.exporting import as_csv, as_json, as_jsonl
from tui.exchange.exporting.rows import Cell, ExportRow, ExportTable

FORMATS: Mapping[str, Callable[[ExportTable, TextIO], None]] = {
    "csv": as_csv.write,
    "json": as_json.write,
    "jsonl": as_jsonl.write,
}

__all__ = ["FORMATS", "Cell", "ExportRow", "ExportTable"]
