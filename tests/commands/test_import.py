"""`import`: files are imported, exported again unchanged, and bad ones change nothing."""

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Racetui, copy_of, refused
from tests.exchange.files import archived, daily, everything, lines

RACE, AGAIN = "april-2009", "again"
TABLES = ("samples", "events", "follows")
ALL = "10,626"
"""Number of samples in the shipped race, of its racers and the accounts they follow."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "theirs.csv"


@pytest.fixture
def filled_log(racetui: Racetui, log: Path, tmp_path: Path) -> Path:
    """Return a log that already has a race."""
    before = tmp_path / "before.csv"
    before.write_text(lines([5, 6, 7]))
    assert racetui("--db", str(log), "import", str(before), "--race", "kept").code == 0
    return log


def imported(racetui: Racetui, log: Path, file: Path, *options: str) -> str:
    """Import a file without errors; returns the report."""
    ended = racetui("--db", str(log), "import", str(file), "--race", "own", *options)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def exported(racetui: Racetui, log: Path, race: str = "own", what: str = "samples") -> str:
    ended = racetui("--db", str(log), "export", race, "--what", what)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_an_import_is_reported_in_one_line(racetui: Racetui, log: Path, file: Path) -> None:
    file.write_text(daily())
    assert imported(racetui, log, file) == (
        "own: 1,094 samples added (time from date, count from TotalSubscribers; @theirs)\n"
    )
    again = imported(racetui, log, file)
    assert again.startswith("own: 0 samples added (")
    assert again.endswith("\n1,094 already in the log\n")


def test_a_missing_log_is_created_in_the_users_folder(
    racetui: Racetui, home: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    assert racetui("import", str(file), "--race", "own").code == 0
    assert (home / "data" / "racetui" / "races.db").exists()
    assert "own" in racetui("races").out.split()


@pytest.mark.parametrize("text", [daily(), archived()], ids=["daily", "archived"])
@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_an_exported_import_can_be_imported_and_exported_again_unchanged(
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


def test_an_exported_shipped_race_can_be_imported_again_unchanged(
    racetui: Racetui, tmp_path: Path
) -> None:
    samples = racetui("export", RACE).out
    for form in ("csv", "json", "jsonl"):
        out, log = tmp_path / f"out.{form}", tmp_path / f"{form}.db"
        assert racetui("export", RACE, "--format", form, "-o", str(out)).code == 0
        ended = racetui("--db", str(log), "import", str(out), "--race", AGAIN)
        assert (ended.code, ended.err) == (0, ""), form
        assert exported(racetui, log, AGAIN) == samples, form


def test_another_log_is_imported_with_samples_events_and_follows_and_again_adds_nothing(
    racetui: Racetui, log: Path, shipped: Path
) -> None:
    command = ("--db", str(log), "import", str(shipped), "--race", AGAIN)
    ended = racetui(*command)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{AGAIN}: {ALL} samples added (race {RACE}; @aplusk")
    before = [exported(racetui, log, AGAIN, what) for what in TABLES]
    assert before == [racetui("export", RACE, "--what", what).out for what in TABLES]
    again = racetui(*command)
    assert (again.code, again.err) == (0, "")
    assert "0 samples added" in again.out
    assert f"\n{ALL} already in the log\n" in again.out
    assert [exported(racetui, log, AGAIN, what) for what in TABLES] == before


def test_the_only_race_of_another_log_can_be_imported_under_another_name(
    racetui: Racetui, log: Path, shipped: Path
) -> None:
    assert imported(racetui, log, shipped).startswith(f"own: {ALL} samples added")
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
def test_the_account_is_the_given_one_or_else_named_after_the_file(
    options: tuple[str, ...], account: str, racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    imported(racetui, log, file, *options)
    (row, _) = exported(racetui, log).splitlines()[1:]
    assert row.startswith(f"{account},{account.partition(':')[2]},2020-01-01T00:00:00Z,5,")


def test_the_given_columns_are_used(racetui: Racetui, log: Path, file: Path) -> None:
    file.write_text("a,b,c,d\n2020-01-01,2019-01-01,5,6\n")
    report = imported(racetui, log, file, "--time", "B", "--count", "d")
    assert "(time from b, count from d;" in report
    assert ",2019-01-01T00:00:00Z,6," in exported(racetui, log)


def test_a_time_without_a_zone_is_in_the_zone_of_the_race(
    racetui: Racetui, log: Path, shipped: Path, file: Path
) -> None:
    imported(racetui, log, shipped)
    file.write_text("at,followers\n2013-02-01T12:00,5000000\n2013-02-01T12:00Z,4999000\n")
    imported(racetui, log, file, "--account", "own:later")
    rows = [row for row in exported(racetui, log).splitlines() if row.startswith("own:later")]
    assert [row.split(",")[2] for row in rows] == ["2013-02-01T12:00:00Z", "2013-02-01T17:00:00Z"]


def test_samples_can_be_added_to_an_account_of_another_race(
    racetui: Racetui, log: Path, shipped: Path, file: Path
) -> None:
    imported(racetui, log, shipped)
    file.write_text("at,followers\n2013-02-01T12:00Z,13500000\n")
    assert "@aplusk" in imported(racetui, log, file, "--account", "april-2009:aplusk")
    assert ",2013-02-01T12:00:00Z,13500000," in exported(racetui, log)


def test_skipped_rows_are_reported_on_stderr_with_exit_code_3(
    racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(lines([5, 6, 7, 8, 9, "many", "", "-", 10]) + "never,11\n2020-01-01,7\n")
    ended = racetui("--db", str(log), "import", str(file), "--race", "own")
    assert ended.code == 3
    assert ended.out == (
        "own: 6 samples added (time from date, count from followers; @theirs)\n2 without a count\n"
    )
    assert ended.err == (
        "line 7 skipped: 'many' is not a count\n"
        "line 11 skipped: 'never' is not a time\n"
        "line 12 skipped: the log already has 5 at that time\n"
    )


def test_skipped_rows_after_the_first_hundred_are_only_counted(
    racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(lines([*range(5_000, 5_800), *["many"] * 150]))
    ended = racetui("--db", str(log), "import", str(file), "--race", "own")
    assert ended.code == 3
    assert ended.err.count("\n") == 101
    assert ended.err.endswith("and 50 more rows skipped\n")


def test_rounded_and_suspect_counts_are_reported_and_exported_as_such(
    racetui: Racetui, log: Path, file: Path
) -> None:
    steady = [90_007 + 101 * n for n in range(20)]
    file.write_text(lines([*steady[:10], 900_001, *steady[10:], *range(93_000, 99_000, 1_000)]))
    report = imported(racetui, log, file)
    assert "\n6 marked as rounded\n" in report
    assert "\n1 suspect (implausible, or not yet confirmed)\n" in report
    qualities = [row.split(",")[6] for row in exported(racetui, log).splitlines()[1:]]
    assert qualities == [
        *(*["exact"] * 10, "false-reading", *["exact"] * 10, *["rounded"] * 6),
    ]


def test_a_column_name_with_control_characters_is_sanitized(
    racetui: Racetui, file: Path, tmp_path: Path
) -> None:
    for number, name in enumerate(("f\x1b]0;title\x07", "f\u202e", "f\ud800")):
        file.write_text(json.dumps({"at": "2020-01-01", name: 5}))
        report = imported(racetui, tmp_path / f"{number}.db", file)
        assert report.rstrip("\n").isprintable(), repr(name)


@pytest.mark.parametrize("handle", ["-ann", "=ann", "+ann", "@@ann"])
def test_a_handle_that_an_export_quoted_is_imported_unchanged(
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


def test_an_imported_race_has_standings_a_commentary_and_a_forecast(
    racetui: Racetui, log: Path, file: Path
) -> None:
    file.write_text(daily())
    imported(racetui, log, file, "--account", "someone")
    newest = int(daily().rpartition(",")[2])
    for command in ("standings", "say", "forecast"):
        ended = racetui("--db", str(log), command, "own", "--at", "2019-06-24T00:00:00Z")
        assert (ended.code, ended.err) == (0, "")
        assert f"{newest:,}" in ended.out


# Refused imports

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "no table": (b"Dear reader\nthis is a letter\n", "is not a table"),
    "prose with commas": (b"Dear reader, this\nis a, letter\n", "no column looks like a time"),
    "no time column": (b"name,followers\nann,5\nbob,6\n", "no column looks like a time"),
    "no count column": (b"date,name\n2020-01-01,ann\n", "no column looks like a count"),
    "two candidates": (b"date,a,b\n2020-01-01,5,6\n", "several columns could be the count: a, b"),
    "a binary": (b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(256)) * 20, "is not a text table"),
    "an archive": (b"PK\x03\x04" + bytes(range(256)) * 20, "is not a text table"),
    "noise": (bytes(n * 7919 % 251 + 1 for n in range(20_000)), ""),
    "an empty file": (b"", "is empty"),
    "a heading alone": (b"date,followers\n", "no column looks like a time"),
    "half a JSON": (b'{"at": "2020-01-01", "followers"', "is not valid JSON"),
    "another program's database": (b"SQLite format 3\0" + bytes(84), ""),
    "a table too long to count": (b"date,followers\n2020-01-01," + b"9" * 300_000, ""),
}


def test_a_file_without_a_table_is_refused_and_the_log_unchanged(
    racetui: Racetui, filled_log: Path, file: Path
) -> None:
    before = everything(filled_log)
    for what, (data, reason) in BAD_FILES.items():
        file.write_bytes(data)
        line = refused(racetui("--db", str(filled_log), "import", str(file), "--race", "own"), 1)
        assert line.startswith(f"{file}: {reason}"), what
        assert everything(filled_log) == before, what


def test_a_file_without_a_readable_row_is_refused_with_the_first_reason(
    racetui: Racetui, filled_log: Path, file: Path
) -> None:
    file.write_text("when,n\nnoon,5\nnight,6\n")
    before = everything(filled_log)
    command = ("--db", str(filled_log), "import", str(file), "--race", "own")
    line = refused(racetui(*command, "--time", "when", "--count", "n"), 1)
    assert line == f"{file}: no row could be read; line 2: 'noon' is not a time"
    assert everything(filled_log) == before


def test_a_folder_and_a_missing_file_are_refused(
    racetui: Racetui, filled_log: Path, tmp_path: Path
) -> None:
    before = everything(filled_log)
    for path, reason in ((tmp_path, "is a directory"), (tmp_path / "no.csv", "cannot be read: No")):
        line = refused(racetui("--db", str(filled_log), "import", str(path), "--race", "own"), 1)
        assert line.startswith(f"{path}: {reason}")
    assert everything(filled_log) == before


def test_an_invalid_race_or_account_is_refused(
    racetui: Racetui, filled_log: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    before = everything(filled_log)
    for arguments, reason in (
        (("--race", "demo"), "'demo' is the name of a source; choose another name"),
        (("--race", "bluesky"), "'bluesky' is the name of a source; choose another name"),
        (("--race", "My Own"), "'My Own' is not a race name; use e.g. 'my-own'"),
        (("--race", "x" * 50), "is not a race name (up to 40 of a-z"),
        (("--race", ""), "is not a race name"),
        (("--race", "own", "--account", ""), "--account needs a name"),
        (("--race", "own", "--account", "bluesky:ann"), "no account 'bluesky:ann' in the log"),
        (("--race", "own", "--account", "own:"), "'own:' is not an account"),
        ((), "--race"),
    ):
        line = refused(racetui("--db", str(filled_log), "import", str(file), *arguments), 2)
        assert reason in line, arguments
        assert everything(filled_log) == before, arguments


def test_an_unknown_column_is_refused_with_the_known_ones(
    racetui: Racetui, filled_log: Path, file: Path
) -> None:
    file.write_text(lines([5, 6]))
    before = everything(filled_log)
    for option in ("--time", "--count"):
        command = (
            "--db",
            str(filled_log),
            "import",
            str(file),
            "--race",
            "own",
            option,
            "no\x1bne",
        )
        line = refused(racetui(*command), 1)
        assert line.endswith("; columns: date, followers"), option
        assert everything(filled_log) == before, option


def test_a_refused_import_creates_no_log(racetui: Racetui, home: Path, file: Path) -> None:
    file.write_text(lines([5, 6]))
    for arguments in (("--race", "demo"), ("--race", "own", "--time", "none")):
        ended = racetui("import", str(file), *arguments)
        refused(ended, ended.code)
        assert not home.exists(), arguments


def without_the_race(path: Path, shipped: Path) -> str:
    copy_of(
        shipped,
        path,
        "INSERT INTO race (name, title) VALUES ('second', 'Second')",
    )
    return "no race 'own'; available: april-2009, second"


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


@pytest.mark.parametrize("spoil", [without_the_race, newer, cut, another_programs])
def test_an_unusable_log_is_refused(
    spoil: Callable[[Path, Path], str],
    racetui: Racetui,
    filled_log: Path,
    shipped: Path,
    tmp_path: Path,
) -> None:
    other = tmp_path / "other.db"
    reason = spoil(other, shipped)
    before = everything(filled_log)
    line = refused(racetui("--db", str(filled_log), "import", str(other), "--race", "own"), 1)
    assert line.startswith(f"{other}: {reason}")
    assert everything(filled_log) == before


def test_a_full_disk_is_one_error_line_and_the_log_is_unchanged(
    filled_log: Path, file: Path
) -> None:
    rows = "".join(f"{1_577_836_800 + 60 * n},{100_000 + n}\n" for n in range(40_000))
    file.write_text("at,followers\n" + rows)
    before = everything(filled_log)
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "tui",
            "--db",
            str(filled_log),
            "import",
            str(file),
            "--race",
            "own",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert (
        ended.stderr == f"racetui: {filled_log}: the disk is full; free some space and try again\n"
    )
    assert everything(filled_log) == before


def connect_without_timeout(
    connect: Callable[..., sqlite3.Connection], *arguments: Any, **options: Any
) -> sqlite3.Connection:
    return connect(*arguments, **{**options, "timeout": 0})


def test_a_log_in_use_by_another_program_is_refused(
    racetui: Racetui, filled_log: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(lines([5, 6]))
    before = everything(filled_log)
    holder = sqlite3.connect(filled_log, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    # Do not wait five seconds for the lock.
    monkeypatch.setattr(sqlite3, "connect", partial(connect_without_timeout, sqlite3.connect))
    line = refused(racetui("--db", str(filled_log), "import", str(file), "--race", "own"), 1)
    holder.execute("ROLLBACK")
    holder.close()
    assert line == f"{filled_log}: is in use by another program; stop that one, or try again"
    assert everything(filled_log) == before


def test_a_log_imported_into_itself_is_unchanged(racetui: Racetui, filled_log: Path) -> None:
    before = exported(racetui, filled_log, "kept")
    ended = racetui("--db", str(filled_log), "import", str(filled_log), "--race", "kept")
    assert ended.code == 0
    assert exported(racetui, filled_log, "kept") == before


def test_another_log_is_only_read(
    racetui: Racetui, log: Path, shipped: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "races.db"
    other.parent.mkdir()
    shutil.copy(shipped, other)
    imported(racetui, log, other)
    assert other.read_bytes() == shipped.read_bytes()
    assert [entry.name for entry in other.parent.iterdir()] == ["races.db"]
