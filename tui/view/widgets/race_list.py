"""The list of races: the user's own, and the recorded ones that ship with racetui."""

from collections.abc import Sequence

from tui.formats import age, grouped
from tui.model import LibraryEntry
from tui.sanitize import fit
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.plot import Line

NAME, TARGET, RACERS, KIND, READ = 22, 13, 7, 8, 9


class RaceList(ListWidget):
    """The races in the log and in the sample data."""

    def on_mount(self) -> None:
        """Set the frame's title."""
        self.set_title("races")

    def at_cursor(self) -> LibraryEntry | None:
        """Return the race at the cursor."""
        library = self.board.library
        return library[self.cursor] if self.cursor < len(library) else None

    def count(self) -> int:
        """Return the number of races."""
        return len(self.board.library)

    def heading(self, columns: int) -> Line:
        """Return the column headings."""
        return line((_row_text(columns, "race", "target", "racers", "", "read", "title"), "dim"))

    def row(self, place: int, columns: int) -> Line:
        """Return one race."""
        entry = self.board.library[place]
        race = entry.race
        kind = "live" if entry.live else "recorded" if not entry.own else "replay"
        old = "" if entry.newest is None else age(self.board.at - entry.newest)
        read = old if entry.live else ""
        text = _row_text(
            columns,
            race.name,
            grouped(race.target) if race.target else "–",
            str(len(race.accounts)),
            kind,
            read,
            race.title,
        )
        return line((text, "strong" if race.name == self.board.race.name else ""))

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return what to show before the races are loaded."""
        words = "Loading the races … Press a to make one of your own."
        return [line((text, "dim")) for text in wrap(words, columns)]


def _row_text(
    columns: int, name: str, target: str, racers: str, kind: str, read: str, title: str
) -> str:
    """Return a row with the cells that fit, each in its column."""
    wide = NAME if columns > 50 else max(8, columns - TARGET - 2)
    parts = [fit(name, wide), target.rjust(TARGET)]
    if columns > 50:
        parts += [racers.rjust(RACERS), fit(kind, KIND)]
    if columns > 70:
        parts += [read.rjust(READ), title]
    return " ".join(parts)
