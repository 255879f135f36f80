"""Bug reports: where a bug happened, without any data from memory."""

import platform
import tempfile
import time
import traceback
from pathlib import Path

import platformdirs

from tui import __version__


def write_report(error: BaseException) -> str:
    """Write a report without variables or messages, for its user alone; returns its path."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"racetui {__version__}, Python {platform.python_version()}, {platform.platform()}",
        *(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames),
        *(f"{type(cause).__name__}" for cause in _chain(error)),
    ]
    prefix = time.strftime("bug-%Y%m%d-%H%M%S-")
    for folder in (platformdirs.user_log_path("racetui"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, path = tempfile.mkstemp(".txt", prefix, folder)
            with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join(lines) + "\n")
        except OSError:
            continue
        return path
    return "nowhere, no folder could be written"


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and len(chain) < 10:
        chain.append(cause)
    return chain
