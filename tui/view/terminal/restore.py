"""Restoring a terminal without waiting: for one that does not read, and for one that is gone."""

import os
import signal
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

RESTORE = (
    "\x1b[?2026l\x1b[?1016l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    "\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
)
OUTPUT = 2
RESTORED_WITHIN = 1.0
RETRIED_AFTER = 0.01
WAKE = signal.SIGURG
"""Sent to a thread that is stuck in a write; nobody else sends it, and unheard it does nothing."""


def allow_waking_writers() -> None:
    """Let WAKE end a write that is stuck; called by the main thread."""
    signal.signal(WAKE, lambda *_: None)


@contextmanager
def restored_by_force(writer: Thread | None) -> Iterator[None]:
    """Restore the terminal, and write nothing to it within; one that is gone gets nothing after it.

    What the terminal has not read yet gives way.
    """
    output = os.dup(OUTPUT)
    try:
        _discard_output()
        restored = _restore(output, writer)
        yield
        if restored:
            os.dup2(output, OUTPUT)
    finally:
        os.close(output)


def _discard_output() -> None:
    """Let what is written from now on, and the rest of a write that is stuck, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, OUTPUT)
    os.close(nowhere)


def _restore(output: int, writer: Thread | None) -> bool:
    """Return whether the terminal took what restores it."""
    try:
        # An opening of our own: not to wait would else hold for the shell, too, after us.
        terminal = os.open(os.ttyname(output), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return _write_past(terminal, RESTORE.encode(), writer)
    except (OSError, termios.error):
        return False
    finally:
        os.close(terminal)


def _write_past(terminal: int, data: bytes, writer: Thread | None) -> bool:
    """Write in place of what the terminal has not read, and of what a writer is stuck with."""
    end = time.monotonic() + RESTORED_WITHIN
    while time.monotonic() < end:
        termios.tcflush(terminal, termios.TCOFLUSH)
        try:
            if os.write(terminal, data) == len(data):
                return True
        except BlockingIOError:
            if writer is not None and writer.ident is not None and writer.is_alive():
                signal.pthread_kill(writer.ident, WAKE)
            time.sleep(RETRIED_AFTER)
    return False
