"""Every race that can be chosen: one's own, and those that ship."""

from collections.abc import Sequence

from tui.formats import age, grouped
from tui.model import LibraryEntry
from tui.sanitize import fit
from tui.view.base.list_widget import ListWidget
from tui.view.drawing.lines import line, wrap
from tui.view.drawing.plot import Line

NAME, TARGET, RACERS, KIND, READ = 22, 13, 7, 8, 9


class RaceList(ListWidget):
    """The races of the log and of the sample data."""

    def on_mount(self) -> None:
        """Name the frame."""
        self.set_title("races")

    def at_cursor(self) -> LibraryEntry | None:
        """Return the race at the cursor."""
        library = self.board.library
        return library[self.cursor] if self.cursor < len(library) else None

    def count(self) -> int:
        """Return how many races there are."""
        return len(self.board.library)

    def heading(self, columns: int) -> Line:
        """Return the columns' names."""
        return line((_laid(columns, "race", "target", "racers", "", "read", "title"), "dim"))

    def row(self, place: int, columns: int) -> Line:
        """Return one race."""
        shelved = self.board.library[place]
        race = shelved.race
        kind = "live" if shelved.live else "recorded" if not shelved.own else "replay"
        old = "" if shelved.newest is None else age(self.board.at - shelved.newest)
        read = old if shelved.live else ""
        told = _laid(
            columns,
            race.name,
            grouped(race.target) if race.target else "–",
            str(len(race.accounts)),
            kind,
            read,
            race.title,
        )
        return line((told, "strong" if race.name == self.board.race.name else ""))

    def nothing(self, columns: int) -> Sequence[Line]:
        """Return that there is none, and what to press."""
        words = "Getting the races … Press a to make one of your own."
        return [line((text, "dim")) for text in wrap(words, columns)]


def _laid(
    columns: int, name: str, target: str, racers: str, kind: str, read: str, title: str
) -> str:
    """Return a row's cells in their places, as many as fit."""
    wide = NAME if columns > 50 else max(8, columns - TARGET - 2)
    parts = [fit(name, wide), target.rjust(TARGET)]
    if columns > 50:
        parts += [racers.rjust(RACERS), fit(kind, KIND)]
    if columns > 70:
        parts += [read.rjust(READ), title]
    return " ".join(parts)
