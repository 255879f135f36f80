"""The command line as a user has it: empty folders of their own, and the recorded race."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.view.terminal.fork_server import ForkServer, Request
from tui.clock import WallClock
from tui.commands.exit_codes import run
from tui.races.demo_log import demo_log
from tui.sources.http import client


class Ended(NamedTuple):
    """How a command line ended, and what it wrote."""

    code: int
    out: str
    err: str


Racetui = Callable[..., Ended]


def set_home(patch: pytest.MonkeyPatch, home: Path, cache_home: Path) -> None:
    """Set the environment of a new user, whose home need not exist yet."""
    for name in ("RACETUI_DB", "RACETUI_CONFIG"):
        patch.delenv(name, raising=False)
    patch.setenv("HOME", str(home))
    patch.setenv("XDG_CACHE_HOME", str(cache_home))
    for name in ("DATA", "STATE", "CONFIG"):
        patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test folders of its own; returns the one that holds them."""
    folder = tmp_path / "home"
    set_home(monkeypatch, folder, cache_home)
    return folder


@cache
def shared_demo_log() -> Path:
    """Return the log of the demo race, made once for this run."""
    return demo_log(WallClock().now())


@pytest.fixture(autouse=True)
def _without_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the demo log once only, and do not pause between requests to unreachable servers."""
    monkeypatch.setattr("tui.commands.session.demo_log", lambda _now: shared_demo_log())
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.0)


def run_here(*arguments: str) -> Ended:
    """Run a command line in this process, which has no terminal for it."""
    out, err = io.BytesIO(), io.BytesIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(io.TextIOWrapper(out, "utf-8", newline="", write_through=True)),
        redirect_stderr(io.TextIOWrapper(err, "utf-8", newline="", write_through=True)),
    ):
        patch.setattr(sys, "__stdin__", io.StringIO())
        patch.setattr(sys, "__stderr__", io.StringIO())
        code = run(list(arguments))
        return Ended(code, out.getvalue().decode(), err.getvalue().decode())


def run_at(home: Path, cache_home: Path, *arguments: str) -> Ended:
    """Run a command line in this process, for a user who lives in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        set_home(patch, home, cache_home)
        return run_here(*arguments)


def log_made_by(folder: Path, cache_home: Path, *commands: Sequence[str]) -> Path:
    """Return a log in a folder, made by some commands that succeed."""
    log = folder / "races.db"
    for command in commands:
        ended = run_at(folder / "home", cache_home, "--db", str(log), *command)
        assert (ended.code, ended.err) == (0, "")
    return log


@pytest.fixture
def racetui() -> Racetui:
    """Run a command line in this process."""
    return run_here


@pytest.fixture(scope="session")
def recorded(cache_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Racetui:
    """Run a command line that only reads the recorded race, and each of them once for all tests."""
    home = tmp_path_factory.mktemp("reader") / "home"
    return cache(lambda *arguments: run_at(home, cache_home, *arguments))


@pytest.fixture
def forked(fork_server: ForkServer) -> Racetui:
    """Run a command line in a process of its own, without a terminal."""

    def ended(
        *arguments: str,
        stdout: int | None = None,
        stderr: int | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Ended:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            nothing = os.open(os.devnull, os.O_RDONLY)
            streams = (nothing, stdout or out.fileno(), stderr or err.fileno())
            process = fork_server.start(Request(arguments, {**os.environ, **(env or {})}), streams)
            os.close(nothing)
            code = process.wait()
            out.seek(0)
            err.seek(0)
            return Ended(code, out.read().decode(), err.read().decode())

    return ended


def python(*arguments: str, env: Mapping[str, str] | None = None) -> Ended:
    """Run Python in a process of its own, without a terminal."""
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def copy_of(log: Path, path: Path, *statements: str) -> Path:
    """Return a copy of a log in which plain SQLite has run some statements."""
    shutil.copy(log, path)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def read_json(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    """Return the one JSON object that a command prints."""
    ended = racetui(*arguments, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("\n") == 1
    shape = json.loads(ended.out)
    assert isinstance(shape, dict)
    return shape


def refused(ended: Ended, code: int) -> str:
    """Return the line on stderr of a command that wrote nothing else, and ended with a code."""
    assert (ended.code, ended.out) == (code, ""), ended
    assert ended.err.count("\n") == 1, ended.err
    assert ended.err.startswith("racetui: ")
    assert "Traceback" not in ended.err
    return ended.err.removeprefix("racetui: ").rstrip("\n")


def names_in(folder: Path) -> list[str]:
    """Return the names of the entries of a folder."""
    return sorted(entry.name for entry in folder.iterdir())
