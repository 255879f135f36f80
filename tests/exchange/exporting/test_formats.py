"""The formats say the same of the same rows, each in its own way."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchange.exporting import FORMATS, Cell, Rows

Row = dict[str, Cell]
COLUMNS = ("account", "followers", "pace", "complete")
ROWS: list[Row] = [
    {"account": "here:1", "followers": 1_000_000, "pace": -12.5, "complete": True},
    {"account": 'here:é, "2"', "followers": None, "pace": None, "complete": False},
    {"account": None, "followers": 0, "pace": 0.0, "complete": None},
]


def written(form: str, rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO()
    FORMATS[form](Rows("a race", "samples", columns, iter(rows)), out)
    return out.getvalue()


def test_there_are_three_formats() -> None:
    assert list(FORMATS) == ["csv", "json", "jsonl"]


def test_csv_is_a_header_and_a_line_a_row_where_unknown_is_empty() -> None:
    assert written("csv", ROWS) == (
        "account,followers,pace,complete\n"
        "here:1,1000000,-12.5,true\n"
        '"here:é, ""2""",,,false\n'
        ",0,0.0,\n"
    )


def test_json_lines_are_an_object_a_row_where_unknown_is_null() -> None:
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


@pytest.mark.parametrize(
    ("form", "empty"),
    [
        ("csv", "account,followers,pace,complete\n"),
        ("json", '{"race": "a race", "samples": []}\n'),
        ("jsonl", ""),
    ],
)
def test_no_rows_are_no_rows_in_every_format(form: str, empty: str) -> None:
    assert written(form, []) == empty


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
CELLS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
TABLES = st.lists(st.fixed_dictionaries({"one": CELLS, "other": CELLS}), max_size=5)


@given(TABLES)
def test_all_formats_agree_on_the_same_rows(rows: list[Row]) -> None:
    columns = ("one", "other")
    lines = [json.loads(line) for line in written("jsonl", rows, columns).split("\n")[:-1]]
    assert lines == json.loads(written("json", rows, columns))["samples"] == rows
    table = list(csv.reader(io.StringIO(written("csv", rows, columns), newline="")))
    assert table == [list(columns), *([as_text(row[name]) for name in columns] for row in rows)]


def as_text(cell: Cell) -> str:
    """Return what CSV holds in a cell's place."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in tuple("=+-@") else text


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil")',
        "+1+1",
        "-2+3",
        "@SUM(A1:A2)",
        "\t=1",
        "\r=1",
        "=cmd|' /C calc'!A0",
        "-",
    ],
)
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    table = written("csv", [{"name": text}], ("name",))
    assert table.removeprefix("name\n").removeprefix('"').startswith(f"'{text[0]}")
    assert json.loads(written("jsonl", [{"name": text}], ("name",))) == {"name": text}


def test_numbers_below_zero_stay_numbers() -> None:
    assert written("csv", [{"gap": -5}, {"gap": -0.5}], ("gap",)) == "gap\n-5\n-0.5\n"
