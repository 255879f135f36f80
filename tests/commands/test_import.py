"""`import`: somebody else's file into a race, out again equal, and nothing changed by a bad one."""

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, copy_of, refused
from tests.exchange.files import archived, daily, everything, lines

RACE, AGAIN = "april-2009", "again"
TABLES = ("samples", "events", "follows")
ALL = "10,626"
"""Samples of the shipped race: of its racers, and of whom they follow."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "theirs.csv"


@pytest.fixture
def kept(racetui: Racetui, log: Path, tmp_path: Path) -> Path:
    """Return a log that has a race already."""
    before = tmp_path / "before.csv"
    before.write_text(lines([5, 6, 7]))
    assert racetui("--db", str(log), "import", str(before), "--race", "kept").code == 0
    return log


def imported(racetui: Racetui, log: Path, file: Path, *options: str) -> str:
    """Import a file all of which is understood; returns what was said."""
    ended = racetui("--db", str(log), "import", str(file), "--race", "own", *options)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def exported(racetui: Racetui, log: Path, race: str = "own", what: str = "samples") -> str:
    ended = racetui("--db", str(log), "export", race, "--what", what)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_a_file_is_taken_and_told_in_a_line(racetui: Racetui, log: Path, file: Path) -> None:
    file.write_text(daily())
    assert imported(racetui, log, file) == (
        "own: 1,094 samples taken (date as the time, TotalSubscribers as the count; @theirs)\n"
    )
    again = imported(racetui, log, file)
    assert again.startswith("own: 0 samples taken (")
    assert again.endswith("\n1,094 already there\n")


def test_without_a_log_one_is_made_in_the_users_folder(
    racetui: Racetui, home: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    assert racetui("import", str(file), "--race", "own").code == 0
    assert (home / "data" / "racetui" / "races.db").exists()
    assert "own" in racetui("races").out.split()


@pytest.mark.parametrize("text", [daily(), archived()], ids=["daily", "archived"])
@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_what_was_imported_is_exported_imported_and_exported_again_as_it_was(
    text: str, form: str, racetui: Racetui, log: Path, file: Path, tmp_path: Path
) -> None:
    file.write_text(text)
    imported(racetui, log, file, "--account", "someone")
    out, again = tmp_path / f"out.{form}", tmp_path / "again.db"
    racetui("--db", str(log), "export", "own", "--format", form, "-o", str(out))
    imported(racetui, again, out)
    rows = exported(racetui, log)
    assert rows.count("\n") == text.count("\n")
    assert "own:someone,someone," in rows
    assert exported(racetui, again) == rows


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_shipped_race_comes_back_as_it_was(
    form: str, racetui: Racetui, log: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out.{form}"
    assert racetui("export", RACE, "--format", form, "-o", str(out)).code == 0
    ended = racetui("--db", str(log), "import", str(out), "--race", AGAIN)
    assert (ended.code, ended.err) == (0, "")
    assert exported(racetui, log, AGAIN) == racetui("export", RACE).out


@pytest.mark.parametrize("what", TABLES)
def test_another_log_comes_with_its_samples_events_and_follows(
    what: str, racetui: Racetui, log: Path, shipped: Path
) -> None:
    ended = racetui("--db", str(log), "import", str(shipped), "--race", AGAIN)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{AGAIN}: {ALL} samples taken (the race {RACE}; @aplusk")
    assert exported(racetui, log, AGAIN, what) == racetui("export", RACE, "--what", what).out


def test_another_log_twice_adds_nothing(racetui: Racetui, log: Path, shipped: Path) -> None:
    command = ("--db", str(log), "import", str(shipped), "--race", AGAIN)
    racetui(*command)
    before = [exported(racetui, log, AGAIN, what) for what in TABLES]
    again = racetui(*command)
    assert (again.code, again.err) == (0, "")
    assert "0 samples taken" in again.out
    assert f"\n{ALL} already there\n" in again.out
    assert [exported(racetui, log, AGAIN, what) for what in TABLES] == before


def test_the_only_race_of_another_log_may_be_called_otherwise_here(
    racetui: Racetui, log: Path, shipped: Path
) -> None:
    assert imported(racetui, log, shipped).startswith(f"own: {ALL} samples taken")
    (race, *_) = json.loads(racetui("--db", str(log), "races", "--json").out)["races"]
    assert (race["race"], race["title"]) == ("own", "Race to 1,000,000")
    assert race["target"] == 1_000_000


@pytest.mark.parametrize(
    ("options", "account"),
    [
        ((), "own:theirs"),
        (("--account", "ann"), "own:ann"),
        (("--account", "@ann"), "own:ann"),
        (("--account", "own:ann"), "own:ann"),
        (("--account", "demo:kite.demo"), "demo:kite.demo"),
    ],
)
def test_the_account_is_the_one_that_is_named_else_named_like_the_file(
    options: tuple[str, ...], account: str, racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    imported(racetui, log, file, *options)
    (row, _) = exported(racetui, log).splitlines()[1:]
    assert row.startswith(f"{account},{account.partition(':')[2]},2020-01-01T00:00:00Z,5,")


def test_the_columns_are_those_that_are_named(racetui: Racetui, log: Path, file: Path) -> None:
    file.write_text("a,b,c,d\n2020-01-01,2019-01-01,5,6\n")
    said = imported(racetui, log, file, "--time", "B", "--count", "d")
    assert "(b as the time, d as the count;" in said
    assert ",2019-01-01T00:00:00Z,6," in exported(racetui, log)


def test_a_time_without_a_zone_is_in_that_of_the_race(
    racetui: Racetui, log: Path, shipped: Path, file: Path
) -> None:
    imported(racetui, log, shipped)
    file.write_text("at,followers\n2013-02-01T12:00,5000000\n2013-02-01T12:00Z,4999000\n")
    imported(racetui, log, file, "--account", "own:later")
    rows = [row for row in exported(racetui, log).splitlines() if row.startswith("own:later")]
    assert [row.split(",")[2] for row in rows] == ["2013-02-01T12:00:00Z", "2013-02-01T17:00:00Z"]


def test_an_account_of_another_race_may_be_added_to(
    racetui: Racetui, log: Path, shipped: Path, file: Path
) -> None:
    imported(racetui, log, shipped)
    file.write_text("at,followers\n2013-02-01T12:00Z,13500000\n")
    assert "@aplusk" in imported(racetui, log, file, "--account", "april-2009:aplusk")
    assert ",2013-02-01T12:00:00Z,13500000," in exported(racetui, log)


def test_what_is_skipped_is_named_on_stderr_and_the_code_is_3(
    racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(lines([5, 6, 7, 8, 9, "many", "", "-", 10]) + "never,11\n2020-01-01,7\n")
    ended = racetui("--db", str(log), "import", str(file), "--race", "own")
    assert ended.code == 3
    assert ended.out == (
        "own: 6 samples taken (date as the time, followers as the count; @theirs)\n"
        "2 without a count\n"
    )
    assert ended.err == (
        "line 7 skipped: 'many' is no count\n"
        "line 11 skipped: 'never' is no time\n"
        "line 12 skipped: that time has the count 5 already\n"
    )


def test_more_than_a_hundred_skipped_lines_are_counted(
    racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(lines([*range(5_000, 5_800), *["many"] * 150]))
    ended = racetui("--db", str(log), "import", str(file), "--race", "own")
    assert ended.code == 3
    assert ended.err.count("\n") == 101
    assert ended.err.endswith("and 50 more lines skipped\n")


def test_rounded_and_doubted_counts_are_told_and_exported_as_such(
    racetui: Racetui, log: Path, file: Path
) -> None:
    steady = [90_007 + 101 * n for n in range(20)]
    file.write_text(lines([*steady[:10], 900_001, *steady[10:], *range(93_000, 99_000, 1_000)]))
    said = imported(racetui, log, file)
    assert "\n6 rounded, and marked so\n" in said
    assert "\n1 doubted: " in said
    qualities = [row.split(",")[6] for row in exported(racetui, log).splitlines()[1:]]
    assert qualities == [
        *(*["exact"] * 10, "false-reading", *["exact"] * 10, *["rounded"] * 6),
    ]


@pytest.mark.parametrize("name", ["f\x1b]0;title\x07", "f\u202e", "f\ud800"])
def test_no_name_of_a_column_reaches_the_terminal_as_a_command(
    name: str, racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(json.dumps({"at": "2020-01-01", name: 5}))
    assert imported(racetui, log, file).rstrip("\n").isprintable()


@pytest.mark.parametrize("handle", ["-ann", "=ann", "+ann", "@@ann"])
def test_what_an_export_made_harmless_comes_back_as_it_was(
    handle: str, racetui: Racetui, log: Path, file: Path, tmp_path: Path
) -> None:
    file.write_text(json.dumps({"account": f"own:{handle}", "at": "2020-01-01", "followers": 5}))
    imported(racetui, log, file)
    rows = {form: tmp_path / f"rows.{form}" for form in ("csv", "jsonl")}
    for form, out in rows.items():
        racetui("--db", str(log), "export", "own", "--format", form, "-o", str(out))
    imported(racetui, tmp_path / "again.db", rows["csv"])
    again = racetui("--db", str(tmp_path / "again.db"), "export", "own", "--format", "jsonl")
    assert again.out == rows["jsonl"].read_text()


def test_an_imported_race_is_shown_told_and_forecast(
    racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(daily())
    imported(racetui, log, file, "--account", "someone")
    newest = int(daily().rpartition(",")[2])
    for command in ("standings", "say", "forecast"):
        ended = racetui("--db", str(log), command, "own", "--at", "2019-06-24T00:00:00Z")
        assert (ended.code, ended.err) == (0, "")
        assert f"{newest:,}" in ended.out


# What cannot be taken

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "no table": (b"Dear reader\nthis is a letter\n", "is no table"),
    "prose with commas": (b"Dear reader, this\nis a, letter\n", "no column looks like a time"),
    "no time column": (b"name,followers\nann,5\nbob,6\n", "no column looks like a time"),
    "no count column": (b"date,name\n2020-01-01,ann\n", "no column looks like a count"),
    "two candidates": (b"date,a,b\n2020-01-01,5,6\n", "several columns may be the count: a, b"),
    "a binary": (b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(256)) * 20, "is no table of text"),
    "an archive": (b"PK\x03\x04" + bytes(range(256)) * 20, "is no table of text"),
    "noise": (bytes(n * 7919 % 251 + 1 for n in range(20_000)), ""),
    "an empty file": (b"", "is empty"),
    "a heading alone": (b"date,followers\n", "no column looks like a time"),
    "half a JSON": (b'{"at": "2020-01-01", "followers"', "is no JSON that can be read"),
    "another program's database": (b"SQLite format 3\0" + bytes(84), ""),
    "a table too long to count": (b"date,followers\n2020-01-01," + b"9" * 300_000, ""),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_file_that_is_no_table_is_one_line_and_the_log_stays_as_it_was(
    what: str, racetui: Racetui, kept: Path, file: Path
) -> None:
    data, words = BAD_FILES[what]
    file.write_bytes(data)
    before = everything(kept)
    line = refused(racetui("--db", str(kept), "import", str(file), "--race", "own"), 1)
    assert line.startswith(f"{file}: {words}")
    assert everything(kept) == before


def test_a_file_in_which_nothing_can_be_read_is_one_line_with_the_reason(
    racetui: Racetui, kept: Path, file: Path
) -> None:
    file.write_text("when,n\nnoon,5\nnight,6\n")
    before = everything(kept)
    command = ("--db", str(kept), "import", str(file), "--race", "own")
    line = refused(racetui(*command, "--time", "when", "--count", "n"), 1)
    assert line == f"{file}: nothing in it could be read; line 2: 'noon' is no time"
    assert everything(kept) == before


def test_a_folder_and_a_file_that_is_not_there_are_one_line(
    racetui: Racetui, kept: Path, tmp_path: Path
) -> None:
    before = everything(kept)
    for path, words in ((tmp_path, "is a directory"), (tmp_path / "no.csv", "cannot be read: No")):
        line = refused(racetui("--db", str(kept), "import", str(path), "--race", "own"), 1)
        assert line.startswith(f"{path}: {words}")
    assert everything(kept) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--race", "demo"), "'demo' cannot be a race's name; a source has it"),
        (("--race", "bluesky"), "'bluesky' cannot be a race's name; a source has it"),
        (("--race", "My Own"), "'My Own' is no name for a race; 'my-own' would be one"),
        (("--race", "x" * 50), "is no name for a race; use up to 40 of a-z"),
        (("--race", ""), "is no name for a race"),
        (("--race", "own", "--account", ""), "--account needs a name"),
        (("--race", "own", "--account", "bluesky:ann"), "'bluesky:ann': no account of the log"),
        (("--race", "own", "--account", "own:"), "'own:' names no account"),
        ((), "--race"),
    ],
)
def test_a_race_or_an_account_that_cannot_be_is_refused(
    arguments: tuple[str, ...], words: str, racetui: Racetui, kept: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    before = everything(kept)
    assert words in refused(racetui("--db", str(kept), "import", str(file), *arguments), 2)
    assert everything(kept) == before


@pytest.mark.parametrize("option", ["--time", "--count"])
def test_a_column_that_is_not_there_is_told_with_those_that_are(
    option: str, racetui: Racetui, kept: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    before = everything(kept)
    command = ("--db", str(kept), "import", str(file), "--race", "own", option, "no\x1bne")
    line = refused(racetui(*command), 1)
    assert line.endswith("there is no such column; there are date, followers")
    assert everything(kept) == before


@pytest.mark.parametrize("arguments", [("--race", "demo"), ("--race", "own", "--time", "none")])
def test_an_import_that_is_refused_makes_no_log(
    arguments: tuple[str, ...], racetui: Racetui, home: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    ended = racetui("import", str(file), *arguments)
    refused(ended, ended.code)
    assert not home.exists()


def without_that_race(path: Path, shipped: Path) -> str:
    copy_of(
        shipped,
        path,
        "INSERT INTO race (name, title) VALUES ('second', 'Second')",
    )
    return "has no race 'own'; it has april-2009, second"


def newer(path: Path, shipped: Path) -> str:
    copy_of(shipped, path, "PRAGMA user_version = 99")
    return "was written by a newer racetui"


def cut(path: Path, shipped: Path) -> str:
    path.write_bytes(shipped.read_bytes()[:100_000])
    return "is damaged"


def another_programs(path: Path, shipped: Path) -> str:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    return "is a database of another program"


@pytest.mark.parametrize("spoil", [without_that_race, newer, cut, another_programs])
def test_another_log_that_is_not_sound_is_one_line(
    spoil: Callable[[Path, Path], str], racetui: Racetui, kept: Path, shipped: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    words = spoil(other, shipped)
    before = everything(kept)
    line = refused(racetui("--db", str(kept), "import", str(other), "--race", "own"), 1)
    assert line.startswith(f"{other}: {words}")
    assert everything(kept) == before


def test_a_disk_that_is_full_in_the_middle_is_one_line_and_the_log_stays_as_it_was(
    kept: Path, file: Path
) -> None:
    rows = "".join(f"{1_577_836_800 + 60 * n},{100_000 + n}\n" for n in range(40_000))
    file.write_text("at,followers\n" + rows)
    before = everything(kept)
    ended = subprocess.run(
        [sys.executable, "-m", "tui", "--db", str(kept), "import", str(file), "--race", "own"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"racetui: {kept}: the disk is full; make room and try again\n"
    assert everything(kept) == before


def test_a_log_that_another_program_holds_is_one_line(
    racetui: Racetui, kept: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    before = everything(kept)
    holder = sqlite3.connect(kept, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    line = refused(racetui("--db", str(kept), "import", str(file), "--race", "own"), 1)
    holder.execute("ROLLBACK")
    holder.close()
    assert line == f"{kept}: is held by another program; end that one, or try again"
    assert everything(kept) == before


def test_a_log_that_is_imported_into_itself_stays_as_it_was(racetui: Racetui, kept: Path) -> None:
    before = exported(racetui, kept, "kept")
    ended = racetui("--db", str(kept), "import", str(kept), "--race", "kept")
    assert ended.code == 0
    assert exported(racetui, kept, "kept") == before


def test_another_log_is_only_read(
    racetui: Racetui, log: Path, shipped: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "races.db"
    other.parent.mkdir()
    shutil.copy(shipped, other)
    imported(racetui, log, other)
    assert other.read_bytes() == shipped.read_bytes()
    assert [entry.name for entry in other.parent.iterdir()] == ["races.db"]
