"""A driver that a stalled, closed or babbling terminal cannot hold up.

Textual's own blocks the event loop when its queue of writes is full, dies of bytes that are no
text, spins on a closed stdin, and starts new threads at each stray SIGCONT. A handful of its
private names are touched here and nowhere else; the tests on a real pty are the tripwire for its
updates.
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

PATIENCE = 0.25
"""Seconds that one write waits for a terminal before it is taken to be stalled."""
CLOSES_WITHIN = 1.0
CHUNK = 4096


class SafeDriver(LinuxDriver):
    """Drops frames for a terminal that does not read, and leaves one that is gone."""

    _stalled = False
    _left = False

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        allow_waking_writers()

    def write(self, data: str) -> None:
        """Hand data to the writer; while the terminal is stalled, drop it."""
        writer = self._writer_thread
        if writer is None:
            return
        if not writer.is_alive():
            self._leave()
            return
        queue: Queue[str | None] = writer._queue
        try:
            queue.put(data, timeout=0 if self._stalled else PATIENCE)
        except Full:
            if not self._stalled:
                self._stalled = True
                self._in_loop(self._look_again)

    def _look_again(self) -> None:
        """Paint anew what was dropped once the terminal reads again; else look again, later."""
        writer = self._writer_thread
        if writer is None or not writer.is_alive() or self._left:
            return
        if writer._queue.empty():
            self._stalled = False
            self._app.call_later(self._repaint)
        else:
            self._loop.call_later(PATIENCE, self._look_again)

    def close(self) -> None:
        """End the writer; after a moment without success restore the terminal by force."""
        writer = self._writer_thread
        if writer is None:
            return
        if writer.is_alive():
            with suppress(Full):
                writer._queue.put(None, timeout=CLOSES_WITHIN)
            writer.join(CLOSES_WITHIN)
        if not self._all_written(writer):
            with restored_by_force(writer):
                self._drop_writes(writer)
                writer._queue.put(None)
                writer.join(CLOSES_WITHIN)

    def _all_written(self, writer: WriterThread) -> bool:
        if writer.is_alive():
            return False
        try:
            # What a writer that died has left in the buffer would fail at the end of the process.
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
        """Restore the terminal; what a stalled one has not read gives way to the restoring."""
        if self._stalled and self._writer_thread is not None:
            self._drop_writes(self._writer_thread)
        # Dropped frames may have left the first of these on, Textual leaves the second on.
        self.write("\x1b[?2026l\x1b[?1016l")
        super().stop_application_mode()

    def _run_input_thread(self) -> None:
        """Read keys; what goes wrong there ends the program as any other failure does."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001  (it is raised again by `run_safely`)
            self._in_loop(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until the end; bytes that are no text are nothing that anyone typed."""
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
                    # Half a character is no text yet; no text at all is an end to a parser.
                    if text:
                        parser = self._feed(parser, text)
                for event in parser.tick():
                    self.process_message(event)

    def _feed(self, parser: XTermParser, text: str) -> XTermParser:
        """Parse what was typed; a parser that trips over it is replaced."""
        try:
            for event in parser.feed(text):
                self.process_message(event)
        except Exception:  # noqa: BLE001  (whatever a parser makes of garbage, the program goes on)
            return XTermParser(self._debug)
        return parser

    def _sigcont_application(self, *_: Any) -> None:
        """Come back from a stop that went through us; a stray SIGCONT means nothing."""
        if self._must_signal_resume:
            super()._sigcont_application()

    def _leave(self) -> None:
        """End the program: what it draws on, or reads from, is gone."""
        if not self._left:
            self._left = True
            self._in_loop(partial(self._app.exit, return_code=NO_OUTPUT))

    def _in_loop(self, act: Callable[..., object], *arguments: object) -> None:
        """Do something in the app's loop; nothing once that has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act, *arguments)

    def _repaint(self) -> None:
        self._app.screen.refresh()


def _decoder() -> IncrementalDecoder:
    return getincrementaldecoder("utf-8")()
