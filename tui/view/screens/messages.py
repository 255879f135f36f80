"""What a screen asks for, as messages that bubble up to the app."""

from collections.abc import Callable
from typing import Any, Literal

from textual.message import Message
from textual.screen import Screen

from tui.model import Account, Request

ScreenName = Literal[
    "account", "chart", "compare", "events", "ledger", "monitor", "races", "search"
]
"""A whole screen that keys lead to; `navigation` has the class of each."""


class Send(Message):
    """Send a request to the data side."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


class OpenPage(Message):
    """Open the page of an account in the browser, once its address was agreed to."""

    def __init__(self, below: Screen[Any], account: Account) -> None:
        super().__init__()
        self.below, self.account = below, account


class GoTo(Message):
    """Show a whole screen over another, by its name, about something."""

    def __init__(
        self, below: Screen[Any], screen_name: ScreenName, about: tuple[object, ...]
    ) -> None:
        super().__init__()
        self.below, self.screen_name, self.about = below, screen_name, about


class ShowScreen(Message):
    """Show a screen over another, with the boards; and then do something with its answer."""

    def __init__(
        self, below: Screen[Any], screen: Screen[Any], then: Callable[[Any], None] | None = None
    ) -> None:
        super().__init__()
        self.below, self.screen, self.then = below, screen, then
