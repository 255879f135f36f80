"""`watch`: the dashboard on a race, live if possible, or on a new race of the given accounts."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, refused
from tests.exchange.files import everything, lines
from tests.view.terminal.fork_server import ForkServer
from tests.view.terminal.pty import Terminal, terminal_environment

Start = Callable[..., Terminal]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def watch(log: Path, cache_home: Path, tmp_path: Path, fork_server: ForkServer) -> Iterator[Start]:
    """Start `watch` on a terminal."""
    servers = {name: url for name, url in os.environ.items() if name.endswith("_URL")}
    environment = terminal_environment(tmp_path, cache_home) | servers
    with ExitStack() as stack:

        def begin(*arguments: str) -> Terminal:
            command = ("--db", str(log), "watch", *arguments)
            terminal = Terminal(command, environment, (120, 40), server=fork_server)
            return stack.enter_context(terminal)

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


def test_the_same_accounts_make_one_race(watch: Start, log: Path) -> None:
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


def test_an_imported_race_is_replayed(watch: Start, log: Path, racetui: Racetui) -> None:
    file = log.with_name("ann.csv")
    file.write_text(lines([5_432 + n for n in range(30)]))
    racetui("--db", str(log), "import", str(file), "--race", "mine")
    terminal = watch("mine")
    terminal.see("replay: mine")
    terminal.see("@ann")
    terminal.send(b"q")
    assert terminal.end() == 0


def test_a_recorded_race_is_replayed(watch: Start, log: Path, racetui: Racetui) -> None:
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
def test_an_account_that_cannot_be_watched_is_refused_and_makes_no_race(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    racetui: Racetui,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.commands.dashboard.no_terminal", lambda: None)
    monkeypatch.setattr("tui.commands.dashboard.show", lambda *_: pytest.fail("it draws"))
    ended = racetui("--db", str(log), "watch", *arguments)
    assert words in refused(ended, code)
    assert "\x1b" not in ended.err
    assert not log.exists() or races_in(log) == []


def test_a_refusal_is_one_line_on_the_terminal(watch: Start) -> None:
    terminal = watch("demo:teapott")
    assert terminal.end() == 1
    assert terminal.output.startswith("racetui: ")
    assert terminal.output.count("\n") == 1
    assert "did you mean teapot.demo" in terminal.output
    assert "\x1b" not in terminal.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "no race 'nowhere'; available: "),
        (("demo", "april-2009"), "give one race, or accounts such as demo:teapot.demo, not both"),
        (("demo:kite.demo", "demo"), "give one race, or accounts"),
        (("demo", "--to", "0"), "a target must be at least 1"),
        (("demo", "--every", "soon"), "'soon' is not a duration"),
        (("demo",), "not a terminal; without one, try: racetui standings demo --json"),
        (("demo:kite.demo",), "not a terminal; without one, try: racetui standings RACE --json"),
        ((), "RACE|ACCOUNT"),
    ],
)
def test_wrong_usage_is_one_line_and_makes_no_log(
    arguments: tuple[str, ...], words: str, racetui: Racetui, home: Path
) -> None:
    assert words in refused(racetui("watch", *arguments), 2)
    assert not home.exists()
