"""`export`: all data, the same in each format, and never overwriting a file."""

import contextlib
import csv
import io
import json
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, copy_of, names_in, refused
from tui.commands.exit_codes import run

CsvRow = dict[str, str]
SAMPLES = ["account", "handle", "at", "followers", "following", "posts", "quality", "provenance"]
WHAT = ("samples", "events", "follows", "standings")


def table(text: str) -> list[CsvRow]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def samples(shipped: Path) -> list[CsvRow]:
    """Return all rows of the exported samples."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["--db", str(shipped), "export", "april-2009"]) == 0
    return table(out.getvalue())


def test_samples_have_the_documented_columns(racetui: Racetui) -> None:
    ended = racetui("export", "april-2009", "--format", "csv")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.partition("\n")[0].split(",") == SAMPLES


def test_samples_are_sorted_by_account_and_time(samples: list[CsvRow]) -> None:
    keys = [(row["account"], row["at"].rstrip("Z")) for row in samples]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert [*dict.fromkeys(row["account"] for row in samples)] == [
        f"april-2009:{handle}" for handle in ("aplusk", "britneyspears", "cnnbrk", "oprah")
    ]


def test_samples_include_those_before_the_start_and_after_the_end_of_the_race(
    samples: list[CsvRow],
) -> None:
    ats = [row["at"] for row in samples]
    assert min(ats) == "2009-02-23T12:00:00Z"
    assert max(ats) == "2013-01-15T12:00:00Z"
    assert len(samples) > 10_000


def test_times_are_iso_8601_in_utc_and_unknown_values_are_empty(samples: list[CsvRow]) -> None:
    crossing = next(
        row for row in samples if row["handle"] == "aplusk" and row["at"] == "2009-04-17T06:13:00Z"
    )
    assert (crossing["followers"], crossing["following"], crossing["posts"]) == ("1000000", "", "")
    assert (crossing["account"], crossing["quality"]) == ("april-2009:aplusk", "exact")
    assert crossing["provenance"].startswith("https://www.eweek.com/")


def test_every_sample_has_a_quality_and_a_provenance(samples: list[CsvRow]) -> None:
    assert {row["quality"] for row in samples} == {
        *("exact", "rounded", "over", "under", "derived", "false-reading"),
    }
    synthetic = [row for row in samples if row["provenance"] == "synthetic"]
    assert {row["quality"] for row in synthetic} == {"derived"}
    assert all(row["provenance"] for row in samples)
    (false,) = [row for row in samples if row["quality"] == "false-reading"]
    assert (false["handle"], false["followers"]) == ("cnnbrk", "1998130")


@pytest.mark.parametrize("what", WHAT)
def test_the_three_formats_hold_the_same_rows(what: str, racetui: Racetui) -> None:
    command = ("export", "april-2009", "--what", what, "--format")
    lines = [json.loads(line) for line in racetui(*command, "jsonl").out.splitlines()]
    document = json.loads(racetui(*command, "json").out)
    rows = table(racetui(*command, "csv").out)
    assert document == {"race": "april-2009", what: lines}
    assert lines
    assert [{key: plain(value) for key, value in line.items()} for line in lines] == rows


def plain(value: object) -> str:
    """Return a value as CSV writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in tuple("=+-@") else text


def test_events_include_those_after_the_end_of_the_race_with_their_origin(racetui: Racetui) -> None:
    rows = table(racetui("export", "april-2009", "--what", "events").out)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert (rows[-1]["at"], rows[-1]["kind"]) == ("2009-04-20T04:00:00Z", "vote")
    assert {row["origin"] for row in rows} == {"documented"}


def test_standings_are_sorted_by_rank_with_a_column_per_measure(racetui: Racetui) -> None:
    rows = table(racetui("export", "april-2009", "--what", "standings").out)
    assert [row["handle"] for row in rows] == ["aplusk", "cnnbrk", "britneyspears", "oprah"]
    assert {"measure_pace", "measure_gap", "measure_follow_back_rate"} <= set(rows[0])


def test_a_text_that_looks_like_a_formula_is_quoted(
    racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    update = "UPDATE provenance SET name = '=1+1' WHERE name = 'synthetic'"
    log = copy_of(shipped, tmp_path / "own.db", update)
    rows = table(racetui("--db", str(log), "export", "april-2009").out)
    assert "'=1+1" in {row["provenance"] for row in rows}
    assert "=1+1" not in {row["provenance"] for row in rows}


def test_a_new_file_has_the_same_content_as_stdout_and_is_private(
    racetui: Racetui, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    ended = racetui("export", "april-2009", "-o", str(out))
    assert ended == (0, "", "")
    assert out.read_text(encoding="utf-8") == racetui("export", "april-2009").out
    assert out.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["out.csv"]


def test_an_existing_file_is_not_overwritten(racetui: Racetui, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("precious")
    ended = racetui("export", "april-2009", "-o", str(out))
    assert refused(ended, 2).startswith(f"{out}: already exists; choose another file name")
    assert out.read_text() == "precious"
    assert names_in(tmp_path) == ["out.csv"]


def test_nothing_is_written_through_a_symbolic_link(racetui: Racetui, tmp_path: Path) -> None:
    (tmp_path / "out.csv").symlink_to(tmp_path / "linked.csv")
    refused(racetui("export", "april-2009", "-o", str(tmp_path / "out.csv")), 2)
    assert names_in(tmp_path) == ["out.csv"]


def test_a_missing_folder_is_refused_and_not_created(racetui: Racetui, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "out.csv"
    line = refused(racetui("export", "april-2009", "-o", str(out)), 1)
    assert line.startswith(f"{out}: cannot be written: ")
    assert names_in(tmp_path) == []


def test_a_file_name_that_is_too_long_is_refused(racetui: Racetui, tmp_path: Path) -> None:
    refused(racetui("export", "april-2009", "-o", str(tmp_path / ("x" * 300))), 1)
    assert names_in(tmp_path) == []


def test_an_export_that_fails_half_way_leaves_nothing_behind(
    racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    log = copy_of(
        shipped,
        tmp_path / "own.db",
        "PRAGMA foreign_keys = OFF",
        "UPDATE sample SET quality = 99 WHERE at > 1300000000000",
    )
    ended = racetui("--db", str(log), "export", "april-2009", "-o", str(tmp_path / "out.csv"))
    assert ended.code != 0
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()
    assert [name for name in names_in(tmp_path) if name.startswith(".racetui")] == []


def test_an_unknown_table_or_format_is_refused_with_the_known_ones(racetui: Racetui) -> None:
    for option, value in (("--what", "everything"), ("--format", "parquet"), ("--what", "")):
        line = refused(racetui("export", "april-2009", option, value), 2)
        assert "samples" in line or "jsonl" in line, (option, value)
