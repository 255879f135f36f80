"""The lines at the edges: what is shown, what it means, how old it is, what to press."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from tui.formats import age, date_time, near_time
from tui.model import MINUTE, Board, SourceStatus, State
from tui.parsing import zone_of
from tui.phrases import target_told
from tui.sanitize import shorten, width
from tui.view.base.board_widget import BoardWidget
from tui.view.drawing.lines import both_ends, cut, line, line_width, wrap
from tui.view.drawing.plot import Line

WIDE = 120
"""From this width on there is room for keys beside what is wrong."""
NARROW = 40
"""Below this width the age of the figures is told without their time."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A key worth knowing, what it does in a word, and the action that a click runs.

    One `replay_only` means nothing in a live race.
    """

    key: str
    name: str
    action: str
    replay_only: bool = False


class Header(BoardWidget):
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
    right = line(time, f"   {speed(board)}", " ")
    for more in (line(target_told(board.race)), line("  ", (board.clock_status.label, "dim"))):
        if line_width(left) + line_width(more) + line_width(right) + 2 <= columns:
            left = (*left, *more)
    return both_ends(left, right, columns)


def speed(board: Board) -> str:
    """Return how fast the board's time runs; a live one runs by itself."""
    unread = bool(board.statuses) and all(status.why for status in board.statuses)
    if board.clock_status.live and unread and board.clock_status.running:
        return "○ not read"
    if board.clock_status.live:
        return "● live" if board.clock_status.running else "⏸ frozen"
    return (
        f"▶ ×{board.clock_status.speed}"
        if board.clock_status.running
        else f"⏸ ×{board.clock_status.speed}"
    )


class Commentary(BoardWidget):
    """The one sentence that matters most."""

    DEFAULT_CSS = "Commentary { height: 1; }"

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the sentence."""
        words = wrap(self.board.sentence, columns - 2) if rows > 1 else [self.board.sentence]
        return [line(" ", (text, "strong")) for text in words][:rows]


class Crumbs(BoardWidget):
    """The way that led to the account that is open."""

    DEFAULT_CSS = "Crumbs { height: 1; }"

    def __init__(self, trail: tuple[str, ...]) -> None:
        super().__init__()
        self._trail = trail

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the way, the last of it whole."""
        return [crumbs_line(self._trail, columns)]


def crumbs_line(trail: tuple[str, ...], columns: int) -> Line:
    """Return a way as a line; where it is too long, its beginning gives way."""
    shown = list(trail)
    while len(shown) > 1 and width(" › ".join(shown)) + 4 > columns:
        shown.pop(0)
    before = ("… › " if len(shown) < len(trail) else "") + " › ".join(shown[:-1])
    before = f"{before} › " if len(shown) > 1 else before
    return cut(line((f" {before}", "dim"), (shown[-1], "strong")), columns)


class Status(BoardWidget):
    """What to press, what the figures are made of, and how old they are; or what is wrong."""

    DEFAULT_CSS = "Status { height: 1; background: $race-bar; }"

    def __init__(self, hints: Sequence[Hint] = ()) -> None:
        super().__init__()
        self._hints = hints

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the line."""
        return [status_line(self.board, self._hints, columns)]

    async def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        left = 0
        for hint in hints_that_fit(self.board, self._hints, self.size.width):
            wide = line_width(_told(hint))
            if left <= event.x < left + wide:
                await self.screen.run_action(hint.action)
            left += wide


def _told(hint: Hint) -> Line:
    return line(" ", (hint.key, "key"), (f" {hint.name} ", "dim"))


def hints_that_fit(board: Board, hints: Sequence[Hint], columns: int) -> list[Hint]:
    """Return as many keys as there is room for beside what is told at the right."""
    room = columns - line_width(_right(board, columns)) - 1
    fitting: list[Hint] = []
    for hint in hints:
        if hint.replay_only and board.clock_status.live:
            continue
        room -= line_width(_told(hint))
        if room < 0:
            break
        fitting.append(hint)
    return fitting


def status_line(board: Board, hints: Sequence[Hint], columns: int) -> Line:
    """Return the status line: as many keys as fit, and always provenance and age."""
    left = [span for hint in hints_that_fit(board, hints, columns) for span in _told(hint)]
    return both_ends(tuple(left), _right(board, columns), columns)


def _right(board: Board, columns: int) -> Line:
    """Return what the figures are made of and how old they are; what is wrong comes first."""
    wrong = next((status for status in board.statuses if status.why), None)
    fresh = freshness(board)
    if wrong is not None and columns >= NARROW:
        room = (columns * 2 // 3 if columns >= WIDE else columns) - width(fresh) - 5
        words = (shorten(down(board, wrong), max(12, room)), "warn")
        return line(words, (" · ", "dim"), (fresh, "warn" if is_stale(board) else "dim"), " ")
    fresh = fresh if columns >= NARROW else fresh.split(", ")[-1]
    right = line((fresh, "warn" if is_stale(board) else "dim"), " ")
    told = board.provenance
    if columns < 70:
        told = "synthetic" if told.startswith("synthetic") else ""
    return line((told, "dim"), (" · ", "dim"), *right) if told else right


def down(board: Board, status: SourceStatus) -> str:
    """Return since when a source does not answer, when it is tried next, and why."""
    zone = zone_of(board.race.zone)
    since = "" if status.since is None else f" since {near_time(status.since, board.at, zone)}"
    # What may be cut stands last.
    if status.next_at is None or status.next_at < board.at - MINUTE:
        again = ""
    elif status.next_at - board.at < MINUTE:
        again = ", next try within a minute"
    else:
        again = f", next try {near_time(status.next_at, board.at, zone)}"
    return f"{status.source}{since}{again}: {status.why}"


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


class TooSmall(BoardWidget):
    """What is shown where nothing else fits."""

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the size that is needed, in as many lines as it takes."""
        words = "racetui needs 30 × 10 cells; q quits"
        return [line(text) for text in wrap(words, max(1, columns))][:rows]
