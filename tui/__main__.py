"""The entry point. It imports the program late, so that an early interrupt ends it quietly."""

import os
import signal

INTERRUPTED = 130


def main() -> None:
    """Load the program, run it and exit; an ignored SIGINT stays ignored."""
    is_ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if not is_ignored:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from tui.commands.exit_codes import run_and_exit

    if not is_ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run_and_exit()


if __name__ == "__main__":
    main()
