"""Checks whether there is a terminal to draw on."""

import os
import sys

NO_OUTPUT = 74
"""The exit code after losing the terminal or an output stream (EX_IOERR)."""


def no_terminal() -> str | None:
    """Return why the dashboard cannot run here, or None; it reads stdin and draws on stderr."""
    for name, stream in (("stdin", sys.__stdin__), ("stderr", sys.__stderr__)):
        try:
            if stream is None or not stream.isatty():
                return f"{name} is not a terminal"
        except ValueError:
            return f"{name} is closed"
    if os.environ.get("TERM", "") in {"", "dumb"}:
        return "the terminal cannot draw (TERM is dumb or not set)"
    return None
