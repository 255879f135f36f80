"""The big view for a second screen: figures to read from across the room."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.formats import age, clock_time, date, grouped, percent, signed
from tui.model import Board, Standing, State
from tui.parsing import zone_of
from tui.phrases import condition_text, display_name, lead_word
from tui.sanitize import shorten, width
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import LEAD_MARK, both_ends, colour_of, line
from tui.view.drawing.plot import Line

FONT = {
    "0": ("███", "█ █", "█ █", "█ █", "███"),
    "1": (" █ ", "██ ", " █ ", " █ ", "███"),
    "2": ("███", "  █", "███", "█  ", "███"),
    "3": ("███", "  █", "███", "  █", "███"),
    "4": ("█ █", "█ █", "███", "  █", "  █"),
    "5": ("███", "█  ", "███", "  █", "███"),
    "6": ("███", "█  ", "███", "█ █", "███"),
    "7": ("███", "  █", "  █", "  █", "  █"),
    "8": ("███", "█ █", "███", "█ █", "███"),
    "9": ("███", "█ █", "███", "  █", "███"),
    ",": (" ", " ", " ", "█", "█"),
    "?": ("███", "  █", " ██", "   ", " █ "),
}
DIGIT_ROWS = 5


class Monitor(BoardWidget):
    """One racer, as large as the screen; `turn` counts racers, `shift` moves all by some cells."""

    turn: reactive[int] = reactive(0, repaint=False)
    shift: reactive[int] = reactive(0, repaint=False)

    def watch_turn(self) -> None:
        """Show the next racer."""
        self.redraw()

    def watch_shift(self) -> None:
        """Move by a cell, against burn-in."""
        self.redraw()

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the racer whose turn it is."""
        ranked = self.board.standings
        if not ranked:
            words = "no account yet" if self.board.race.name else "opening the race …"
            return [line((words, "dim"))]
        lines = monitor_lines(self.board, ranked[self.turn % len(ranked)], columns - 2, rows)
        return [line(" " * (1 + self.shift), *spans) for spans in lines]


def monitor_lines(board: Board, s: Standing, columns: int, rows: int) -> list[Line]:
    """Return a racer with digits as large as fit, and the other racers below it."""
    colour = "dim" if s.state is State.STALE else colour_of(board.race, s.account.id)
    mark = f"{LEAD_MARK} " if s.rank == 1 and s.followers is not None else ""
    name = shorten(f"{s.rank} {mark}{display_name(s.account)}", columns)
    field = _field(board, columns) if rows > 16 else []
    digits = huge_digits(grouped(s.followers), columns, rows - len(field) - 5)
    gap = lead_word(board) if s.rank == 1 else f"{signed(s.gap)}"
    if s.followers is None:
        gap = "no reading yet"
    gap = condition_text(s.account, board.at, zone_of(board.race.zone)) or gap
    figures = [gap, "? /h" if s.pace is None else f"{signed(s.pace)}/h"]
    if s.progress is not None:
        figures.append(percent(s.progress, 1))
    room = max(0, rows - len(digits) - len(field) - 4)
    return [
        line((name, f"{colour} strong")),
        *[line()] * (room // 2),
        *(line((row, f"{colour} strong")) for row in digits),
        line(),
        line(("   ".join(figures), "strong")),
        *[line()] * (room - room // 2),
        *field,
        _foot(board, columns),
    ][:rows]


def _field(board: Board, columns: int) -> list[Line]:
    lines = []
    for s in board.standings[:6]:
        colour = "dim" if s.state is State.STALE else colour_of(board.race, s.account.id)
        left = line((f"{s.rank:>2} {display_name(s.account)}", colour))
        lines.append(both_ends(left, line((grouped(s.followers), "strong")), columns))
    return lines


def _foot(board: Board, columns: int) -> Line:
    read = [s.read_at for s in board.standings if s.read_at is not None]
    old = f"read {age(board.at - max(read))}" if read else "no reading yet"
    old = old if old.endswith(("now", "yet")) else f"{old} ago"
    zone = zone_of(board.race.zone)
    clock = clock_time(board.at, zone)
    if not board.clock_status.live and board.provenance:
        # A replay has no reading age; the origin of its counts is shown instead.
        clock, old = f"{date(board.at, zone)} {clock}", board.provenance
    stale = any(s.state is State.STALE for s in board.standings)
    return both_ends(line((clock, "strong")), line((old, "warn" if stale else "dim")), columns)


def huge_digits(text: str, columns: int, rows: int) -> list[str]:
    """Return digits as large as fit, with each dot of the font repeated across and down."""
    glyphs = [FONT.get(char, FONT["?"]) for char in text]
    dots = sum(len(glyph[0]) for glyph in glyphs) + len(glyphs) - 1
    across = max(1, columns // dots)
    high = max(1, min(rows // DIGIT_ROWS, across))
    if dots > columns or rows < DIGIT_ROWS:
        return [text] if width(text) <= columns else ["…"]
    lines = []
    for row in range(DIGIT_ROWS):
        dots_in_row = " ".join(glyph[row] for glyph in glyphs)
        lines += ["".join(dot * across for dot in dots_in_row).rstrip()] * high
    return lines
