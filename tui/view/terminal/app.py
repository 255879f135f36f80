"""The base of the app: harmless output, signals, and an end without a traceback."""

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

RESTORED_WITHIN = 3.0
"""Seconds after a signal in which the program ends by itself; then it is ended."""
SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
    if hasattr(signal, name)
)


class OutputGuard(LineFilter):
    """Every line of every widget passes here: no text of theirs controls the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Take controls and links out of text; what Textual itself controls goes on as it is."""
        return [segment if _visible(segment) else _disarmed(segment) for segment in segments]


def _visible(segment: Segment) -> bool:
    if segment.control:
        return True
    return segment.text.isprintable() and not (segment.style and segment.style.link)


def _disarmed(segment: Segment) -> Segment:
    style = segment.style.update_link(None) if segment.style else None
    return Segment("".join(filterfalse(_controls, segment.text)), style)


def _controls(char: str) -> bool:
    """Whether a character does something and draws nothing; no line is narrower without it."""
    category = unicodedata.category(char)
    return category == "Cc" or (category == "Cf" and cell_len(char) == 0)


class SafeApp(App[None]):
    """An app whose end is always a restored terminal and a code, never a traceback."""

    failure: BaseException | None = None

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class or _driver())
        self._filters.append(OutputGuard())
        # Textual's own answer to NO_COLOR still sends greys.
        if self.no_color:
            self._filters.append(NoColor())

    def _handle_exception(self, error: Exception) -> None:
        """Keep the first failure for `run_safely`, in place of a traceback with local variables."""
        # What fails because everything is being taken down is no failure.
        if self._exit:
            self._close_messages_no_wait()
            return
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
    from tui.view.terminal.driver import SafeDriver

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
        timer = threading.Timer(RESTORED_WITHIN, _end_at_once, (number, app, before))
        timer.daemon = True
        timer.start()
        # Without a loop the app is not there yet, or not any more.
        if app._loop is not None and not app._loop.is_closed():
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


def _end_at_once(number: int, app: SafeApp, attributes: list[Any] | None) -> None:
    """Restore what can be restored without waiting for anybody, and end."""
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
