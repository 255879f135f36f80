"""The lines at the edges: what is shown, what it means, how old it is, what to press."""

from collections.abc import Sequence

from tui.formats import age, date_time, near_time, zone_of
from tui.model import Board, State
from tui.panels.lines import both_ends, line, line_width, wrap
from tui.panels.panel import Panel
from tui.plot import Line

NARROW = 40
"""Below this width the age of the figures is told without their time."""
KEYS = (
    ("?", "help"),
    ("space", "pause"),
    ("q", "quit"),
    ("n", "next event"),
    ("[ ]", "speed"),
    ("enter", "whom it follows"),
    ("t", "window"),
)


class Header(Panel):
    """The race, whose time it is, and what the figures are made of."""

    DEFAULT_CSS = "Header { height: 1; background: $race-bar; }"

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the line."""
        return [header_line(self.board, columns)]


def header_line(board: Board, columns: int) -> Line:
    """Return the header; in a narrow one the clock stays, and the speed."""
    if not board.race.name:
        return line((" racetui", "title"), ("  getting the race ready …", "dim"))
    time = date_time(board.at, zone_of(board.race.zone))
    if columns < 60:
        return both_ends(line((" racetui", "title")), line(time, f"  {speed(board)} "), columns)
    left = line((" racetui ", "title"), f"  {board.race.title}")
    middle = line("  ", (board.face.label, "dim"))
    right = line(time, f"   {speed(board)}", " ")
    if line_width(left) + line_width(middle) + line_width(right) + 2 <= columns:
        left = (*left, *middle)
    return both_ends(left, right, columns)


def speed(board: Board) -> str:
    """Return how fast the board's time runs."""
    return f"▶ ×{board.face.speed}" if board.face.running else f"⏸ ×{board.face.speed}"


class Commentary(Panel):
    """The one sentence that matters most."""

    DEFAULT_CSS = "Commentary { height: 1; }"

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the sentence."""
        words = wrap(self.board.sentence, columns - 2) if rows > 1 else [self.board.sentence]
        return [line(" ", (text, "strong")) for text in words][:rows]


class Status(Panel):
    """What to press, what the figures are made of, and how old they are."""

    DEFAULT_CSS = "Status { height: 1; background: $race-bar; }"

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the line."""
        return [status_line(self.board, columns)]


def status_line(board: Board, columns: int) -> Line:
    """Return the status line: as many keys as fit, and always provenance and age."""
    fresh = freshness(board)
    fresh = fresh if columns >= NARROW else fresh.split(", ")[-1]
    right = line((fresh, "warn" if is_stale(board) else "dim"), " ")
    told = board.provenance
    if columns < 70:
        told = "synthetic" if told.startswith("synthetic") else ""
    if told:
        right = line((told, "dim"), (" · ", "dim"), *right)
    left: list[tuple[str, str]] = []
    for key, name in KEYS:
        more = [(" ", ""), (key, "key"), (f" {name} ", "dim")]
        if line_width((*left, *more, *right)) + 1 > columns:
            break
        left += more
    return both_ends(tuple(left), right, columns)


def is_stale(board: Board) -> bool:
    """Tell whether any figure is older than it should be."""
    return any(s.state is State.STALE for s in board.standings)


def freshness(board: Board) -> str:
    """Return as of when the newest figures are, and how old that is."""
    read = [s.read_at for s in board.standings if s.read_at is not None]
    if not read:
        return "no reading yet"
    newest = max(read)
    when = near_time(newest, board.at, zone_of(board.race.zone))
    old = age(board.at - newest)
    return f"as of {when}" if old == "just now" else f"as of {when}, {old} old"


class TooSmall(Panel):
    """What is shown where nothing else fits."""

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the size that is needed, in as many lines as it takes."""
        words = "racetui needs 30 × 10 cells; q quits"
        return [line(text) for text in wrap(words, max(1, columns))][:rows]
