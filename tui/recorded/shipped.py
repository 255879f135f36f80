"""The recorded races that ship with the program, and their logs."""

import tempfile
from functools import cache
from pathlib import Path

from tui.recorded.write_log import recorded_log

SAMPLE_DATA = (
    Path(__file__).parents[1] / "sample_data",
    Path(__file__).parents[2] / "sample_data",
)
"""The sample data is inside an installed package, but beside it in a checkout."""


def shipped() -> dict[str, Path]:
    """Return the folder of each shipped race, by name."""
    return {
        file.parent.name: file.parent
        for folder in reversed(SAMPLE_DATA)
        if folder.is_dir()
        for file in sorted(folder.glob("*/race.toml"))
    }


def shipped_log(name: str, cache_folder: Path) -> Path:
    """Return the log of a shipped race; without a writable cache, a log for this run only."""
    try:
        return recorded_log(shipped()[name], cache_folder)
    except OSError:
        return recorded_log(shipped()[name], _folder_for_this_run())


@cache
def _temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="racetui-")


def _folder_for_this_run() -> Path:
    return Path(_temporary_folder().name)
