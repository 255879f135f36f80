"""A driver that survives stalled and closed terminals, and garbage on stdin.

Textual's own driver blocks the event loop when its write queue is full, crashes on bytes that are
not text, spins on a closed stdin, and starts new threads at each stray SIGCONT. Only this package
uses Textual's private names; tests on a real pty notice when an update changes them.
"""

import os
import selectors
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, Full, Queue
from typing import Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

from tui.view.terminal.gate import NO_OUTPUT
from tui.view.terminal.restore import allow_waking_writers, restored_by_force

WRITE_TIMEOUT = 0.25
"""Seconds that a write may wait, before the terminal is treated as stalled."""
CLOSE_TIMEOUT = 1.0
CHUNK = 4096


class SafeDriver(LinuxDriver):
    """Drops frames while the terminal does not read, and exits when it is gone."""

    _is_stalled = False
    _is_leaving = False

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        allow_waking_writers()

    def write(self, data: str) -> None:
        """Queue data for the writer; while the terminal is stalled, drop it."""
        writer = self._writer_thread
        if writer is None:
            return
        if not writer.is_alive():
            self._leave()
            return
        queue: Queue[str | None] = writer._queue
        try:
            queue.put(data, timeout=0 if self._is_stalled else WRITE_TIMEOUT)
        except Full:
            if not self._is_stalled:
                self._is_stalled = True
                self._call_in_loop(self._check_stalled)

    def _check_stalled(self) -> None:
        """Repaint once the terminal reads again, else check again later."""
        writer = self._writer_thread
        if writer is None or not writer.is_alive() or self._is_leaving:
            return
        if writer._queue.empty():
            self._is_stalled = False
            self._app.call_later(self._repaint)
        else:
            self._loop.call_later(WRITE_TIMEOUT, self._check_stalled)

    def close(self) -> None:
        """End the writer; if that takes too long, restore the terminal by force."""
        writer = self._writer_thread
        if writer is None:
            return
        if writer.is_alive():
            with suppress(Full):
                writer._queue.put(None, timeout=CLOSE_TIMEOUT)
            writer.join(CLOSE_TIMEOUT)
        if not self._all_written(writer):
            with restored_by_force(writer):
                self._drop_writes(writer)
                writer._queue.put(None)
                writer.join(CLOSE_TIMEOUT)

    def _all_written(self, writer: WriterThread) -> bool:
        if writer.is_alive():
            return False
        try:
            # Anything a dead writer left in the buffer would raise an error at exit.
            if self._file is not None:
                self._file.flush()
        except OSError:
            return False
        return True

    def _drop_writes(self, writer: WriterThread) -> None:
        with suppress(Empty):
            while True:
                writer._queue.get_nowait()

    def stop_application_mode(self) -> None:
        """Restore the terminal; if it is stalled, pending writes are dropped first."""
        if self._is_stalled and self._writer_thread is not None:
            self._drop_writes(self._writer_thread)
        # Dropped frames may leave synchronized output on; Textual leaves pixel mouse mode on.
        self.write("\x1b[?2026l\x1b[?1016l")
        super().stop_application_mode()

    def _run_input_thread(self) -> None:
        """Read keys; an error there ends the program like any other failure."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001  (it is raised again by `run_safely`)
            self._call_in_loop(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until the app exits; bytes that are not text are ignored."""
        parser, decoder = XTermParser(self._debug), _decoder()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        data = os.read(self.fileno, CHUNK)
                    except OSError:
                        data = b""
                    if not data:
                        self._leave()
                        return
                    try:
                        text = decoder.decode(data)
                    except UnicodeDecodeError:
                        parser, decoder = XTermParser(self._debug), _decoder()
                        continue
                    # Half a character decodes to no text, which the parser would take for the end.
                    if text:
                        parser = self._feed(parser, text)
                for event in parser.tick():
                    self.process_message(event)

    def _feed(self, parser: XTermParser, text: str) -> XTermParser:
        """Parse typed text and return the parser, or a new one if it failed."""
        try:
            for event in parser.feed(text):
                self.process_message(event)
        except Exception:  # noqa: BLE001  (no garbage may end the program)
            return XTermParser(self._debug)
        return parser

    def _sigcont_application(self, *_: Any) -> None:
        """Resume after our own suspend; a stray SIGCONT is ignored."""
        if self._must_signal_resume:
            super()._sigcont_application()

    def _leave(self) -> None:
        """Exit the program, because the terminal is gone."""
        if not self._is_leaving:
            self._is_leaving = True
            self._call_in_loop(partial(self._app.exit, return_code=NO_OUTPUT))

    def _call_in_loop(self, act: Callable[..., object], *arguments: object) -> None:
        """Call a function in the app's event loop, unless that has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act, *arguments)

    def _repaint(self) -> None:
        self._app.screen.refresh()


def _decoder() -> IncrementalDecoder:
    return getincrementaldecoder("utf-8")()
