"""Reading tables from files: any CSV dialect, any encoding, any layout of JSON."""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.files import lines
from tui.exchange.importing.read_file import NotReadable, is_log, records

COLUMNS = ("date", "followers")
ROWS = [("2020-01-01", "5"), ("2020-01-02", "6"), ("2020-01-03", "7")]
PLAIN = lines([5, 6, 7])

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def read(folder: Path, data: bytes | str) -> Table:
    """Return the columns and rows of a file with this content."""
    file = folder / "theirs"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    table = records(file)
    return table.columns, [tuple(cells) for _, cells in table.rows]


def line_numbers(folder: Path, text: str) -> list[int]:
    """Return the line number of each row of a file."""
    (folder / "theirs").write_text(text, encoding="utf-8", newline="")
    return [line for line, _ in records(folder / "theirs").rows]


def test_columns_may_be_separated_by_a_comma_semicolon_tab_or_bar(tmp_path: Path) -> None:
    for delimiter, count in product(",;\t|", ("1234567", "1 234 567", "1.234.567", "1'234'567")):
        text = PLAIN.replace(",", delimiter).replace("5\n", f"{count}\n")
        expected = [(ROWS[0][0], count), *ROWS[1:]]
        assert read(tmp_path, text) == (COLUMNS, expected), (delimiter, count)


def test_commas_in_counts_do_not_separate_columns_if_another_delimiter_does(
    tmp_path: Path,
) -> None:
    headings, counts = ("date,followers\n", ""), ("1,234", "1,234,567")
    for delimiter, heading, count in product(";\t|", headings, counts):
        days = "".join(f"2020-01-{day:02}{delimiter}{count}\n" for day in range(1, 9))
        _, rows = read(tmp_path, heading.replace(",", delimiter) + days)
        assert rows[-1] == ("2020-01-08", count), (delimiter, heading, count)


LAYOUTS = {
    "plain": PLAIN,
    "no final line end": PLAIN.rstrip("\n"),
    "CRLF": PLAIN.replace("\n", "\r\n"),
    "CR": PLAIN.replace("\n", "\r"),
    "blank lines between": PLAIN.replace("\n", "\n\n"),
    "blank lines around": f"\n\n{PLAIN}\n\n",
    "byte order mark": f"\ufeff{PLAIN}",
    "quotes": '"date","followers"\r\n"2020-01-01","5"\r\n"2020-01-02","6"\r\n"2020-01-03","7"\r\n',
}


def test_line_ends_blank_lines_quotes_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    for layout, text in LAYOUTS.items():
        assert read(tmp_path, text) == (COLUMNS, ROWS), layout


def test_a_table_may_be_in_any_common_encoding(tmp_path: Path) -> None:
    text = PLAIN.replace("followers", "abonnés")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"):
        assert read(tmp_path, text.encode(encoding)) == (("date", "abonnés"), ROWS), encoding


def test_a_non_ascii_letter_late_in_a_long_file_is_read(tmp_path: Path) -> None:
    text = PLAIN + "2020-01-04,8\n" * 20_000 + "2020-01-05,neuf né\n"
    for encoding in ("utf-8", "latin-1"):
        assert read(tmp_path, text.encode(encoding))[1][-1] == ("2020-01-05", "neuf né")


def test_columns_without_a_heading_are_numbered(tmp_path: Path) -> None:
    text = PLAIN.partition("\n")[2]
    assert read(tmp_path, text) == (("1", "2"), ROWS)


def test_rows_may_be_shorter_or_longer_than_the_heading(tmp_path: Path) -> None:
    _, rows = read(tmp_path, PLAIN + "2020-01-04\n2020-01-05,8,9\n")
    assert rows[3:] == [("2020-01-04",), ("2020-01-05", "8", "9")]


def test_each_row_has_its_line_number(tmp_path: Path) -> None:
    assert line_numbers(tmp_path, PLAIN) == [2, 3, 4]
    assert line_numbers(tmp_path, "\n" + PLAIN.replace("\n", "\r\n\r\n")) == [4, 6, 8]
    assert line_numbers(tmp_path, PLAIN.partition("\n")[2]) == [1, 2, 3]
    assert line_numbers(tmp_path, '{"at": 1}\n\noops\n{"at": 2}\n') == [1, 3, 4]


def test_a_row_with_an_overlong_cell_is_unreadable_and_the_next_is_read(tmp_path: Path) -> None:
    _, rows = read(tmp_path, f"{PLAIN}2020-01-04,{'9' * 1_500_000}\n2020-01-05,8\n")
    assert rows[3:] == [(), ("2020-01-05", "8")]


def test_a_nul_byte_late_in_a_long_file_is_replaced(tmp_path: Path) -> None:
    text = PLAIN + "2020-01-04,8\n" * 20_000 + "2020-01-05,\0009\n"
    assert read(tmp_path, text)[1][-1] == ("2020-01-05", "\ufffd9")


OBJECTS = [{"date": day, "followers": int(count)} for day, count in ROWS]


JSON_LAYOUTS = {
    "lines": "\n".join(json.dumps(row) for row in OBJECTS),
    "lines with blank ones between": "\r\n\r\n".join(json.dumps(row) for row in OBJECTS),
    "lines with a byte order mark": "\ufeff" + "\n".join(json.dumps(row) for row in OBJECTS),
    "array": json.dumps(OBJECTS),
    "indented array": json.dumps(OBJECTS, indent=2),
    "object": json.dumps({"race": "own", "samples": OBJECTS}),
    "indented object": json.dumps({"race": "own", "samples": OBJECTS}, indent=2),
}


def test_json_may_be_lines_or_one_document(tmp_path: Path) -> None:
    for encoding, (layout, text) in product(("utf-8", "utf-16"), JSON_LAYOUTS.items()):
        assert read(tmp_path, text.encode(encoding)) == (COLUMNS, ROWS), (layout, encoding)


def test_json_values_other_than_numbers_and_texts_are_blank_and_integers_stay_integers(
    tmp_path: Path,
) -> None:
    values = [None, True, [1], {"n": 1}, 5.0, 5.5, 1e6, "5"]
    rows = [json.dumps({"date": "2020-01-01", "followers": value}) for value in [0, *values]]
    _, cells = read(tmp_path, "\n".join(rows))
    assert [cell for _, cell in cells] == ["0", "", "", "", "", "5", "5.5", "1000000", "5"]


def test_a_line_that_is_not_an_object_is_an_unreadable_row(tmp_path: Path) -> None:
    text = "\n".join([json.dumps(OBJECTS[0]), '{"date": oops', "7", '"x"', json.dumps(OBJECTS[1])])
    assert read(tmp_path, text)[1] == [ROWS[0], (), (), (), ROWS[1]]


def test_a_broken_first_line_does_not_affect_the_others(tmp_path: Path) -> None:
    text = "\n".join(['{"date": oops', *(json.dumps(row) for row in OBJECTS)])
    assert read(tmp_path, text) == (COLUMNS, [(), *ROWS])


def test_json_lines_with_lists_in_them_are_still_lines(tmp_path: Path) -> None:
    text = "\n".join(json.dumps({**row, "tags": ["a", "b"]}) for row in OBJECTS)
    columns, rows = read(tmp_path, text)
    assert columns[:2] == COLUMNS
    assert [row[:2] for row in rows] == ROWS


def test_a_key_missing_from_the_first_object_is_still_a_column(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(row) for row in [{"date": "2019-12-31"}, *OBJECTS])
    assert read(tmp_path, text) == (COLUMNS, [("2019-12-31", ""), *ROWS])


def test_column_names_are_sanitized(tmp_path: Path) -> None:
    for name in ("n\x1b]0;title\x07", "n\u202e", "n\nm", "\ud800"):
        as_json, _ = read(tmp_path, json.dumps({"date": "2020-01-01", name: 5}))
        assert as_json[1].isprintable(), repr(name)
        if name != "\ud800":
            as_csv, _ = read(tmp_path, f'date,"{name}"\n2020-01-01,5\n')
            assert as_csv[1].isprintable(), repr(name)


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \n\r\n\t\n", "is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "is "),
    "NUL bytes": (bytes(1000), "is not a text table"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "is not a text table"),
    "one column": (
        b"followers\n1\n2\n",
        "is not a table: its first line has fewer than two columns",
    ),
    "half a JSON": (b'[{"date": "2020-01-01"', "is not valid JSON"),
    "a number list": (b"[1, 2, 3]", "contains no list of objects"),
    "an empty list": (b"[]", "contains no list of objects"),
    "a deep list": (b"[" * 100_000, "is not valid JSON"),
}


def refusal(function: Callable[[Path], object], file: Path) -> str:
    """Return the message that refuses a file; fails if the file is accepted."""
    try:
        function(file)
    except NotReadable as error:
        return str(error)
    pytest.fail(f"{file} was accepted by {function}")


def test_a_file_without_a_table_is_refused_in_one_line(tmp_path: Path) -> None:
    for what, (data, reason) in UNREADABLE.items():
        (tmp_path / "theirs").write_bytes(data)
        message = refusal(records, tmp_path / "theirs")
        assert message.startswith(f"{tmp_path / 'theirs'}: {reason}"), what
        assert "\n" not in message, what


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    refusals = ((tmp_path, "is a directory"), (tmp_path / "no", "cannot be read: No such"))
    for (path, reason), function in product(refusals, (records, is_log)):
        assert refusal(function, path).startswith(f"{path}: {reason}")


def test_a_database_is_recognised_by_its_first_bytes(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    (tmp_path / "x.csv").write_text(PLAIN)
    assert is_log(tmp_path / "x.db")
    assert not is_log(tmp_path / "x.csv")


PIECES: Sequence[bytes] = (
    *(b"date,followers\n", b"2020-01-01,5\n", b'"', b"\n", b"\r", b",", b";", b"\xff\xfe", b"\0"),
    *(b"\xef\xbb\xbf", b"{", b"[", b"}", b"]", b'{"at": 1}\n', b'{"at": [1]}', b"\xe9", b"5"),
)


@given(st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_any_bytes_are_a_table_or_are_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        try:
            columns, rows = read(Path(folder), data)
        except NotReadable as error:
            columns, rows = (str(error),), []
    assert columns
    assert "\n" not in columns[0]
    assert all(isinstance(cell, str) for row in rows for cell in row)
