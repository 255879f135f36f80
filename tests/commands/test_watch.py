"""`watch`: the dashboard on a race that goes on, or on one made of the accounts that are named."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, refused
from tests.exchange.files import everything, lines
from tests.view.terminal.pty import ROOT, Terminal

Start = Callable[..., Terminal]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def watch(log: Path, cache_home: Path, tmp_path: Path) -> Iterator[Start]:
    """Start `watch` on a terminal."""
    homes = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("STATE", "DATA", "CONFIG")}
    servers = {name: url for name, url in os.environ.items() if name.endswith("_URL")}
    environment = (
        homes
        | servers
        | {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(cache_home),
        }
    )
    with ExitStack() as stack:

        def begin(*arguments: str) -> Terminal:
            command = ("--db", str(log), "watch", *arguments)
            return stack.enter_context(Terminal(command, environment, (120, 40)))

        yield begin


def races_in(log: Path) -> list[str]:
    return [str(race[1]) for race in everything(log)["race"]]


def test_the_demo_race_is_made_and_shown_and_q_quits(watch: Start, log: Path) -> None:
    terminal = watch("demo")
    terminal.see("Teapot")
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()
    assert races_in(log) == ["demo"]
    assert len(everything(log)["racer"]) == 8


def test_accounts_make_a_race_of_just_those_once(watch: Start, log: Path) -> None:
    for _ in range(2):
        terminal = watch("demo:kite.demo", "demo:owl.demo", "--to", "1M", "--every", "10s")
        terminal.see("Kite")
        terminal.see("1,000,000")
        terminal.send(b"q")
        assert terminal.end() == 0
    assert races_in(log) == ["kite-owl"]
    assert len(everything(log)["racer"]) == 2
    (race,) = everything(log)["race"]
    assert {1_000_000, 10_000} <= set(race)


def test_an_imported_race_plays(watch: Start, log: Path, racetui: Racetui) -> None:
    file = log.with_name("ann.csv")
    file.write_text(lines([5_432 + n for n in range(30)]))
    racetui("--db", str(log), "import", str(file), "--race", "mine")
    terminal = watch("mine")
    terminal.see("replay: mine")
    terminal.see("@ann")
    terminal.send(b"q")
    assert terminal.end() == 0


def test_a_recorded_race_plays(watch: Start, log: Path, racetui: Racetui) -> None:
    racetui("--db", str(log), "add", "own", "demo:kite.demo")
    terminal = watch("april-2009")
    terminal.see("Ashton")
    terminal.send(b"q")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("bluesky:ann.test",), 1, "bluesky: cannot be reached"),
        (("https://github.com/ann",), 1, "github: cannot be reached"),
        (("demo:teapott",), 1, "did you mean teapot.demo"),
        (("demo:kite.demo", "demo:kite"), 2, "the same account is named twice"),
    ],
)
def test_an_account_that_cannot_be_watched_is_one_line_and_makes_no_race(
    arguments: tuple[str, ...], code: int, words: str, watch: Start, log: Path
) -> None:
    terminal = watch(*arguments)
    assert terminal.end() == code
    assert terminal.output.startswith("racetui: ")
    assert terminal.output.count("\n") == 1
    assert words in terminal.output
    assert "\x1b" not in terminal.output
    assert not log.exists() or races_in(log) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "no race 'nowhere'; known are "),
        (("demo", "april-2009"), "name one race, or accounts such as demo:teapot.demo; not both"),
        (("demo:kite.demo", "demo"), "name one race, or accounts"),
        (("demo", "--to", "0"), "a target is 1 or more"),
        (("demo", "--every", "soon"), "'soon' is no length of time"),
        (("demo",), "no terminal; without one, try: racetui standings demo --json"),
        (("demo:kite.demo",), "no terminal; without one, try: racetui standings RACE --json"),
        ((), "RACE|ACCOUNT"),
    ],
)
def test_wrong_usage_is_one_line_and_makes_no_log(
    arguments: tuple[str, ...], words: str, racetui: Racetui, home: Path
) -> None:
    assert words in refused(racetui("watch", *arguments), 2)
    assert not home.exists()
