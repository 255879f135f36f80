"""The races that ship with the program, and where their logs are made."""

import tempfile
from functools import cache
from pathlib import Path

from tui.recorded.write_log import recorded_race

PLACES = (
    Path(__file__).parents[1] / "sample_data",
    Path(__file__).parents[2] / "sample_data",
)
"""In an installed package the sample data lies inside it, in a checkout beside it."""


def shipped() -> dict[str, Path]:
    """Return the folders of the shipped races, by name."""
    return {
        file.parent.name: file.parent
        for place in reversed(PLACES)
        if place.is_dir()
        for file in sorted(place.glob("*/race.toml"))
    }


def shipped_log(name: str, cache_folder: Path) -> Path:
    """Return the log of a shipped race; where the cache cannot be written, a log for this run."""
    try:
        return recorded_race(shipped()[name], cache_folder)
    except OSError:
        return recorded_race(shipped()[name], _folder_of_this_run())


@cache
def _run() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="racetui-")


def _folder_of_this_run() -> Path:
    return Path(_run().name)
