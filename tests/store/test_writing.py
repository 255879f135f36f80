"""Writing: whole or not at all, one writer at a time, a backup before the schema changes."""

import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from tests.store.logs import ANN, BOB, START, do, filled, finished, race_of, rows, sample
from tui.model import DOUBTED, HOUR, MINUTE, Account, Event, EventKind, Followee, Origin, Quality
from tui.model import Sample as Reading
from tui.store import Log, LogError, Writer, create, open_to_write
from tui.store.schema import FINGERPRINTS, VERSION, hour_of, migrations
from tui.store.writing import Steps

DATA = ("account", "handle", "race", "racer", "round", "sample", "rollup", "event", "follow")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table with data."""
    return {table: rows(path, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in DATA}


def add_everything(writer: Writer) -> None:
    """Add a row to every table, as a part of one transaction."""
    number = writer.add_account(Account(0, "here", "3", "cat", "Cat"), START)
    race = writer.add_race(race_of("another"), [number])
    round_id = writer.add_round(START, 0, "boot", "here", "ok")
    writer.add_samples(round_id, {number: [sample(1, 5)]})
    event = Event(START, EventKind.NOTE, "A note", Origin.NOTED, source="a person")
    writer.add_events(race, [event])
    followee = Followee(Account(1, "here", "1", "ann", "Ann"), True, None, first_seen=START)
    writer.add_follows(number, [(Followee(followee.account, True, None, None, 1, 1), "a book")])


def test_a_transaction_that_ends_well_is_all_there(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with writer.transaction():
        add_everything(writer)
    writer.close()
    after = contents(log)
    assert {table: len(after[table]) - len(before[table]) for table in DATA} == dict.fromkeys(
        DATA, 1
    )


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_transaction_that_is_broken_off_in_the_middle_leaves_nothing(
    trouble: type[BaseException], log: Path
) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(trouble), writer.transaction():  # noqa: PT012
        add_everything(writer)
        raise trouble
    assert contents(log) == before
    with writer.transaction():
        add_everything(writer)
    writer.close()
    assert contents(log) != before


def test_nobody_sees_a_transaction_before_its_end(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with writer.transaction():
        add_everything(writer)
        within = contents(log)
    writer.close()
    assert within == before
    assert contents(log) != before


def test_a_reading_is_never_written_over_and_its_whole_transaction_is_refused(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(Exception, match="UNIQUE"), writer.transaction():  # noqa: PT012
        round_id = writer.add_round(START, 0, "boot", "here", "ok")
        writer.add_samples(round_id, {1: [sample(100, 1), sample(5, 999)]})
    writer.close()
    assert contents(log) == before


def test_a_sample_of_an_account_that_is_not_there_is_refused(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(Exception, match="FOREIGN KEY"), writer.transaction():
        writer.add_samples(1, {99: [sample(1, 1)]})
    writer.close()
    assert contents(log) == before


def test_a_provenance_first_named_in_a_transaction_that_failed_is_still_right_in_the_next(
    log: Path,
) -> None:
    writer = filled(log)
    first = Reading(START + HOUR, 1, provenance="a first book")
    second = Reading(START + HOUR, 2, provenance="a second book")
    with pytest.raises(RuntimeError), writer.transaction():  # noqa: PT012
        writer.add_samples(1, {1: [first]})
        raise RuntimeError
    with writer.transaction():
        writer.add_samples(1, {1: [second]})
    with writer.transaction():
        writer.add_samples(1, {2: [first]})
    writer.close()
    told = "SELECT account, followers, provenance FROM samples WHERE at LIKE '%T01:%' ORDER BY 1"
    assert rows(log, told) == [("here:1", 2, "a second book"), ("here:2", 1, "a first book")]


def test_rounds_keep_growing_and_leave_a_gap_where_one_was_not_kept(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        first = writer.add_round(START, 1, "boot", "here", "ok")
    with writer.transaction():
        second = writer.add_round(START, 2, "boot", "here", "no answer")
    do(log, f"DELETE FROM round WHERE id = {second}")
    with writer.transaction():
        third = writer.add_round(START, 3, "boot", "here", "ok")
    writer.close()
    assert (first, second, third) == (1, 2, 3)
    assert rows(log, "SELECT id, outcome FROM round") == [(1, "ok"), (3, "ok")]


def test_a_new_handle_is_the_accounts_and_the_old_ones_stay_beside_it(log: Path) -> None:
    writer = create(log)
    numbers = []
    for since, handle in enumerate(("ann", "ann", "anna", "ann")):
        with writer.transaction():
            numbers.append(writer.add_account(Account(0, "here", "1", handle, "Ann"), since))
    writer.close()
    assert len(set(numbers)) == 1
    assert rows(log, "SELECT native_id, handle FROM account") == [("1", "ann")]
    assert rows(log, "SELECT since, handle FROM handle ORDER BY since") == [
        (0, "ann"),
        (2, "anna"),
        (3, "ann"),
    ]


def test_an_account_is_known_by_its_stable_id_not_by_its_handle(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one = writer.add_account(Account(0, "here", "1", "ann", "Ann"), START)
        other = writer.add_account(Account(0, "here", "2", "ann", "Another"), START)
        elsewhere = writer.add_account(Account(0, "there", "1", "ann", "Ann"), START)
    writer.close()
    assert len({one, other, elsewhere}) == 3


COUNTS = st.none() | st.integers(0, 2_000_000)
READINGS = st.dictionaries(
    st.integers(-2 * 60, 3 * 60), st.tuples(COUNTS, st.sampled_from(Quality)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(READINGS, st.integers(1, 5))
def test_rollups_agree_with_the_samples_in_whatever_portions_they_came(
    readings: dict[int, tuple[int | None, Quality]], portions: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        path = Path(folder) / "races.db"
        writer = create(path)
        with writer.transaction():
            numbers = [writer.add_account(account, START) for account in (ANN, BOB)]
            round_id = writer.add_round(START, 0, "boot", "here", "ok")
        made = [sample(minute, count, quality) for minute, (count, quality) in readings.items()]
        for portion in range(portions):
            with writer.transaction():
                part = made[portion::portions]
                writer.add_samples(round_id, {numbers[0]: part, numbers[1]: part[:1]})
        writer.close()
        got = rows(path, "SELECT hour, lowest, highest, last, n FROM rollup WHERE account = 1")
    assert sorted(got) == rolled_up(made)


def rolled_up(readings: list[Reading]) -> list[tuple[object, ...]]:
    """Return by hour: lowest, highest and last trusted count, and how many readings there are."""
    hours: dict[int, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda reading: reading.at):
        hours[hour_of(reading.at)].append(reading)
    made: list[tuple[object, ...]] = []
    for hour, held in sorted(hours.items()):
        trusted = [r.followers for r in held if r.quality not in DOUBTED]
        counts = [count for count in trusted if count is not None]
        ends = (min(counts), max(counts), counts[-1]) if counts else (None, None, None)
        made.append((hour, *ends, len(held)))
    return made


HALF_OF_A_MINUTE = """
import sys
from pathlib import Path
from tui.model import Account, Sample
from tui.store import open_to_write
path, name = Path(sys.argv[1]), sys.argv[2]
writer = open_to_write(path)
print("ready", flush=True)
sys.stdin.readline()
for n in range(60):
    with writer.transaction():
        number = writer.add_account(Account(0, "here", name, name, name), n)
        round_id = writer.add_round(n, n, name, "here", "ok")
        book = f"book {n}"
        writer.add_samples(round_id, {number: [Sample(n * 60_000, n, provenance=book)]})
writer.close()
"""


def test_two_processes_that_write_at_once_lose_nothing(log: Path) -> None:
    finished(log)
    command = [sys.executable, "-c", HALF_OF_A_MINUTE, str(log)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    for name in ("one", "two"):
        written = "SELECT followers, provenance FROM samples WHERE handle = ? ORDER BY at"
        expected = [(n, f"book {n}") for n in range(60)]
        assert rows(log, written, (name,)) == expected
        n_of = "SELECT sum(n) FROM rollup JOIN account ON id = account WHERE handle = ?"
        assert rows(log, n_of, (name,)) == [(60,)]
    assert rows(log, "SELECT count(*), count(DISTINCT id) FROM round") == [(121, 121)]
    assert rows(log, "PRAGMA integrity_check") == [("ok",)]


def test_what_was_written_is_there_although_the_writer_was_killed(log: Path) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.store.logs import filled, sample\n"
        "writer = filled(Path(sys.argv[1]))\n"
        "with writer.transaction():\n"
        "    writer.add_samples(1, {1: [sample(100, 1)]})\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", script, str(log)], cwd=root, check=False)
    assert ended.returncode == -9
    writer = open_to_write(log)
    with writer.transaction():
        writer.add_samples(1, {1: [sample(200, 2)]})
    writer.close()
    kept = "SELECT count(*), max(followers) FILTER (WHERE at > ?) FROM sample WHERE account = 1"
    assert rows(log, kept, (START + 90 * MINUTE,)) == [(11, 2)]
    assert rows(log, "PRAGMA integrity_check") == [("ok",)]


def test_a_commit_is_on_disk_and_readers_are_not_held_up(log: Path) -> None:
    writer = filled(log)
    modes = {
        name: writer._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    with Log(log) as reader:
        ann = reader.races()[0].accounts[0]
        with writer.transaction():
            writer.add_samples(1, {ann.id: [sample(100, 7)]})
            during = len(list(reader.history(ann)))
        after = len(list(reader.history(ann)))
    writer.close()
    assert modes == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert (during, after) == (10, 11)


def test_a_finished_log_is_one_file_without_side_files(tmp_path: Path) -> None:
    log = finished(tmp_path / "races.db")
    assert [file.name for file in tmp_path.iterdir()] == ["races.db"]
    assert rows(log, "PRAGMA journal_mode") == [("delete",)]
    assert log.stat().st_mode & 0o777 == 0o600


def one_more() -> Migrations:
    """Return today's steps and one that comes after them."""
    steps = migrations()

    @steps(name="a note on every race")
    def note(db: Database) -> None:
        db.conn.execute("ALTER TABLE race ADD COLUMN note TEXT")

    return steps


def one_that_fails() -> Migrations:
    """Return today's steps and one that fails half way."""
    steps = migrations()

    @steps(name="a step that fails")
    def failing(db: Database) -> None:
        db.conn.execute("DELETE FROM sample")
        db.conn.execute("CREATE TABLE half (x) STRICT")

    return steps


def one_that_fails_after_another() -> Migrations:
    """Return today's steps, a good one, and one that fails."""
    steps = one_more()

    @steps(name="a step that fails")
    def failing(db: Database) -> None:
        db.conn.execute("DELETE FROM nowhere")

    return steps


def test_a_log_of_todays_schema_is_opened_without_a_backup(log: Path) -> None:
    finished(log)
    open_to_write(log).close()
    assert [file.name for file in log.parent.glob("*backup*")] == []


def test_a_change_of_the_schema_is_preceded_by_a_backup_that_is_whole_and_private(
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


def test_a_backup_holds_what_another_writer_has_not_yet_moved_into_the_file(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_samples(1, {1: [sample(100, 7)]})
    open_to_write(log, one_more).close()
    writer.close()
    (backup,) = log.parent.glob("*.backup-*")
    assert rows(backup, "SELECT count(*) FROM sample") == [(21,)]


def test_a_backup_never_takes_the_place_of_an_older_one(log: Path) -> None:
    finished(log)
    older = log.with_name(f"races.db.backup-schema{VERSION}-1")
    older.write_text("an older backup")
    open_to_write(log, one_more).close()
    assert older.read_text() == "an older backup"
    assert log.with_name(f"races.db.backup-schema{VERSION}-2").exists()


@pytest.mark.parametrize("steps", [one_that_fails, one_that_fails_after_another])
def test_a_change_of_the_schema_that_fails_leaves_the_log_as_it_was(
    steps: Steps, log: Path
) -> None:
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
    assert len(FINGERPRINTS) == VERSION


def test_a_change_of_the_schema_happens_once(log: Path) -> None:
    finished(log)
    open_to_write(log, one_more).close()
    assert rows(log, "SELECT count(*) FROM _sqlite_migrations") == [(VERSION + 1,)]
    assert [row[1] for row in rows(log, "PRAGMA table_info(race)")].count("note") == 1


def test_a_log_that_its_group_may_write_to_is_not_written(log: Path) -> None:
    finished(log)
    log.chmod(0o620)
    before = log.read_bytes()
    with pytest.raises(LogError, match="others may write to it; run: chmod go-w"):
        open_to_write(log, one_more)
    assert log.read_bytes() == before
    assert [file.name for file in log.parent.iterdir()] == ["races.db"]
