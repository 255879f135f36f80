"""Every export format holds the same rows."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from tui.exchange.exporting import FORMATS, Cell, ExportRow, ExportTable

COLUMNS = ("account", "followers", "pace", "complete")
ROWS: list[ExportRow] = [
    {"account": "here:1", "followers": 1_000_000, "pace": -12.5, "complete": True},
    {"account": 'here:é, "2"', "followers": None, "pace": None, "complete": False},
    {"account": None, "followers": 0, "pace": 0.0, "complete": None},
]


def written(form: str, rows: list[ExportRow], columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO()
    FORMATS[form](ExportTable("a race", "samples", columns, iter(rows)), out)
    return out.getvalue()


def test_there_are_three_formats() -> None:
    assert list(FORMATS) == ["csv", "json", "jsonl"]


def test_csv_has_a_header_and_a_line_per_row_with_unknown_values_empty() -> None:
    assert written("csv", ROWS) == (
        "account,followers,pace,complete\n"
        "here:1,1000000,-12.5,true\n"
        '"here:é, ""2""",,,false\n'
        ",0,0.0,\n"
    )


def test_json_lines_have_an_object_per_row_with_unknown_values_null() -> None:
    assert written("jsonl", ROWS) == (
        '{"account": "here:1", "followers": 1000000, "pace": -12.5, "complete": true}\n'
        '{"account": "here:é, \\"2\\"", "followers": null, "pace": null, "complete": false}\n'
        '{"account": null, "followers": 0, "pace": 0.0, "complete": null}\n'
    )


def test_json_is_one_object_on_one_line_with_the_name_of_the_race() -> None:
    text = written("json", ROWS)
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert json.loads(text) == {"race": "a race", "samples": ROWS}


def test_an_empty_table_can_be_written_in_every_format() -> None:
    assert {form: written(form, []) for form in FORMATS} == {
        "csv": "account,followers,pace,complete\n",
        "json": '{"race": "a race", "samples": []}\n',
        "jsonl": "",
    }


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
CELLS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
TABLES = st.lists(st.fixed_dictionaries({"one": CELLS, "other": CELLS}), max_size=5)


@given(TABLES)
def test_all_formats_hold_the_same_rows(rows: list[ExportRow]) -> None:
    columns = ("one", "other")
    lines = [json.loads(line) for line in written("jsonl", rows, columns).split("\n")[:-1]]
    assert lines == json.loads(written("json", rows, columns))["samples"] == rows
    table = list(csv.reader(io.StringIO(written("csv", rows, columns), newline="")))
    assert table == [list(columns), *([as_text(row[name]) for name in columns] for row in rows)]


def as_text(cell: Cell) -> str:
    """Return a cell as CSV writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in tuple("=+-@") else text


def test_a_text_that_looks_like_a_formula_is_quoted_in_csv_only() -> None:
    for text in (
        '=HYPERLINK("http://evil")',
        "+1+1",
        "-2+3",
        "@SUM(A1:A2)",
        "\t=1",
        "\r=1",
        "=cmd|' /C calc'!A0",
        "-",
    ):
        table = written("csv", [{"name": text}], ("name",))
        assert table.removeprefix("name\n").removeprefix('"').startswith(f"'{text[0]}"), text
        assert json.loads(written("jsonl", [{"name": text}], ("name",))) == {"name": text}


def test_negative_numbers_stay_numbers() -> None:
    assert written("csv", [{"gap": -5}, {"gap": -0.5}], ("gap",)) == "gap\n-5\n-0.5\n"
