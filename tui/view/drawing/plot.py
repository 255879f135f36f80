"""Draws a chart with plotext, from points in a grid of dots to lines of styled text.

Scenes compare by value, so a chart is drawn again only when something moves by a dot.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

Span = tuple[str, str]
Line = tuple[Span, ...]

DOTS_ACROSS, DOTS_DOWN = 2, 4
"""The dots in one Braille character."""
FIRST_CODE = 16
FILLER = "\ue000"
ANSI = re.compile(r"\x1b\[(?:38;5;)?([0-9]+)m")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through dots (x to the right, y upwards); a `dotted` one draws only its points."""

    points: tuple[tuple[int, int], ...]
    style: str
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A text that starts in the cell of a dot."""

    x: int
    y: int
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A chart: its size in cells, and axis labels, strokes and marks placed by dots."""

    columns: int
    rows: int
    x_labels: tuple[tuple[int, str], ...]
    y_labels: tuple[tuple[int, str], ...]
    strokes: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    label_style: str = "dim"


def area(columns: int, rows: int, label_width: int) -> tuple[int, int]:
    """Return the chart's size in dots, across and down, without the axis labels."""
    return max(2, (columns - label_width) * DOTS_ACROSS), max(4, (rows - 1) * DOTS_DOWN)


@lru_cache(maxsize=8)
def draw(scene: Scene) -> tuple[Line, ...]:
    """Return the chart as lines of (text, style), each as wide as the scene."""
    import plotext

    styles = [scene.label_style]
    for style in (*(s.style for s in scene.strokes), *(m.style for m in scene.marks)):
        if style not in styles:
            styles.append(style)
    code = {style: FIRST_CODE + place for place, style in enumerate(styles)}
    across, down = area(scene.columns, scene.rows, _label_width(scene))

    def column(x: int) -> float:
        """Return the plotext coordinate that puts text into the cell of a dot."""
        return x // DOTS_ACROSS * (across - 1) / max(1, across // DOTS_ACROSS - 1)

    def row(y: int) -> float:
        return y // DOTS_DOWN * (down - 1) / max(1, down // DOTS_DOWN - 1)

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plotsize(scene.columns, scene.rows)
    plotext.canvas_color("default")
    plotext.axes_color("default")
    plotext.ticks_color(code[scene.label_style])
    plotext.frame(False)
    plotext.grid(False)
    plotext.xlim(0, across - 1)
    plotext.ylim(0, down - 1)
    # Without any label, plotext would use the row of labels for the chart.
    x_labels = scene.x_labels or ((0, " "),)
    plotext.xticks([column(x) for x, _ in x_labels], [text for _, text in x_labels])
    plotext.yticks([row(y) for y, _ in scene.y_labels], [text for _, text in scene.y_labels])
    for stroke in scene.strokes:
        xs, ys = [x for x, _ in stroke.points], [y for _, y in stroke.points]
        how = plotext.scatter if stroke.dotted else plotext.plot
        how(xs, ys, marker="braille", color=code[stroke.style])
    for mark in scene.marks:
        plotext.text(
            _one_cell_each(mark.text),
            x=column(mark.x),
            y=row(mark.y),
            color=code[mark.style],
            alignment="left",
        )
    lines = plotext.build().splitlines()
    return tuple(_spans(line, styles) for line in lines[: scene.rows])


def _one_cell_each(text: str) -> str:
    """Return a text with a filler after each wide character, one character per cell."""
    return "".join(char + FILLER * (cell_len(char) - 1) for char in text)


def _label_width(scene: Scene) -> int:
    return max((len(text) for _, text in scene.y_labels), default=0)


def _spans(line: str, styles: list[str]) -> Line:
    """Return a line from plotext as spans; its colour codes are indexes into `styles`."""
    spans: list[Span] = []
    style = ""
    for place, part in enumerate(ANSI.split(line)):
        if place % 2:
            number = int(part) - FIRST_CODE
            style = styles[number] if 0 <= number < len(styles) else ""
        elif part := part.replace(FILLER, ""):
            spans.append((part, style))
    return tuple(spans)
