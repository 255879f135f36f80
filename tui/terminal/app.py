"""The base of the app: output without control characters, signals, and an end without a traceback."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter
from textual.worker import WorkerFailed

CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "�")
RESTORED_WITHIN = 3.0
"""Seconds after a signal in which the program ends by itself; then it is ended."""
RESTORE = (
    "\x1b[?2026l\x1b[?1016l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    "\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
)
SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
    if hasattr(signal, name)
)


class OutputGuard(LineFilter):
    """Every line of every widget passes here: no text of theirs holds a control character."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace control characters in text; what Textual itself controls goes on as it is."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(CONTROLS), segment.style)
            for segment in segments
        ]


class SafeApp(App[None]):
    """An app whose end is always a restored terminal and a code, never a traceback."""

    failure: BaseException | None = None

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class or _driver())
        self._filters.append(OutputGuard())

    def _handle_exception(self, error: Exception) -> None:
        """Keep the first failure for `run_safely`, in place of a traceback with local variables."""
        if self.failure is None:
            self.failure = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_: Any) -> None:
        """End; what is wrong is told once the terminal is restored."""
        self._close_messages_no_wait()


def _driver() -> type[Driver] | None:
    """Return the driver for this platform; None leaves the choice to Textual."""
    if sys.platform == "win32":
        return None
    from tui.terminal.driver import SafeDriver

    return SafeDriver


def run_safely(app: SafeApp) -> int:
    """Run an app to its end and return its exit code; raises the failure that ended it."""
    for stream in (sys.__stderr__, sys.__stdout__):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with _quiet_writer(), _signals(app) as received:
        app.run()
    if received:
        return 128 + received[0]
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


@contextmanager
def _signals(app: SafeApp) -> Iterator[Sequence[int]]:
    """End the app at a signal; where it is stuck, restore the terminal and end the process."""
    received: list[int] = []
    before = _attributes()

    def end(number: int, _frame: FrameType | None) -> None:
        if received:
            return
        received.append(number)
        timer = threading.Timer(RESTORED_WITHIN, _end_at_once, (number, before))
        timer.daemon = True
        timer.start()
        if app._loop is not None:
            app._loop.call_soon_threadsafe(app.exit)

    old = {number: signal.signal(number, end) for number in SIGNALS}
    # A terminal that was told to ignore hang-ups (nohup) is left to end by its closed input.
    if old.get(getattr(signal, "SIGHUP", None)) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        yield received
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _attributes() -> list[Any] | None:
    if sys.platform != "win32":
        import termios

        with suppress(termios.error, ValueError, AttributeError, OSError):
            return termios.tcgetattr(0)
    return None


def _end_at_once(number: int, attributes: list[Any] | None) -> None:
    """Restore what can be restored without waiting for anybody, and end."""
    with suppress(OSError, ValueError):
        os.set_blocking(2, False)
        os.write(2, RESTORE.encode())
    if attributes is not None and sys.platform != "win32":
        import termios

        with suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, attributes)
    os._exit(128 + number)


@contextmanager
def _quiet_writer() -> Iterator[None]:
    """Let the writer thread end without a word when the terminal is gone."""
    hook: Callable[[threading.ExceptHookArgs], Any] = threading.excepthook

    def quiet(arguments: threading.ExceptHookArgs) -> None:
        if not isinstance(arguments.exc_value, OSError):
            hook(arguments)

    threading.excepthook = quiet
    try:
        yield
    finally:
        threading.excepthook = hook
