"""Where the command begins: nothing is loaded yet, and an interrupt ends it without a word."""

import os
import signal

INTERRUPTED = 130


def main() -> None:
    """Load the program, then run it."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from tui.__main__ import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()
