"""Where counts come from: a folder for each source; whatever is listed here can be raced.

A live source is loaded once it is asked for: what it needs is slow to load.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple

from tui.model import Account
from tui.sources import account_names, demo
from tui.sources.account_names import Names
from tui.sources.bluesky.names import BlueskyNames
from tui.sources.github.names import GitHubNames
from tui.sources.mastodon.names import MastodonNames
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
from tui.sources.x.names import XNames

Maker = Callable[[Budget], Source]
"""Makes a source; what costs money is paid from the budget."""


class Entry(NamedTuple):
    """A source in the list: its class, how its accounts are written, whether asking costs money."""

    module: str
    class_name: str
    names: Names
    is_paid: bool = False

    def make(self, budget: Budget) -> Source:
        """Load the source and make it."""
        source_class = getattr(import_module(self.module), self.class_name)
        source: Source = source_class(budget) if self.is_paid else source_class()
        return source


ENTRIES: Mapping[str, Entry] = {
    demo.NAME: Entry("tui.sources.demo", "DemoWorld", Names(demo.NAME)),
    "bluesky": Entry("tui.sources.bluesky", "Bluesky", BlueskyNames("bluesky")),
    "mastodon": Entry("tui.sources.mastodon", "Mastodon", MastodonNames("mastodon")),
    "github": Entry("tui.sources.github", "GitHub", GitHubNames("github")),
    "x": Entry("tui.sources.x", "X", XNames("x"), is_paid=True),
}
SOURCES: Mapping[str, Maker] = {name: entry.make for name, entry in ENTRIES.items()}
PAID = tuple(name for name, entry in ENTRIES.items() if entry.is_paid)
"""Sources that are off until the settings give them a budget."""


def parse_account(text: str) -> tuple[str, str]:
    """Return (source, name) of `SOURCE:NAME` or of a profile's address; raises BadText."""
    return account_names.parse_account(text, [entry.names for entry in ENTRIES.values()])


def page_of(account: Account) -> str | None:
    """Return the https address of an account's page, where its source has such pages."""
    entry = ENTRIES.get(account.source)
    return entry.names.page_of(account) if entry else None


def server_of(account: Account) -> str:
    """Return what rounds that read an account are called: its source, or one of its servers."""
    entry = ENTRIES.get(account.source)
    return entry.names.server_of(account) if entry else account.source


__all__ = [
    "ENTRIES",
    "PAID",
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
    "page_of",
    "parse_account",
    "server_of",
    "within",
]
