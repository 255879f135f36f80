"""Opening a log for writing: its schema is upgraded after a backup."""

from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from tests.store.logs import contents, filled, finished, rows, sample
from tui.store import Log, LogError, backups, open_to_write
from tui.store.schema import FINGERPRINTS, VERSION, migrations
from tui.store.writer import SchemaSteps


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_finished_log_is_one_file_without_side_files(tmp_path: Path) -> None:
    log = finished(tmp_path / "races.db")
    assert [file.name for file in tmp_path.iterdir()] == ["races.db"]
    assert rows(log, "PRAGMA journal_mode") == [("delete",)]
    assert log.stat().st_mode & 0o777 == 0o600


def one_more() -> Migrations:
    """Return the current migrations and another one."""
    steps = migrations()

    @steps(name="a note on every race")
    def note(db: Database) -> None:
        db.conn.execute("ALTER TABLE race ADD COLUMN note TEXT")

    return steps


def one_that_fails() -> Migrations:
    """Return the current migrations and one that fails half way."""
    steps = migrations()

    @steps(name="a step that fails")
    def failing(db: Database) -> None:
        db.conn.execute("DELETE FROM sample")
        db.conn.execute("CREATE TABLE half (x) STRICT")

    return steps


def one_that_fails_after_another() -> Migrations:
    """Return the current migrations, a good one, and one that fails."""
    steps = one_more()

    @steps(name="a step that fails")
    def failing(db: Database) -> None:
        db.conn.execute("DELETE FROM nowhere")

    return steps


def test_a_log_of_the_current_schema_is_opened_without_a_backup(log: Path) -> None:
    finished(log)
    open_to_write(log).close()
    assert [file.name for file in log.parent.glob("*backup*")] == []


def test_a_schema_change_makes_a_complete_private_backup_first(
    log: Path,
) -> None:
    finished(log, minutes=2000)
    before = contents(log)
    open_to_write(log, one_more).close()
    (backup,) = log.parent.glob("*.backup-*")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert contents(backup) == before
    assert rows(backup, "PRAGMA integrity_check") == [("ok",)]
    assert rows(backup, "PRAGMA user_version") == [(VERSION,)]
    with Log(backup) as opened:
        assert [race.name for race in opened.races()] == ["here"]
    assert rows(log, "PRAGMA user_version") == [(VERSION + 1,)]
    assert rows(log, "SELECT name, note FROM race") == [("here", None)]
    assert contents(log)["sample"] == before["sample"]


def test_a_backup_includes_the_wal_of_another_writer(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_samples(1, {1: [sample(100, 7)]})
    open_to_write(log, one_more).close()
    writer.close()
    (backup,) = log.parent.glob("*.backup-*")
    assert rows(backup, "SELECT count(*) FROM sample") == [(21,)]


def test_a_backup_never_overwrites_an_older_one(log: Path) -> None:
    finished(log)
    older = log.with_name(f"races.db.backup-schema{VERSION}-1")
    older.write_text("an older backup")
    open_to_write(log, one_more).close()
    assert older.read_text() == "an older backup"
    assert log.with_name(f"races.db.backup-schema{VERSION}-2").exists()


@pytest.mark.parametrize("steps", [one_that_fails, one_that_fails_after_another])
def test_a_failed_schema_change_leaves_the_log_unchanged(steps: SchemaSteps, log: Path) -> None:
    finished(log)
    before = contents(log)
    with pytest.raises(LogError) as refused:
        open_to_write(log, steps)
    assert "\n" not in str(refused.value)
    assert contents(log) == before
    assert rows(log, "PRAGMA user_version") == [(VERSION,)]
    with Log(log) as opened:
        assert [race.name for race in opened.races()] == ["here"]
    again = open_to_write(log)
    with again.transaction():
        again.add_samples(1, {1: [sample(100, 7)]})
    again.close()


def test_a_schema_change_is_made_once(log: Path) -> None:
    finished(log)
    open_to_write(log, one_more).close()
    assert rows(log, "SELECT count(*) FROM _sqlite_migrations") == [(len(FINGERPRINTS) + 1,)]
    assert [row[1] for row in rows(log, "PRAGMA table_info(race)")].count("note") == 1


def test_a_log_writable_by_its_group_is_refused(log: Path) -> None:
    finished(log)
    log.chmod(0o620)
    before = log.read_bytes()
    with pytest.raises(LogError, match="other users may write to it; run: chmod go-w"):
        open_to_write(log, one_more)
    assert log.read_bytes() == before
    assert [file.name for file in log.parent.iterdir()] == ["races.db"]


def test_only_backups_of_the_log_itself_are_listed(log: Path) -> None:
    finished(log)
    for name in (
        *("races.db.backup-schema1-2", "races.db.backup-schema1-1", "races.db.backup-schema12-1"),
        *("races.db.backup-schema1-1.lock", "races.db.backup-schema1-1-wal", "races.db.lock"),
        *("races.db.backup-mine", "other.db.backup-schema1-1", "races.db.backup-schema1-1-shm"),
    ):
        log.with_name(name).touch()
    assert [file.name for file in backups(log)] == [
        *("races.db.backup-schema1-1", "races.db.backup-schema1-2", "races.db.backup-schema12-1"),
    ]
