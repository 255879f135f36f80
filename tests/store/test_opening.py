"""Foreign, newer, damaged and inaccessible files are refused in one line and left unchanged."""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.logs import (
    execute,
    filled,
    finished,
    of_the_oldest_schema,
    rows,
    without_privileges,
)
from tui.store import Log, LogError, open_to_write
from tui.store.schema import APPLICATION_ID, VERSION

Damage = Callable[[Path], None]


def text(path: Path) -> None:
    path.write_text("at,followers\n2009-04-17T06:13:00Z,1000000\n" * 50)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def of_another_program(path: Path) -> None:
    execute(path, "CREATE TABLE bookmarks (url TEXT)", "INSERT INTO bookmarks VALUES ('x')")


def of_another_program_with_an_id(path: Path) -> None:
    execute(path, "CREATE TABLE bookmarks (url TEXT)", "PRAGMA application_id = 12345")


def of_another_program_with_our_tables(path: Path) -> None:
    finished(path)
    execute(path, "PRAGMA application_id = 0")


def only_stamped_as_ours(path: Path) -> None:
    execute(
        path,
        "CREATE TABLE bookmarks (url TEXT)",
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {VERSION}",
    )


def newer(path: Path) -> None:
    finished(path)
    execute(path, f"PRAGMA user_version = {VERSION + 1}")


def without_a_version(path: Path) -> None:
    finished(path)
    execute(path, "PRAGMA user_version = 0")


def with_a_trigger(path: Path) -> None:
    finished(path)
    execute(
        path,
        "CREATE TRIGGER more AFTER INSERT ON sample BEGIN UPDATE race SET target = 1; END",
    )


def with_a_trigger_on_the_migrations(path: Path) -> None:
    finished(path)
    execute(
        path,
        "CREATE TRIGGER more AFTER INSERT ON _sqlite_migrations BEGIN DELETE FROM sample; END",
    )


def with_a_view(path: Path) -> None:
    finished(path)
    execute(path, "CREATE VIEW more AS SELECT * FROM race")


def with_a_view_instead_of_a_table(path: Path) -> None:
    finished(path)
    execute(
        path, "ALTER TABLE follow RENAME TO hidden", "CREATE VIEW follow AS SELECT * FROM hidden"
    )


def with_a_table(path: Path) -> None:
    finished(path)
    execute(path, "CREATE TABLE more (x)")


def with_a_column(path: Path) -> None:
    finished(path)
    execute(path, "ALTER TABLE race ADD COLUMN more TEXT")


def with_a_table_in_the_oldest_schema(path: Path) -> None:
    execute(of_the_oldest_schema(path), "CREATE TABLE more (x)")


def of_the_oldest_schema_stamped_as_the_current(path: Path) -> None:
    execute(of_the_oldest_schema(path), f"PRAGMA user_version = {VERSION}")


def of_the_current_schema_stamped_as_the_first(path: Path) -> None:
    finished(path)
    execute(path, "PRAGMA user_version = 1")


def without_a_table(path: Path) -> None:
    finished(path)
    execute(path, "DROP TABLE follow")


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
    overwrite(path, 100, b"\xa5" * 2000)


def with_a_damaged_page_in_the_middle(path: Path) -> None:
    finished(path, minutes=5000)
    overwrite(path, path.stat().st_size // 4096 // 2 * 4096, b"\xa5" * 4096)


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


NOT_OURS = "its tables are not racetui's; replace it with a backup"
DAMAGED: dict[Damage, str] = {
    text: "is not a racetui log; choose another file with --db",
    empty: "is empty; delete it, or choose another file with --db",
    of_another_program: "is a database of another program; choose another file with --db",
    of_another_program_with_an_id: "is a database of another program; choose another file",
    of_another_program_with_our_tables: "is a database of another program; choose another file",
    only_stamped_as_ours: NOT_OURS,
    newer: f"newer racetui (schema {VERSION + 1}, this one reads {VERSION}); update racetui",
    without_a_version: NOT_OURS,
    with_a_trigger: NOT_OURS,
    with_a_trigger_on_the_migrations: NOT_OURS,
    with_a_view: NOT_OURS,
    with_a_view_instead_of_a_table: NOT_OURS,
    with_a_table: NOT_OURS,
    with_a_table_in_the_oldest_schema: NOT_OURS,
    of_the_oldest_schema_stamped_as_the_current: NOT_OURS,
    of_the_current_schema_stamped_as_the_first: NOT_OURS,
    with_a_column: NOT_OURS,
    without_a_table: NOT_OURS,
    cut_in_half: "is damaged; replace it with a backup",
    cut_by_a_page: "is damaged; replace it with a backup",
    cut_within_the_header: "is a database of another program; choose another file with --db",
    with_a_damaged_first_page: "is damaged; replace it with a backup",
    with_a_damaged_page_in_the_middle: "is damaged; replace it with a backup",
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """Yield a folder that every user can read."""
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def refusal(opening: Callable[[Path], object], path: Path) -> str:
    """Return the error of opening a log, without the path it begins with."""
    with pytest.raises(LogError) as refused:
        opening(path)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


def everything_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("damage", DAMAGED, ids=lambda damage: damage.__name__)
def test_a_foreign_or_damaged_log_is_refused_and_left_unchanged(damage: Damage, log: Path) -> None:
    damage(log)
    log.chmod(0o600)
    before = everything_in(log.parent)
    for opening in (Log, open_to_write):
        assert DAMAGED[damage] in refusal(opening, log), opening
        assert everything_in(log.parent) == before, opening


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_folder_is_refused(opening: Callable[[Path], object], log: Path) -> None:
    log.mkdir()
    assert refusal(opening, log) == "is not a file; use the path of a racetui log"
    assert list(log.iterdir()) == []


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_pipe_is_refused_without_blocking(opening: Callable[[Path], object], log: Path) -> None:
    os.mkfifo(log, 0o600)
    assert refusal(opening, log) == "is not a file; use the path of a racetui log"


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_symbolic_link_is_refused(
    opening: Callable[[Path], object], log: Path, tmp_path: Path
) -> None:
    target = finished(tmp_path / "target.db")
    before = target.read_bytes()
    log.symlink_to(target)
    assert refusal(opening, log) == "is a symbolic link; use the path of the file itself"
    assert log.is_symlink()
    assert target.read_bytes() == before


@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_a_missing_log_is_refused_with_advice_and_not_created(
    opening: Callable[[Path], object], log: Path
) -> None:
    message = refusal(opening, log)
    assert re.match(r"[^;]+; \w", message), message
    assert list(log.parent.iterdir()) == []


def test_a_path_below_a_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    message = refusal(Log, tmp_path / "folder" / "races.db")
    assert re.match(r"[^;]+; \w", message), message


def test_an_unreadable_log_is_refused_with_advice(shared_folder: Path) -> None:
    log = finished(shared_folder / "races.db")
    before = log.read_bytes()
    log.chmod(0)
    with without_privileges():
        message = refusal(Log, log)
    assert message == "cannot be opened; check that you may read and write the file and its folder"
    log.chmod(0o600)
    assert log.read_bytes() == before


def test_a_log_in_an_inaccessible_folder_is_refused_with_advice(
    shared_folder: Path,
) -> None:
    log = finished(shared_folder / "races.db")
    shared_folder.chmod(0)
    with without_privileges():
        message = refusal(Log, log)
    shared_folder.chmod(0o700)
    assert re.match(r"[^;]+; \w", message), message


def test_a_log_whose_wal_file_is_a_folder_is_refused(log: Path) -> None:
    filled(log).close()
    log.with_name("races.db-wal").mkdir()
    assert "cannot be opened; check that you may read and write the file" in refusal(Log, log)


def test_a_finished_log_opens_in_a_read_only_folder(shared_folder: Path) -> None:
    log = finished(shared_folder / "races.db")
    log.chmod(0o644)
    shared_folder.chmod(0o555)
    with without_privileges(), Log(log) as opened:
        names = [race.name for race in opened.races()]
    shared_folder.chmod(0o700)
    assert names == ["here"]
    assert [file.name for file in shared_folder.iterdir()] == ["races.db"]


def test_a_writer_refuses_a_log_writable_by_others_and_names_the_command_to_fix_it(
    log: Path,
) -> None:
    finished(log)
    before = log.read_bytes()
    for mode in (0o660, 0o602):
        log.chmod(mode)
        assert (
            refusal(open_to_write, log) == f"other users may write to it; run: chmod go-w '{log}'"
        )
        assert log.stat().st_mode & 0o777 == mode
    assert log.read_bytes() == before


def test_a_writer_refuses_a_file_of_another_user() -> None:
    file = Path("/etc/passwd")
    before = file.read_bytes()
    with without_privileges():
        message = refusal(open_to_write, file)
    assert message == "belongs to another user; choose a log of your own with --db"
    assert file.read_bytes() == before


def test_a_log_opened_for_reading_is_read_only(log: Path) -> None:
    finished(log)
    before = log.read_bytes()
    with Log(log) as opened:
        assert [race.name for race in opened.races()] == ["here"]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened._connection.execute("DELETE FROM sample")
    assert log.read_bytes() == before
    assert [file.name for file in log.parent.iterdir()] == ["races.db"]


def test_a_log_of_a_killed_process_has_everything_that_was_committed(
    log: Path, tmp_path: Path
) -> None:
    writer = filled(log)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in (log, log.with_name("races.db-wal")):
        shutil.copy(file, copy)
    writer.close()
    with Log(copy / "races.db") as opened:
        ann, bob = opened.races()[0].accounts
        assert len(list(opened.history(ann))) == len(list(opened.history(bob))) == 10
    assert rows(copy / "races.db", "SELECT count(*) FROM sample") == [(20,)]
