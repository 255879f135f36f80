"""Builds lines of styled text, cuts them to a width, and wraps text. Pure."""

from collections.abc import Sequence

from rich.cells import set_cell_size

from tui.model import Race
from tui.sanitize import fit, width
from tui.view.drawing.plot import Line, Span

RACERS = 8
"""The number of racer colours; the ninth racer has the first one again."""
LEAD_MARK, CHOSEN_MARK, SCROLLBAR = "★", "▸", "┃"


def dimmed(spans: Line) -> Line:
    """Return a line with all its text dimmed, for stale figures."""
    return tuple((text, "dim") for text, _ in spans)


def line(*spans: Span | str) -> Line:
    """Return a line; plain text has the widget's own style."""
    return tuple((span, "") if isinstance(span, str) else span for span in spans)


def line_width(spans: Line) -> int:
    """Return the width of a line in cells."""
    return sum(width(text) for text, _ in spans)


def cut(spans: Line, cells: int) -> Line:
    """Return a line cut to at most `cells` cells, ending in an ellipsis if it was longer."""
    kept: list[Span] = []
    for text, style in spans:
        room = cells - line_width(tuple(kept))
        if room <= 0:
            break
        kept.append((text if width(text) <= room else fit(text, room), style))
    return tuple(kept)


def both_ends(left: Line, right: Line, cells: int) -> Line:
    """Return a line with one part at each end; if both do not fit, the left one is cut."""
    right = cut(right, cells)
    room = cells - line_width(right)
    left = cut(left, max(0, room - 1))
    return (*left, (" " * (room - line_width(left)), ""), *right)


def both_ends_fitting(left: Line, rights: Sequence[Line], cells: int) -> Line:
    """Return a line with the left part and the first right part that fits beside it uncut."""
    fitting = [r for r in rights if line_width(left) + line_width(r) < cells]
    return both_ends(left, fitting[0] if fitting else (), cells)


def first_fitting(lines: Sequence[Line], cells: int) -> Line:
    """Return the first line that fits into `cells` cells, else the last one, cut."""
    return next((spans for spans in lines if line_width(spans) <= cells), cut(lines[-1], cells))


def wrap(text: str, cells: int) -> list[str]:
    """Return a text as lines of at most `cells` cells, broken between words where possible."""
    lines, current = list[str](), ""
    for word in text.split():
        while width(word) > cells:
            head = set_cell_size(word, max(1, cells)).rstrip() or word[0]
            lines += [current] if current else []
            lines.append(head)
            word, current = word[len(head) :], ""
        joined = f"{current} {word}" if current else word
        if width(joined) > cells:
            lines.append(current)
            current = word
        else:
            current = joined
    return [*lines, current] if current else lines


def colour_of(race: Race, account_id: int) -> str:
    """Return the style of a racer, which depends on its fixed place in the race's list."""
    place = next((i for i, account in enumerate(race.accounts) if account.id == account_id), 0)
    return f"racer-{place % RACERS + 1}"


def with_scrollbar(
    lines: Sequence[Line], columns: int, room: int, total: int, first: int, heading_rows: int
) -> Sequence[Line]:
    """Return lines with a scrollbar at their right, if not all rows are visible.

    `room` of `total` rows are visible, from number `first` on, below `heading_rows` fixed rows.
    """
    if total <= room:
        return lines
    length = max(1, room * room // total)
    start = heading_rows + (room - length) * first // max(1, total - room)
    return [
        (*spans, (" " * (columns - 1 - line_width(spans)), ""), (SCROLLBAR, "rail"))
        if start <= y < start + length
        else spans
        for y, spans in enumerate(lines)
    ]
