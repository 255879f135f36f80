"""A small matrix of which racers follow which."""

from tui.metrics.clique import follows
from tui.model import Board
from tui.sanitize import fit, shorten
from tui.view.drawing.lines import colour_of, line
from tui.view.drawing.plot import Line, Span

MAX_RACERS = 12
"""The matrix shows this many of the leading racers."""
SIGNS = {True: ("●", "good"), False: ("○", "dim"), None: ("?", "dim")}


def ties_lines(board: Board, columns: int) -> list[Line]:
    """Return the matrix: the row follows the column (●), does not (○), or it is unknown (?)."""
    racers = [s.account for s in board.standings][: max(0, min(MAX_RACERS, (columns - 14) // 3))]
    if len(racers) < 2:
        return []
    label = max(8, min(22, columns - 3 * len(racers) - 1))
    numbers = "".join(f"{n:>3}" for n in range(1, len(racers) + 1))
    lines = [line(("who follows whom", "dim")), line((" " * label + numbers, "dim"))]
    for n, one in enumerate(racers, 1):
        name = fit(shorten(f"{n} @{one.handle}", label), label)
        cells: list[Span] = [(name, colour_of(board.race, one.id))]
        for other in racers:
            sign, style = (
                ("·", "dim")
                if one is other
                else SIGNS[follows(board.follow_lists, one.id, other.id)]
            )
            cells.append((f"  {sign}", style))
        lines.append(tuple(cells))
    return lines
