"""The one gate for text from outside, and the width of text in a terminal.

Every string from outside this program passes `clean` before it is stored and `fit` before it is
drawn.
"""

import unicodedata

from rich.cells import cell_len, set_cell_size

# Drawn as nothing: Hangul and Khmer fillers, the Braille blank, variation selectors.
INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f") | frozenset(
    chr(point)
    for point in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x1810))
)
MAX_MARKS = 4


def clean(text: str, limit: int = 200) -> str:
    """Return text from outside as one safe line of at most `limit` characters, possibly empty.

    Control, bidirectional and zero-width characters, lone surrogates and stacks of combining marks
    are removed or replaced.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text[: limit * 8].split())[:limit].strip()
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[: limit * 8]):
        category = unicodedata.category(char)
        if category[0] == "M":
            marks += 1
            if marks <= MAX_MARKS and char not in INVISIBLE:
                kept.append(char)
        elif visible := _visible(char, category):
            marks = 0
            kept.append(visible)
    return " ".join("".join(kept).split())[:limit].strip()


def _visible(char: str, category: str) -> str:
    if category[0] == "Z" or char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
        return " "
    if category == "Cf" or char in INVISIBLE:
        return ""
    if category in {"Cc", "Cs", "Cn", "Co"}:
        return "\ufffd"
    # A letter without a width of its own would be drawn over its neighbour.
    return char if cell_len(char) else ""


def width(text: str) -> int:
    """Return the width of a text in terminal cells."""
    return cell_len(text)


def fit(text: str, cells: int) -> str:
    """Return the text in exactly `cells` cells, padded with spaces or cut with an ellipsis."""
    if cells <= 0:
        return ""
    if cell_len(text) > cells:
        text = set_cell_size(text, cells - 1).rstrip() + "…"
    return set_cell_size(text, cells)


def shorten(text: str, cells: int) -> str:
    """Return the text in at most `cells` cells, cut with an ellipsis if it is longer."""
    return fit(text, cells) if cell_len(text) > cells else text
