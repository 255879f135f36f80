"""A terminal to start programs on: a real pty, what it shows, and the modes it was left in."""

import array
import codecs
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

from tests.view.terminal.fork_server import ROOT, ForkedProcess, ForkServer, Request

TIMEOUT = 20.0
"""Seconds that anything may take on a busy machine before it has failed."""
TICK = 0.05

# Takes over the terminal as a child of a login shell does, then becomes the program.
LAUNCH = """
import fcntl, os, signal, sys, termios
terminal, hangups, program = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
os.close(terminal)
# Ignored signals are inherited; a test chooses for itself.
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP):
    signal.signal(number, signal.SIG_DFL)
if hangups == "ignored":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
os.execv(program[0], program)
"""

TOKEN = re.compile(
    r"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<control>[\s\S])"
)
OFF_AT_FIRST = frozenset({1049, 1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2048, 2026})
ON_AT_FIRST = frozenset({7, 25})


def terminal_environment(home: Path, cache: Path | None = None) -> dict[str, str]:
    """Return the environment of a program on a colour terminal whose user lives in a folder."""
    folders = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("STATE", "DATA", "CONFIG")}
    return folders | {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(cache or home / "CACHE"),
    }


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of output; the shape of a control sequence leaves its numbers out."""

    shape: str
    text: str = ""
    numbers: tuple[int, ...] = ()


def tokens(output: str) -> Iterator[Token]:
    """Split output into text, control sequences and stray control characters."""
    for match in TOKEN.finditer(output):
        if match["text"]:
            yield Token("text", match["text"])
        elif match["final"]:
            numbers = tuple(int(n or 0) for n in re.split("[;:]", match["numbers"]))
            shape = f"CSI {match['private']}N{match['between']}{match['final']}"
            yield Token(shape, match[0], numbers)
        elif match["command"] is not None:
            yield Token(f"OSC {match['command'].partition(';')[0]}", match["command"])
        else:
            yield Token("control", match["control"])


def changed_modes(output: str) -> set[str]:
    """Return the terminal modes that differ from a new terminal's after some output."""
    on: set[int] = set(ON_AT_FIRST)
    keyboard = {True: 0, False: 0}
    for token in tokens(output):
        if token.shape == "CSI ?Nh":
            on.update(token.numbers)
        elif token.shape == "CSI ?Nl":
            on.difference_update(token.numbers)
        # Each of the two screens has its own stack of keyboard modes.
        elif token.shape == "CSI >Nu":
            keyboard[1049 in on] += 1
        elif token.shape == "CSI <Nu":
            keyboard[1049 in on] = max(0, keyboard[1049 in on] - 1)
    names = {f"{mode} on" for mode in on & OFF_AT_FIRST} | {f"{m} off" for m in ON_AT_FIRST - on}
    return names | ({"keyboard"} if any(keyboard.values()) else set())


class Terminal:
    """A program on a pty, racetui or a script. As a context manager it kills what it started.

    `window` is the side of the terminal emulator, `tty` the program's. A fork server saves the
    program its imports.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        script: Path | None = None,
        server: ForkServer | None = None,
        in_band: bool = False,
        hangups_ignored: bool = False,
        stdin: int | None = None,
        stderr: int | None = None,
    ) -> None:
        self.output = ""
        self._answered = 0
        self._in_band = in_band
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self.window, self.tty = os.openpty()
        self.resize(size)
        self.attributes: list[Any] = termios.tcgetattr(self.tty)
        self.flags = fcntl.fcntl(self.tty, fcntl.F_GETFL)
        stdin = self.tty if stdin is None else stdin
        stderr = self.tty if stderr is None else stderr
        self.process: subprocess.Popen[bytes] | ForkedProcess
        if server is not None:
            request = Request(arguments, environment, str(script or ""))
            self.process = server.start(request, (stdin, self.tty, stderr), self.tty)
            return
        hangups = "ignored" if hangups_ignored else "heard"
        program = (str(script),) if script else ("-m", "tui")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-ISc", LAUNCH, str(self.tty), hangups),
                *(sys.executable, *program, *arguments),
            ],
            stdin=stdin,
            stdout=self.tty,
            stderr=stderr,
            env=dict(environment),
            cwd=ROOT,
            start_new_session=True,
            pass_fds=(self.tty,),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.close_window()
        os.close(self.tty)

    @property
    def picture(self) -> str:
        """Return what is on the screen."""
        return "\n".join(self._screen.display)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size; the kernel tells the program."""
        columns, rows = size
        fcntl.ioctl(self.tty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def read(self, within: float = TICK) -> bool:
        """Read what the program has written, waiting a moment for it; returns whether it has."""
        if self.window < 0 or not select.select([self.window], [], [], within)[0]:
            return False
        try:
            data = os.read(self.window, 65536)
        except OSError:
            return False
        text = self._decoder.decode(data)
        self.output += text
        self._stream.feed(text)
        self._answer()
        return bool(data)

    def _answer(self) -> None:
        """Answer what a terminal is asked: it has mode 2026, and mode 2048 if `in_band`."""
        asked = self.output[self._answered :]
        self._answered = len(self.output)
        if "\x1b[?2026$p" in asked:
            self.send(b"\x1b[?2026;2$y")
        if self._in_band and "\x1b[?2048$p" in asked:
            self.send(b"\x1b[?2048;2$y")

    def until(self, done: Callable[[], object], what: str, within: float = TIMEOUT) -> None:
        """Read until a condition holds; after the deadline, fail with the picture."""
        end = time.monotonic() + within
        while not done():
            if time.monotonic() > end:
                raise AssertionError(f"not within {within} s: {what}\n{self.picture}")
            if self.process.poll() is not None and not self.read(0):
                assert done(), f"ended ({self.process.returncode}) before: {what}\n{self.picture}"
            self.read()

    def see(self, text: str, within: float = TIMEOUT) -> None:
        """Read until a text is on the screen."""
        self.until(lambda: text in self.picture, f"{text!r} on the screen", within)

    def see_no_more(self, text: str, within: float = TIMEOUT) -> None:
        """Read until a text is off the screen."""
        self.until(lambda: text not in self.picture, f"{text!r} off the screen", within)

    def still_picture(self) -> str:
        """Read until the program writes nothing for half a second; returns the picture."""
        self.until(lambda: not self.read(0.5), "an end of the output")
        return self.picture

    def send(self, data: bytes) -> None:
        """Type."""
        while data:
            data = data[os.write(self.window, data) :]

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def close_window(self) -> None:
        """Close the window that the program is in."""
        if self.window >= 0:
            os.close(self.window)
            self.window = -1

    def end(self, within: float = TIMEOUT) -> int:
        """Read until the program has ended, and all that it wrote; returns its exit code."""
        self.until(self._has_ended, "the end of the program", within)
        while self.read(0):
            continue
        code = self.process.returncode
        assert code is not None
        return code

    def _has_ended(self) -> bool:
        if self.window < 0:
            time.sleep(TICK)
        return self.process.poll() is not None

    def cpu_seconds_at_end(self, within: float = TIMEOUT) -> float:
        """Wait for the end of the program, without collecting its code; returns its CPU time."""
        end = time.monotonic() + within
        while not os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            assert time.monotonic() < end, f"the program did not end within {within} s"
            time.sleep(TICK)
        return self.cpu_seconds()

    def end_unread(self, within: float = TIMEOUT) -> int:
        """Wait for the end of the program without reading its output; returns its exit code."""
        code = self.process.wait(within)
        # The kernel may have dropped output from the middle of a character on.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        return code

    def fill(self, within: float = TIMEOUT) -> None:
        """Stop reading until the kernel takes no more of what the program writes."""
        room = select.poll()
        room.register(self.tty, select.POLLOUT)
        end = time.monotonic() + within
        # The terminal is full once no room for output appears in it for a while.
        while room.poll(700):
            assert time.monotonic() < end, "the program writes too little to fill a terminal"
            self.send(b"t")
            time.sleep(TICK)

    def unread(self) -> int:
        """Return how many typed bytes the program has not read yet."""
        count = array.array("i", [0])
        fcntl.ioctl(self.tty, termios.FIONREAD, count)
        return count[0]

    def state(self) -> str:
        """Return the letter of the process's state: R, S, T (stopped) and so on."""
        return self._stat()[0]

    def cpu_seconds(self) -> float:
        """Return the CPU time that the process has used."""
        fields = self._stat()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _stat(self) -> list[str]:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        return stat.rpartition(")")[2].split()

    def threads(self) -> int:
        """Return the number of the process's threads."""
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    def assert_clean(self) -> None:
        """Fail unless the terminal is as it was before the program."""
        assert changed_modes(self.output) == set()
        assert termios.tcgetattr(self.tty) == self.attributes
        assert fcntl.fcntl(self.tty, fcntl.F_GETFL) == self.flags
