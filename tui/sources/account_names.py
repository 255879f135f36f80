"""What people type for an account, parsed into its source and name; and account pages. Pure.

The `names` module of each source says which texts and addresses belong to it.
"""

from urllib.parse import SplitResult, urlsplit

from tui.model import Account
from tui.parsing import BadText
from tui.sanitize import clean, shorten

EXAMPLE = "use e.g. demo:teapot.demo or bluesky:name.bsky.social"
ALIASES = {"bsky": "bluesky", "fediverse": "mastodon", "gh": "github", "twitter": "x"}
"""Other names that people use for a source."""


class Names:
    """How the accounts of a source are written. By default there are no pages and short forms.

    A source that `matches_any_host` is tried after all others.
    """

    matches_any_host = False

    def __init__(self, source: str) -> None:
        self.source = source

    def in_text(self, text: str) -> str | None:
        """Return the name in a text without `SOURCE:` if only this source has such names."""
        return None

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return the name in the address of a profile, if it is a profile on this source."""
        return None

    def page_of(self, account: Account) -> str | None:
        """Return the https address of an account's page, or None."""
        return None

    def server_of(self, account: Account) -> str:
        """Return the server an account is read from: the source, or `SOURCE HOST`."""
        return account.source


def parse_account(text: str, sources: "list[Names]") -> tuple[str, str]:
    """Return (source, name) for `SOURCE:NAME` or the address of a profile; raises BadText."""
    text = text.strip()
    sources = sorted(sources, key=lambda names: names.matches_any_host)
    if text.casefold().startswith(("https://", "http://")):
        return _parse_address(text, sources)
    for names in sources:
        if (name := names.in_text(text)) is not None:
            return names.source, name
    source, colon, name = text.partition(":")
    name = name.strip().removeprefix("@")
    if not colon or not source.strip() or not name:
        raise BadText(f"{shorten(clean(text), 40)!r} is not an account; {EXAMPLE}")
    return source.strip().casefold(), name


def alias_hint(source: str, name: str) -> str:
    """Return a hint like `twitter is called x here: x:jack`, or "" if the name is no alias."""
    known = ALIASES.get(source.casefold())
    return f"{source} is called {known} here: {known}:{clean(name)}" if known else ""


def _parse_address(text: str, sources: "list[Names]") -> tuple[str, str]:
    try:
        address = urlsplit(text)
        host = address.hostname or ""
    except ValueError:
        address, host = urlsplit(""), ""
    host = host.removeprefix("www.").removeprefix("mobile.")
    for names in sources if host else ():
        if (name := names.in_address(host, address)) is not None:
            return names.source, name
    raise BadText(f"{shorten(clean(text), 40)!r} is not the address of a profile; {EXAMPLE}")
