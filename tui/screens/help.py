"""Help: every key that does something here, from the bindings themselves."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.formats import fit

NAMES = {
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "question_mark": "?",
    "escape": "esc",
    "pagedown": "page down",
    "pageup": "page up",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


class HelpScreen(ModalScreen[None]):
    """Lists keys; any of esc, ? and q closes it."""

    BINDINGS = [
        Binding(
            "escape,question_mark,q", "dismiss", "close", id="close-help", tooltip="close the help"
        ),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        #help { width: 62; max-width: 100%; height: auto; max-height: 100%; background: $panel;
            border: round $primary; border-title-color: $foreground; padding: 0 2; }
        Static { width: 100%; }
    }
    """

    def __init__(self, bindings: Sequence[Binding]) -> None:
        super().__init__()
        self._bindings_shown = bindings

    def compose(self) -> ComposeResult:
        """List the keys in a frame that scrolls where it must."""
        with VerticalScroll(id="help", can_focus=False) as frame:
            frame.border_title = "keys"
            yield Static(Content("\n").join(help_lines(self._bindings_shown)))

    def action_scroll(self, rows: int) -> None:
        """Scroll the list."""
        self.query_one("#help").scroll_relative(y=rows, animate=False)


def help_lines(bindings: Iterable[Binding]) -> list[Content]:
    """Return a line for each thing that keys do."""
    return [
        Content.assemble(
            (fit(keys_of(binding), 20), "bold $primary"), binding.tooltip or binding.description
        )
        for binding in bindings
    ]


def keys_of(binding: Binding) -> str:
    """Return a binding's keys as they are written on a keyboard."""
    return " ".join(NAMES.get(key, key) for key in binding.key.split(","))
