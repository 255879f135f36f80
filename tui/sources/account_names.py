"""What people write for accounts, into the source and its name for one; and their pages. Pure.

Each source says in its `names` module which texts and addresses are its own.
"""

from urllib.parse import SplitResult, urlsplit

from tui.model import Account
from tui.parsing import BadText
from tui.sanitize import clean, shorten

EXAMPLE = "use e.g. demo:teapot.demo or bluesky:name.bsky.social"


class Names:
    """How a source's accounts are written; a source without pages or short forms changes nothing.

    `last` is set where the source takes any host that no other source has.
    """

    last = False

    def __init__(self, source: str) -> None:
        self.source = source

    def in_text(self, text: str) -> str | None:
        """Return the name in a text without a source before it, where only this source has such."""
        return None

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return the name in the address of a profile, where it is one of this source."""
        return None

    def page_of(self, account: Account) -> str | None:
        """Return the https address of an account's page."""
        return None

    def server_of(self, account: Account) -> str:
        """Return what rounds that read an account are called: the source, or one of its servers."""
        return account.source


def parse_account(text: str, sources: "list[Names]") -> tuple[str, str]:
    """Return (source, name) of `SOURCE:NAME` or of a profile's address; raises BadText."""
    text = text.strip()
    sources = sorted(sources, key=lambda names: names.last)
    if text.casefold().startswith(("https://", "http://")):
        return _in_address(text, sources)
    for names in sources:
        if (name := names.in_text(text)) is not None:
            return names.source, name
    source, colon, name = text.partition(":")
    name = name.strip().removeprefix("@")
    if not colon or not source.strip() or not name:
        raise BadText(f"{shorten(clean(text), 40)!r} is not an account; {EXAMPLE}")
    return source.strip().casefold(), name


def _in_address(text: str, sources: "list[Names]") -> tuple[str, str]:
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
