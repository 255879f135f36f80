"""A file of somebody else's into a table: any dialect of CSV, any encoding, any form of JSON."""

import json
import sqlite3
import tempfile
from collections.abc import Sequence
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
    """Return the columns and rows of a file that holds these data."""
    file = folder / "theirs"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    table = records(file)
    return table.columns, [tuple(cells) for _, cells in table.rows]


def numbers(folder: Path, text: str) -> list[int]:
    """Return the lines that the rows of a file stand on."""
    (folder / "theirs").write_text(text, encoding="utf-8", newline="")
    return [line for line, _ in records(folder / "theirs").rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("count", ["1234567", "1 234 567", "1.234.567", "1'234'567"])
def test_columns_may_be_divided_by_a_comma_semicolon_tab_or_bar(
    delimiter: str, count: str, tmp_path: Path
) -> None:
    text = PLAIN.replace(",", delimiter).replace("5\n", f"{count}\n")
    columns, rows = read(tmp_path, text)
    assert columns == COLUMNS
    assert rows[1:] == ROWS[1:]
    assert rows[0][1] == count


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("heading", ["date,followers\n", ""], ids=["a heading", "none"])
@pytest.mark.parametrize("count", ["1,234", "1,234,567"])
def test_the_commas_of_counts_do_not_divide_columns_that_something_else_divides(
    delimiter: str, heading: str, count: str, tmp_path: Path
) -> None:
    days = "".join(f"2020-01-{day:02}{delimiter}{count}\n" for day in range(1, 9))
    _, rows = read(tmp_path, heading.replace(",", delimiter) + days)
    assert rows[-1] == ("2020-01-08", count)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.rstrip("\n"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\n\n"),
        f"\n\n{PLAIN}\n\n",
        f"\ufeff{PLAIN}",
        '"date","followers"\r\n"2020-01-01","5"\r\n"2020-01-02","6"\r\n"2020-01-03","7"\r\n',
    ],
    ids=["plain", "unended", "CRLF", "CR", "gaps", "gaps around", "BOM", "quotes"],
)
def test_line_ends_blank_lines_quotes_and_a_mark_at_the_front_do_not_matter(
    text: str, tmp_path: Path
) -> None:
    assert read(tmp_path, text) == (COLUMNS, ROWS)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"]
)
def test_a_table_may_be_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    text = PLAIN.replace("followers", "abonnés")
    assert read(tmp_path, text.encode(encoding)) == (("date", "abonnés"), ROWS)


def test_a_letter_of_another_encoding_after_much_text_is_no_end(tmp_path: Path) -> None:
    text = PLAIN + "2020-01-04,8\n" * 20_000 + "2020-01-05,neuf né\n"
    for encoding in ("utf-8", "latin-1"):
        assert read(tmp_path, text.encode(encoding))[1][-1] == ("2020-01-05", "neuf né")


def test_without_a_heading_the_columns_have_numbers(tmp_path: Path) -> None:
    text = PLAIN.partition("\n")[2]
    assert read(tmp_path, text) == (("1", "2"), ROWS)


def test_rows_may_be_shorter_or_longer_than_the_heading(tmp_path: Path) -> None:
    _, rows = read(tmp_path, PLAIN + "2020-01-04\n2020-01-05,8,9\n")
    assert rows[3:] == [("2020-01-04",), ("2020-01-05", "8", "9")]


def test_each_row_knows_its_line(tmp_path: Path) -> None:
    assert numbers(tmp_path, PLAIN) == [2, 3, 4]
    assert numbers(tmp_path, "\n" + PLAIN.replace("\n", "\r\n\r\n")) == [4, 6, 8]
    assert numbers(tmp_path, PLAIN.partition("\n")[2]) == [1, 2, 3]
    assert numbers(tmp_path, '{"at": 1}\n\noops\n{"at": 2}\n') == [1, 3, 4]


def test_a_cell_that_is_too_long_to_hold_is_a_row_that_cannot_be_read(tmp_path: Path) -> None:
    _, rows = read(tmp_path, f"{PLAIN}2020-01-04,{'9' * 1_500_000}\n2020-01-05,8\n")
    assert rows[3:] == [(), ("2020-01-05", "8")]


def test_a_nought_byte_far_behind_is_no_end(tmp_path: Path) -> None:
    text = PLAIN + "2020-01-04,8\n" * 20_000 + "2020-01-05,\0009\n"
    assert read(tmp_path, text)[1][-1] == ("2020-01-05", "\ufffd9")


OBJECTS = [{"date": day, "followers": int(count)} for day, count in ROWS]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(json.dumps(row) for row in OBJECTS),
        "\r\n\r\n".join(json.dumps(row) for row in OBJECTS),
        "\ufeff" + "\n".join(json.dumps(row) for row in OBJECTS),
        json.dumps(OBJECTS),
        json.dumps(OBJECTS, indent=2),
        json.dumps({"race": "own", "samples": OBJECTS}),
        json.dumps({"race": "own", "samples": OBJECTS}, indent=2),
    ],
    ids=["lines", "gaps", "BOM", "array", "array of lines", "object", "object of lines"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_json_may_be_lines_or_one_document(text: str, encoding: str, tmp_path: Path) -> None:
    assert read(tmp_path, text.encode(encoding)) == (COLUMNS, ROWS)


def test_what_json_has_beside_numbers_and_texts_is_blank_and_a_whole_number_stays_one(
    tmp_path: Path,
) -> None:
    values = [None, True, [1], {"n": 1}, 5.0, 5.5, 1e6, "5"]
    rows = [json.dumps({"date": "2020-01-01", "followers": value}) for value in [0, *values]]
    _, cells = read(tmp_path, "\n".join(rows))
    assert [cell for _, cell in cells] == ["0", "", "", "", "", "5", "5.5", "1000000", "5"]


def test_a_line_that_is_no_object_is_a_row_that_cannot_be_read(tmp_path: Path) -> None:
    text = "\n".join([json.dumps(OBJECTS[0]), '{"date": oops', "7", '"x"', json.dumps(OBJECTS[1])])
    assert read(tmp_path, text)[1] == [ROWS[0], (), (), (), ROWS[1]]


def test_a_first_line_that_is_no_object_does_not_spoil_the_others(tmp_path: Path) -> None:
    text = "\n".join(['{"date": oops', *(json.dumps(row) for row in OBJECTS)])
    assert read(tmp_path, text) == (COLUMNS, [(), *ROWS])


def test_a_list_in_an_object_does_not_make_one_document_of_lines(tmp_path: Path) -> None:
    text = "\n".join(json.dumps({**row, "tags": ["a", "b"]}) for row in OBJECTS)
    columns, rows = read(tmp_path, text)
    assert columns[:2] == COLUMNS
    assert [row[:2] for row in rows] == ROWS


def test_a_key_that_the_first_object_lacks_is_a_column_all_the_same(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(row) for row in [{"date": "2019-12-31"}, *OBJECTS])
    assert read(tmp_path, text) == (COLUMNS, [("2019-12-31", ""), *ROWS])


@pytest.mark.parametrize("name", ["n\x1b]0;title\x07", "n\u202e", "n\nm", "\ud800"])
def test_the_names_of_columns_are_harmless(name: str, tmp_path: Path) -> None:
    as_json, _ = read(tmp_path, json.dumps({"date": "2020-01-01", name: 5}))
    assert as_json[1].isprintable()
    if name != "\ud800":
        as_csv, _ = read(tmp_path, f'date,"{name}"\n2020-01-01,5\n')
        assert as_csv[1].isprintable()


NO_TABLES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \n\r\n\t\n", "is empty"),
    "a mark alone": (b"\xef\xbb\xbf", "is "),
    "noughts": (bytes(1000), "is no table of text"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "is no table of text"),
    "one column": (b"followers\n1\n2\n", "is no table: its first line has no two columns"),
    "half a JSON": (b'[{"date": "2020-01-01"', "is no JSON that can be read"),
    "a number list": (b"[1, 2, 3]", "holds no list of objects"),
    "an empty list": (b"[]", "holds no list of objects"),
    "a deep list": (b"[" * 100_000, "is no JSON that can be read"),
}


@pytest.mark.parametrize("what", NO_TABLES)
def test_what_is_no_table_is_told_in_one_line(what: str, tmp_path: Path) -> None:
    data, words = NO_TABLES[what]
    with pytest.raises(NotReadable) as told:
        read(tmp_path, data)
    assert str(told.value).startswith(f"{tmp_path / 'theirs'}: {words}")
    assert "\n" not in str(told.value)


def test_a_folder_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "is a directory"), (tmp_path / "no", "cannot be read: No such")):
        for ask in (records, is_log):
            with pytest.raises(NotReadable, match=words):
                ask(path)


def test_a_database_is_known_by_its_first_bytes(tmp_path: Path) -> None:
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
def test_any_bytes_are_a_table_or_are_told_to_be_none(data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        try:
            columns, rows = read(Path(folder), data)
        except NotReadable as told:
            columns, rows = (str(told),), []
    assert columns
    assert "\n" not in columns[0]
    assert all(isinstance(cell, str) for row in rows for cell in row)
