"""The base class of the app: sanitized output, signal handling, and exits without a traceback."""

import os
import signal
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import filterfalse
from types import FrameType
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter, NoColor
from textual.worker import WorkerFailed

EXIT_TIMEOUT = 3.0
"""Seconds that the program has to exit after a signal, before it is forced to."""
SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
    if hasattr(signal, name)
)


class OutputGuard(LineFilter):
    """Strips control characters and links from every line, so no text controls the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters and links; Textual's controls stay."""
        return [segment if _is_safe(segment) else _sanitized(segment) for segment in segments]


def _is_safe(segment: Segment) -> bool:
    if segment.control:
        return True
    return segment.text.isprintable() and not (segment.style and segment.style.link)


def _sanitized(segment: Segment) -> Segment:
    style = segment.style.update_link(None) if segment.style else None
    return Segment("".join(filterfalse(_is_control, segment.text)), style)


def _is_control(char: str) -> bool:
    """Return whether a character is an invisible control: without it, no line gets narrower."""
    category = unicodedata.category(char)
    return category == "Cc" or (category == "Cf" and cell_len(char) == 0)


class SafeApp(App[None]):
    """An app that always exits with a restored terminal and an exit code, never a traceback."""

    failure: BaseException | None = None

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class or _driver())
        self._filters.append(OutputGuard())
        # With NO_COLOR, Textual itself still sends greys.
        if self.no_color:
            self._filters.append(NoColor())

    def _handle_exception(self, error: Exception) -> None:
        """Keep the first failure for `run_safely`, instead of a traceback with local variables."""
        # Errors during shutdown are not failures.
        if self._exit:
            self._close_messages_no_wait()
            return
        if self.failure is None:
            self.failure = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_: Any) -> None:
        """Exit; the error is reported once the terminal is restored."""
        self._close_messages_no_wait()


def _driver() -> type[Driver] | None:
    """Return the driver for this platform, or None for Textual's own choice."""
    if sys.platform == "win32":
        return None
    from tui.view.terminal.driver import SafeDriver

    return SafeDriver


def run_safely(app: SafeApp) -> int:
    """Run an app until it exits and return its exit code; raises the failure that ended it."""
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
    """Exit the app on a signal; if it is stuck, restore the terminal and end the process."""
    received: list[int] = []
    attributes = _terminal_attributes()

    def end(number: int, _frame: FrameType | None) -> None:
        if received:
            return
        received.append(number)
        timer = threading.Timer(EXIT_TIMEOUT, _force_exit, (number, app, attributes))
        timer.daemon = True
        timer.start()
        # Without a running loop, the app has not started yet or has ended.
        if app._loop is not None and not app._loop.is_closed():
            app._loop.call_soon_threadsafe(app.exit)

    old = {number: signal.signal(number, end) for number in SIGNALS}
    # Under nohup, SIGHUP stays ignored; the app exits when its input closes.
    if old.get(getattr(signal, "SIGHUP", None)) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        yield received
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _terminal_attributes() -> list[Any] | None:
    if sys.platform != "win32":
        import termios

        with suppress(termios.error, ValueError, AttributeError, OSError):
            return termios.tcgetattr(0)
    return None


def _force_exit(number: int, app: SafeApp, attributes: list[Any] | None) -> None:
    """Restore the terminal as far as possible without waiting, and end the process."""
    try:
        if sys.platform != "win32":
            import termios

            from tui.view.terminal.restore import restored_by_force

            with restored_by_force(getattr(app._driver, "_writer_thread", None)):
                if attributes is not None:
                    termios.tcsetattr(0, termios.TCSANOW, attributes)
    finally:
        os._exit(128 + number)


@contextmanager
def _quiet_writer() -> Iterator[None]:
    """Let the writer thread end silently when the terminal is gone."""
    hook: Callable[[threading.ExceptHookArgs], Any] = threading.excepthook

    def quiet(arguments: threading.ExceptHookArgs) -> None:
        if not isinstance(arguments.exc_value, OSError):
            hook(arguments)

    threading.excepthook = quiet
    try:
        yield
    finally:
        threading.excepthook = hook
