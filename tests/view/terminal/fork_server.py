"""Start racetui quickly, by forking a process that has imported it already.

Imports take half of the time that the dashboard needs to start. A forked process has streams, a
session, a terminal, an environment and default signals of its own, and exits like any interpreter.
Tests of the interpreter's start (its encodings, inherited signals, a closed stdout) execute a new
one instead.
"""

import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[3]
LARGEST_REQUEST = 1 << 16
POLL_INTERVAL = 0.01
STREAMS = (("stdin", "r", -1), ("stdout", "w", -1), ("stderr", "w", 1))
PRELOADED = (
    "tui.commands.exit_codes",
    "tui.live.controller",
    "tui.view.terminal.driver",
    "tui.view.app",
)
SERVE = "from tests.view.terminal.fork_server import serve; serve(int(__import__('sys').argv[1]))"


@dataclass(frozen=True, slots=True)
class Request:
    """What to start; its standard streams, and its terminal if any, are sent along."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    script: str = ""


class ForkServer:
    """The server, as seen by the tests. As a context manager it ends with the block."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._connection, served = socket.socketpair()
        self._received = b""
        self._exit_codes: dict[int, int] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(served.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=dict(environment),
            cwd=ROOT,
            pass_fds=(served.fileno(),),
            start_new_session=True,
        )
        served.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.wait(10)

    def start(
        self, request: Request, streams: Sequence[int], terminal: int | None = None
    ) -> "ForkedProcess":
        """Start racetui, or a script, on three streams; a terminal controls it."""
        fds = [*streams, *([] if terminal is None else [terminal])]
        socket.send_fds(self._connection, [json.dumps(asdict(request)).encode()], fds)
        pid = None
        while pid is None:
            pid = self._next_report().get("started")
        # An earlier process may have had the same number.
        self._exit_codes.pop(pid, None)
        return ForkedProcess(self, pid)

    def exit_code(self, pid: int) -> int | None:
        """Return the exit code of a process, or None while it runs."""
        while pid not in self._exit_codes and self._has_report():
            self._next_report()
        return self._exit_codes.get(pid)

    def _has_report(self) -> bool:
        return b"\n" in self._received or bool(select.select([self._connection], [], [], 0)[0])

    def _next_report(self) -> dict[str, int]:
        while b"\n" not in self._received:
            more = self._connection.recv(4096)
            assert more, "the fork server has ended"
            self._received += more
        line, _, self._received = self._received.partition(b"\n")
        report: dict[str, int] = json.loads(line)
        if "ended" in report:
            self._exit_codes[report["ended"]] = report["code"]
        return report


class ForkedProcess:
    """A forked process; used like `subprocess.Popen`."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self._server, self.pid = server, pid

    @property
    def returncode(self) -> int | None:
        """Return the exit code if the process is known to have ended."""
        return self._server.exit_code(self.pid)

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        return self._server.exit_code(self.pid)

    def wait(self, timeout: float = 60) -> int:
        """Wait for the end of the process; returns its exit code."""
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("racetui", timeout)
            time.sleep(POLL_INTERVAL)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


def serve(fd: int) -> None:
    """Fork at each request until the tests close the connection, and run racetui in the child."""
    from tui.__main__ import main

    for module in PRELOADED:
        import_module(module)
    request = _forked(socket.socket(fileno=fd))
    if request is None:
        return
    sys.argv = ["racetui", *request.arguments]
    os.environ.clear()
    os.environ.update(request.environment)
    if request.script:
        runpy.run_path(request.script, run_name="__main__")
    else:
        main()


def _forked(connection: socket.socket) -> Request | None:
    """Return a request in the process that was forked for it, or None in the server at its end."""
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    gc.freeze()
    while True:
        ready = select.select([connection.fileno(), ended], [], [])[0]
        if ended in ready:
            os.read(ended, 4096)
            _report_ended(connection)
        if connection.fileno() not in ready:
            continue
        data, fds, _, _ = socket.recv_fds(connection, LARGEST_REQUEST, 4)
        if not data:
            return None
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            connection.close()
            os.close(ended)
            os.close(wake)
            _take_over(fds[:3], fds[3:])
            return Request(**json.loads(data))
        for fd in fds:
            os.close(fd)
        _report(connection, started=pid)


def _report_ended(connection: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _report(connection, ended=pid, code=os.waitstatus_to_exitcode(status))


def _report(connection: socket.socket, **figures: int) -> None:
    connection.sendall(json.dumps(figures).encode() + b"\n")


def _take_over(streams: Sequence[int], terminals: Sequence[int]) -> None:
    """Give this process its streams, and a terminal of its own."""
    import fcntl
    import termios

    os.setsid()
    for terminal in terminals:
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        os.close(terminal)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    # The old text streams remember what kind of file they had.
    for number, (name, mode, buffering) in enumerate(STREAMS):
        text = os.fdopen(number, mode, buffering, encoding="utf-8", closefd=False)
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)
