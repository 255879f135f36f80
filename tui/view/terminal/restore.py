"""Restores a terminal without waiting, even if it does not read or is gone."""

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
RESTORE_TIMEOUT = 1.0
RETRY_DELAY = 0.01
WAKE = signal.SIGURG
"""Interrupts a thread that is stuck in a write; nothing else sends it, and it does no harm."""


def allow_waking_writers() -> None:
    """Let WAKE interrupt a stuck write; must be called from the main thread."""
    signal.signal(WAKE, lambda *_: None)


@contextmanager
def restored_by_force(writer: Thread | None) -> Iterator[None]:
    """Restore the terminal, discarding what it has not read; inside, all output is discarded.

    Output stays discarded afterwards if the terminal is gone.
    """
    output = os.dup(OUTPUT)
    try:
        _discard_output()
        is_restored = _restore(output, writer)
        yield
        if is_restored:
            os.dup2(output, OUTPUT)
    finally:
        os.close(output)


def _discard_output() -> None:
    """Send all further output, and the rest of a stuck write, to /dev/null."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, OUTPUT)
    os.close(devnull)


def _restore(output: int, writer: Thread | None) -> bool:
    """Write the restoring sequences to the terminal; returns whether it took them."""
    try:
        # Opened anew, because O_NONBLOCK on the shared descriptor would affect the shell, too.
        terminal = os.open(os.ttyname(output), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return _write_instead(terminal, RESTORE.encode(), writer)
    except (OSError, termios.error):
        return False
    finally:
        os.close(terminal)


def _write_instead(terminal: int, data: bytes, writer: Thread | None) -> bool:
    """Write data after discarding what the terminal has not read and a writer is stuck with."""
    deadline = time.monotonic() + RESTORE_TIMEOUT
    while time.monotonic() < deadline:
        termios.tcflush(terminal, termios.TCOFLUSH)
        try:
            if os.write(terminal, data) == len(data):
                return True
        except BlockingIOError:
            if writer is not None and writer.ident is not None and writer.is_alive():
                signal.pthread_kill(writer.ident, WAKE)
            time.sleep(RETRY_DELAY)
    return False
