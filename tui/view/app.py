"""The dashboard app: shows each board and passes requests to the data side."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Protocol

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding
from textual.driver import Driver
from textual.reactive import reactive
from textual.screen import Screen

from tui.model import EMPTY_BOARD, Account, Board, Request
from tui.phrases import display_name
from tui.view.screens import (
    REPLAYS_ONLY,
    SCREENS,
    GoTo,
    HelpScreen,
    OpenPage,
    RaceScreen,
    Send,
    ShowScreen,
)
from tui.view.screens.dialogs import Confirm
from tui.view.screens.help import keys_of
from tui.view.terminal.app import SafeApp, run_safely
from tui.view.themes import RACETUI, variables_of


class DataSide(Protocol):
    """The other side of the app: yields boards, takes requests."""

    def boards(self) -> AsyncIterator[Board]:
        """Yield the latest board whenever there is a newer one."""
        ...

    def send(self, request: Request) -> None:
        """Pass a request to the data side."""
        ...


MIN_SCREENS = 2
"""The screens that are never closed: Textual's default one and the race."""


class RaceApp(SafeApp):
    """Shows one race at a time."""

    TITLE = "racetui"
    CSS_PATH = "app.tcss"
    BINDINGS = [
        Binding("question_mark", "keys", "help", id="help", tooltip="keys of this screen"),
        Binding(
            "ctrl+p", "command_palette", "every command", id="palette", tooltip="every command"
        ),
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
        Binding("q", "quit", "quit", id="quit", tooltip="quit"),
        Binding("ctrl+c", "quit", "quit", id="quit-at-once", tooltip="quit", priority=True),
    ]

    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)
    _last_notice = _shown_race = 0

    def __init__(
        self,
        data: DataSide,
        driver_class: type[Driver] | None = None,
        page_of: Callable[[Account], str | None] = lambda _: None,
    ) -> None:
        super().__init__(driver_class)
        self.data, self._page_of = data, page_of
        self.register_theme(RACETUI)
        self.theme = RACETUI.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours that a theme may lack."""
        return variables_of(self.current_theme)

    def on_mount(self) -> None:
        """Show the race and start to follow it."""
        self.push_screen(RaceScreen().data_bind(RaceApp.board))
        self.follow()

    @work
    async def follow(self) -> None:
        """Take each new board."""
        async for board in self.data.boards():
            self.board = board

    def watch_board(self, board: Board) -> None:
        """Close the screens of the previous race, and show each notice once."""
        if board.show != self._shown_race:
            self._shown_race = board.show
            while len(self.screen_stack) > MIN_SCREENS:
                self.pop_screen()
        notice = board.notice
        if notice is not None and notice.number > self._last_notice:
            self._last_notice = notice.number
            if notice.good:
                self.notify(notice.words, markup=False)
            else:
                self.notify(notice.words, severity="warning", markup=False)

    def on_go_to(self, message: GoTo) -> None:
        """Show a full screen over the others."""
        screen = SCREENS[message.screen_name](*message.about)
        self.on_show_screen(ShowScreen(message.below, screen))

    def on_show_screen(self, message: ShowScreen) -> None:
        """Show a screen over the others, bound to the boards if it has a `board`."""
        if message.below is not self.screen:
            # The key was pressed twice before its screen opened.
            return
        screen = message.screen
        if type(screen) is type(self.screen) and not getattr(screen, "NESTS", False):
            return
        if hasattr(type(screen), "board"):
            screen = screen.data_bind(RaceApp.board)
        self.push_screen(screen, message.then)

    def on_send(self, message: Send) -> None:
        """Pass a request to the data side."""
        self.data.send(message.request)

    def on_open_page(self, message: OpenPage) -> None:
        """Show the address of an account's profile, and open it if the user agrees."""
        address = self._page_of(message.account)
        if address is None:
            name = display_name(message.account)
            self.notify(f"{name} has no page here", severity="warning", markup=False)
            return

        def visit(is_confirmed: bool) -> None:
            if is_confirmed:
                self.open_url(address)

        question = Confirm(f"Open {address} ?")
        self.on_show_screen(ShowScreen(message.below, question, visit))

    def action_keys(self) -> None:
        """Show every key that works on this screen."""
        self.push_screen(HelpScreen(self.bindings_of(self.screen)))

    def bindings_of(self, screen: Screen[Any]) -> list[Binding]:
        """Return the documented bindings of a screen and of the app, without overridden keys."""
        layers = [cls.__dict__.get("BINDINGS", ()) for cls in type(screen).__mro__]
        bound = [b for layer in [*layers, type(self).BINDINGS] for b in layer]
        unused = REPLAYS_ONLY if self.board.clock_status.live else frozenset()
        bindings = [b for b in bound if isinstance(b, Binding) and b.tooltip and b.id not in unused]
        # A screen's own key hides the same key of its base classes and of the app.
        seen: set[str] = set()
        result = []
        for binding in bindings:
            keys = set(binding.key.split(","))
            if not keys & seen:
                result.append(binding)
            seen |= keys
        return result

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield every command for the palette."""
        commands = {binding.action: binding for binding in self.bindings_of(screen)}
        for action, binding in commands.items():
            if action != "command_palette":
                title, run = binding.description.capitalize(), self._runner(screen, action)
                yield SystemCommand(title, f"key {keys_of(binding)}", run)
        yield SystemCommand("Theme", "choose other colours", self.action_change_theme)

    def _runner(self, screen: Screen[Any], action: str) -> Callable[[], object]:
        return lambda: self.call_next(self.run_action, action, screen)


def show(data: DataSide, page_of: Callable[[Account], str | None]) -> int:
    """Run the dashboard; returns the exit code, or raises the error that ended it.

    `page_of` returns the https address of an account's profile, or None.
    """
    return run_safely(RaceApp(data, page_of=page_of))
