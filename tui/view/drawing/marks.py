"""Small drawings in characters: big digits, bars, sparklines. Pure."""

from collections.abc import Sequence

from tui.model import EventKind
from tui.view.drawing.plot import Line, Span

GLYPHS = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": (" ┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    ",": (" ", " ", ","),
    "?": ("╺━┓", " ┏┛", " ╹ "),
}
LEVELS = "▁▂▃▄▅▆▇█"
LOSS = "_"
NOTABLE = {
    EventKind.LEAD_CHANGE: "⇄",
    EventKind.MILESTONE: "★",
    EventKind.FALSE_READING: "○",
    EventKind.GAP: "┄",
}
"""The kinds of event that have a mark of their own."""


def big_digits(text: str) -> tuple[str, str, str]:
    """Return digits and commas as three lines of box-drawing characters."""
    glyphs = [GLYPHS.get(char, (char, char, char)) for char in text]
    first, second, third = (" ".join(glyph[row] for glyph in glyphs) for row in range(3))
    return first, second, third


def progress_bar(share: float, cells: int, style: str) -> Line:
    """Return a bar of `cells` cells filled to a share, rounded down to half a cell."""
    halves = int(max(0.0, min(1.0, share)) * cells * 2)
    full, half = divmod(halves, 2)
    return (("━" * full + "╸" * half, style), ("─" * (cells - full - half), "rail"))


def sparkline(values: Sequence[float | None], highest: float, style: str) -> Line:
    """Return one column for each value, on a scale from 0 to `highest`.

    A loss is a low stroke in a style of its own; an unknown value is blank.
    """
    spans: list[Span] = []
    for value in values:
        if value is None:
            spans.append((" ", ""))
        elif value < 0:
            spans.append((LOSS, "loss"))
        else:
            level = min(len(LEVELS) - 1, int(value / highest * len(LEVELS))) if highest > 0 else 0
            spans.append((LEVELS[level], style))
    return tuple(spans)
