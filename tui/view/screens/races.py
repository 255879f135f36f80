"""The races screen: choose, create, rename or remove a race."""

from textual.app import ComposeResult
from textual.binding import Binding

from tui.model import Board, ChooseRace, ListRaces, MakeRace, RemoveRace, RenameRace
from tui.parsing import BadText, race_name
from tui.view.screens.dialogs import Ask, Confirm
from tui.view.screens.list_screen import ListScreen
from tui.view.widgets import Header, RaceList, Status, TooSmall
from tui.view.widgets.bars import Hint


class RacesScreen(ListScreen):
    """Lists every race."""

    BINDINGS = [
        Binding("a", "make", "new race", id="make", tooltip="new race"),
        Binding("M", "rename", "rename race", id="rename", tooltip="rename the race"),
        Binding(
            "d", "remove_race", "remove race", id="remove-race", tooltip="remove the race (asks)"
        ),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("enter", "open", "open"),
        Hint("a", "new race", "make"),
        Hint("M", "rename", "rename"),
        Hint("d", "remove", "remove_race"),
        Hint("?", "help", "app.keys"),
    )

    _has_cursor = False

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Header().data_bind(RacesScreen.board)
        yield RaceList().data_bind(RacesScreen.board)
        yield Status(self.HINTS).data_bind(RacesScreen.board)
        yield TooSmall().data_bind(RacesScreen.board)

    def on_mount(self) -> None:
        """Ask for the list of races."""
        self.send(ListRaces())

    def watch_board(self, board: Board) -> None:
        """Put the cursor on the current race when the list first arrives."""
        if board.library and not self._has_cursor and self.is_mounted:
            self._has_cursor = True
            names = [entry.race.name for entry in board.library]
            if board.race.name in names:
                self.query_one(RaceList).cursor = names.index(board.race.name)

    def _name_error(self, text: str) -> str:
        """Return what is wrong with the name of a new race, or ""."""
        error = name_error(text)
        if not error and race_name(text) in {entry.race.name for entry in self.board.library}:
            return f"there is already a race {race_name(text)!r}"
        return error

    def action_open(self) -> None:
        """Show the race at the cursor."""
        entry = self.query_one(RaceList).at_cursor()
        if entry is not None:
            self.send(ChooseRace(entry.race.name, entry.own))
            self.dismiss()

    def action_make(self) -> None:
        """Ask for a name, create the race and show it."""

        def make(text: str | None) -> None:
            if text:
                self.send(MakeRace(text, None))
                self.dismiss()

        dialog = Ask("new race", "Name of the race:", self._name_error, example="my-race")
        self.put_over(dialog, make)

    def action_rename(self) -> None:
        """Ask for a new name of the race at the cursor."""
        name = self._own_race()
        if name is None:
            return

        def rename(text: str | None) -> None:
            if text:
                self.send(RenameRace(name, text))

        dialog = Ask("rename", f"New name of {name}:", self._name_error, initial=name)
        self.put_over(dialog, rename)

    def action_remove_race(self) -> None:
        """Remove the race at the cursor, after asking."""
        name = self._own_race()
        if name is None:
            return

        def remove(is_confirmed: bool) -> None:
            if is_confirmed:
                self.send(RemoveRace(name))

        self.put_over(Confirm(f"Remove the race {name}? Its history is kept."), remove)

    def _own_race(self) -> str | None:
        """Return the name of the race at the cursor; shows a notice if it cannot be changed."""
        entry = self.query_one(RaceList).at_cursor()
        if entry is None or not entry.own:
            self.show_notice("this race ships with racetui and cannot be changed")
            return None
        return entry.race.name


def name_error(text: str) -> str:
    """Return what is wrong with a race's name, or ""."""
    try:
        race_name(text)
    except BadText as error:
        return str(error)
    return ""
