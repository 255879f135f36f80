"""The base of every full screen: the board, the keys of the race's time, and navigation."""

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
from tui.parsing import parse_count
from tui.phrases import display_name
from tui.view.screens.add_account import AddAccountDialog
from tui.view.screens.checks import file_error, target_error
from tui.view.screens.dialogs import Ask, Confirm
from tui.view.screens.messages import GoTo, OpenPage, ScreenName, Send, ShowScreen
from tui.view.widgets import BoardWidget
from tui.view.widgets.bars import Hint

PAUSE = Binding("space", "pause", "pause", id="pause", tooltip="pause, resume")
TIME_BINDINGS = [
    Binding("left_square_bracket", "faster(-1)", "slower", id="slower", tooltip="slower, faster"),
    Binding("right_square_bracket", "faster(1)", "faster", id="faster", tooltip="slower, faster"),
    Binding("comma", "move(-1)", "minute back", id="back", tooltip="a minute back, forward"),
    Binding("full_stop", "move(1)", "minute forward", id="on", tooltip="a minute back, forward"),
    Binding("n", "event(1)", "next event", id="event", tooltip="next event, previous event"),
    Binding(
        "N",
        "event(-1)",
        "previous event",
        id="event-before",
        tooltip="next event, previous event",
    ),
]
REPLAYS_ONLY = frozenset(binding.id for binding in TIME_BINDINGS)
"""Keys without a use in a live race, whose time cannot be changed."""
SCREEN_BINDINGS: list[BindingType] = [
    Binding("g", "chart", "chart", id="chart", tooltip="the full chart"),
    Binding("c", "compare", "compare", id="compare", tooltip="compare two racers"),
    Binding("m", "monitor", "monitor", id="monitor", tooltip="big view for a second screen"),
    Binding("e", "events", "events", id="events", tooltip="list events, or note one"),
    Binding("L", "ledger", "ledger", id="ledger", tooltip="how past forecasts did"),
    Binding("r", "races", "races", id="races", tooltip="choose another race"),
    Binding("slash", "search", "search", id="search", tooltip="search, or filter a list"),
    Binding("a", "add", "add", id="add", tooltip="add an account"),
    Binding("d", "remove", "remove", id="remove", tooltip="remove an account (asks)"),
    Binding("T", "target", "target", id="target", tooltip="set the target"),
    Binding("y", "copy", "copy", id="copy", tooltip="copy the count or the handle"),
    Binding("o", "page_of", "open profile", id="profile", tooltip="open the profile in a browser"),
    Binding("R", "refresh", "refresh", id="refresh", tooltip="read everything now"),
    Binding("x", "export", "export", id="export", tooltip="export the samples"),
]


WINDOW_BINDINGS: list[BindingType] = [
    Binding("t", "window(1)", "next window", id="window", tooltip="next time window"),
    Binding("plus,equals_sign", "zoom(-1)", "zoom in", id="in", tooltip="zoom in, out"),
    Binding("minus", "zoom(1)", "zoom out", id="out", tooltip="zoom in, out"),
    Binding("0", "all", "whole time", id="all", tooltip="the whole time"),
]
"""For the screens with a chart."""
EVERYONE = Binding("v", "everyone", "everyone", id="everyone", tooltip="show those far below")


class View(Screen[None]):
    """A full screen of the race. Subclasses lay it out and name the account its keys act on."""

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
        *SCREEN_BINDINGS,
        Binding("escape", "leave", "back", id="leave", tooltip="back"),
    ]
    AUTO_FOCUS = ""
    HINTS: ClassVar[tuple[Hint, ...]] = ()

    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)

    @property
    def is_current(self) -> bool:
        """Return whether this screen is visible: on top, or behind a dialog.

        Textual also counts a screen behind another full one, and would redraw it each time.
        """
        top = self.app.screen
        return top is self or (top.is_modal and super().is_current)

    def about(self) -> Account | None:
        """Return the account that keys such as `y` and `d` act on."""
        return None

    def on_screen_resume(self) -> None:
        """Redraw what changed while another screen covered this one."""
        for panel in self.query(BoardWidget):
            panel.redraw()

    def put_over(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Show a screen over this one, then call `then` with its result."""
        self.post_message(ShowScreen(self, screen, then))

    def go(self, screen_name: ScreenName, *about: object) -> None:
        """Show another full screen over this one; `about` are its arguments."""
        self.post_message(GoTo(self, screen_name, about))

    def to_add(self) -> str:
        """Return the account name that the add dialog starts with."""
        return ""

    def send(self, request: Request) -> None:
        """Send a request to the data side."""
        self.post_message(Send(request))

    def action_leave(self) -> None:
        """Go back to the screen below."""
        self.dismiss()

    def action_pause(self) -> None:
        """Pause or resume a replay; in a live race, freeze or resume the view."""
        self.send(Pause())

    def action_faster(self, steps: int) -> None:
        """Play the race faster, or slower if `steps` is negative."""
        self.send(ChangeSpeed(steps))

    def action_move(self, minutes: int) -> None:
        """Move the race's time by some minutes."""
        self.send(MoveBy(minutes * MINUTE))

    def action_event(self, steps: int) -> None:
        """Go to the next event, or to the previous one."""
        self.send(GoToEvent(steps))

    def action_refresh(self) -> None:
        """Read everything now."""
        self.send(Refresh())

    def action_chart(self) -> None:
        """Show the full chart."""
        self.go("chart")

    def action_compare(self) -> None:
        """Compare the account with another one."""
        about = self.about()
        self.go("compare", about.id if about else None)

    def action_monitor(self) -> None:
        """Show the big view for a second screen."""
        self.go("monitor")

    def action_events(self) -> None:
        """Show the list of events."""
        self.go("events")

    def action_ledger(self) -> None:
        """Show how past forecasts did."""
        self.go("ledger")

    def action_races(self) -> None:
        """Show the races that can be chosen."""
        self.go("races")

    def action_search(self) -> None:
        """Search accounts, events and races."""
        self.go("search")

    def action_add(self) -> None:
        """Ask for an account, look it up and add it."""

        def add(account: Account | None) -> None:
            if account is not None:
                self.send(AddAccount(account))

        self.put_over(AddAccountDialog(self.to_add()), add)

    def action_remove(self) -> None:
        """Remove the account from the race, after asking."""
        account = self.about()
        if account is None or account.id not in {a.id for a in self.board.race.accounts}:
            self.show_notice("select a racer first")
            return

        def remove(is_confirmed: bool) -> None:
            if is_confirmed:
                self.send(RemoveAccount(account))

        name, race = display_name(account), self.board.race.name
        question = f"Remove {name} from {race}? Its history is kept."
        self.put_over(Confirm(question), remove)

    def action_target(self) -> None:
        """Ask for a new target."""

        def set_target(text: str | None) -> None:
            if text is not None:
                self.send(SetTarget(parse_count(text) if text.strip() else None))

        target = self.board.race.target
        dialog = Ask(
            f"target: {grouped(target) if target else 'none'}",
            "Target, such as 1M (empty: none)",
            check=target_error,
            initial="",
            example="1M",
        )
        self.put_over(dialog, set_target)

    def action_copy(self) -> None:
        """Copy the count or the handle to the clipboard."""
        account = self.about()
        text = self.copied()
        if account is None or not text:
            self.show_notice("nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.show_notice(f"copied: {text}")

    def copied(self) -> str:
        """Return what `y` copies: the account's count, else its handle."""
        account = self.about()
        standing = next(
            (s for s in self.board.standings if account and s.account.id == account.id), None
        )
        if standing is not None and standing.followers is not None:
            return str(standing.followers)
        return f"@{account.handle}" if account else ""

    def action_page_of(self) -> None:
        """Open the account's profile in a browser, after asking."""
        account = self.about()
        if account is None:
            self.show_notice("select a racer first")
        else:
            self.post_message(OpenPage(self, account))

    def action_export(self) -> None:
        """Ask for a new file and export the race's samples to it."""
        name = f"{self.board.race.name or 'race'}.csv"

        def export(text: str | None) -> None:
            if text:
                self.send(Export(Path(text).expanduser()))

        folder = platformdirs.user_documents_path()
        parent = folder if folder.is_dir() else Path.home()
        dialog = Ask(
            "export",
            "Export all samples of the race as CSV, to a new file:",
            check=file_error,
            initial=str(parent / name),
        )
        self.put_over(dialog, export)

    def note(self, title: str, about: Account | None, ago: int) -> None:
        """Note an event that happened `ago` milliseconds ago."""
        self.send(NoteEvent(title, about, ago, EventKind.NOTE))

    def show_notice(self, text: str) -> None:
        """Show a short notice."""
        self.app.notify(text, markup=False, timeout=4)
