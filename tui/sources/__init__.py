"""Where counts come from: one folder per source. Every source in ENTRIES can be raced.

A source is imported on first use, because its dependencies are slow to import.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple

from tui.model import Account
from tui.sources import account_names, demo
from tui.sources.account_names import Names, alias_hint
from tui.sources.bluesky.names import BlueskyNames
from tui.sources.errors import ListHidden, NoSuchAccount, SourceError, StaleCursor
from tui.sources.github.names import GitHubNames
from tui.sources.mastodon.names import MastodonNames
from tui.sources.readings import (
    CheckResult,
    FollowBackCheck,
    Followed,
    Happened,
    Page,
    Post,
    Reading,
)
from tui.sources.source import Budget, Source
from tui.sources.time_limit import within
from tui.sources.x.names import XNames

Maker = Callable[[Budget], Source]
"""Makes a source; a paid one spends from the budget."""


class Entry(NamedTuple):
    """A source: its class, how its accounts are written, and whether its requests cost money."""

    module: str
    class_name: str
    names: Names
    is_paid: bool = False

    def make(self, budget: Budget) -> Source:
        """Import the source and make it."""
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
    """Return (source, name) for `SOURCE:NAME` or the address of a profile; raises BadText."""
    return account_names.parse_account(text, [entry.names for entry in ENTRIES.values()])


def page_of(account: Account) -> str | None:
    """Return the https address of an account's page; None if its source has no pages."""
    entry = ENTRIES.get(account.source)
    return entry.names.page_of(account) if entry else None


def server_of(account: Account) -> str:
    """Return the name of the server an account is read from: its source, or one of its servers."""
    entry = ENTRIES.get(account.source)
    return entry.names.server_of(account) if entry else account.source


__all__ = [
    "ENTRIES",
    "PAID",
    "SOURCES",
    "Budget",
    "CheckResult",
    "FollowBackCheck",
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
    "alias_hint",
    "page_of",
    "parse_account",
    "server_of",
    "within",
]
