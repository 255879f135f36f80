"""Transactions: all or nothing, one writer at a time, and one collector at a time."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.store.logs import (
    DATA,
    START,
    contents,
    filled,
    finished,
    race_of,
    rows,
    sample,
    without_privileges,
)
from tui.model import MINUTE, Account, Event, EventKind, Followee, Origin
from tui.store import CollectorLock, ListReading, Log, LogError, Writer, create, open_to_write
from tui.store.transaction import LOOP_PATIENCE, PATIENCE, RETRY_EVERY, locked


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def add_everything(writer: Writer) -> None:
    """Add a row to every table, in the current transaction."""
    number = writer.add_account(Account(0, "here", "3", "cat", "Cat"), START)
    race = writer.add_race(race_of("another"), [number])
    round_id = writer.add_round(START, 0, "boot", "here", "")
    writer.add_samples(round_id, {number: [sample(1, 5)]})
    event = Event(START, EventKind.NOTE, "A note", Origin.NOTED, source="a person")
    writer.add_events(race, [event])
    followee = Followee(Account(1, "here", "1", "ann", "Ann"), True, None, first_seen=START)
    writer.add_follows(number, [(Followee(followee.account, True, None, None, 1, 1), "a book")])
    writer.save_reading(number, ListReading(START))
    writer.request_race("a viewer", race, START)


def test_a_successful_transaction_is_written_completely(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with writer.transaction():
        add_everything(writer)
    writer.close()
    after = contents(log)
    assert {table: len(after[table]) - len(before[table]) for table in DATA} == dict.fromkeys(
        DATA, 1
    )


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_an_interrupted_transaction_writes_nothing(error: type[BaseException], log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(error), writer.transaction():  # noqa: PT012
        add_everything(writer)
        raise error
    assert contents(log) == before
    with writer.transaction():
        add_everything(writer)
    writer.close()
    assert contents(log) != before


def test_a_transaction_is_invisible_before_its_end(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with writer.transaction():
        add_everything(writer)
        during = contents(log)
    writer.close()
    assert during == before
    assert contents(log) != before


SIXTY_WRITES = """
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


def test_two_processes_can_write_at_the_same_time(log: Path) -> None:
    finished(log)
    command = [sys.executable, "-c", SIXTY_WRITES, str(log)]
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
        query = "SELECT followers, provenance FROM samples WHERE handle = ? ORDER BY at"
        expected = [(n, f"book {n}") for n in range(60)]
        assert rows(log, query, (name,)) == expected
        rollup = "SELECT sum(n) FROM rollup JOIN account ON id = account WHERE handle = ?"
        assert rows(log, rollup, (name,)) == [(60,)]
    assert rows(log, "SELECT count(*), count(DISTINCT id) FROM round") == [(121, 121)]
    assert rows(log, "PRAGMA integrity_check") == [("ok",)]


def test_committed_data_survives_a_killed_writer(log: Path) -> None:
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
    query = "SELECT count(*), max(followers) FILTER (WHERE at > ?) FROM sample WHERE account = 1"
    assert rows(log, query, (START + 90 * MINUTE,)) == [(11, 2)]
    assert rows(log, "PRAGMA integrity_check") == [("ok",)]


def test_commits_are_durable_and_do_not_block_readers(log: Path) -> None:
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


@contextmanager
def another_process(script: str, log: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a script until it prints `ready`; it can read a line, and is killed at the end."""
    command = [sys.executable, "-c", script, str(log)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


HOLDING = """
import sys
from pathlib import Path
from tui.store.transaction import locked
path = Path(sys.argv[1])
with locked(path):
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(400):
        path.with_name("last words").write_text(str(n))
"""


def test_a_writer_waits_for_another_process(log: Path) -> None:
    writer = filled(log)
    with another_process(HOLDING, log) as process:
        assert process.stdin is not None
        process.stdin.write("go on\n")
        process.stdin.flush()
        with writer.transaction():
            last_words = log.with_name("last words").read_text()
            writer.add_samples(1, {1: [sample(100, 7)]})
    writer.close()
    assert last_words == "399"
    assert len(contents(log)["sample"]) == 21


def test_a_killed_process_releases_its_lock(log: Path) -> None:
    writer = filled(log)
    with another_process(HOLDING, log) as process:
        process.kill()
        with writer.transaction():
            writer.add_samples(1, {1: [sample(100, 7)]})
    writer.close()
    assert len(contents(log)["sample"]) == 21


def test_an_error_releases_the_lock(log: Path) -> None:
    with pytest.raises(RuntimeError), locked(log):
        raise RuntimeError
    with locked(log):
        assert log.with_name("races.db.lock").stat().st_mode & 0o777 == 0o600


def test_transactions_cannot_be_nested(log: Path) -> None:
    writer = filled(log)
    with (
        pytest.raises(RuntimeError, match="transactions cannot be nested"),
        writer.transaction(),
        writer.transaction(),
    ):
        pass
    with writer.transaction():
        add_everything(writer)
    writer.close()


async def test_a_turn_waits_without_blocking_the_event_loop(log: Path) -> None:
    writer = filled(log)

    async def write() -> None:
        async with writer.turn():
            with writer.transaction():
                writer.add_samples(1, {1: [sample(100, 7)]})

    with locked(log):
        writing = asyncio.create_task(write())
        await asyncio.sleep(5 * RETRY_EVERY)
        assert not writing.done()
        assert len(contents(log)["sample"]) == 20
    await writing
    assert len(contents(log)["sample"]) == 21
    writer.close()


async def test_a_turn_fails_once_its_patience_is_over(log: Path) -> None:
    writer = filled(log)
    begun = time.monotonic()
    with locked(log), pytest.raises(LogError, match="another program is writing to it"):
        async with writer.turn(patience=0.05):
            pytest.fail("the lock is held")
    assert 0.05 <= time.monotonic() - begun < PATIENCE / 2
    async with writer.turn():
        with writer.transaction():
            add_everything(writer)
    writer.close()


async def test_a_plain_transaction_inside_an_event_loop_gives_up_quickly(log: Path) -> None:
    writer = filled(log)
    begun = time.monotonic()
    with (
        locked(log),
        pytest.raises(LogError, match="another program is writing to it"),
        writer.transaction(),
    ):
        pytest.fail("the lock is held")
    assert LOOP_PATIENCE <= time.monotonic() - begun < PATIENCE / 2
    with writer.transaction():
        add_everything(writer)
    writer.close()


def test_only_one_process_collects_at_a_time(log: Path) -> None:
    one, other = CollectorLock(log), CollectorLock(log)
    assert (one.take(), one.take(), other.take()) == (True, True, False)
    one.give_up()
    assert (other.take(), one.take()) == (True, False)
    other.give_up()
    other.give_up()
    assert one.take()
    one.give_up()


def with_a_folder_as_lock_file(log: Path) -> None:
    log.with_name("races.db.collector").mkdir()


def with_a_link_as_lock_file(log: Path) -> None:
    log.with_name("races.db.collector").symlink_to(log)


def without_a_folder(log: Path) -> None:
    log.unlink()
    log.parent.rmdir()


@pytest.mark.parametrize(
    "obstruct", [with_a_folder_as_lock_file, with_a_link_as_lock_file, without_a_folder]
)
def test_a_collector_lock_that_cannot_be_tried_raises_an_error(
    obstruct: Callable[[Path], None], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    log = finished(tmp_path / "folder" / "races.db")
    obstruct(log)
    lock = CollectorLock(log)
    for _ in range(2):
        with pytest.raises(LogError, match=r"races\.db: [^;]+; \w"):
            lock.take()
    lock.give_up()


def test_a_collector_lock_in_a_read_only_folder_raises_an_error() -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as name:
        folder = Path(name)
        log = finished(folder / "races.db")
        log.chmod(0o644)
        folder.chmod(0o555)
        lock = CollectorLock(log)
        with without_privileges(), pytest.raises(LogError, match="Permission denied"):
            lock.take()
        folder.chmod(0o700)
        assert lock.take()
        lock.give_up()


COLLECTING = """
import sys
from pathlib import Path
from tui.store import CollectorLock
lock = CollectorLock(Path(sys.argv[1]))
print("ready" if lock.take() else "not free", flush=True)
sys.stdin.readline()
"""


def test_a_killed_collector_releases_its_lock(log: Path) -> None:
    lock = CollectorLock(log)
    with another_process(COLLECTING, log) as process:
        assert not lock.take()
        process.kill()
        process.wait(timeout=60)
        assert lock.take()
    lock.give_up()


def test_a_collector_does_not_block_writers(log: Path) -> None:
    writer = filled(log)
    with another_process(COLLECTING, log), writer.transaction():
        add_everything(writer)
    writer.close()


def test_vacuum_purges_deleted_data_from_every_file(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        number = writer.add_account(Account(0, "here", "4711", "unmistakable", ""), START)
        writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(1, {number: [sample(n, n) for n in range(500)]})
    assert any(b"unmistakable" in file.read_bytes() for file in log.parent.iterdir())
    with writer.transaction():
        writer.forget(number)
    writer.vacuum()
    assert not any(b"unmistakable" in file.read_bytes() for file in log.parent.iterdir())
    writer.close()
