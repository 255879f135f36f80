"""A file of somebody else's into records: CSV in any dialect and encoding, or JSON."""

import codecs
import csv
import json
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tui.sanitize import clean

DELIMITERS = ";\t|,"
"""A comma may stand in a count: it comes last."""
SNIFFED = 65_536
KEYS_FROM = 200
"""So many objects tell which keys there are."""
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
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise NotReadable(f"{file}: is a directory; name a file of CSV or JSON lines")
        if not stat.S_ISREG(mode):
            raise NotReadable(f"{file}: is no regular file; save it as one, and name that")
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
    csv.field_size_limit(CSV_FIELD)
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
    with file.open(encoding=encoding, errors="replace", newline="") as opened:
        lines = _Remembered(_without_nul(opened))
        reader = csv.reader(lines, delimiter=delimiter)
        line = 1
        while True:
            broken = False
            try:
                cells = next(reader, None)
            except csv.Error:
                cells, broken = [], True
            if cells is None:
                return
            if reader.line_num > line and not _is_one(cells, delimiter):
                # A quote that nobody closed: the lines that it swallowed are read one by one.
                for n, text in enumerate(lines.taken, line):
                    yield n, _alone(text, delimiter)
            elif broken or any(cells):
                yield line, cells
            lines.taken.clear()
            line = reader.line_num + 1


def _alone(text: str, delimiter: str) -> Sequence[str]:
    """Return one line as cells, quotes being letters like any other."""
    try:
        return next(csv.reader([text], delimiter=delimiter, quoting=csv.QUOTE_NONE), ())
    except csv.Error:
        return ()


def _is_one(cells: Sequence[str], delimiter: str) -> bool:
    """Tell whether a row of several lines is one: no cell holds what looks like further rows."""
    return bool(cells) and not any("\n" in cell and delimiter in cell for cell in cells)


class _Remembered:
    """Lines, with those that were taken since they were last forgotten; not without end."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "\ufffd") if "\0" in line else line


def _delimiter(file: Path, encoding: str) -> str:
    """Return what most evenly divides the first lines."""
    with file.open(encoding=encoding, errors="replace", newline="") as opened:
        lines = [line for line, _ in zip(opened, range(20), strict=False) if line.strip()]

    def evenness(delimiter: str) -> float:
        counts: list[int] = []
        with suppress(csv.Error):
            for row in csv.reader(_without_nul(lines), delimiter=delimiter):
                counts.append(len(row))  # noqa: PERF401  (what was read before an error counts)
        usual = max(set(counts), key=counts.count) if counts else 0
        return counts.count(usual) / len(counts) if usual > 1 else 0

    return max(DELIMITERS, key=evenness)


def _json(file: Path, encoding: str) -> Records:
    """Return lines of objects, or what one document holds."""
    lines = _first_lines(file, encoding)
    objects = [value for value in map(_parsed, lines) if isinstance(value, dict)]
    if not objects or (len(lines) == 1 and _held(objects[0])):
        return _document(file, encoding)
    keys = _keys(objects)
    return Records(_columns(keys), _json_lines(file, encoding, keys))


def _first_lines(file: Path, encoding: str) -> list[str]:
    with file.open(encoding=encoding, errors="replace") as opened:
        return list(islice((line for line in opened if line.strip()), KEYS_FROM))


def _parsed(line: str) -> Any:
    try:
        return json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _held(value: dict[str, Any]) -> list[Any]:
    """Return the list of objects that an object holds."""
    return next((v for v in value.values() if isinstance(v, list) and v), [])


def _keys(objects: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for value in objects for key in value))


def _columns(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean(key) for key in keys)


def _json_lines(
    file: Path, encoding: str, keys: Sequence[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    with file.open(encoding=encoding, errors="replace") as opened:
        for number, line in enumerate(opened, 1):
            if line.strip():
                value = _parsed(line)
                yield number, _cells(value, keys) if isinstance(value, dict) else ()


def _document(file: Path, encoding: str) -> Records:
    """Return the rows of one JSON document: a list of objects, or an object that holds one."""
    if file.stat().st_size > MAX_JSON:
        raise NotReadable(f"{file}: is too large for one JSON document; write it as JSON lines")
    try:
        value = json.loads(file.read_text(encoding=encoding, errors="replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise NotReadable(f"{file}: is no JSON that can be read; one object on each line") from None
    if isinstance(value, dict):
        value = _held(value) or [value]
    found = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    if not found:
        raise NotReadable(f"{file}: holds no list of objects")
    keys = _keys(found[:KEYS_FROM])
    rows = ((n, _cells(item, keys)) for n, item in enumerate(found, 1))
    return Records(_columns(keys), rows)


def _cells(value: dict[str, Any], keys: Sequence[str]) -> list[str]:
    return [_text(value.get(key)) for key in keys]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | list | dict):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
