"""What all whole screens have in common: the board, the race's time, and the ways between them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import platformdirs
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen

from tui.formats import grouped
from tui.model import (
    EMPTY_BOARD,
    MINUTE,
    Account,
    AddAccount,
    Board,
    ChangeSpeed,
    EventKind,
    Export,
    GoToEvent,
    MoveBy,
    NoteEvent,
    Pause,
    Refresh,
    RemoveAccount,
    Request,
    SetTarget,
)
from tui.parsing import BadText, parse_count
from tui.phrases import display_name
from tui.view.screens.add_account import AddAccountDialog
from tui.view.screens.dialogs import Ask, Confirm
from tui.view.screens.messages import GoTo, OpenPage, ScreenName, Send, ShowScreen
from tui.view.widgets import BoardWidget
from tui.view.widgets.bars import Hint

PAUSE = Binding("space", "pause", "pause", id="pause", tooltip="stop, go on")
TIME_BINDINGS = [
    Binding("left_square_bracket", "faster(-1)", "slower", id="slower", tooltip="slower, faster"),
    Binding("right_square_bracket", "faster(1)", "faster", id="faster", tooltip="slower, faster"),
    Binding("comma", "move(-1)", "minute back", id="back", tooltip="a minute back, on"),
    Binding("full_stop", "move(1)", "minute on", id="on", tooltip="a minute back, on"),
    Binding("n", "event(1)", "next event", id="event", tooltip="next event, and before"),
    Binding("N", "event(-1)", "event before", id="event-before", tooltip="next event, and before"),
]
REPLAYS_ONLY = frozenset(binding.id for binding in TIME_BINDINGS)
"""What a live race answers with: its time goes by itself."""
WAY_BINDINGS: list[BindingType] = [
    Binding("g", "chart", "chart", id="chart", tooltip="the whole chart"),
    Binding("c", "compare", "compare", id="compare", tooltip="compare two"),
    Binding("m", "monitor", "monitor", id="monitor", tooltip="for the spare screen"),
    Binding("e", "events", "events", id="events", tooltip="events, and note one"),
    Binding("L", "ledger", "ledger", id="ledger", tooltip="how past forecasts did"),
    Binding("r", "races", "races", id="races", tooltip="another race"),
    Binding("slash", "search", "search", id="search", tooltip="search, or filter a list"),
    Binding("a", "add", "add", id="add", tooltip="add an account"),
    Binding("d", "remove", "remove", id="remove", tooltip="remove an account (asks)"),
    Binding("T", "target", "target", id="target", tooltip="set the target"),
    Binding("y", "copy", "copy", id="copy", tooltip="copy the figure or the handle"),
    Binding("o", "page_of", "profile", id="profile", tooltip="open the profile's page"),
    Binding("R", "refresh", "refresh", id="refresh", tooltip="read everything now"),
    Binding("x", "export", "export", id="export", tooltip="export the samples"),
]


class View(Screen[None]):
    """A whole screen on the race. Subclasses lay it out, and say whom its keys are about."""

    HORIZONTAL_BREAKPOINTS = [
        (0, "-cramped"),
        (30, "-tiny"),
        (60, "-narrow"),
        (105, "-middling"),
        (140, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (18, "-medium"), (32, "-tall")]
    BINDINGS = [
        PAUSE,
        *TIME_BINDINGS,
        *WAY_BINDINGS,
        Binding("escape", "leave", "back", id="leave", tooltip="back"),
    ]
    AUTO_FOCUS = ""
    HINTS: ClassVar[tuple[Hint, ...]] = ()

    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)

    @property
    def is_current(self) -> bool:
        """Tell whether this screen is seen: alone, or behind a dialog.

        To Textual a screen behind any other is seen, too, and is drawn again with it.
        """
        top = self.app.screen
        return top is self or (top.is_modal and super().is_current)

    def about(self) -> Account | None:
        """Return the account that keys like `y` and `d` are about."""
        return None

    def on_screen_resume(self) -> None:
        """Draw what was not drawn while another screen covered this one."""
        for panel in self.query(BoardWidget):
            panel.redraw()

    def put_over(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Show a screen over this one, and then do something with its answer."""
        self.post_message(ShowScreen(self, screen, then))

    def go(self, screen_name: ScreenName, *about: object) -> None:
        """Show another whole screen over this one, about something."""
        self.post_message(GoTo(self, screen_name, about))

    def to_add(self) -> str:
        """Return the name that the dialog for another account begins with."""
        return ""

    def send(self, request: Request) -> None:
        """Send a request to the data side."""
        self.post_message(Send(request))

    def action_leave(self) -> None:
        """Go back to the screen below."""
        self.dismiss()

    def action_pause(self) -> None:
        """Stop the race's time, or let it go on; of a live race, the view."""
        self.send(Pause())

    def action_faster(self, steps: int) -> None:
        """Let the race's time run faster, or slower."""
        self.send(ChangeSpeed(steps))

    def action_move(self, minutes: int) -> None:
        """Go on, or back, by minutes."""
        self.send(MoveBy(minutes * MINUTE))

    def action_event(self, steps: int) -> None:
        """Go to the next event, or to the one before."""
        self.send(GoToEvent(steps))

    def action_refresh(self) -> None:
        """Read everything now."""
        self.send(Refresh())

    def action_chart(self) -> None:
        """Show the whole chart."""
        self.go("chart")

    def action_compare(self) -> None:
        """Compare the account with another."""
        about = self.about()
        self.go("compare", about.id if about else None)

    def action_monitor(self) -> None:
        """Show the race for a spare screen."""
        self.go("monitor")

    def action_events(self) -> None:
        """Show everything that happened."""
        self.go("events")

    def action_ledger(self) -> None:
        """Show how past forecasts did."""
        self.go("ledger")

    def action_races(self) -> None:
        """Show the races that can be chosen."""
        self.go("races")

    def action_search(self) -> None:
        """Search over all."""
        self.go("search")

    def action_add(self) -> None:
        """Look an account up, and add it."""

        def add(account: Account | None) -> None:
            if account is not None:
                self.send(AddAccount(account))

        self.put_over(AddAccountDialog(self.to_add()), add)

    def action_remove(self) -> None:
        """Take the account out of the race, if that is wanted."""
        account = self.about()
        if account is None or account.id not in {a.id for a in self.board.race.accounts}:
            self.tell("choose a racer first")
            return

        def remove(sure: bool) -> None:
            if sure:
                self.send(RemoveAccount(account))

        question = f"Take {display_name(account)} out of {self.board.race.name}? The readings stay."
        self.put_over(Confirm(question), remove)

    def action_target(self) -> None:
        """Ask for another target."""

        def set_target(text: str | None) -> None:
            if text is not None:
                target = parse_count(text) if text.strip() else None
                self.send(SetTarget(target))

        now = self.board.race.target
        asked = Ask(
            "target",
            f"What the race is to: {grouped(now) if now else 'no target'} now. Empty for none.",
            check=target_error,
            initial="",
            example="1M",
        )
        self.put_over(asked, set_target)

    def action_copy(self) -> None:
        """Copy what the screen is about."""
        account = self.about()
        text = self.copied()
        if account is None or not text:
            self.tell("there is nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.tell(f"copied: {text}")

    def copied(self) -> str:
        """Return what `y` copies: the figure of the account."""
        account = self.about()
        standing = next(
            (s for s in self.board.standings if account and s.account.id == account.id), None
        )
        if standing is not None and standing.followers is not None:
            return str(standing.followers)
        return f"@{account.handle}" if account else ""

    def action_page_of(self) -> None:
        """Show the address of the account's page, and open it once that is agreed to."""
        account = self.about()
        if account is None:
            self.tell("select a racer first")
        else:
            self.post_message(OpenPage(self, account))

    def action_export(self) -> None:
        """Ask for a new file, and write all samples of the race to it."""
        name = f"{self.board.race.name or 'race'}.csv"

        def export(text: str | None) -> None:
            if text:
                self.send(Export(Path(text).expanduser()))

        folder = platformdirs.user_documents_path()
        place = folder if folder.is_dir() else Path.home()
        asked = Ask(
            "export",
            "All samples of the race, as CSV, to a new file:",
            check=file_error,
            initial=str(place / name),
        )
        self.put_over(asked, export)

    def note(self, title: str, about: Account | None, ago: int) -> None:
        """Note what happened."""
        self.send(NoteEvent(title, about, ago, EventKind.NOTE))

    def tell(self, words: str) -> None:
        """Say one line."""
        self.app.notify(words, markup=False, timeout=4)


def target_error(text: str) -> str:
    """Return what is wrong with a target; nothing, for none at all."""
    if not text.strip():
        return ""
    try:
        return "" if parse_count(text) > 0 else "a target is 1 or more"
    except BadText as error:
        return str(error)


def file_error(text: str) -> str:
    """Return what is wrong with the name of a new file."""
    try:
        file = Path(text).expanduser()
        if file.exists() or file.is_symlink():
            return "there is such a file already; name a new one"
        if not file.parent.is_dir():
            return "there is no such folder"
    except (OSError, ValueError, RuntimeError):
        return "this cannot be a file's name"
    return ""
