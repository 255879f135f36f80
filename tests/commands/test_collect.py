"""`collect`: polls in rounds without a dashboard, a line each; one collector for a log."""

import os
import re
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from tests.commands.conftest import Ended, Racetui, copy_of, log_made_by, refused
from tests.exchange.files import everything, lines
from tests.view.terminal.fork_server import ForkedProcess, ForkServer, Request
from tui.store import CollectorLock

RACERS = ("demo:kite.demo", "demo:owl.demo")
ROUND = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z demo: (?:([0-9]) of \1 read|nothing read: .+)\n"
)
"""The line of a round; the demo world is offline for a moment every ten minutes."""


@pytest.fixture(scope="module")
def made_log(tmp_path_factory: pytest.TempPathFactory, cache_home: Path) -> Path:
    return log_made_by(tmp_path_factory.mktemp("own"), cache_home, ("add", "own", *RACERS))


@pytest.fixture
def log(made_log: Path, tmp_path: Path) -> Path:
    """Return a log with a race of two that have no reading yet."""
    return copy_of(made_log, tmp_path / "races.db")


@dataclass(frozen=True, slots=True)
class Collector:
    """A collector that runs, in a process of its own."""

    process: ForkedProcess
    stdout: IO[bytes]
    stderr: IO[str]

    def end(self, number: signal.Signals) -> Ended:
        """Send a signal, and wait for the end."""
        self.process.send_signal(number)
        code = self.process.wait()
        self.stdout.seek(0)
        return Ended(code, self.stdout.read().decode(), self.stderr.read())


@pytest.fixture
def collector(log: Path, fork_server: ForkServer) -> Iterator[Collector]:
    """Return a collector that has written the line of its first round."""
    arguments = ("--db", str(log), "collect", "own", "--every", "1s")
    request = Request(arguments, dict(os.environ))
    reader, writer = os.pipe()
    with (
        open(os.devnull, "rb") as stdin,
        tempfile.TemporaryFile() as stdout,
        open(reader, encoding="utf-8") as stderr,
    ):
        process = fork_server.start(request, (stdin.fileno(), stdout.fileno(), writer))
        os.close(writer)
        try:
            assert ROUND.fullmatch(stderr.readline())
            yield Collector(process, stdout, stderr)
        finally:
            process.kill()


def readings_in(stderr: str) -> int:
    """Return how many readings the lines of rounds report."""
    matches = [ROUND.fullmatch(f"{line}\n") for line in stderr.splitlines()]
    return sum(int(match[1] or 0) for match in matches if match)


def code_for(stderr: str) -> int:
    """Return the exit code after rounds that read nothing, a part, or everything."""
    matches = [ROUND.fullmatch(f"{line}\n") for line in stderr.splitlines()]
    has_read = {match is not None and match[1] is not None for match in matches}
    assert matches
    assert None not in matches
    return 3 if len(has_read) == 2 else 0 if has_read == {True} else 1


def test_a_round_is_a_line_on_stderr_and_its_readings_are_in_the_log(
    racetui: Racetui, log: Path
) -> None:
    ended = racetui("--db", str(log), "collect", "own", "--rounds", "1")
    assert (ended.code, ended.out) == (code_for(ended.err), "")
    assert readings_in(ended.err) in {0, 2}
    assert len(everything(log)["sample"]) == readings_in(ended.err)
    assert len(everything(log)["round"]) == 1
    assert everything(log)["viewer"] == []


def test_it_ends_after_the_given_number_of_rounds(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "collect", "own", "--rounds", "2", "--every", "1s")
    assert (ended.code, ended.err.count("\n")) == (code_for(ended.err), 2)
    assert len(everything(log)["sample"]) == readings_in(ended.err)


def test_the_demo_race_is_made_if_there_is_none(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "collect", "demo", "--rounds", "1")
    assert ended.code == code_for(ended.err)
    assert readings_in(ended.err) in {0, 8}
    assert "demo" in [race[1] for race in everything(log)["race"]]


def test_the_polling_interval_is_kept_with_the_race(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "collect", "own", "--rounds", "1", "--every", "2m")
    (race,) = everything(log)["race"]
    assert 120_000 in race


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_with_128_plus_its_number_and_leaves_the_log_whole(
    number: signal.Signals, code: int, collector: Collector, log: Path
) -> None:
    ended = collector.end(number)
    assert (ended.code, ended.out) == (code, "")
    assert all(ROUND.fullmatch(line) for line in ended.err.splitlines(keepends=True))
    assert everything(log)["viewer"] == []
    assert [file.name for file in log.parent.glob("races.db-*")] == []


def test_a_second_collector_is_refused_until_the_first_has_ended(
    racetui: Racetui, log: Path, collector: Collector
) -> None:
    command = ("--db", str(log), "collect", "own", "--rounds", "1", "--every", "1s")
    line = refused(racetui(*command), 1)
    assert line.startswith(f"{log}: another racetui is collecting into this log; stop it, or use")
    collector.end(signal.SIGKILL)
    ended = racetui(*command)
    assert ended.code == code_for(ended.err)


def test_the_collector_lock_is_released_at_the_end(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "collect", "own", "--rounds", "1")
    lock = CollectorLock(log)
    assert lock.take()
    lock.give_up()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "no race 'nowhere'; available: "),
        (("demo", "nowhere"), "no race 'nowhere'; available: "),
        (("april-2009",), "no race 'april-2009'; available: "),
        (("mine",), "mine: has no account that can be polled"),
        (("demo", "--every", "0s"), "'0s' is not a duration (e.g. 30s or 5m)"),
        (("demo", "--every", "soon"), "'soon' is not a duration"),
        (("demo", "--rounds", "0"), "--rounds"),
        ((), "RACE"),
    ],
)
def test_what_cannot_be_polled_is_refused_and_changes_nothing(
    arguments: tuple[str, ...], words: str, racetui: Racetui, log: Path, tmp_path: Path
) -> None:
    (tmp_path / "ann.csv").write_text(lines([5, 6]))
    racetui("--db", str(log), "import", str(tmp_path / "ann.csv"), "--race", "mine")
    before = everything(log)
    assert words in refused(racetui("--db", str(log), "collect", *arguments), 2)
    assert everything(log) == before


def test_a_closed_stderr_ends_it_without_a_traceback(forked: Racetui, log: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = forked("--db", str(log), "collect", "own", "--rounds", "1", stderr=writer)
    os.close(writer)
    assert (ended.code, ended.out) == (74, "")
