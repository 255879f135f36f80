"""How X accounts are specified: user names, or addresses of profiles."""

import re
from urllib.parse import SplitResult, quote

from tui.model import Account
from tui.sources.account_names import Names


class XNames(Names):
    """`name`, `https://x.com/name` or `https://twitter.com/name`."""

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return the user name from the address of a profile."""
        match = re.fullmatch(r"/@?([^/]+)/?", address.path)
        return match[1] if host in {"x.com", "twitter.com"} and match else None

    def page_of(self, account: Account) -> str | None:
        """Return the address of a profile."""
        return f"https://x.com/{quote(account.handle, safe='@.-_')}"
