"""The schema: its migrations, and the fingerprints that identify a log."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.logs import (
    START,
    contents,
    filled,
    finished,
    of_the_oldest_schema,
    rows,
    sample,
)
from tui.model import MINUTE, Condition, Quality, SourceStatus
from tui.store import ListReading, Log, LogError, Writer, backups, create, open_to_write
from tui.store.schema import (
    APPLICATION_ID,
    FINGERPRINTS,
    OLDEST,
    QUALITIES,
    VERSION,
    declared,
    fingerprint,
    hour_of,
    migrations,
)

STRICT_TABLES = {
    "account": 0,
    "event": 0,
    "follow": 1,
    "forecast": 1,
    "handle": 1,
    "post": 1,
    "provenance": 0,
    "quality": 0,
    "race": 0,
    "racer": 1,
    "spending": 1,
    "reading": 0,
    "rollup": 1,
    "round": 0,
    "sample": 1,
    "stake": 1,
    "talk": 1,
    "viewer": 1,
    "vote": 1,
}
"""Every table, and whether it is WITHOUT ROWID."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return finished(tmp_path / "races.db")


def test_the_migrations_make_the_schema_of_the_current_fingerprint(log: Path) -> None:
    connection = sqlite3.connect(log)
    found = fingerprint(connection)
    connection.close()
    assert found == FINGERPRINTS[VERSION]


def test_every_migration_has_its_own_fingerprint_and_name() -> None:
    names = [step.name for step in migrations()._migrations]
    assert list(FINGERPRINTS) == list(range(OLDEST, OLDEST + len(names)))
    assert len(set(names)) == len(names)
    assert OLDEST + len(names) - 1 == VERSION


def test_the_header_of_a_log_has_the_application_id_and_the_schema_version(log: Path) -> None:
    assert log.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big") == b"race"
    assert rows(log, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert rows(log, "PRAGMA user_version") == [(VERSION,)]


def test_a_log_and_its_side_files_are_private(tmp_path: Path) -> None:
    writer = filled(tmp_path / "deep" / "races.db")
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "deep").iterdir()}
    writer.close()
    assert {"races.db", "races.db-wal", "races.db-shm"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o700


def test_a_new_log_never_overwrites_a_file(log: Path) -> None:
    before = log.read_bytes()
    with pytest.raises(LogError, match=r"races\.db: ") as refused:
        create(log)
    assert "\n" not in str(refused.value)
    assert log.read_bytes() == before


def test_a_new_log_is_not_created_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "target.db")
    with pytest.raises(LogError, match=r"link\.db: "):
        create(tmp_path / "link.db")
    assert not (tmp_path / "target.db").exists()


def test_every_table_is_strict_and_long_ones_have_no_rowid(log: Path) -> None:
    tables = rows(
        log,
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND strict ORDER BY name",
    )
    assert dict(tables) == STRICT_TABLES


def test_a_sample_is_keyed_by_hour_account_and_time(log: Path) -> None:
    key = rows(log, "SELECT name FROM pragma_table_info('sample') WHERE pk > 0 ORDER BY pk")
    assert key == [("hour",), ("account",), ("at",)]


def test_round_ids_are_never_reused(log: Path) -> None:
    text = rows(log, "SELECT sql FROM sqlite_master WHERE name = 'round'")
    assert "AUTOINCREMENT" in str(text[0][0])


def test_qualities_are_stored_by_index_in_a_list_that_only_grows(log: Path) -> None:
    stored = rows(log, "SELECT id, name FROM quality ORDER BY id")
    assert stored == [(place, str(quality)) for place, quality in enumerate(QUALITIES)]
    assert set(QUALITIES) == set(Quality)
    assert [str(quality) for quality in QUALITIES[:7]] == [
        "exact",
        "rounded",
        "over",
        "under",
        "derived",
        "suspect",
        "false-reading",
    ]


def test_hours_before_1970_are_negative() -> None:
    assert (hour_of(0), hour_of(3_599_999), hour_of(3_600_000)) == (0, 0, 1)
    assert hour_of(-1) == -1


def test_the_views_have_plain_names_and_iso_times(log: Path) -> None:
    first = "SELECT account, handle, at, followers, quality, provenance FROM samples ORDER BY 1, 3"
    assert rows(log, first)[0] == (
        "here:1",
        "ann",
        "2009-04-17T00:00:00.000Z",
        100,
        "exact",
        "a test",
    )


def test_the_declared_schema_names_every_table_view_and_index(log: Path) -> None:
    connection = sqlite3.connect(log)
    names = {line.split(":")[0] for line in declared(connection)}
    connection.close()
    assert {f"table {name}" for name in STRICT_TABLES} <= names
    assert {"view samples", "view events", "view follows", "index event_by_time"} <= names
    assert {"index round_by_source", "index follow_by_followee"} <= names


OLDER: dict[int, Callable[[Path], Path]] = {OLDEST: of_the_oldest_schema}
"""Creates a log of each older schema."""


@pytest.mark.parametrize("number", OLDER)
def test_an_older_schema_still_has_its_fingerprint(number: int, tmp_path: Path) -> None:
    connection = sqlite3.connect(OLDER[number](tmp_path / "old.db"))
    found = fingerprint(connection)
    connection.close()
    assert found == FINGERPRINTS[number]
    assert len(set(FINGERPRINTS.values())) == len(FINGERPRINTS) == len(OLDER) + 1


@pytest.mark.parametrize("number", OLDER)
@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_opening_an_older_log_upgrades_it_and_keeps_every_row(
    opening: Callable[[Path], Log | Writer], number: int, tmp_path: Path
) -> None:
    log = OLDER[number](tmp_path / "old.db")
    before = contents(log)
    opening(log).close()
    after = contents(log)
    for table, held in before.items():
        assert held
        assert [row[: len(held[0])] for row in after[table]] == held
    connection = sqlite3.connect(log)
    assert fingerprint(connection) == FINGERPRINTS[VERSION]
    connection.close()
    assert rows(log, "PRAGMA user_version") == [(VERSION,)]


@pytest.mark.parametrize("number", OLDER)
@pytest.mark.parametrize("opening", [Log, open_to_write])
def test_upgrading_an_older_log_leaves_one_unchanged_backup(
    opening: Callable[[Path], Log | Writer], number: int, tmp_path: Path
) -> None:
    log = OLDER[number](tmp_path / "old.db")
    before = contents(log)
    opening(log).close()
    opening(log).close()
    (backup,) = backups(log)
    assert contents(backup) == before
    assert backup.name == f"old.db.backup-schema{number}-1"
    assert rows(backup, "PRAGMA user_version") == [(number,)]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_new_columns_of_an_upgraded_log_have_defaults(tmp_path: Path) -> None:
    with Log(of_the_oldest_schema(tmp_path / "old.db")) as opened:
        (race,) = opened.races()
        assert {a.condition for a in race.accounts} == {Condition.THERE}
        assert opened.status("here") == SourceStatus("here", START)
        assert opened.follow_list(race.accounts[0], START).why == ""
    writer = open_to_write(tmp_path / "old.db")
    with writer.transaction():
        assert writer.reading(1) == ListReading(START, "a cursor", 100)
        assert writer.spent("x", 0) == 0
    writer.close()


@pytest.mark.parametrize("number", OLDER)
def test_an_upgraded_log_can_be_written(number: int, tmp_path: Path) -> None:
    log = OLDER[number](tmp_path / "old.db")
    writer = open_to_write(log)
    with writer.transaction():
        writer.add_samples(1, {2: [sample(1, 5)]})
        writer.set_every(1, MINUTE)
    writer.close()
    with Log(log) as opened:
        (race,) = opened.races()
        counts = [len(opened.track(account).samples) for account in race.accounts]
        (event,) = opened.events(race)
    assert (race.every, counts, event.title) == (MINUTE, [10, 1], "A note")
