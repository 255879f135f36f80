"""A driver that a stalled, closed or babbling terminal cannot hold up.

Textual's own blocks the event loop when its queue of writes is full, dies of bytes that are no
text, spins on a closed stdin, and starts new threads at each stray SIGCONT. A handful of its private
names are touched here and nowhere else; the tests on a real pty are the tripwire for its updates.
"""

import os
import selectors
from codecs import IncrementalDecoder, getincrementaldecoder
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

PATIENCE = 0.25
"""Seconds that one write waits for a terminal before it is taken to be stalled."""
CLOSES_WITHIN = 1.0
NO_OUTPUT = 74
CHUNK = 4096


class SafeDriver(LinuxDriver):
    """Drops frames for a terminal that does not read, and leaves one that is gone."""

    _stalled = False
    _left = False

    def write(self, data: str) -> None:
        """Hand data to the writer; while the terminal is stalled, drop it."""
        writer = self._writer_thread
        if writer is None or self._left:
            return
        if not writer.is_alive():
            self._leave()
            return
        queue: Queue[str | None] = writer._queue
        try:
            queue.put(data, timeout=0 if self._stalled else PATIENCE)
        except Full:
            self._stalled = True
            return
        if self._stalled:
            self._stalled = False
            self._app.call_later(self._repaint)

    def close(self) -> None:
        """End the writer; wait for it a moment, not for ever."""
        writer = self._writer_thread
        if writer is None:
            return
        with suppress(Full):
            writer._queue.put(None, timeout=CLOSES_WITHIN)
        writer.join(CLOSES_WITHIN)

    def stop_application_mode(self) -> None:
        """Restore the terminal; what a stalled one has not read gives way to the restoring."""
        if self._stalled and self._writer_thread is not None:
            with suppress(Empty):
                while True:
                    self._writer_thread._queue.get_nowait()
        self.write("\x1b[?1016l")
        super().stop_application_mode()

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
            self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=NO_OUTPUT))

    def _repaint(self) -> None:
        self._app.screen.refresh()


def _decoder() -> IncrementalDecoder:
    return getincrementaldecoder("utf-8")()
