"""The whole program on a real pty: how it starts, what it survives, and what it leaves behind."""

import itertools
import os
import random
import select
import signal
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from tests.view.terminal.fork_server import ForkServer
from tests.view.terminal.pty import TIMEOUT, Terminal, changed_modes, terminal_environment, tokens
from tui.model import MINUTE, Account, Event, EventKind, Followee, Origin, Race, Sample
from tui.store import create, finish
from tui.view.terminal.app import OutputGuard

Start = Callable[..., Terminal]
FAST = ("replay", "april-2009", "--speed", "3600")
LASTING = ("replay", "april-2009", "--speed", "600")
RACER = "Ashton"
BUG_MESSAGE = "racetui: a bug: ValueError; a report was written: "
SECRET = "hunter2-0451"
SIGNALS = [
    (signal.SIGTERM, 143),
    (signal.SIGHUP, 129),
    (signal.SIGQUIT, 131),
    (signal.SIGINT, 130),
]


@pytest.fixture
def environment(cache_home: Path, tmp_path: Path) -> dict[str, str]:
    return terminal_environment(tmp_path, cache_home)


@pytest.fixture
def start(environment: dict[str, str], fork_server: ForkServer) -> Iterator[Start]:
    """Start the program on a terminal, forked from one that has imported it."""
    with ExitStack() as stack:

        def begin(*arguments: str, **options: Any) -> Terminal:
            terminal = Terminal(arguments or FAST, environment, server=fork_server, **options)
            return stack.enter_context(terminal)

        yield begin


@pytest.fixture
def execute(environment: dict[str, str]) -> Iterator[Start]:
    """Start the program on a terminal, with an interpreter of its own."""
    with ExitStack() as stack:

        def begin(*arguments: str, changed: dict[str, str] | None = None, **how: Any) -> Terminal:
            terminal = Terminal(arguments or FAST, environment | (changed or {}), **how)
            return stack.enter_context(terminal)

        yield begin


@pytest.fixture
def shown(start: Start) -> Terminal:
    """Return a dashboard that has drawn a race."""
    terminal = start()
    terminal.see(RACER)
    return terminal


@pytest.fixture(scope="module")
def dashboard(
    cache_home: Path, fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Terminal]:
    """Return a dashboard for all tests that leave it as it was; at the end it quits as usual."""
    environment = terminal_environment(tmp_path_factory.mktemp("dashboard"), cache_home)
    with Terminal(LASTING, environment, server=fork_server) as terminal:
        terminal.see(RACER)
        yield terminal
        quits(terminal)


def quits(terminal: Terminal) -> None:
    """Quit, and fail unless that ends the program as it should."""
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()


def listens(terminal: Terminal) -> None:
    """Open and close the list of keys."""
    terminal.send(b"?")
    terminal.see("keys")
    terminal.send(b"?")
    terminal.see_no_more("keys")


def script_in(folder: Path, text: str) -> Path:
    """Write a script that runs racetui after some changes to it."""
    file = folder / "script.py"
    file.write_text(f"{text}\nimport tui.__main__\ntui.__main__.main()\n", encoding="utf-8")
    return file


# Keys, signals, windows


@pytest.mark.parametrize("key", [b"q", b"\x03", b"\x1b[99;5u"], ids=["q", "ctrl+c", "kitty ctrl+c"])
def test_a_key_that_quits_leaves_the_terminal_clean_and_ends_with_0(
    shown: Terminal, key: bytes
) -> None:
    shown.send(key)
    assert shown.end() == 0
    shown.assert_clean()


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_leaves_the_terminal_clean_and_ends_with_128_and_its_number(
    shown: Terminal, number: signal.Signals, code: int
) -> None:
    shown.signal(number)
    assert shown.end() == code
    shown.assert_clean()


def test_the_terminal_is_in_many_modes_while_the_program_runs(shown: Terminal) -> None:
    """Else the tests of a clean terminal would show nothing."""
    assert {"1049 on", "1000 on", "1003 on", "2004 on", "25 off", "7 off", "keyboard"} <= left_on(
        shown.output
    )


def test_a_signal_in_the_middle_of_the_start_leaves_the_terminal_clean(start: Start) -> None:
    terminal = start()
    terminal.until(lambda: "\x1b[?1049h" in terminal.output, "the first escape sequence")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 143
    terminal.assert_clean()


def test_a_second_signal_changes_nothing(shown: Terminal) -> None:
    shown.signal(signal.SIGTERM)
    shown.signal(signal.SIGHUP)
    assert shown.end() in {143, 129}
    shown.assert_clean()


def test_a_signal_ends_even_a_view_that_is_stuck_and_leaves_the_terminal_clean(
    start: Start, tmp_path: Path
) -> None:
    stuck = program(
        tmp_path,
        """
import threading, tui.view.app
class Stuck(tui.view.app.RaceApp):
    CSS_PATH = tui.view.app.__file__.replace("app.py", "app.tcss")
    def action_keys(self):
        self._driver.write("STUCK")
        threading.Event().wait(600)
tui.view.app.RaceApp = Stuck
""",
    )
    terminal = start(program=stuck)
    terminal.see(RACER)
    terminal.send(b"?")
    terminal.until(lambda: "STUCK" in terminal.output, "the view is stuck")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 143
    terminal.assert_clean()


def test_modes_that_only_some_terminals_have_are_turned_off_again(start: Start) -> None:
    terminal = start(in_band=True)
    terminal.see(RACER)
    terminal.until(lambda: "2048 on" in left_on(terminal.output), "mode 2048")
    terminal.until(lambda: "1016 on" in left_on(terminal.output), "mode 1016")
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()


def test_a_closed_window_ends_the_program(shown: Terminal) -> None:
    shown.close_window()
    assert shown.end() in {74, 129}


def test_a_window_closed_on_a_program_that_ignores_hangups_ends_it_without_spinning(
    start: Start,
) -> None:
    terminal = start(hangups_ignored=True)
    terminal.see(RACER)
    before = terminal.ticks()
    terminal.close_window()
    assert (terminal.ticks_at_end() - before) / os.sysconf("SC_CLK_TCK") < 3
    assert terminal.end() == 74


def test_an_output_that_is_gone_ends_the_program_with_74_and_gives_the_keyboard_back(
    start: Start,
) -> None:
    window, inside = os.openpty()
    terminal = start(stderr=inside)
    os.close(inside)
    assert select.select([window], [], [], WITHIN)[0], "it draws"
    os.close(window)
    assert terminal.end() == 74
    terminal.assert_clean()


def test_a_keyboard_that_is_gone_ends_the_program_with_74_and_restores_the_output(
    start: Start,
) -> None:
    keyboard, inside = os.openpty()
    terminal = start(stdin=inside)
    os.close(inside)
    terminal.see(RACER)
    os.close(keyboard)
    assert terminal.end() == 74
    terminal.assert_clean()


# Stopping and going on


def test_a_stray_sigcont_starts_no_thread(shown: Terminal) -> None:
    before = shown.threads()
    for _ in range(5):
        shown.signal(signal.SIGCONT)
        shown.send(b"?")
        shown.see("keys")
        shown.send(b"?")
        shown.see_no_more("keys")
    assert shown.threads() == before
    shown.send(b"q")
    assert shown.end() == 0
    shown.assert_clean()


def test_sigstop_and_sigcont_start_no_thread(shown: Terminal) -> None:
    before = shown.threads()
    shown.signal(signal.SIGSTOP)
    shown.until(lambda: shown.state() == "T", "it is stopped")
    shown.signal(signal.SIGCONT)
    shown.send(b"?")
    shown.see("keys")
    assert shown.threads() == before
    shown.send(b"?q")
    assert shown.end() == 0
    shown.assert_clean()


def test_sigtstp_leaves_the_terminal_clean_and_sigcont_comes_back(shown: Terminal) -> None:
    threads = shown.threads()
    shown.signal(signal.SIGTSTP)
    shown.until(lambda: shown.state() == "T", "it is stopped")
    shown.still_picture()
    shown.assert_clean()
    shown.signal(signal.SIGCONT)
    shown.until(lambda: "1049 on" in left_on(shown.output), "it draws again")
    shown.send(b"?")
    shown.see("keys")
    assert shown.threads() == threads
    shown.send(b"?q")
    assert shown.end() == 0
    shown.assert_clean()


# A terminal that does not read

TELLING = """
import os, sys
from tui.live import controller as stage
from tui.live.replay import Player
TOLD = int(sys.argv.pop(1))
class Telling(Player):
    async def boards(self):
        async for board in super().boards():
            os.write(TOLD, b".")
            yield board
    def pause(self):
        os.write(TOLD, b"p")
        super().pause()
stage.Player = Telling
"""


class Told:
    """A terminal that does not read, and what its program's data side tells meanwhile."""

    def __init__(self, terminal: Terminal, pipe: int) -> None:
        self.terminal, self._pipe = terminal, pipe
        self.heard = b""

    def until(self, more: bytes, count: int = 1) -> None:
        """Wait until the data side has told something some times more."""
        wanted = self.heard.count(more) + count
        while self.heard.count(more) < wanted:
            assert select.select([self._pipe], [], [], WITHIN)[0], "the data side is held up"
            self.heard += os.read(self._pipe, 4096)


@pytest.fixture
def unread(start: Start, tmp_path: Path) -> Iterator[Told]:
    """Return a terminal that took no more long before the program's queue of writes was full."""
    reading, writing = os.pipe()
    telling = (*program(tmp_path, TELLING), str(writing))
    # A race that ends is told of only once a second: this one lasts.
    lasting = ("replay", "april-2009", "--speed", "600")
    terminal = start(*lasting, program=telling, size=(160, 45), pass_fds=[writing])
    os.close(writing)
    told = Told(terminal, reading)
    terminal.see(RACER)
    terminal.fill()
    told.until(b".", 20)
    yield told
    os.close(reading)


def test_a_terminal_that_does_not_read_holds_up_neither_the_data_nor_the_keys(
    unread: Told,
) -> None:
    unread.until(b".", 10)
    unread.terminal.send(b" ")
    unread.until(b"p")


def test_a_terminal_that_reads_again_is_painted_anew(unread: Told) -> None:
    terminal = unread.terminal
    terminal.send(b" ")
    unread.until(b"p")
    seen = terminal.still_picture()
    terminal.resize((161, 45))
    terminal.still_picture()
    terminal.resize((160, 45))
    assert seen == terminal.still_picture()
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()


def test_sigterm_ends_a_program_whose_terminal_does_not_read_with_143(unread: Told) -> None:
    unread.terminal.signal(signal.SIGTERM)
    assert unread.terminal.end_unread() == 143
    unread.terminal.end()
    unread.terminal.assert_clean()


def test_q_ends_a_program_whose_terminal_does_not_read_with_0(unread: Told) -> None:
    unread.terminal.send(b"q")
    assert unread.terminal.end_unread() == 0
    unread.terminal.end()
    unread.terminal.assert_clean()


# What nobody typed


def type_as_one(terminal: Terminal, data: bytes) -> None:
    """Type so much at once that the program reads it as one, however busy the machine is."""
    terminal.signal(signal.SIGSTOP)
    terminal.until(lambda: terminal.state() == "T", "it is stopped")
    terminal.send(data)
    terminal.until(lambda: terminal.unread() == len(data), "the bytes are there")
    terminal.signal(signal.SIGCONT)
    terminal.until(lambda: terminal.unread() == 0, "the bytes are read")


def assert_still_listens(terminal: Terminal) -> None:
    terminal.send(b"?")
    terminal.see("keys")
    terminal.send(b"?q")
    assert terminal.end() == 0
    terminal.assert_clean()


@pytest.mark.parametrize(
    "garbage",
    [b"\xff\xfe\x80", b"\xc3\x28", b"\x80" * 3000, b"\xed\xa0\x80", b"q\xff", b"\xffq"],
    ids=["no start", "half", "long", "surrogate", "before", "after"],
)
def test_bytes_that_are_no_text_are_ignored(shown: Terminal, garbage: bytes) -> None:
    type_as_one(shown, garbage)
    assert_still_listens(shown)


def test_20_kb_of_random_bytes_are_ignored(shown: Terminal) -> None:
    chance = random.Random(2009)
    for _ in range(5):
        chunk = bytearray(chance.randbytes(4000))
        chunk[::500] = b"\xff" * 8
        type_as_one(shown, bytes(chunk))
    assert_still_listens(shown)


def test_a_character_that_arrives_in_two_halves_is_no_garbage(shown: Terminal) -> None:
    type_as_one(shown, b"\xc3")
    type_as_one(shown, b"\xa9?")
    shown.see("keys")
    shown.send(b"?")
    shown.see_no_more("keys")
    assert_still_listens(shown)


# No terminal to draw on


def only_line(text: str) -> str:
    """Return the only line of a text; fails where there are more, or an escape code."""
    assert [token.text for token in tokens(text) if token.shape != "text"] in (["\n"], ["\r", "\n"])
    return text.rstrip("\r\n")


def assert_refuses(terminal: Terminal) -> None:
    assert terminal.end() == 2
    line = only_line(terminal.output)
    assert line.startswith("racetui: ")
    assert "racetui standings april-2009" in line
    terminal.assert_clean()


def test_stdin_from_dev_null_is_refused_in_one_line(start: Start) -> None:
    assert_refuses(start(stdin=subprocess.DEVNULL))


def test_stdin_from_a_closed_pipe_is_refused_in_one_line(start: Start) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    terminal = start(stdin=reading)
    os.close(reading)
    assert_refuses(terminal)


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_a_terminal_that_cannot_draw_is_refused_in_one_line(
    start: Start, environment: dict[str, str], term: str | None
) -> None:
    if term is None:
        del environment["TERM"]
    assert_refuses(start(changed={} if term is None else {"TERM": term}))


def test_stderr_that_is_no_terminal_gets_one_line_and_no_escape_code(
    start: Start, tmp_path: Path
) -> None:
    with (tmp_path / "stderr").open("wb") as file:
        terminal = start(stderr=file)
        assert terminal.end() == 2
    assert terminal.output == ""
    line = only_line((tmp_path / "stderr").read_text(encoding="utf-8"))
    assert line.startswith("racetui: ")
    assert "racetui standings april-2009" in line


def test_a_locale_without_utf_8_draws_the_same(start: Start) -> None:
    terminal = start(changed={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    terminal.see(RACER)
    terminal.see("╰──")
    assert "\\u" not in terminal.output
    terminal.send(b"q")
    assert terminal.end() == 0


# A crash

IN_THE_DATA = f"""
from tui.live import controller as stage
from tui.live.replay import Player
class Broken(Player):
    async def boards(self):
        yield self.board()
        token = "{SECRET}"
        raise ValueError(f"refused {{token}}")
stage.Player = Broken
"""
IN_THE_FIRST_BOARD = f"""
from tui.live import controller as stage
from tui.live.replay import Player
class Broken(Player):
    async def boards(self):
        token = "{SECRET}"
        raise ValueError(f"refused {{token}}")
        yield self.board()
stage.Player = Broken
"""
IN_A_HANDLER = f"""
import tui.view.app
class Broken(tui.view.app.RaceApp):
    CSS_PATH = tui.view.app.__file__.replace("app.py", "app.tcss")
    def watch_board(self, board):
        token = "{SECRET}"
        raise ValueError(f"refused {{token}}") from KeyError(token)
tui.view.app.RaceApp = Broken
"""
IN_THE_START = f"""
import tui.view.app
class Broken(tui.view.app.RaceApp):
    CSS_PATH = tui.view.app.__file__.replace("app.py", "app.tcss")
    def on_mount(self):
        token = "{SECRET}"
        raise ValueError(f"refused {{token}}")
tui.view.app.RaceApp = Broken
"""
IN_THE_INPUT = f"""
from tui.view.terminal import driver
class Broken(driver.SafeDriver):
    def run_input_thread(self):
        token = "{SECRET}"
        raise ValueError(f"refused {{token}}")
driver.SafeDriver = Broken
"""


@pytest.mark.parametrize(
    "broken",
    [IN_THE_DATA, IN_THE_FIRST_BOARD, IN_A_HANDLER, IN_THE_START, IN_THE_INPUT],
    ids=["data", "first board", "handler", "start", "input"],
)
def test_a_crash_restores_the_terminal_says_one_line_and_tells_no_secret(
    start: Start, tmp_path: Path, broken: str
) -> None:
    terminal = start(program=program(tmp_path, broken))
    assert terminal.end() == 70
    terminal.assert_clean()
    line = only_line(terminal.output[terminal.output.index(MESSAGE_OF_CRASH) :])
    report = Path(line.removeprefix(MESSAGE_OF_CRASH))
    assert tmp_path in report.parents
    assert report.stat().st_mode & 0o777 == 0o600
    assert "ValueError" in report.read_text(encoding="utf-8")
    assert SECRET not in report.read_text(encoding="utf-8")
    assert SECRET not in terminal.output
    assert "Traceback" not in terminal.output


# Hostile text

HOSTILE = (
    "\x1b]0;x\x07title",
    "\x9b2Jc1",
    "[/]",
    "[@click=app.quit]x[/]",
    "\u202eabc\u202c\u2066d\u2069",
    "\x1b]52;c;eA==\x1b\\clip\x1bP1$r\x1b\\",
    "[link=https://evil.example]y[/link]",
    "\x00\x05\x0e\x7f\u200b\u200d\ufeff\U000e0041[x=y: z]",
)
ALLOWED = {
    *("text", "CSI Nm", "CSI NH", "CSI ?Nh", "CSI ?Nl", "CSI ?N$p", "CSI >Nu", "CSI <Nu"),
    "OSC 22",
}


def hostile_log(file: Path, racers: int) -> None:
    """Write a log in which every text that can be hostile is."""
    names = list(itertools.islice(itertools.cycle(HOSTILE), racers))
    writer = create(file)
    with writer.transaction():
        accounts = [
            Account(0, "there", f"id{i}", f"{i}{name}", f"{name}{i}")
            for i, name in enumerate(names)
        ]
        ids = [writer.add_account(account, 0) for account in accounts]
        race = Race("hostile", "".join(HOSTILE), (), 1_000, None, 0, 600 * MINUTE)
        number = writer.add_race(race, ids)
        read = writer.add_round(0, 0, "", "there", "".join(HOSTILE))
        writer.add_samples(
            read,
            {
                account: [
                    Sample(n * MINUTE, 100 + n * (place + 1), provenance=HOSTILE[n % len(HOSTILE)])
                    for n in range(601)
                ]
                for place, account in enumerate(ids)
            },
        )
        stored = [
            Account(i, a.source, a.native_id, a.handle, a.name)
            for i, a in zip(ids, accounts, strict=True)
        ]
        writer.add_events(
            number,
            [
                Event(n * MINUTE, EventKind.NOTE, text, Origin.NOTED, stored[n % racers], text)
                for n, text in enumerate(HOSTILE)
            ],
        )
        followees = [
            (Followee(account, follows_back=True, celebrity=True, first_seen=0, last_seen=0), text)
            for account, text in zip(stored, HOSTILE, strict=False)
        ]
        for account in ids:
            writer.add_follows(account, followees)
    finish(writer)


@pytest.mark.parametrize("racers", [4, 8], ids=["in cards", "in rows"])
@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=str)
def test_hostile_text_is_drawn_and_does_nothing(
    start: Start, tmp_path: Path, racers: int, size: tuple[int, int]
) -> None:
    hostile_log(tmp_path / "hostile.db", racers)
    arguments = ("--db", str(tmp_path / "hostile.db"), "replay", "hostile", "--speed", "60")
    terminal = start(*arguments, size=size)
    terminal.see("title")
    # A click anywhere runs no action, in the race and in whom a racer follows; below them are keys.
    for key in (b"\r", b"\x1b[27u"):
        terminal.send(key)
        for row in range(1, size[1]):
            for column in range(2, size[0], 12):
                terminal.send(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m".encode())
            terminal.read(0)
    terminal.send(b"?")
    terminal.see("keys")
    terminal.send(b"?")
    terminal.see_no_more("keys")
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()
    output = terminal.output.replace("\r\n", "")
    assert {token.shape for token in tokens(output)} <= ALLOWED
    assert not {char for char in terminal.output if unicodedata.category(char) == "Cf"}
    assert {t.text for t in tokens(output) if t.shape.startswith("OSC")} <= {
        "22;default",
        "22;pointer",
        "22;text",
    }


# Sizes


def test_a_storm_of_sizes_from_1x1_to_300x80_is_survived(shown: Terminal) -> None:
    chance = random.Random(2009)
    sizes = [(1, 1), (300, 80), (1, 80), (300, 1), (2, 2)]
    sizes += [(chance.randint(1, 300), chance.randint(1, 80)) for _ in range(55)]
    for size in sizes:
        shown.resize(size)
        shown.read()
    shown.resize((80, 24))
    shown.see(RACER)
    shown.see("╰──")
    shown.send(b"q")
    assert shown.end() == 0
    shown.assert_clean()


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (500, 200)], ids=str)
def test_a_terminal_of_any_size_can_be_quit(start: Start, size: tuple[int, int]) -> None:
    terminal = start(size=size)
    terminal.until(lambda: "keyboard" in left_on(terminal.output), "it draws")
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()


# The guard alone

BACKGROUND = Color(0, 0, 0)


def guarded(*segments: Segment) -> list[Segment]:
    return OutputGuard().apply(list(segments), BACKGROUND)


@settings(deadline=None)
@given(strategies.text() | strategies.text(strategies.characters(categories=("Cc", "Cf"))))
def test_the_guard_lets_no_control_character_through(text: str) -> None:
    (segment,) = guarded(Segment(text))
    categories = {char: unicodedata.category(char) for char in segment.text}
    assert "Cc" not in categories.values()
    # Some format characters are seen: those stay.
    assert not {c for c, category in categories.items() if category == "Cf" and not cell_len(c)}


@settings(deadline=None)
@given(strategies.text(strategies.characters(exclude_categories=("Cc", "Cf", "Cs"))))
def test_the_guard_leaves_harmless_text_as_it_is(text: str) -> None:
    assert guarded(Segment(text)) == [Segment(text)]


@settings(deadline=None)
@given(strategies.text() | strategies.text(strategies.characters(categories=("Cc", "Cf"))))
def test_the_guard_keeps_every_line_as_wide_as_it_was(text: str) -> None:
    (segment,) = guarded(Segment(text))
    assert cell_len(segment.text) == cell_len(text)


@pytest.mark.parametrize(
    "char", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069"
)
def test_the_guard_lets_no_bidirectional_control_through(char: str) -> None:
    assert guarded(Segment(f"a{char}b")) == [Segment("ab")]


def test_the_guard_keeps_styles_and_what_textual_controls() -> None:
    style = Style(bold=True)
    control = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    assert guarded(Segment("a\x1b[0m", style), control) == [Segment("a[0m", style), control]


def test_the_guard_takes_no_link_to_the_terminal() -> None:
    (segment,) = guarded(Segment("x", Style(bold=True, link="https://evil.example")))
    assert segment.style == Style(bold=True)
