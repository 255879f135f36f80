"""Lines of styled text: put together, cut to a width, broken into lines. Pure."""

from collections.abc import Sequence

from rich.cells import set_cell_size

from tui.model import Race
from tui.sanitize import fit, width
from tui.view.drawing.plot import Line, Span

RACERS = 8
"""Racer colours; further racers begin again with the first."""
LEAD_MARK, CHOSEN_MARK, BAR = "★", "▸", "┃"


def dimmed(spans: Line) -> Line:
    """Return a line of old figures: its texts, all in the style of what is not to be trusted."""
    return tuple((text, "dim") for text, _ in spans)


def line(*spans: Span | str) -> Line:
    """Return a line; plain text has the style of the panel."""
    return tuple((span, "") if isinstance(span, str) else span for span in spans)


def line_width(spans: Line) -> int:
    """Return how many cells a line takes."""
    return sum(width(text) for text, _ in spans)


def cut(spans: Line, cells: int) -> Line:
    """Return a line in at most `cells` cells; what is cut ends in an ellipsis."""
    kept: list[Span] = []
    for text, style in spans:
        room = cells - line_width(tuple(kept))
        if room <= 0:
            break
        kept.append((text if width(text) <= room else fit(text, room), style))
    return tuple(kept)


def both_ends(left: Line, right: Line, cells: int) -> Line:
    """Return a line with one part at each end; where both do not fit, the left one is cut."""
    right = cut(right, cells)
    room = cells - line_width(right)
    left = cut(left, max(0, room - 1))
    return (*left, (" " * (room - line_width(left)), ""), *right)


def both_ends_fitting(left: Line, rights: Sequence[Line], cells: int) -> Line:
    """Return a line with the left part and the first right part that fits beside it whole."""
    fits = [r for r in rights if line_width(left) + line_width(r) < cells]
    return both_ends(left, fits[0] if fits else (), cells)


def wrap(text: str, cells: int) -> list[str]:
    """Return a text in lines of at most `cells` cells, broken between words where there are any."""
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
    """Return the style of a racer: by its place in the race's list, which never changes."""
    place = next((i for i, account in enumerate(race.accounts) if account.id == account_id), 0)
    return f"racer-{place % RACERS + 1}"


def with_bar(
    lines: Sequence[Line], columns: int, room: int, known: int, first: int, headed: int
) -> Sequence[Line]:
    """Return lines with a bar at their right that says where they are among all that are known.

    `room` of those known are seen, from the `first` on, below so many that are `headed`.
    """
    if known <= room:
        return lines
    long = max(1, room * room // known)
    start = headed + (room - long) * first // max(1, known - room)
    return [
        (*told, (" " * (columns - 1 - line_width(told)), ""), (BAR, "rail"))
        if start <= y < start + long
        else told
        for y, told in enumerate(lines)
    ]
