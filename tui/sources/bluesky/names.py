"""How Bluesky accounts are specified: handles, DIDs, or addresses of profiles."""

import re
from urllib.parse import SplitResult, quote

from tui.model import Account
from tui.sources.account_names import Names


class BlueskyNames(Names):
    """`name.bsky.social`, `did:plc:…` or `https://bsky.app/profile/…`."""

    def in_text(self, text: str) -> str | None:
        """Return a text that is a DID, which only Bluesky has."""
        return text if text.startswith("did:") else None

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return the handle or DID from the address of a profile."""
        match = re.fullmatch(r"/profile/([^/]+)/?", address.path)
        return match[1] if host == "bsky.app" and match else None

    def page_of(self, account: Account) -> str | None:
        """Return the address of a profile."""
        return f"https://bsky.app/profile/{quote(account.handle, safe='@.-_')}"
