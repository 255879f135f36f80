"""What a screen asks of the app, as messages."""

from collections.abc import Callable
from typing import Any, Literal

from textual.message import Message
from textual.screen import Screen

from tui.model import Account, Request

ScreenName = Literal[
    "account", "chart", "compare", "events", "ledger", "monitor", "races", "search"
]
"""The name of a full screen; `navigation` maps it to its class."""


class Send(Message):
    """Send a request to the data side."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


class OpenPage(Message):
    """Open an account's profile in the browser, after asking."""

    def __init__(self, below: Screen[Any], account: Account) -> None:
        super().__init__()
        self.below, self.account = below, account


class GoTo(Message):
    """Show a full screen over another, by its name; `about` are its arguments."""

    def __init__(
        self, below: Screen[Any], screen_name: ScreenName, about: tuple[object, ...]
    ) -> None:
        super().__init__()
        self.below, self.screen_name, self.about = below, screen_name, about


class ShowScreen(Message):
    """Show a screen over another, bound to the boards; `then` gets its result."""

    def __init__(
        self, below: Screen[Any], screen: Screen[Any], then: Callable[[Any], None] | None = None
    ) -> None:
        super().__init__()
        self.below, self.screen, self.then = below, screen, then
