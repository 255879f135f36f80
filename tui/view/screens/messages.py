"""What a screen wants: of the part that makes the boards, and of the app. Messages up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from textual.message import Message
from textual.screen import Screen

from tui.model import Account, EventKind, Millis

Way = Literal["account", "chart", "compare", "events", "ledger", "monitor", "races", "search"]
"""A whole screen that keys lead to; `ways` has what is behind each name."""


class Wishes(Protocol):
    """Whoever makes the boards and can be told what is wanted."""

    def pause(self) -> None:
        """Stop a replay's time, or let it go on; of a live race, the view."""

    def faster(self, steps: int) -> None:
        """Go up or down the ladder of speeds."""

    def move(self, by: Millis) -> None:
        """Go on, or back, by some time of the race."""

    def seek(self, at: Millis) -> None:
        """Go to a time of the race."""

    def next_event(self, steps: int) -> None:
        """Go to the next event, or to the one before."""

    def restart(self) -> None:
        """Go to where the race starts."""

    def refresh(self) -> None:
        """Read everything now."""

    def open_account(self, account_id: int, again: bool = False) -> None:
        """Open an account: its list as it is known, and then as it is read."""

    def close_account(self) -> None:
        """Leave the account that is open."""

    def look_up(self, text: str) -> None:
        """Look an account up."""

    def add_account(self, account: Account) -> None:
        """Add an account that was looked up to the race."""

    def remove_account(self, account: Account) -> None:
        """Take an account out of the race."""

    def set_target(self, target: int | None) -> None:
        """Set what the race is to."""

    def note(self, title: str, account: Account | None, ago: Millis, kind: EventKind) -> None:
        """Note what happened some time ago."""

    def read_ledger(self) -> None:
        """Put on the boards how past forecasts did."""

    def list_races(self) -> None:
        """Put every race on the boards."""

    def choose_race(self, name: str, own: bool) -> None:
        """Show another race."""

    def make_race(self, name: str, target: int | None) -> None:
        """Make a race without accounts, and show it."""

    def rename_race(self, name: str, to: str) -> None:
        """Give a race another name."""

    def remove_race(self, name: str) -> None:
        """Take a race away."""

    def export(self, file: Path) -> None:
        """Write all samples of the race to a new file."""


class Wish(Message):
    """Do something with whoever makes the boards."""

    def __init__(self, act: Callable[[Wishes], None]) -> None:
        super().__init__()
        self.act = act


class Go(Message):
    """Show a whole screen over another, by its name, about something."""

    def __init__(self, below: Screen[Any], way: Way, about: tuple[object, ...]) -> None:
        super().__init__()
        self.below, self.way, self.about = below, way, about


class Show(Message):
    """Show a screen over another, with the boards; and then do something with its answer."""

    def __init__(
        self, below: Screen[Any], screen: Screen[Any], then: Callable[[Any], None] | None = None
    ) -> None:
        super().__init__()
        self.below, self.screen, self.then = below, screen, then
