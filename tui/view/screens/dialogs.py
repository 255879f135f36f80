"""Dialogs that ask one thing: a text, or yes and no."""

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


def is_valid(_text: str) -> str:
    """Return that nothing is wrong."""
    return ""


class Dialog(ModalScreen[T]):
    """A question in a frame over what is behind it."""

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
    """Asks for a text; what is wrong with it is told as it is typed."""

    BINDINGS = [Binding("escape", "dismiss(None)", "cancel", tooltip="cancel")]

    def __init__(
        self,
        title: str,
        question: str,
        check: Callable[[str], str] = is_valid,
        initial: str = "",
        example: str = "",
    ) -> None:
        super().__init__()
        self._title, self._question, self._check = title, question, check
        self._initial, self._example = initial, example

    def compose(self) -> ComposeResult:
        """Lay out the question, its answer, and what is wrong with that."""
        with Vertical() as frame:
            frame.border_title = clean(self._title)
            frame.border_subtitle = "enter · esc cancels"
            yield Static(clean(self._question, 400), markup=False)
            yield Input(self._initial, placeholder=self._example)
            yield Static("", classes="wrong", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is wrong."""
        self.query_one(".wrong", Static).update(clean(self._check(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the answer, if nothing is wrong with it."""
        if not self._check(event.value):
            self.dismiss(event.value)


class Confirm(Dialog[bool]):
    """Asks whether something is wanted."""

    BINDINGS = [
        Binding("y,enter", "dismiss(True)", "yes", tooltip="yes", priority=True),
        Binding("n,escape", "dismiss(False)", "no", tooltip="no", priority=True),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the question and its answers."""
        with Vertical():
            yield Static(clean(self._question, 400), markup=False)
            with Horizontal():
                yield Static("y  yes", id="yes", classes="answer", markup=False)
                yield Static("n  no", id="no", classes="answer", markup=False)

    @on(Click, "#yes")
    def agree(self) -> None:
        """Take the answer."""
        self.dismiss(True)

    @on(Click, "#no")
    def refuse(self) -> None:
        """Take the answer."""
        self.dismiss(False)
