"""Dialogs that ask one thing: a text, or yes and no."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from tui.formats import clean


def well(_text: str) -> str:
    """Return that nothing is wrong."""
    return ""


class Ask(ModalScreen[str | None]):
    """Asks for a text; what is wrong with it is told as it is typed."""

    BINDINGS = [Binding("escape", "dismiss(None)", "cancel", tooltip="cancel")]
    DEFAULT_CSS = """
    Ask, Confirm {
        align: center middle;
        Vertical { width: 64; max-width: 100%; height: auto; max-height: 100%;
            background: $panel; border: round $primary; border-title-color: $foreground;
            padding: 0 1; }
        Static { width: 100%; height: auto; }
        .wrong { color: $text-error; height: auto; }
        .hint { color: $race-dim; }
        Input { margin: 0; border: none; height: 1; padding: 0; background: $surface; }
        Horizontal { height: 1; margin: 1 0 0 0; }
        Button { min-width: 10; height: 1; border: none; margin: 0 2 0 0; }
    }
    """

    def __init__(
        self,
        title: str,
        question: str,
        check: Callable[[str], str] = well,
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


class Confirm(ModalScreen[bool]):
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
                yield Button("yes: y", id="yes")
                yield Button("no: esc", id="no")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take the answer."""
        self.dismiss(event.button.id == "yes")
