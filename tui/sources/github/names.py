"""How GitHub accounts are specified: logins, or addresses of profiles."""

import re
from urllib.parse import SplitResult, quote

from tui.model import Account
from tui.sources.account_names import Names


class GitHubNames(Names):
    """`login` or `https://github.com/login`."""

    def in_address(self, host: str, address: SplitResult) -> str | None:
        """Return the login from the address of a profile."""
        match = re.fullmatch(r"/([^/@]+)/?", address.path)
        return match[1] if host == "github.com" and match else None

    def page_of(self, account: Account) -> str | None:
        """Return the address of a profile."""
        return f"https://github.com/{quote(account.handle, safe='@.-_')}"
