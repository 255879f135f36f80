"""The races: choose one, make, rename, remove."""

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
        Binding("a", "make", "make", id="make", tooltip="make a race"),
        Binding("M", "rename", "rename", id="rename", tooltip="rename the race"),
        Binding("d", "take_away", "remove", id="take-away", tooltip="remove the race (asks)"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("enter", "open", "open"),
        Hint("a", "make one", "make"),
        Hint("M", "rename", "rename"),
        Hint("d", "remove", "take_away"),
        Hint("?", "help", "app.keys"),
    )

    _placed = False

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Header().data_bind(RacesScreen.board)
        yield RaceList().data_bind(RacesScreen.board)
        yield Status(self.HINTS).data_bind(RacesScreen.board)
        yield TooSmall().data_bind(RacesScreen.board)

    def on_mount(self) -> None:
        """Want the list as it is now; the cursor begins at the race that is on."""
        self.send(ListRaces())

    def watch_board(self, board: Board) -> None:
        """Put the cursor, once, to the race that is on."""
        if board.library and not self._placed and self.is_mounted:
            self._placed = True
            names = [shelved.race.name for shelved in board.library]
            if board.race.name in names:
                self.query_one(RaceList).cursor = names.index(board.race.name)

    def _name_error(self, text: str) -> str:
        """Return what is wrong with the name of a race; a taken one is."""
        wrong = name_error(text)
        if not wrong and race_name(text) in {shelved.race.name for shelved in self.board.library}:
            return f"there is a race {race_name(text)!r} already"
        return wrong

    def action_open(self) -> None:
        """Show the race at the cursor."""
        shelved = self.query_one(RaceList).at_cursor()
        if shelved is not None:
            self.send(ChooseRace(shelved.race.name, shelved.own))
            self.dismiss()

    def action_make(self) -> None:
        """Ask for a name, make the race, and show it."""

        def make(text: str | None) -> None:
            if text:
                self.send(MakeRace(text, None))
                self.dismiss()

        asked = Ask("a race of your own", "What is it called?", self._name_error, example="my-race")
        self.put_over(asked, make)

    def action_rename(self) -> None:
        """Ask for another name."""
        shelved = self._own()
        if shelved is None:
            return

        def rename(text: str | None) -> None:
            if text:
                self.send(RenameRace(shelved, text))

        asked = Ask("rename", f"What is {shelved} to be called?", self._name_error, initial=shelved)
        self.put_over(asked, rename)

    def action_take_away(self) -> None:
        """Take the race away, if that is wanted."""
        shelved = self._own()
        if shelved is None:
            return

        def remove(sure: bool) -> None:
            if sure:
                self.send(RemoveRace(shelved))

        question = f"Take the race {shelved} away? The readings stay in the log."
        self.put_over(Confirm(question), remove)

    def _own(self) -> str | None:
        """Return the name of the race at the cursor, if it is one's own."""
        shelved = self.query_one(RaceList).at_cursor()
        if shelved is None or not shelved.own:
            self.tell("this race ships with racetui and stays as it is")
            return None
        return shelved.race.name


def name_error(text: str) -> str:
    """Return what is wrong with a race's name."""
    try:
        race_name(text)
    except BadText as error:
        return str(error)
    return ""
