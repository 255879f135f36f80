"""How Mastodon accounts are specified: user@server, or the address of a profile on any host."""

import re
from urllib.parse import SplitResult, quote

from tui.model import Account
from tui.sources.account_names import Names

HANDLE = re.compile(r"@?[^@:/\s]+@[^@:/\s]+\.[^@:/\s]+")
"""A handle that includes the home server of the account."""
REMOTE_PATH = re.compile(r"/(?:web/)?@([^/@]+)@([^/@]+)/?")
LOCAL_PATH = re.compile(r"/(?:web/)?@([^/@]+)/?|/users/([^/@]+)/?")
"""Paths of profiles on a server: of accounts from other servers, and of its own."""


class MastodonNames(Names):
    """`user@server` or `https://server/@user`. Any host may be a server."""

    matches_any_host = True

    def in_text(self, text: str) -> str | None:
        """Return a text that is a handle with a server."""
        return text.removeprefix("@") if HANDLE.fullmatch(text) else None

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return `user@server` from the address of a profile."""
        if match := REMOTE_PATH.fullmatch(address.path):
            return f"{match[1]}@{match[2]}"
        if match := LOCAL_PATH.fullmatch(address.path):
            return f"{match[1] or match[2]}@{host}"
        return None

    def page_of(self, account: Account) -> str | None:
        """Return the address of a profile on its home server."""
        name, at, host = account.handle.rpartition("@")
        return f"https://{quote(host)}/@{quote(name)}" if at else None

    def server_of(self, account: Account) -> str:
        """Return `mastodon HOST` for the home server, which the native id starts with."""
        if "/" not in account.native_id:
            return account.source
        host = account.native_id.partition("://")[2] or account.native_id
        return f"mastodon {host.partition('/')[0]}"
