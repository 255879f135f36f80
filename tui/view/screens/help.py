"""The help: every key of the current screen, read from its bindings."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

NAMES = {
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "question_mark": "?",
    "slash": "/",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


class HelpScreen(ModalScreen[None]):
    """Lists the keys of a screen; esc, ? and q close it."""

    BINDINGS = [
        Binding(
            "escape,question_mark,q", "dismiss", "close", id="close-help", tooltip="close the help"
        ),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown,end", "scroll(8)", "page down", show=False),
        Binding("pageup,home", "scroll(-8)", "page up", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        #help { width: 60; max-width: 100%; height: auto; max-height: 100%; background: $panel;
            scrollbar-size-vertical: 1; scrollbar-background: $panel; scrollbar-color: $race-rail;
            border: round $primary; border-title-color: $foreground; padding: 0 1; }
        Horizontal { height: auto; }
        Static { width: 1fr; height: auto; }
        .keys { width: 19; color: $primary; text-style: bold; }
    }
    """

    def __init__(self, bindings: Sequence[Binding]) -> None:
        super().__init__()
        self._bindings_shown = bindings

    def compose(self) -> ComposeResult:
        """List the keys in a frame that scrolls if needed."""
        with VerticalScroll(id="help", can_focus=False) as frame:
            frame.border_title = "keys"
            frame.border_subtitle = "esc closes"
            for keys, purpose in help_rows(self._bindings_shown):
                with Horizontal():
                    yield Static(keys, classes="keys", markup=False)
                    yield Static(purpose, markup=False)

    def action_scroll(self, rows: int) -> None:
        """Scroll the list."""
        self.query_one("#help").scroll_relative(y=rows, animate=False)


def help_rows(bindings: Iterable[Binding]) -> list[tuple[str, str]]:
    """Return (keys, purpose) for each row; keys with the same purpose share one."""
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        keys.setdefault(binding.tooltip or binding.description, []).append(keys_of(binding))
    return [(" ".join(names), purpose) for purpose, names in keys.items()]


def keys_of(binding: Binding) -> str:
    """Return a binding's keys as printed on a keyboard."""
    return " ".join(NAMES.get(key, key) for key in binding.key.split(","))
