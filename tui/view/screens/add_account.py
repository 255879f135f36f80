"""Add an account: looked up before it is added; a typo gets a suggestion."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import Input, Static

from tui.formats import grouped
from tui.model import EMPTY_BOARD, Account, Board, LookUp, LookupResult
from tui.sanitize import clean
from tui.view.screens.dialogs import Dialog
from tui.view.screens.messages import Send


class AddAccountDialog(Dialog[Account | None]):
    """Enter looks the account up; enter again adds what was found."""

    BINDINGS = [
        Binding("escape", "dismiss(None)", "cancel", tooltip="cancel"),
        Binding("tab", "take", "take the suggestion", tooltip="take the suggestion", priority=True),
    ]
    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name_given = name
        self._asked: str | None = None
        self._found: LookupResult | None = None

    def compose(self) -> ComposeResult:
        """Lay out the name and what came of it."""
        with Vertical() as frame:
            frame.border_title = "add an account"
            frame.border_subtitle = "enter looks it up · esc cancels"
            yield Static(
                "SOURCE:NAME, or the address of a profile",
                classes="hint",
                markup=False,
            )
            yield Input(self._name_given, placeholder=self._example())
            yield Static("", id="answer", markup=False)

    def _example(self) -> str:
        return "demo:teapot.demo"

    def on_input_changed(self) -> None:
        """Forget what was found: it is another name now."""
        self._asked = self._found = None
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look the name up; once it is found, add it."""
        if self._found is not None and self._found.account is not None:
            self.dismiss(self._found.account)
            return
        text = event.value.strip()
        if text and self._asked is None:
            self._asked = text
            self._say("looking it up …")
            self.post_message(Send(LookUp(text)))

    def watch_board(self, board: Board) -> None:
        """Show what came of looking it up."""
        found = board.found
        if found is None or found is self._found or found.asked != self._asked:
            return
        self._found = found
        if found.account is None:
            hint = "  Tab takes the first." if found.near else ""
            self._say(f"{found.why}{hint}", "wrong")
            self._asked = None
            return
        account = found.account
        name = f"{account.name}  " if account.name else ""
        known = {(a.source, a.native_id) for a in board.race.accounts}
        there = (account.source, account.native_id) in known
        tail = "is in the race already" if there else "enter adds it"
        self._say(
            f"{name}@{account.handle} on {account.source},"
            f" {grouped(found.followers)} followers: {tail}",
            "found",
        )

    def action_take(self) -> None:
        """Take the nearest name instead."""
        if self._found is not None and self._found.near:
            answer = self.query_one(Input)
            prefix, colon, _ = answer.value.rpartition(":")
            answer.value = f"{prefix}{colon}{self._found.near[0]}"
            answer.cursor_position = len(answer.value)

    def _say(self, words: str, kind: str = "") -> None:
        answer = self.query_one("#answer", Static)
        answer.set_class(kind == "wrong", "wrong")
        answer.set_class(kind == "found", "found")
        answer.update(clean(words, 300))
