"""Reading the table in a file: CSV in any dialect and encoding, or JSON."""

import codecs
import csv
import json
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from tui.sanitize import clean

DELIMITERS = ";\t|,"
"""The comma is last because counts may contain commas."""
HEAD_BYTES = 65_536
KEY_SAMPLE = 200
"""The keys of this many objects become the columns."""
MAX_JSON = 256_000_000
"""Bytes; a JSON document is held in memory whole, unlike JSON lines."""
CSV_FIELD = 1_000_000
SQLITE = b"SQLite format 3\0"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotReadable(Exception):
    """A file cannot be imported; the message says in one line why, and what to do."""


@dataclass(frozen=True, slots=True)
class Records:
    """The column names of a table, and (line, cells) of each row; rows may differ in length."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[str]]]


def is_log(file: Path) -> bool:
    """Return whether a file is a SQLite database."""
    return _head(file).startswith(SQLITE)


def records(file: Path) -> Records:
    """Return the table in a file; raises NotReadable."""
    head = _head(file)
    if not head.strip():
        raise NotReadable(f"{file}: is empty")
    encoding = _encoding(file, head)
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    return _json(file, encoding) if text[:1] in "{[" else _csv(file, encoding)


def _head(file: Path) -> bytes:
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise NotReadable(f"{file}: is a directory; give a CSV or JSON lines file")
        if not stat.S_ISREG(mode):
            raise NotReadable(f"{file}: is not a regular file; save it as one first")
        with file.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except OSError as error:
        raise NotReadable(f"{file}: cannot be read: {error.strerror}") from None


def _encoding(file: Path, head: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        raise NotReadable(f"{file}: is not a text table; give a CSV or JSON lines file")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as stream:
            while part := stream.read(1 << 20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _csv(file: Path, encoding: str) -> Records:
    csv.field_size_limit(CSV_FIELD)
    delimiter = _delimiter(file, encoding)
    rows = _csv_rows(file, encoding, delimiter)
    first = next(rows, None)
    if first is None or len(first[1]) < 2:
        raise NotReadable(f"{file}: is not a table: its first line has fewer than two columns")
    columns = tuple(clean(cell) for cell in first[1])
    if _is_data(first[1]):
        numbered = tuple(str(number) for number in range(1, len(columns) + 1))
        return Records(numbered, chain([first], rows))
    return Records(columns, rows)


def _is_data(cells: Sequence[str]) -> bool:
    """Return whether a first line is data, not a heading: one of its cells starts with a digit."""
    return any(cell.strip()[:1].isdigit() for cell in cells)


def _csv_rows(file: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    with file.open(encoding=encoding, errors="replace", newline="") as stream:
        lines = _LineRecorder(_without_nul(stream))
        reader = csv.reader(lines, delimiter=delimiter)
        line = 1
        while True:
            failed = False
            try:
                cells = next(reader, None)
            except csv.Error:
                cells, failed = [], True
            if cells is None:
                return
            if reader.line_num > line and not _is_single_row(cells, delimiter):
                # A quote was never closed: read the lines it swallowed one by one.
                for n, text in enumerate(lines.recent, line):
                    yield n, _split_unquoted(text, delimiter)
            elif failed or any(cells):
                yield line, cells
            lines.recent.clear()
            line = reader.line_num + 1


def _split_unquoted(text: str, delimiter: str) -> Sequence[str]:
    """Return the cells of one line, treating quotes as ordinary characters."""
    try:
        return next(csv.reader([text], delimiter=delimiter, quoting=csv.QUOTE_NONE), ())
    except csv.Error:
        return ()


def _is_single_row(cells: Sequence[str], delimiter: str) -> bool:
    """Return whether a row of several lines is really one: no cell looks like more rows."""
    return bool(cells) and not any("\n" in cell and delimiter in cell for cell in cells)


class _LineRecorder:
    """Passes lines on and records them in `recent`, which the reader clears after each row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.recent: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.recent.append(line)
        return line


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "\ufffd") if "\0" in line else line


def _delimiter(file: Path, encoding: str) -> str:
    """Return the delimiter that divides the first lines most evenly."""
    with file.open(encoding=encoding, errors="replace", newline="") as stream:
        lines = [line for line, _ in zip(stream, range(20), strict=False) if line.strip()]

    def evenness(delimiter: str) -> float:
        counts: list[int] = []
        with suppress(csv.Error):
            for row in csv.reader(_without_nul(lines), delimiter=delimiter):
                counts.append(len(row))  # noqa: PERF401  (rows before an error count)
        usual = max(set(counts), key=counts.count) if counts else 0
        return counts.count(usual) / len(counts) if usual > 1 else 0

    return max(DELIMITERS, key=evenness)


def _json(file: Path, encoding: str) -> Records:
    """Return the table in JSON lines or in one JSON document."""
    lines = _first_lines(file, encoding)
    objects = [value for value in map(_parse_line, lines) if isinstance(value, dict)]
    if not objects or (len(lines) == 1 and _first_list(objects[0])):
        return _document(file, encoding)
    keys = _keys(objects)
    return Records(_columns(keys), _json_lines(file, encoding, keys))


def _first_lines(file: Path, encoding: str) -> list[str]:
    with file.open(encoding=encoding, errors="replace") as stream:
        return list(islice((line for line in stream if line.strip()), KEY_SAMPLE))


def _parse_line(line: str) -> Any:
    try:
        return json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _first_list(value: dict[str, Any]) -> list[Any]:
    """Return the first list in an object that is not empty."""
    return next((v for v in value.values() if isinstance(v, list) and v), [])


def _keys(objects: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for value in objects for key in value))


def _columns(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean(key) for key in keys)


def _json_lines(
    file: Path, encoding: str, keys: Sequence[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    with file.open(encoding=encoding, errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                value = _parse_line(line)
                yield number, _cells(value, keys) if isinstance(value, dict) else ()


def _document(file: Path, encoding: str) -> Records:
    """Return the table in one JSON document: a list of objects, or an object with such a list."""
    if file.stat().st_size > MAX_JSON:
        raise NotReadable(f"{file}: is too large for one JSON document; convert it to JSON lines")
    try:
        value = json.loads(file.read_text(encoding=encoding, errors="replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise NotReadable(f"{file}: is not valid JSON; write one object per line") from None
    if isinstance(value, dict):
        value = _first_list(value) or [value]
    found = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    if not found:
        raise NotReadable(f"{file}: contains no list of objects")
    keys = _keys(found[:KEY_SAMPLE])
    rows = ((n, _cells(item, keys)) for n, item in enumerate(found, 1))
    return Records(_columns(keys), rows)


def _cells(value: dict[str, Any], keys: Sequence[str]) -> list[str]:
    return [_cell_text(value.get(key)) for key in keys]


def _cell_text(value: Any) -> str:
    if value is None or isinstance(value, bool | list | dict):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
