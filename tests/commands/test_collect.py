"""`collect`: round after round without a screen, a line each, one collector to a log."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, refused
from tests.exchange.files import everything, lines
from tui.store import CollectorLock

RACERS = ("demo:kite.demo", "demo:owl.demo")
ROUND = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z demo: (?:([0-9]) of \1 read|nothing read: .+)\n"
)
"""A line of a round; the demo world is out for a while every ten minutes."""


@pytest.fixture
def log(racetui: Racetui, tmp_path: Path) -> Path:
    """Return a log with a race of two, of whom nothing was read yet."""
    path = tmp_path / "races.db"
    assert racetui("--db", str(path), "add", "own", *RACERS).code == 0
    return path


@pytest.fixture
def collecting(log: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a collector that has told of its first round."""
    # Where hang-ups are ignored, as under nohup, a child would ignore them, too.
    heard = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "--db", str(log), "collect", "own", "--every", "1s"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGHUP, heard)
    assert process.stderr is not None
    assert ROUND.fullmatch(process.stderr.readline())
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=60)


def read_of(said: str) -> int:
    """Return how many readings the lines of rounds tell of."""
    matches = [ROUND.fullmatch(f"{line}\n") for line in said.splitlines()]
    return sum(int(match[1] or 0) for match in matches if match)


def code_of(said: str) -> int:
    """Return the exit code of rounds that told this: nothing read, a part, or all."""
    read = [ROUND.fullmatch(f"{line}\n") for line in said.splitlines()]
    told = {match is not None and match[1] is not None for match in read}
    assert read
    assert None not in read
    return 3 if len(told) == 2 else 0 if told == {True} else 1


def test_a_round_is_a_line_on_stderr_and_its_readings_are_in_the_log(
    racetui: Racetui, log: Path
) -> None:
    ended = racetui("--db", str(log), "collect", "own", "--rounds", "1")
    assert (ended.code, ended.out) == (code_of(ended.err), "")
    assert read_of(ended.err) in {0, 2}
    assert len(everything(log)["sample"]) == read_of(ended.err)
    assert len(everything(log)["round"]) == 1
    assert everything(log)["viewer"] == []


def test_it_ends_after_as_many_rounds_as_it_is_told(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "collect", "own", "--rounds", "2", "--every", "1s")
    assert (ended.code, ended.err.count("\n")) == (code_of(ended.err), 2)
    assert len(everything(log)["sample"]) == read_of(ended.err)


def test_the_demo_race_is_made_where_there_is_none(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "collect", "demo", "--rounds", "1")
    assert ended.code == code_of(ended.err)
    assert read_of(ended.err) in {0, 8}
    assert "demo" in [race[1] for race in everything(log)["race"]]


def test_how_often_a_race_is_read_stays_with_it(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "collect", "own", "--rounds", "1", "--every", "2m")
    (race,) = everything(log)["race"]
    assert 120_000 in race


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_with_128_and_its_number_and_the_log_whole(
    number: signal.Signals, code: int, collecting: "subprocess.Popen[str]", log: Path
) -> None:
    collecting.send_signal(number)
    out, err = collecting.communicate(timeout=60)
    assert (collecting.returncode, out) == (code, "")
    assert all(ROUND.fullmatch(line) for line in err.splitlines(keepends=True))
    assert everything(log)["viewer"] == []
    assert [file.name for file in log.parent.glob("races.db-*")] == []


def test_a_second_collector_is_refused_in_one_line_until_the_first_has_ended(
    racetui: Racetui, log: Path, collecting: "subprocess.Popen[str]"
) -> None:
    command = ("--db", str(log), "collect", "own", "--rounds", "1", "--every", "1s")
    line = refused(racetui(*command), 1)
    assert line.startswith(f"{log}: another racetui collects into it; end that one, or name")
    collecting.kill()
    collecting.wait(timeout=60)
    ended = racetui(*command)
    assert ended.code == code_of(ended.err)


def test_the_right_to_collect_is_given_up_at_the_end(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "collect", "own", "--rounds", "1")
    lock = CollectorLock(log)
    assert lock.take()
    lock.give_up()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "no race 'nowhere'; known are "),
        (("demo", "nowhere"), "no race 'nowhere'; known are "),
        (("april-2009",), "no race 'april-2009'; known are "),
        (("mine",), "mine: has no account that can be read live"),
        (("demo", "--every", "0s"), "'0s' is no length of time; write one like 30s or 5m"),
        (("demo", "--every", "soon"), "'soon' is no length of time"),
        (("demo", "--rounds", "0"), "--rounds"),
        ((), "RACE"),
    ],
)
def test_what_cannot_be_collected_is_refused_and_nothing_is_changed(
    arguments: tuple[str, ...], words: str, racetui: Racetui, log: Path, tmp_path: Path
) -> None:
    (tmp_path / "ann.csv").write_text(lines([5, 6]))
    racetui("--db", str(log), "import", str(tmp_path / "ann.csv"), "--race", "mine")
    before = everything(log)
    assert words in refused(racetui("--db", str(log), "collect", *arguments), 2)
    assert everything(log) == before


def test_a_reader_of_stderr_that_went_away_does_not_end_in_a_traceback(log: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "tui", "--db", str(log), "collect", "own", "--rounds", "1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=writer,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stdout) == (74, b"")
