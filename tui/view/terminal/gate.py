"""Is there a terminal to draw on?"""

import os
import sys

NO_OUTPUT = 74
"""The exit code where what was written to, or read from, is gone."""


def no_terminal() -> str | None:
    """Return why nothing can be drawn, or None: it is read from stdin and drawn on stderr."""
    for name, stream in (("stdin", sys.__stdin__), ("stderr", sys.__stderr__)):
        try:
            if stream is None or not stream.isatty():
                return f"{name} is no terminal"
        except ValueError:
            return f"{name} is closed"
    if os.environ.get("TERM", "") in {"", "dumb"}:
        return "the terminal cannot draw (TERM is dumb or not set)"
    return None
