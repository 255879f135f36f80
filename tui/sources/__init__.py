"""Where counts come from: a module for each source; who is listed here can be raced."""

from collections.abc import Callable, Mapping

from tui.sources import demo
from tui.sources.source import (
    Followed,
    Happened,
    NoSuchAccount,
    Page,
    Reading,
    Source,
    SourceError,
)

SOURCES: Mapping[str, Callable[[], Source]] = {
    demo.NAME: demo.DemoWorld,
}

ANNOUNCED = ("bluesky", "mastodon", "github", "x")
"""Sources that are spoken of and not there yet."""

__all__ = [
    "ANNOUNCED",
    "SOURCES",
    "Followed",
    "Happened",
    "NoSuchAccount",
    "Page",
    "Reading",
    "Source",
    "SourceError",
]
