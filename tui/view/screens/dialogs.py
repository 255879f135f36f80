"""Dialogs: one asks for a text, one for yes or no."""

from collections.abc import Callable
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.sanitize import clean

T = TypeVar("T")


def always_valid(_text: str) -> str:
    """Return "": no text is wrong."""
    return ""


class Dialog(ModalScreen[T]):
    """A framed question over the screen behind it."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        Vertical { width: 68; max-width: 100%; height: auto; max-height: 100%;
            background: $panel; border: round $primary; border-title-color: $foreground;
            padding: 0 1; }
        Static { width: 100%; height: auto; }
        .wrong { color: $text-error; }
        .found { color: $text-success; }
        .hint { color: $race-dim; }
        Input, Input:focus { margin: 0; border: none; height: 1; padding: 0 1;
            background: $surface; }
        Horizontal { height: 1; margin: 1 0 0 0; }
        .answer { width: auto; background: $surface; padding: 0 2; margin: 0 2 0 0;
            color: $primary; &:hover { background: $primary; color: $background; } }
    }
    """


class Ask(Dialog[str | None]):
    """Asks for a text, and shows what is wrong with it during typing.

    `check` returns what is wrong with a text, or "".
    """

    BINDINGS = [Binding("escape", "dismiss(None)", "cancel", tooltip="cancel")]

    def __init__(
        self,
        title: str,
        question: str,
        check: Callable[[str], str] = always_valid,
        initial: str = "",
        example: str = "",
    ) -> None:
        super().__init__()
        self._title, self._question, self._check = title, question, check
        self._initial, self._example = initial, example

    def compose(self) -> ComposeResult:
        """Lay out the question, the input and the error."""
        with Vertical() as frame:
            frame.border_title = clean(self._title)
            frame.border_subtitle = "enter · esc cancels"
            yield Static(clean(self._question, 400), markup=False)
            yield Input(self._initial, placeholder=self._example)
            yield Static("", classes="wrong", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is wrong with the text."""
        self.query_one(".wrong", Static).update(clean(self._check(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close the dialog with the text if it is valid."""
        if not self._check(event.value):
            self.dismiss(event.value)


class Confirm(Dialog[bool]):
    """Asks a yes-or-no question."""

    BINDINGS = [
        Binding("y,enter", "dismiss(True)", "yes", tooltip="yes", priority=True),
        Binding("n,escape", "dismiss(False)", "no", tooltip="no", priority=True),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the question and the two buttons."""
        with Vertical():
            yield Static(clean(self._question, 400), markup=False)
            with Horizontal():
                yield Static("y  yes", id="yes", classes="answer", markup=False)
                yield Static("n  no", id="no", classes="answer", markup=False)

    @on(Click, "#yes")
    def agree(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    @on(Click, "#no")
    def refuse(self) -> None:
        """Answer no."""
        self.dismiss(False)
