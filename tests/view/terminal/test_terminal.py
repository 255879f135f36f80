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
SLOW = ("replay", "april-2009", "--speed", "1")
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

        def begin(*arguments: str, **options: Any) -> Terminal:
            return stack.enter_context(Terminal(arguments or FAST, environment, **options))

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
    """Return a dashboard for all tests that leave it as it was; in the end it quits as usual."""
    environment = terminal_environment(tmp_path_factory.mktemp("dashboard"), cache_home)
    with Terminal(SLOW, environment, server=fork_server) as terminal:
        terminal.see(RACER)
        yield terminal
        quits(terminal)


def quits(terminal: Terminal) -> None:
    """Quit, and fail unless that ends the program as it should."""
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()


def pauses_and_resumes(terminal: Terminal) -> None:
    """Pause the race and resume it, and fail unless the screen shows both."""
    for sign in "⏸▶":
        terminal.send(b" ")
        terminal.see(sign)


def script_in(folder: Path, text: str) -> Path:
    """Write a script that runs racetui after some changes to it."""
    file = folder / "script.py"
    file.write_text(f"{text}\nimport tui.__main__\ntui.__main__.main()\n", encoding="utf-8")
    return file


# Keys, signals, windows


@pytest.mark.parametrize("key", [b"q", b"\x03", b"\x1b[99;5u"], ids=["q", "ctrl+c", "kitty ctrl+c"])
def test_a_key_that_quits_leaves_the_terminal_clean_and_exits_with_0(
    shown: Terminal, key: bytes
) -> None:
    shown.send(key)
    assert shown.end() == 0
    shown.assert_clean()


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_leaves_the_terminal_clean_and_exits_with_128_plus_its_number(
    shown: Terminal, number: signal.Signals, code: int
) -> None:
    shown.signal(number)
    assert shown.end() == code
    shown.assert_clean()


def test_the_program_changes_many_modes_while_it_runs(dashboard: Terminal) -> None:
    """Otherwise the tests of a clean terminal would prove nothing."""
    modes = {"1049 on", "1000 on", "1003 on", "2004 on", "25 off", "7 off", "keyboard"}
    assert modes <= changed_modes(dashboard.output)


def test_a_signal_in_the_middle_of_the_start_leaves_the_terminal_clean(execute: Start) -> None:
    terminal = execute()
    terminal.until(lambda: "\x1b[?1049h" in terminal.output, "the first escape sequence")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 143
    terminal.assert_clean()


def test_a_second_signal_changes_nothing(shown: Terminal) -> None:
    shown.signal(signal.SIGTERM)
    shown.signal(signal.SIGHUP)
    assert shown.end() in {143, 129}
    shown.assert_clean()


STUCK = """
import time
import tui.view.terminal.app
from tui.view.app import RaceApp
tui.view.terminal.app.EXIT_TIMEOUT = 0.5
def action_keys(self):
    self._driver.write("STUCK")
    # One long wait would miss a signal that arrives just before it.
    while True:
        time.sleep(0.05)
RaceApp.action_keys = action_keys
"""


def test_a_signal_ends_even_a_stuck_view_and_leaves_the_terminal_clean(
    start: Start, tmp_path: Path
) -> None:
    terminal = start(script=script_in(tmp_path, STUCK))
    terminal.see(RACER)
    terminal.send(b"?")
    terminal.until(lambda: "STUCK" in terminal.output, "the view is stuck")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 143
    terminal.assert_clean()


def test_modes_that_only_some_terminals_have_are_turned_off_again(start: Start) -> None:
    terminal = start(in_band=True)
    terminal.see(RACER)
    terminal.until(lambda: "2048 on" in changed_modes(terminal.output), "mode 2048")
    terminal.until(lambda: "1016 on" in changed_modes(terminal.output), "mode 1016")
    quits(terminal)


def test_closing_the_window_ends_the_program(shown: Terminal) -> None:
    shown.close_window()
    assert shown.end() in {74, 129}


def test_closing_the_window_ends_a_program_that_ignores_hangups_without_spinning(
    execute: Start,
) -> None:
    terminal = execute(hangups_ignored=True)
    terminal.see(RACER)
    before = terminal.cpu_seconds()
    terminal.close_window()
    assert terminal.cpu_seconds_at_end() - before < 3
    assert terminal.end() == 74


def test_a_lost_output_ends_the_program_with_74_and_gives_the_keyboard_back(start: Start) -> None:
    window, tty = os.openpty()
    terminal = start(stderr=tty)
    os.close(tty)
    assert select.select([window], [], [], TIMEOUT)[0], "it draws"
    os.close(window)
    assert terminal.end() == 74
    terminal.assert_clean()


def test_a_lost_keyboard_ends_the_program_with_74_and_restores_the_output(start: Start) -> None:
    keyboard, tty = os.openpty()
    terminal = start(stdin=tty)
    os.close(tty)
    terminal.see(RACER)
    os.close(keyboard)
    assert terminal.end() == 74
    terminal.assert_clean()


# Stopping and resuming


def test_a_stray_sigcont_starts_no_thread(dashboard: Terminal) -> None:
    before = dashboard.threads()
    for _ in range(2):
        dashboard.signal(signal.SIGCONT)
        pauses_and_resumes(dashboard)
    assert dashboard.threads() == before


def test_sigstop_and_sigcont_start_no_thread(dashboard: Terminal) -> None:
    before = dashboard.threads()
    dashboard.signal(signal.SIGSTOP)
    dashboard.until(lambda: dashboard.state() == "T", "it is stopped")
    dashboard.signal(signal.SIGCONT)
    pauses_and_resumes(dashboard)
    assert dashboard.threads() == before


def test_sigtstp_leaves_the_terminal_clean_and_sigcont_draws_again(dashboard: Terminal) -> None:
    threads = dashboard.threads()
    dashboard.signal(signal.SIGTSTP)
    dashboard.until(lambda: dashboard.state() == "T", "it is stopped")
    dashboard.still_picture()
    dashboard.assert_clean()
    dashboard.signal(signal.SIGCONT)
    dashboard.until(lambda: "1049 on" in changed_modes(dashboard.output), "it draws again")
    pauses_and_resumes(dashboard)
    assert dashboard.threads() == threads


# A terminal that does not read

BOARD, PAUSE = b".", b"p"
REPORTING = """
import os
from tui.live.replay import Replay
REPORTS = os.open({fifo!r}, os.O_WRONLY)
boards, pause = Replay.boards, Replay.pause
async def reporting_boards(self):
    async for board in boards(self):
        os.write(REPORTS, b".")
        yield board
def reporting_pause(self):
    os.write(REPORTS, b"p")
    pause(self)
Replay.boards, Replay.pause = reporting_boards, reporting_pause
"""


class UnreadTerminal:
    """A terminal that nobody reads, and the reports of the program's data side."""

    def __init__(self, terminal: Terminal, fifo: int) -> None:
        self.terminal, self._fifo = terminal, fifo
        self._reports = b""

    def until(self, report: bytes, count: int = 1) -> None:
        """Wait until the data side has made a report so many times more."""
        wanted = self._reports.count(report) + count
        while self._reports.count(report) < wanted:
            assert select.select([self._fifo], [], [], TIMEOUT)[0], "the data side is held up"
            self._reports += os.read(self._fifo, 4096)


@pytest.fixture
def unread(start: Start, tmp_path: Path) -> Iterator[UnreadTerminal]:
    """Return a terminal that has been full for so long that the program's write queue is, too."""
    path = tmp_path / "reports"
    os.mkfifo(path)
    fifo = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    script = script_in(tmp_path, REPORTING.format(fifo=str(path)))
    terminal = start(*LASTING, script=script, size=(160, 45))
    unread = UnreadTerminal(terminal, fifo)
    terminal.see(RACER)
    terminal.fill()
    unread.until(BOARD, 10)
    yield unread
    os.close(fifo)


def test_a_terminal_that_does_not_read_holds_up_neither_the_data_nor_the_keys_and_is_repainted(
    unread: UnreadTerminal,
) -> None:
    terminal = unread.terminal
    unread.until(BOARD, 10)
    terminal.send(b" ")
    unread.until(PAUSE)
    seen = terminal.still_picture()
    terminal.resize((161, 45))
    terminal.still_picture()
    terminal.resize((160, 45))
    assert seen == terminal.still_picture()
    quits(terminal)


def test_sigterm_ends_a_program_whose_terminal_does_not_read_with_143(
    unread: UnreadTerminal,
) -> None:
    unread.terminal.signal(signal.SIGTERM)
    assert unread.terminal.end_unread() == 143
    unread.terminal.end()
    unread.terminal.assert_clean()


def test_q_ends_a_program_whose_terminal_does_not_read_with_0(unread: UnreadTerminal) -> None:
    unread.terminal.send(b"q")
    assert unread.terminal.end_unread() == 0
    unread.terminal.end()
    unread.terminal.assert_clean()


# Garbage on stdin


def type_at_once(terminal: Terminal, data: bytes) -> None:
    """Type so that the program reads everything in one go, however busy the machine is."""
    terminal.signal(signal.SIGSTOP)
    terminal.until(lambda: terminal.state() == "T", "it is stopped")
    terminal.send(data)
    terminal.until(lambda: terminal.unread() == len(data), "the bytes are there")
    terminal.signal(signal.SIGCONT)
    terminal.until(lambda: terminal.unread() == 0, "the bytes are read")


@pytest.mark.parametrize(
    "garbage",
    [b"\xff\xfe\x80", b"\xc3\x28", b"\x80" * 3000, b"\xed\xa0\x80", b"q\xff", b"\xffq"],
    ids=["no start", "half", "long", "surrogate", "before", "after"],
)
def test_bytes_that_are_not_text_are_ignored(dashboard: Terminal, garbage: bytes) -> None:
    type_at_once(dashboard, garbage)
    pauses_and_resumes(dashboard)


def test_20_kb_of_random_bytes_are_ignored(dashboard: Terminal) -> None:
    chance = random.Random(2009)
    for _ in range(5):
        chunk = bytearray(chance.randbytes(4000))
        chunk[::500] = b"\xff" * 8
        type_at_once(dashboard, bytes(chunk))
    pauses_and_resumes(dashboard)


def test_a_character_that_arrives_in_two_halves_is_text(dashboard: Terminal) -> None:
    type_at_once(dashboard, b"\xc3")
    type_at_once(dashboard, b"\xa9 ")
    dashboard.see("⏸")
    dashboard.send(b" ")
    dashboard.see("▶")


# No terminal to draw on


def only_line(text: str) -> str:
    """Return the only line of a text; fails if there are more, or an escape code."""
    assert [token.text for token in tokens(text) if token.shape != "text"] in (["\n"], ["\r", "\n"])
    return text.rstrip("\r\n")


def assert_refuses(terminal: Terminal) -> None:
    assert terminal.end() == 2
    line = only_line(terminal.output)
    assert line.startswith("racetui: ")
    assert "racetui standings april-2009" in line
    terminal.assert_clean()


def test_stdin_from_dev_null_is_refused_in_one_line(execute: Start) -> None:
    assert_refuses(execute(stdin=subprocess.DEVNULL))


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
    else:
        environment["TERM"] = term
    assert_refuses(start())


def test_a_stderr_that_is_not_a_terminal_gets_one_line_and_no_escape_code(
    start: Start, tmp_path: Path
) -> None:
    with (tmp_path / "stderr").open("wb") as file:
        terminal = start(stderr=file.fileno())
        assert terminal.end() == 2
    assert terminal.output == ""
    line = only_line((tmp_path / "stderr").read_text(encoding="utf-8"))
    assert line.startswith("racetui: ")
    assert "racetui standings april-2009" in line


def test_a_locale_without_utf_8_draws_the_same(execute: Start, environment: dict[str, str]) -> None:
    environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    terminal = execute()
    terminal.see(RACER)
    terminal.see("╰──")
    assert "\\u" not in terminal.output
    quits(terminal)


# A crash

IN_THE_DATA = f"""
from tui.live.replay import Replay
async def boards(self):
    yield self.board()
    token = "{SECRET}"
    raise ValueError(f"refused {{token}}")
Replay.boards = boards
"""
IN_THE_FIRST_BOARD = f"""
from tui.live.replay import Replay
async def boards(self):
    token = "{SECRET}"
    raise ValueError(f"refused {{token}}")
    yield self.board()
Replay.boards = boards
"""
IN_A_HANDLER = f"""
from tui.view.app import RaceApp
def watch_board(self, board):
    token = "{SECRET}"
    raise ValueError(f"refused {{token}}") from KeyError(token)
RaceApp.watch_board = watch_board
"""
IN_THE_START = f"""
from tui.view.app import RaceApp
def on_mount(self):
    token = "{SECRET}"
    raise ValueError(f"refused {{token}}")
RaceApp.on_mount = on_mount
"""
IN_THE_INPUT = f"""
from tui.view.terminal.driver import SafeDriver
def run_input_thread(self):
    token = "{SECRET}"
    raise ValueError(f"refused {{token}}")
SafeDriver.run_input_thread = run_input_thread
"""


@pytest.mark.parametrize(
    "broken",
    [IN_THE_DATA, IN_THE_FIRST_BOARD, IN_A_HANDLER, IN_THE_START, IN_THE_INPUT],
    ids=["data", "first board", "handler", "start", "input"],
)
def test_a_crash_restores_the_terminal_and_prints_one_line_without_secrets(
    start: Start, tmp_path: Path, broken: str
) -> None:
    terminal = start(script=script_in(tmp_path, broken))
    assert terminal.end() == 70
    terminal.assert_clean()
    line = only_line(terminal.output[terminal.output.index(BUG_MESSAGE) :])
    report = Path(line.removeprefix(BUG_MESSAGE))
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
HOSTILE_MINUTES = 120
ALLOWED = {
    *("text", "CSI Nm", "CSI NH", "CSI ?Nh", "CSI ?Nl", "CSI ?N$p", "CSI >Nu", "CSI <Nu"),
    "OSC 22",
}


def hostile_log(file: Path, racers: int) -> None:
    """Write a log in which every text that can be hostile is hostile."""
    names = list(itertools.islice(itertools.cycle(HOSTILE), racers))
    writer = create(file)
    with writer.transaction():
        accounts = [
            Account(0, "there", f"id{i}", f"{i}{name}", f"{name}{i}")
            for i, name in enumerate(names)
        ]
        ids = [writer.add_account(account, 0) for account in accounts]
        race = Race("hostile", "".join(HOSTILE), (), 1_000, None, 0, HOSTILE_MINUTES * MINUTE)
        number = writer.add_race(race, ids)
        read = writer.add_round(0, 0, "", "there", "".join(HOSTILE))
        writer.add_samples(
            read,
            {
                account: [
                    Sample(n * MINUTE, 100 + n * (place + 1), provenance=HOSTILE[n % len(HOSTILE)])
                    for n in range(HOSTILE_MINUTES + 1)
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


# A follow list looks the same in every race, so only one of them opens it.
STAY, OPEN_LIST, LEAVE_LIST = b"", b"\r", b"\x1b[27u"


@pytest.mark.parametrize(
    ("racers", "keys"),
    [(4, (STAY,)), (8, (OPEN_LIST, LEAVE_LIST))],
    ids=["in cards", "in rows, and a list"],
)
@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=str)
def test_hostile_text_is_drawn_and_does_nothing(
    start: Start, tmp_path: Path, racers: int, keys: tuple[bytes, ...], size: tuple[int, int]
) -> None:
    hostile_log(tmp_path / "hostile.db", racers)
    arguments = ("--db", str(tmp_path / "hostile.db"), "replay", "hostile", "--speed", "60")
    terminal = start(*arguments, size=size)
    terminal.see("title")
    # No click runs an action.
    for key in keys:
        terminal.send(key)
        for row in range(1, size[1]):
            for column in range(2, size[0], 12):
                terminal.send(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m".encode())
            terminal.read(0)
    pauses_and_resumes(terminal)
    quits(terminal)
    output = terminal.output.replace("\r\n", "")
    assert {token.shape for token in tokens(output)} <= ALLOWED
    assert not {char for char in terminal.output if unicodedata.category(char) == "Cf"}
    assert {t.text for t in tokens(output) if t.shape.startswith("OSC")} <= {
        "22;default",
        "22;pointer",
        "22;text",
    }


# Sizes


def test_a_storm_of_sizes_from_1x1_to_300x80_is_survived(dashboard: Terminal) -> None:
    chance = random.Random(2009)
    sizes = [(1, 1), (300, 80), (1, 80), (300, 1), (2, 2)]
    sizes += [(chance.randint(1, 300), chance.randint(1, 80)) for _ in range(55)]
    for size in sizes:
        dashboard.resize(size)
        dashboard.read()
    dashboard.resize((80, 24))
    dashboard.see(RACER)
    dashboard.see("╰──")
    pauses_and_resumes(dashboard)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (500, 200)], ids=str)
def test_the_program_quits_at_any_terminal_size(start: Start, size: tuple[int, int]) -> None:
    terminal = start(size=size)
    terminal.until(lambda: "keyboard" in changed_modes(terminal.output), "it draws")
    quits(terminal)


# The guard alone

BACKGROUND = Color(0, 0, 0)


def guarded(*segments: Segment) -> list[Segment]:
    return OutputGuard().apply(list(segments), BACKGROUND)


@given(strategies.text() | strategies.text(strategies.characters(categories=("Cc", "Cf"))))
def test_the_guard_lets_no_control_character_through(text: str) -> None:
    (segment,) = guarded(Segment(text))
    categories = {char: unicodedata.category(char) for char in segment.text}
    assert "Cc" not in categories.values()
    # Some format characters are visible, and stay.
    assert not {c for c, category in categories.items() if category == "Cf" and not cell_len(c)}


@given(strategies.text(strategies.characters(exclude_categories=("Cc", "Cf", "Cs"))))
def test_the_guard_leaves_harmless_text_unchanged(text: str) -> None:
    assert guarded(Segment(text)) == [Segment(text)]


@given(strategies.text() | strategies.text(strategies.characters(categories=("Cc", "Cf"))))
def test_the_guard_keeps_every_line_as_wide_as_it_was(text: str) -> None:
    (segment,) = guarded(Segment(text))
    assert cell_len(segment.text) == cell_len(text)


@pytest.mark.parametrize(
    "char", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069"
)
def test_the_guard_lets_no_bidirectional_control_through(char: str) -> None:
    assert guarded(Segment(f"a{char}b")) == [Segment("ab")]


def test_the_guard_keeps_styles_and_textuals_own_controls() -> None:
    style = Style(bold=True)
    control = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    assert guarded(Segment("a\x1b[0m", style), control) == [Segment("a[0m", style), control]


def test_the_guard_passes_no_link_to_the_terminal() -> None:
    (segment,) = guarded(Segment("x", Style(bold=True, link="https://evil.example")))
    assert segment.style == Style(bold=True)
