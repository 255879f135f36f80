"""The events screen: list events, go to one, note one."""

from textual.app import ComposeResult
from textual.binding import Binding

from tui.model import Seek
from tui.sanitize import clean
from tui.view.screens.dialogs import Ask
from tui.view.screens.list_screen import ListScreen
from tui.view.widgets import EventList, Header, Status, TooSmall
from tui.view.widgets.bars import Hint


class EventsScreen(ListScreen):
    """Lists the events of the race."""

    BINDINGS = [
        Binding("a,e", "note_event", "note event", id="note", tooltip="note an event"),
    ]
    HINTS = (
        Hint("esc", "back", "leave"),
        Hint("enter", "go there", "open"),
        Hint("a", "note event", "note_event"),
        Hint("?", "help", "app.keys"),
    )

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Header().data_bind(EventsScreen.board)
        yield EventList().data_bind(EventsScreen.board)
        yield Status(self.HINTS).data_bind(EventsScreen.board)
        yield TooSmall().data_bind(EventsScreen.board)

    def action_open(self) -> None:
        """Move a replay to the event; in a live race, show the chart at its time."""
        event = self.query_one(EventList).at_cursor()
        if event is None:
            return
        if self.board.clock_status.live:
            self.go("chart", event.at)
            return
        self.send(Seek(event.at))
        self.dismiss()

    def action_note_event(self) -> None:
        """Ask for a title and note an event at the present time."""

        def note(text: str | None) -> None:
            if text and clean(text):
                self.note(text, None, 0)

        dialog = Ask("note an event", "What just happened?", example="on the evening news")
        self.put_over(dialog, note)
