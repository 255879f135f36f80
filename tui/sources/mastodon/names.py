"""How accounts of Mastodon are written: user@server, addresses of profiles on any host."""

import re
from urllib.parse import SplitResult, quote

from tui.model import Account
from tui.sources.account_names import Names

FEDIVERSE = re.compile(r"@?[^@:/\s]+@[^@:/\s]+\.[^@:/\s]+")
"""A name that says at which server its account is at home."""
ELSEWHERE = re.compile(r"/(?:web/)?@([^/@]+)@([^/@]+)/?")
AT_HOME = re.compile(r"/(?:web/)?@([^/@]+)/?|/users/([^/@]+)/?")
"""Paths of profiles on a server: of accounts at home elsewhere, and there."""


class MastodonNames(Names):
    """`user@server`, `https://server/@user`: any host may be a server."""

    last = True

    def in_text(self, text: str) -> str | None:
        """Return `user@server`."""
        return text.removeprefix("@") if FEDIVERSE.fullmatch(text) else None

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return `user@server` of a profile's path."""
        if match := ELSEWHERE.fullmatch(address.path):
            return f"{match[1]}@{match[2]}"
        if match := AT_HOME.fullmatch(address.path):
            return f"{match[1] or match[2]}@{host}"
        return None

    def page_of(self, account: Account) -> str | None:
        """Return the address of a profile at its home server."""
        name, at, host = account.handle.rpartition("@")
        return f"https://{quote(host)}/@{quote(name)}" if at else None

    def server_of(self, account: Account) -> str:
        """Return `mastodon HOST`: the home server is the first part of the stable id."""
        if "/" not in account.native_id:
            return account.source
        host = account.native_id.partition("://")[2] or account.native_id
        return f"mastodon {host.partition('/')[0]}"
