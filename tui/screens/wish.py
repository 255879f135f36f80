"""What a screen wants of the part that makes the boards: a message up, and who hears it."""

from collections.abc import Callable
from typing import Protocol

from textual.message import Message

from tui.model import Millis


class Playing(Protocol):
    """Whoever makes the boards and can be steered."""

    def pause(self) -> None:
        """Stop the race's time, or let it go on."""
        ...

    def faster(self, steps: int) -> None:
        """Go up or down the ladder of speeds."""
        ...

    def move(self, by: Millis) -> None:
        """Go on, or back, by some time of the race."""
        ...

    def next_event(self, steps: int) -> None:
        """Go to the next event, or to the one before."""
        ...

    def restart(self) -> None:
        """Go to where the race starts."""
        ...


class Wish(Message):
    """Do something with whoever makes the boards."""

    def __init__(self, act: Callable[[Playing], None]) -> None:
        super().__init__()
        self.act = act
