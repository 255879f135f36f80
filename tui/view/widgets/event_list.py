"""The list of all events, the newest first."""

from collections.abc import Sequence

from tui.formats import dated
from tui.model import Event
from tui.parsing import zone_of
from tui.phrases import display_name
from tui.sanitize import fit
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.marks import NOTABLE
from tui.view.drawing.plot import Line

WHEN, WHO, KIND = 18, 18, 14


class EventList(ListWidget):
    """The events of the race so far."""

    def on_mount(self) -> None:
        """Set the frame's title."""
        self.set_title("events")

    def events(self) -> Sequence[Event]:
        """Return the events, the newest first."""
        return self.board.events[::-1]

    def at_cursor(self) -> Event | None:
        """Return the event at the cursor."""
        newest = self.events()
        return newest[self.cursor] if self.cursor < len(newest) else None

    def count(self) -> int:
        """Return the number of events."""
        return len(self.board.events)

    def heading(self, columns: int) -> Line:
        """Return the column headings."""
        who = fit("who", WHO) + " " if columns > 70 else ""
        kind = fit("kind", KIND) + " " if columns > 90 else ""
        return line((f"  # {fit('when', WHEN)} {who}{kind}what", "dim"))

    def row(self, place: int, columns: int) -> Line:
        """Return one event."""
        event, zone = self.events()[place], zone_of(self.board.race.zone)
        number = len(self.board.events) - place
        when = dated(event.at, event.within, zone)
        who = display_name(event.account) if event.account else ""
        spans = line((f"{number:>3} ", "strong"), (fit(when, WHEN) + " ", "dim"))
        if columns > 70:
            spans = (*spans, (fit(who, WHO) + " ", ""))
        if columns > 90:
            spans = (*spans, (fit(event.kind, KIND) + " ", "dim"))
        mark = f"{NOTABLE[event.kind]} " if event.kind in NOTABLE else ""
        style = "strong" if event.kind in NOTABLE else ""
        return (*spans, (f"{mark}{event.title}", style))

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return that nothing has happened, and which key helps."""
        words = "Nothing has happened yet. Press a to note an event."
        return [line((text, "dim")) for text in wrap(words, columns)]
