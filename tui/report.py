"""The report of a bug: where it happened, and nothing of what was in memory then."""

import os
import platform
import tempfile
import time
import traceback
from pathlib import Path

import platformdirs

from tui import __version__


def write_report(error: BaseException) -> str:
    """Write a report without local variables or messages, for its user alone; returns its path."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"racetui {__version__}, Python {platform.python_version()}, {platform.platform()}",
        *(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames),
        *(f"{type(cause).__name__}" for cause in _chain(error)),
    ]
    name = f"bug-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    for folder in (platformdirs.user_log_path("racetui"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join(lines) + "\n")
        except OSError:
            continue
        return str(folder / name)
    return "nowhere, no folder could be written"


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and len(chain) < 10:
        chain.append(cause)
    return chain
