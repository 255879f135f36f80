"""racetui as a user has it, before Bluesky's own servers on this machine."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Ended, python
from tests.network.front import Front
from tests.network.network import Member, Network, scripts
from tests.view.terminal.fork_server import ROOT
from tests.view.terminal.pty import Terminal

FANS = 6


@pytest.fixture(scope="session")
def network() -> Network:
    """Return the network, started and seeded."""
    network = Network(scripts())
    network.start()
    network.seed()
    return network


@pytest.fixture(scope="session")
def fans(network: Network) -> list[Member]:
    """Return some accounts that follow whom a test wants."""
    return [network.member(f"fan{n}") for n in range(FANS)]


@pytest.fixture
def front(network: Network) -> Iterator[Front]:
    """Return a front before the AppView."""
    with Front(network.appview) as front:
        yield front


class Home:
    """A user's own folder with one log, and racetui in it."""

    def __init__(self, folder: Path, front: Front, stack: ExitStack) -> None:
        self.log = folder / "races.db"
        self._front, self._stack = front, stack
        homes = {f"XDG_{kind}_HOME": folder / kind for kind in ("STATE", "DATA", "CONFIG", "CACHE")}
        self._environment = {name: str(path) for name, path in homes.items()} | {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": os.environ["PYTHON_KEYRING_BACKEND"],
            "RACETUI_BLUESKY_URL": front.url,
        }

    def run(self, *arguments: str) -> Ended:
        """Run a command to its end."""
        command = ("-m", "tui", "--db", str(self.log), *arguments)
        return python(*command, env=self._environment)

    def told(self, *arguments: str) -> dict[str, Any]:
        """Return what a command told as JSON."""
        ended = self.run(*arguments, "--json")
        assert ended.code == 0, ended
        told: dict[str, Any] = json.loads(ended.out)
        return told

    def standing(self, race: str, member: Member) -> dict[str, Any]:
        """Return an account's line of a race's standings."""
        accounts = self.told("standings", race)["accounts"]
        return next(a for a in accounts if a["account"] == f"bluesky:{member.did}")

    def make(self, race: str, *members: Member, to: str = "1000") -> None:
        """Make a race of some accounts."""
        ended = self.run("add", race, *(member.name for member in members), "--to", to)
        assert ended.code == 0, ended

    def watch(self, *arguments: str) -> Terminal:
        """Open the dashboard."""
        command = ("--db", str(self.log), "watch", *arguments, "--every", "2s")
        return self._stack.enter_context(Terminal(command, self._environment, (160, 45)))

    def collect(self, race: str, log: Path | None = None, url: str = "") -> "subprocess.Popen[str]":
        """Start to collect."""
        command = ("--db", str(log or self.log), "collect", race, "--every", "2s")
        process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "tui", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment | ({"RACETUI_BLUESKY_URL": url} if url else {}),
        )
        self._stack.callback(_end, process)
        return process

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return what plain SQLite finds in the log."""
        with closing(sqlite3.connect(f"file:{self.log}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, parameters).fetchall()

    def counts(self, did: str) -> list[tuple[Any, ...]]:
        """Return an account's samples: followers, following and posts, by time."""
        return self.rows(
            "SELECT followers, following, posts FROM sample JOIN account a ON a.id = account"
            " WHERE native_id = ? ORDER BY at",
            did,
        )


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=60)


@pytest.fixture
def home(tmp_path: Path, front: Front) -> Iterator[Home]:
    """Return a user's own folder, where Bluesky is the front."""
    with ExitStack() as stack:
        yield Home(tmp_path, front, stack)
