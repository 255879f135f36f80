"""One write at a time: whole or not at all, and one collector at a time."""

import subprocess
import sys
from collections.abc import Iterator
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
)
from tui.model import MINUTE, Account, Event, EventKind, Followee, Origin
from tui.store import CollectorLock, ListReading, Log, Writer, create, open_to_write
from tui.store.transaction import locked


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def add_everything(writer: Writer) -> None:
    """Add a row to every table, as a part of one transaction."""
    number = writer.add_account(Account(0, "here", "3", "cat", "Cat"), START)
    race = writer.add_race(race_of("another"), [number])
    round_id = writer.add_round(START, 0, "boot", "here", "")
    writer.add_samples(round_id, {number: [sample(1, 5)]})
    event = Event(START, EventKind.NOTE, "A note", Origin.NOTED, source="a person")
    writer.add_events(race, [event])
    followee = Followee(Account(1, "here", "1", "ann", "Ann"), True, None, first_seen=START)
    writer.add_follows(number, [(Followee(followee.account, True, None, None, 1, 1), "a book")])
    writer.keep_reading(number, ListReading(START))
    writer.want("a viewer", race, START)


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


@contextmanager
def another_process(script: str, log: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a script that has said that it is ready, and waits for a line; ends it at last."""
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
    for n in range(2000):
        path.with_name("last words").write_text(str(n))
"""


def test_who_wants_to_write_waits_until_another_process_is_done(log: Path) -> None:
    writer = filled(log)
    with another_process(HOLDING, log) as process:
        assert process.stdin is not None
        process.stdin.write("go on\n")
        process.stdin.flush()
        with writer.transaction():
            said = log.with_name("last words").read_text()
            writer.add_samples(1, {1: [sample(100, 7)]})
    writer.close()
    assert said == "1999"
    assert len(contents(log)["sample"]) == 21


def test_a_lock_goes_with_the_process_that_held_it(log: Path) -> None:
    writer = filled(log)
    with another_process(HOLDING, log) as process:
        process.kill()
        with writer.transaction():
            writer.add_samples(1, {1: [sample(100, 7)]})
    writer.close()
    assert len(contents(log)["sample"]) == 21


def test_an_error_inside_lets_the_lock_go(log: Path) -> None:
    with pytest.raises(RuntimeError), locked(log):
        raise RuntimeError
    with locked(log):
        assert log.with_name("races.db.lock").stat().st_mode & 0o777 == 0o600


def test_a_transaction_is_not_begun_inside_another(log: Path) -> None:
    writer = filled(log)
    with (
        pytest.raises(RuntimeError, match="inside a transaction"),
        writer.transaction(),
        writer.transaction(),
    ):
        pass
    with writer.transaction():
        add_everything(writer)
    writer.close()


def test_one_collects_at_a_time_and_another_after_it(log: Path) -> None:
    one, other = CollectorLock(log), CollectorLock(log)
    assert (one.take(), one.take(), other.take()) == (True, True, False)
    one.give_up()
    assert (other.take(), one.take()) == (True, False)
    other.give_up()
    other.give_up()
    assert one.take()
    one.give_up()


COLLECTING = """
import sys
from pathlib import Path
from tui.store import CollectorLock
lock = CollectorLock(Path(sys.argv[1]))
print("ready" if lock.take() else "not free", flush=True)
sys.stdin.readline()
"""


def test_whoever_collects_and_is_killed_leaves_the_place_to_the_next(log: Path) -> None:
    lock = CollectorLock(log)
    with another_process(COLLECTING, log) as process:
        assert not lock.take()
        process.kill()
        process.wait(timeout=60)
        assert lock.take()
    lock.give_up()


def test_a_collector_does_not_hold_up_who_writes(log: Path) -> None:
    writer = filled(log)
    with another_process(COLLECTING, log), writer.transaction():
        add_everything(writer)
    writer.close()


def test_what_was_removed_is_neither_in_the_file_nor_beside_it(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        number = writer.add_account(Account(0, "here", "4711", "unmistakable", ""), START)
        writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(1, {number: [sample(n, n) for n in range(500)]})
    assert any(b"unmistakable" in file.read_bytes() for file in log.parent.iterdir())
    with writer.transaction():
        writer.forget(number)
    writer.tidy()
    assert not any(b"unmistakable" in file.read_bytes() for file in log.parent.iterdir())
    writer.close()
