"""The command line as a user has it: own folders, the shipped race made already, nothing else."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tui.__main__ import run


class Ended(NamedTuple):
    """How a command line ended, and what it wrote."""

    code: int
    out: str
    err: str


Racetui = Callable[..., Ended]


@pytest.fixture(scope="session")
def cache_home(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder in which the shipped race is made already."""
    home = tmp_path_factory.mktemp("cache-home")
    (home / "racetui").mkdir()
    shutil.copy(shipped, home / "racetui" / shipped.name)
    return home


@pytest.fixture(autouse=True)
def home(tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test folders of its own; returns the one that holds them."""
    folder = tmp_path / "home"
    for name in ("RACETUI_DB", "RACETUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    for name in ("DATA", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    return folder


@pytest.fixture
def racetui(capsys: pytest.CaptureFixture[str]) -> Racetui:
    """Run a command line in this process."""

    def ended(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return Ended(code, out, err)

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
    """Return a copy of a log in which plain SQLite ran some statements."""
    shutil.copy(log, path)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def refused(ended: Ended, code: int) -> str:
    """Return the one line on stderr of a command that did nothing else."""
    assert (ended.code, ended.out) == (code, ""), ended
    assert ended.err.count("\n") == 1, ended.err
    assert ended.err.startswith("racetui: ")
    assert "Traceback" not in ended.err
    return ended.err.removeprefix("racetui: ").rstrip("\n")


def names_in(folder: Path) -> list[str]:
    """Return the names of all that lies in a folder."""
    return sorted(entry.name for entry in folder.iterdir())
