"""Where counts come from: a module for each source; who is listed here can be raced.

A live source is loaded once it is asked for: what it takes is slow to load.
"""

from collections.abc import Callable, Mapping

from tui.sources import demo
from tui.sources.source import (
    Budget,
    CheckResult,
    Followed,
    Happened,
    ListHidden,
    NoSuchAccount,
    Page,
    Post,
    Reading,
    Source,
    SourceError,
    StaleCursor,
    Way,
    within,
)

Maker = Callable[[Budget], Source]
"""Makes a source; what takes money is paid from the purse."""


def _bluesky(_: Budget) -> Source:
    from tui.sources.bluesky import Bluesky

    return Bluesky()


def _mastodon(_: Budget) -> Source:
    from tui.sources.mastodon import Mastodon

    return Mastodon()


def _github(_: Budget) -> Source:
    from tui.sources.github import GitHub

    return GitHub()


def _x(budget: Budget) -> Source:
    from tui.sources.x import X

    return X(budget)


SOURCES: Mapping[str, Maker] = {
    demo.NAME: lambda _: demo.DemoWorld(),
    "bluesky": _bluesky,
    "mastodon": _mastodon,
    "github": _github,
    "x": _x,
}

__all__ = [
    "SOURCES",
    "Budget",
    "CheckResult",
    "Followed",
    "Happened",
    "ListHidden",
    "Maker",
    "NoSuchAccount",
    "Page",
    "Post",
    "Reading",
    "Source",
    "SourceError",
    "StaleCursor",
    "Way",
    "within",
]
