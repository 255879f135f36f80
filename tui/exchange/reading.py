"""A file of somebody else's into records: CSV in any dialect and encoding, or JSON."""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.formats import clean

DELIMITERS = ",;\t|"
SNIFFED = 65_536
MAX_JSON = 256_000_000
"""Bytes; a JSON document is held in memory as a whole, unlike lines of it."""
CSV_FIELD = 1_000_000
SQLITE = b"SQLite format 3\0"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotReadable(Exception):
    """A file cannot be taken; the message is one line that says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Records:
    """A table: its columns, and (line, cells) for each row; a row may be shorter or longer."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[str]]]


def is_log(file: Path) -> bool:
    """Tell whether a file is a SQLite database."""
    return _head(file).startswith(SQLITE)


def records(file: Path) -> Records:
    """Return the table that a file holds; raises NotReadable."""
    head = _head(file)
    if not head.strip():
        raise NotReadable(f"{file}: is empty")
    encoding = _encoding(file, head)
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    return _json(file, encoding) if text[:1] in "{[" else _csv(file, encoding)


def _head(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise NotReadable(f"{file}: is a directory; name a file of CSV or JSON lines")
        with file.open("rb") as opened:
            return opened.read(SNIFFED)
    except OSError as error:
        raise NotReadable(f"{file}: cannot be read: {error.strerror}") from None


def _encoding(file: Path, head: bytes) -> str:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        raise NotReadable(f"{file}: is no table of text; name a file of CSV or JSON lines")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as opened:
            while part := opened.read(1 << 20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _csv(file: Path, encoding: str) -> Records:
    delimiter = _delimiter(file, encoding)
    rows = _csv_rows(file, encoding, delimiter)
    first = next(rows, None)
    if first is None or len(first[1]) < 2:
        raise NotReadable(f"{file}: is no table: its first line has no two columns")
    columns = tuple(clean(cell) for cell in first[1])
    if _is_data(first[1]):
        numbered = tuple(str(place) for place in range(1, len(columns) + 1))
        return Records(numbered, _again(first, rows))
    return Records(columns, rows)


def _is_data(cells: Sequence[str]) -> bool:
    """Tell whether a first line is no heading: a cell of it is a number."""
    return any(cell.strip()[:1].isdigit() for cell in cells)


def _again(
    first: tuple[int, Sequence[str]], rows: Iterator[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, Sequence[str]]]:
    yield first
    yield from rows


def _csv_rows(file: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    csv.field_size_limit(CSV_FIELD)
    with file.open(encoding=encoding, errors="replace", newline="") as opened:
        reader = csv.reader(_without_nul(opened), delimiter=delimiter)
        while True:
            try:
                for cells in reader:
                    if any(cells):
                        yield reader.line_num, cells
                return
            except csv.Error:
                yield reader.line_num, ()


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "\ufffd") if "\0" in line else line


def _delimiter(file: Path, encoding: str) -> str:
    """Return what most evenly divides the first lines."""
    with file.open(encoding=encoding, errors="replace", newline="") as opened:
        lines = [line for line, _ in zip(opened, range(20), strict=False) if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(_without_nul(lines), delimiter=delimiter)]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=evenness)


def _json(file: Path, encoding: str) -> Records:
    first = _first_object(file, encoding)
    if first is None:
        return _document(file, encoding)
    rows = _json_lines(file, encoding, columns := _columns(first))
    return Records(columns, rows)


def _first_object(file: Path, encoding: str) -> dict[str, Any] | None:
    """Return the object on the first line, where a file is one of lines."""
    with file.open(encoding=encoding, errors="replace") as opened:
        line = next((line for line in opened if line.strip()), "")
    try:
        value = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    held = isinstance(value, dict) and any(isinstance(v, list) for v in value.values())
    return value if isinstance(value, dict) and not held else None


def _json_lines(
    file: Path, encoding: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, Sequence[str]]]:
    with file.open(encoding=encoding, errors="replace") as opened:
        for number, line in enumerate(opened, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError):
                value = None
            yield number, _cells(value, columns) if isinstance(value, dict) else ()


def _document(file: Path, encoding: str) -> Records:
    """Return the rows of one JSON document: a list of objects, or an object that holds one."""
    if file.stat().st_size > MAX_JSON:
        raise NotReadable(f"{file}: is too large for one JSON document; write it as JSON lines")
    try:
        value = json.loads(file.read_text(encoding=encoding, errors="replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise NotReadable(f"{file}: is no JSON that can be read; one object on each line") from None
    if isinstance(value, dict):
        value = next((held for held in value.values() if isinstance(held, list)), [value])
    found = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    if not found:
        raise NotReadable(f"{file}: holds no list of objects")
    columns = _columns(found[0])
    return Records(columns, ((n, _cells(item, columns)) for n, item in enumerate(found, 1)))


def _columns(first: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(key) for key in first)


def _cells(value: dict[str, Any], columns: tuple[str, ...]) -> list[str]:
    return [_text(value.get(column)) for column in columns]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | list | dict):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
