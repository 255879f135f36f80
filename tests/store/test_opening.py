"""What is no log of ours, newer, damaged or out of reach: one line, and nothing is touched."""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.logs import (
    do,
    filled,
    finished,
    of_the_oldest_schema,
    rows,
    without_privileges,
)
from tui.store import Log, LogError, open_to_write
from tui.store.schema import APPLICATION_ID, VERSION

Spoil = Callable[[Path], None]


def of_text(path: Path) -> None:
    path.write_text("at,followers\n2009-04-17T06:13:00Z,1000000\n" * 50)


def of_nothing(path: Path) -> None:
    path.write_bytes(b"")


def of_another_program(path: Path) -> None:
    do(path, "CREATE TABLE bookmarks (url TEXT)", "INSERT INTO bookmarks VALUES ('x')")


def of_another_program_with_an_id(path: Path) -> None:
    do(path, "CREATE TABLE bookmarks (url TEXT)", "PRAGMA application_id = 12345")


def of_another_program_with_our_tables(path: Path) -> None:
    finished(path)
    do(path, "PRAGMA application_id = 0")


def only_stamped_as_ours(path: Path) -> None:
    do(
        path,
        "CREATE TABLE bookmarks (url TEXT)",
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {VERSION}",
    )


def newer(path: Path) -> None:
    finished(path)
    do(path, f"PRAGMA user_version = {VERSION + 1}")


def without_a_version(path: Path) -> None:
    finished(path)
    do(path, "PRAGMA user_version = 0")


def with_a_trigger(path: Path) -> None:
    finished(path)
    do(
        path,
        "CREATE TRIGGER more AFTER INSERT ON sample BEGIN UPDATE race SET target = 1; END",
    )


def with_a_trigger_on_the_list_of_steps(path: Path) -> None:
    finished(path)
    do(
        path,
        "CREATE TRIGGER more AFTER INSERT ON _sqlite_migrations BEGIN DELETE FROM sample; END",
    )


def with_a_view(path: Path) -> None:
    finished(path)
    do(path, "CREATE VIEW more AS SELECT * FROM race")


def with_a_view_in_a_tables_place(path: Path) -> None:
    finished(path)
    do(path, "ALTER TABLE follow RENAME TO hidden", "CREATE VIEW follow AS SELECT * FROM hidden")


def with_a_table(path: Path) -> None:
    finished(path)
    do(path, "CREATE TABLE more (x)")


def with_a_column(path: Path) -> None:
    finished(path)
    do(path, "ALTER TABLE race ADD COLUMN more TEXT")


def with_a_table_in_the_oldest_schema(path: Path) -> None:
    do(of_the_oldest_schema(path), "CREATE TABLE more (x)")


def of_the_oldest_schema_stamped_as_todays(path: Path) -> None:
    do(of_the_oldest_schema(path), f"PRAGMA user_version = {VERSION}")


def of_todays_schema_stamped_as_the_first(path: Path) -> None:
    finished(path)
    do(path, "PRAGMA user_version = 1")


def without_a_table(path: Path) -> None:
    finished(path)
    do(path, "DROP TABLE follow")


def cut_in_half(path: Path) -> None:
    finished(path, minutes=5000)
    os.truncate(path, path.stat().st_size // 2)


def cut_by_a_page(path: Path) -> None:
    finished(path, minutes=5000)
    os.truncate(path, path.stat().st_size - 4096)


def cut_within_the_header(path: Path) -> None:
    finished(path)
    os.truncate(path, 50)


def with_a_damaged_first_page(path: Path) -> None:
    finished(path)
    write_over(path, 100, b"\xa5" * 2000)


def with_a_damaged_page_in_the_middle(path: Path) -> None:
    finished(path, minutes=5000)
    write_over(path, path.stat().st_size // 4096 // 2 * 4096, b"\xa5" * 4096)


def write_over(path: Path, place: int, what: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(what)


NOT_OURS = "its tables are not racetui's; put a backup in its place"
SPOILT: dict[Spoil, str] = {
    of_text: "is no racetui log; name another file with --db",
    of_nothing: "is empty, no racetui log; remove it or name another with --db",
    of_another_program: "is a database of another program; name another file with --db",
    of_another_program_with_an_id: "is a database of another program; name another file with --db",
    of_another_program_with_our_tables: "is a database of another program; name another file",
    only_stamped_as_ours: NOT_OURS,
    newer: f"newer racetui (schema {VERSION + 1}, this one knows {VERSION}); update racetui",
    without_a_version: NOT_OURS,
    with_a_trigger: NOT_OURS,
    with_a_trigger_on_the_list_of_steps: NOT_OURS,
    with_a_view: NOT_OURS,
    with_a_view_in_a_tables_place: NOT_OURS,
    with_a_table: NOT_OURS,
    with_a_table_in_the_oldest_schema: NOT_OURS,
    of_the_oldest_schema_stamped_as_todays: NOT_OURS,
    of_todays_schema_stamped_as_the_first: NOT_OURS,
    with_a_column: NOT_OURS,
    without_a_table: NOT_OURS,
    cut_in_half: "is damaged; put a backup in its place",
    cut_by_a_page: "is damaged; put a backup in its place",
    cut_within_the_header: "is a database of another program; name another file with --db",
    with_a_damaged_first_page: "is damaged; put a backup in its place",
    with_a_damaged_page_in_the_middle: "is damaged; put a backup in its place",
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that every user may enter."""
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def refusal(opening: Callable[[Path], object], path: Path) -> str:
    """Return the one line that refuses a log, what follows its path."""
    with pytest.raises(LogError) as refused:
        opening(path)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


def everything_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_log_that_is_not_sound_is_refused_to_a_reader_and_left_as_it_is(
    spoil: Spoil, log: Path
) -> None:
    spoil(log)
    before = everything_in(log.parent)
    assert SPOILT[spoil] in refusal(Log, log)
    assert everything_in(log.parent) == before


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_log_that_is_not_sound_is_refused_to_a_writer_and_left_as_it_is(
    spoil: Spoil, log: Path
) -> None:
    spoil(log)
    log.chmod(0o600)
    before = everything_in(log.parent)
    assert SPOILT[spoil] in refusal(open_to_write, log)
    assert everything_in(log.parent) == before


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_folder_is_no_log(opening: Callable[[Path], object], log: Path) -> None:
    log.mkdir()
    assert refusal(opening, log) == "is no file; name a racetui log"
    assert list(log.iterdir()) == []


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_pipe_is_no_log_and_nobody_waits_for_it(
    opening: Callable[[Path], object], log: Path
) -> None:
    os.mkfifo(log, 0o600)
    assert refusal(opening, log) == "is no file; name a racetui log"


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_symbolic_link_is_not_followed(
    opening: Callable[[Path], object], log: Path, tmp_path: Path
) -> None:
    aim = finished(tmp_path / "aim.db")
    before = aim.read_bytes()
    log.symlink_to(aim)
    assert refusal(opening, log) == "is a symbolic link; name the file it points to"
    assert log.is_symlink()
    assert aim.read_bytes() == before


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_missing_log_is_told_with_what_to_do_and_none_is_made(
    opening: Callable[[Path], object], log: Path
) -> None:
    words = refusal(opening, log)
    assert re.match(r"[^;]+; \w", words), words
    assert list(log.parent.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    words = refusal(Log, tmp_path / "folder" / "races.db")
    assert re.match(r"[^;]+; \w", words), words


def test_a_log_that_this_user_may_not_read_is_refused(open_folder: Path) -> None:
    log = finished(open_folder / "races.db")
    before = log.read_bytes()
    log.chmod(0)
    with without_privileges():
        words = refusal(Log, log)
    assert words == "cannot be opened; check that this user may read and write it and its folder"
    log.chmod(0o600)
    assert log.read_bytes() == before


def test_a_log_in_a_folder_that_this_user_may_not_enter_is_told_with_what_to_do(
    open_folder: Path,
) -> None:
    log = finished(open_folder / "races.db")
    open_folder.chmod(0)
    with without_privileges():
        words = refusal(Log, log)
    open_folder.chmod(0o700)
    assert re.match(r"[^;]+; \w", words), words


def test_a_log_whose_side_file_cannot_be_a_file_is_refused(log: Path) -> None:
    filled(log).close()
    log.with_name("races.db-wal").mkdir()
    assert "cannot be opened; check that this user may read and write it" in refusal(Log, log)


def test_a_finished_log_is_read_in_a_folder_that_cannot_be_written(open_folder: Path) -> None:
    log = finished(open_folder / "races.db")
    log.chmod(0o644)
    open_folder.chmod(0o555)
    with without_privileges(), Log(log) as opened:
        names = [race.name for race in opened.races()]
    open_folder.chmod(0o700)
    assert names == ["here"]
    assert [file.name for file in open_folder.iterdir()] == ["races.db"]


def test_a_log_that_others_may_write_to_is_refused_to_a_writer_with_the_command_that_mends_it(
    log: Path,
) -> None:
    finished(log)
    before = log.read_bytes()
    for mode in (0o660, 0o602):
        log.chmod(mode)
        assert refusal(open_to_write, log) == f"others may write to it; run: chmod go-w '{log}'"
        assert log.stat().st_mode & 0o777 == mode
    assert log.read_bytes() == before


def test_a_file_of_another_user_is_refused_to_a_writer() -> None:
    file = Path("/etc/passwd")
    before = file.read_bytes()
    with without_privileges():
        words = refusal(open_to_write, file)
    assert words == "belongs to another user; name a log of your own with --db"
    assert file.read_bytes() == before


def test_a_sound_log_opens_for_reading_and_cannot_be_written_through_it(log: Path) -> None:
    finished(log)
    before = log.read_bytes()
    with Log(log) as opened:
        assert [race.name for race in opened.races()] == ["here"]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened._connection.execute("DELETE FROM sample")
    assert log.read_bytes() == before
    assert [file.name for file in log.parent.iterdir()] == ["races.db"]


def test_a_closed_log_whose_last_run_ended_at_once_still_shows_all_that_was_written(
    log: Path, tmp_path: Path
) -> None:
    writer = filled(log)
    torn = tmp_path / "torn"
    torn.mkdir()
    for file in (log, log.with_name("races.db-wal")):
        shutil.copy(file, torn)
    writer.close()
    with Log(torn / "races.db") as opened:
        ann, bob = opened.races()[0].accounts
        assert len(list(opened.history(ann))) == len(list(opened.history(bob))) == 10
    assert rows(torn / "races.db", "SELECT count(*) FROM sample") == [(20,)]
