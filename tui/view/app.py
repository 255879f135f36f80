"""The dashboard: follows the boards, shows the race, passes wishes on."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Protocol

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding
from textual.driver import Driver
from textual.reactive import reactive
from textual.screen import Screen

from tui.model import EMPTY_BOARD, Board
from tui.view.screens import REPLAYS_ONLY, SCREENS, Go, HelpScreen, RaceScreen, Show, Wish, Wishes
from tui.view.screens.help import keys_of
from tui.view.terminal.app import SafeApp, run_safely
from tui.view.themes import RACETUI, variables_of


class DataSide(Protocol):
    """Where the boards come from, and the wishes go."""

    def boards(self) -> AsyncIterator[Board]:
        """Yield the latest board, whenever there is a newer one."""
        ...

    def wish(self, act: Callable[[Wishes], None]) -> None:
        """Let the maker of the boards do something."""
        ...


WITH_RACE = 2
"""The screens that are there with nothing open: Textual's own, and the race."""


class RaceApp(SafeApp):
    """Shows one race."""

    TITLE = "racetui"
    CSS_PATH = "app.tcss"
    BINDINGS = [
        Binding("question_mark", "keys", "help", id="help", tooltip="these keys"),
        Binding(
            "ctrl+p", "command_palette", "every command", id="palette", tooltip="every command"
        ),
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
        Binding("q", "quit", "quit", id="quit", tooltip="quit"),
        Binding("ctrl+c", "quit", "quit", id="quit-at-once", tooltip="quit", priority=True),
    ]

    board: reactive[Board] = reactive(EMPTY_BOARD, repaint=False)
    _told = _shown = 0

    def __init__(self, data: DataSide, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self.data = data
        self.register_theme(RACETUI)
        self.theme = RACETUI.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours that a theme may not have."""
        return variables_of(self.current_theme)

    def on_mount(self) -> None:
        """Show the race and begin to follow it."""
        self.push_screen(RaceScreen().data_bind(RaceApp.board))
        self.follow()

    @work
    async def follow(self) -> None:
        """Take each board as it comes."""
        async for board in self.data.boards():
            self.board = board

    def watch_board(self, board: Board) -> None:
        """Leave the screens of a race that is not on any more; tell once what is to be told."""
        if board.show != self._shown:
            self._shown = board.show
            while len(self.screen_stack) > WITH_RACE:
                self.pop_screen()
        notice = board.notice
        if notice is not None and notice.number > self._told:
            self._told = notice.number
            if notice.good:
                self.notify(notice.words, markup=False)
            else:
                self.notify(notice.words, severity="warning", markup=False)

    def on_go(self, message: Go) -> None:
        """Show a whole screen over the others."""
        self.on_show(Show(message.below, SCREENS[message.way](*message.about)))

    def on_show(self, message: Show) -> None:
        """Show a screen over the others, with the boards where it takes them."""
        if message.below is not self.screen:
            # A key that was pressed twice before its screen was there.
            return
        screen = message.screen
        if type(screen) is type(self.screen) and not getattr(screen, "NESTS", False):
            return
        if hasattr(type(screen), "board"):
            screen = screen.data_bind(RaceApp.board)
        self.push_screen(screen, message.then)

    def on_wish(self, message: Wish) -> None:
        """Pass a wish on to whoever makes the boards."""
        self.data.wish(message.act)

    def action_keys(self) -> None:
        """Show every key that does something here."""
        self.push_screen(HelpScreen(self.bindings_of(self.screen)))

    def bindings_of(self, screen: Screen[Any]) -> list[Binding]:
        """Return the bindings of a screen and of the app, those that are told of."""
        layers = [cls.__dict__.get("BINDINGS", ()) for cls in type(screen).__mro__]
        bound = [b for layer in [*layers, type(self).BINDINGS] for b in layer]
        idle = REPLAYS_ONLY if self.board.clock_status.live else frozenset()
        told = [b for b in bound if isinstance(b, Binding) and b.tooltip and b.id not in idle]
        # A key that a screen uses for itself means nothing else there.
        taken: set[str] = set()
        kept = []
        for binding in told:
            keys = set(binding.key.split(","))
            if not keys & taken:
                kept.append(binding)
            taken |= keys
        return kept

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Return every command for the palette."""
        commands = {binding.action: binding for binding in self.bindings_of(screen)}
        for action, binding in commands.items():
            if action != "command_palette":
                title, run = binding.description.capitalize(), self._runner(screen, action)
                yield SystemCommand(title, f"key {keys_of(binding)}", run)
        yield SystemCommand("Theme", "choose other colours", self.action_change_theme)

    def _runner(self, screen: Screen[Any], action: str) -> Callable[[], object]:
        return lambda: self.call_next(self.run_action, action, screen)


def show(data: DataSide) -> int:
    """Open the dashboard; returns the exit code, raises what ended it."""
    return run_safely(RaceApp(data))
