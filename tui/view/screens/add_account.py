"""The dialog that adds an account. It looks the account up first and suggests similar names."""

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

EXAMPLE = "demo:teapot.demo"


class AddAccountDialog(Dialog[Account | None]):
    """Enter looks the account up; enter again adds it."""

    BINDINGS = [
        Binding("escape", "dismiss(None)", "cancel", tooltip="cancel"),
        Binding("tab", "take", "take the suggestion", tooltip="take the suggestion", priority=True),
    ]
    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._initial = name
        self._asked: str | None = None
        self._found: LookupResult | None = None

    def compose(self) -> ComposeResult:
        """Lay out the input and the answer."""
        with Vertical() as frame:
            frame.border_title = "add an account"
            frame.border_subtitle = "enter looks it up · esc cancels"
            yield Static(
                "bluesky:name.bsky.social, or paste the address of a profile",
                classes="hint",
                markup=False,
            )
            yield Input(self._initial, placeholder=EXAMPLE)
            yield Static("", id="answer", markup=False)

    def on_input_changed(self) -> None:
        """Forget the answer to the previous name."""
        self._asked = self._found = None
        self._show("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look the name up; add the account if it was found."""
        if self._found is not None and self._found.account is not None:
            self.dismiss(self._found.account)
            return
        text = event.value.strip()
        if text and self._asked is None:
            self._asked = text
            self._show("looking it up …")
            self.post_message(Send(LookUp(text)))

    def watch_board(self, board: Board) -> None:
        """Show the answer."""
        found = board.found
        if found is None or found is self._found or found.asked != self._asked:
            return
        self._found = found
        if found.account is None:
            hint = "  Tab takes the first." if found.near else ""
            self._show(f"{found.why}{hint}", "wrong")
            self._asked = None
            return
        account = found.account
        name = f"{account.name}  " if account.name else ""
        racers = {(a.source, a.native_id) for a in board.race.accounts}
        is_racer = (account.source, account.native_id) in racers
        next_step = "already in the race" if is_racer else "enter adds it"
        self._show(
            f"{name}@{account.handle} on {account.source},"
            f" {grouped(found.followers)} followers: {next_step}",
            "found",
        )

    def action_take(self) -> None:
        """Replace the name by the first suggestion."""
        if self._found is not None and self._found.near:
            answer = self.query_one(Input)
            prefix, colon, _ = answer.value.rpartition(":")
            answer.value = f"{prefix}{colon}{self._found.near[0]}"
            answer.cursor_position = len(answer.value)

    def _show(self, text: str, kind: str = "") -> None:
        answer = self.query_one("#answer", Static)
        answer.set_class(kind == "wrong", "wrong")
        answer.set_class(kind == "found", "found")
        answer.update(clean(text, 300))
