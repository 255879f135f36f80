"""A chart in characters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.sanitize import width
from tui.view.drawing.plot import Line, Mark, Scene, Stroke, area, draw

DOTS = st.tuples(st.integers(0, 400), st.integers(0, 200))
STROKES = st.builds(
    Stroke,
    points=st.lists(DOTS, min_size=1, max_size=5).map(tuple),
    style=st.sampled_from(["a", "b"]),
    dotted=st.booleans(),
)
MARKS = st.builds(
    Mark, st.integers(0, 400), st.integers(0, 200), st.sampled_from(["1", "12", "○"]), st.just("m")
)


def text(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


def style_of(line: Line, wanted: str) -> str:
    return next(style for part, style in line if wanted in part)


RISE = Scene(
    columns=20,
    rows=6,
    x_labels=((10, "12:00"),),
    y_labels=((0, " 90 "), (16, "100 ")),
    strokes=(
        Stroke(((0, 0), (15, 19), (31, 19)), "ann"),
        Stroke(tuple((x, 10) for x in range(0, 32, 4)), "target", dotted=True),
    ),
    marks=(Mark(6, 1, "3", "strong"), Mark(31, 19, "○", "ann")),
)


def test_a_chart_is_drawn_in_braille_with_its_labels_and_marks() -> None:
    assert text(draw(RISE)) == [
        "100       ⡠⠊⠉⠉⠉⠉⠉⠉⠉○",
        "        ⢀⠜          ",
        "    ⠂ ⠂⡰⠂ ⠂ ⠂ ⠂ ⠂ ⠂ ",
        "     ⢠⠊             ",
        " 90 ⡔⠁ 3            ",
        "       12:00        ",
    ]


def test_each_part_of_a_chart_has_its_own_style() -> None:
    lines = draw(RISE)
    assert style_of(lines[0], "100") == "dim"
    assert style_of(lines[0], "○") == "ann"
    assert style_of(lines[2], "⠂") == "target"
    assert style_of(lines[4], "3") == "strong"
    assert style_of(lines[5], "12:00") == "dim"


def test_an_empty_chart_is_blank() -> None:
    assert text(draw(Scene(8, 3, (), (), (), ()))) == [" " * 8] * 3


def test_a_mark_is_in_the_cell_of_its_dot() -> None:
    columns, rows = 61, 21
    across, down = area(columns, rows, 0)
    line = Stroke(((0, 0), (across - 1, 0)), "ann")
    dots = [*((x, 9) for x in range(across)), *((9, y) for y in range(down))]
    for x, y in dots:
        mark = Mark(x, y, "○", "m")
        lines = text(draw(Scene(columns, rows, ((40, "x"),), (), (line,), (mark,))))
        assert lines[rows - 2 - y // 4][x // 2] == "○"


def test_a_cell_has_two_dots_across_and_four_down() -> None:
    assert area(20, 6, 4) == (32, 20)


@settings(max_examples=60)
@given(
    st.integers(8, 60),
    st.integers(2, 20),
    st.lists(STROKES, max_size=3).map(tuple),
    st.lists(MARKS, max_size=3).map(tuple),
)
def test_every_line_of_a_chart_is_as_wide_as_its_scene(
    columns: int, rows: int, strokes: tuple[Stroke, ...], marks: tuple[Mark, ...]
) -> None:
    lines = text(draw(Scene(columns, rows, ((3, "1:00"),), ((0, "90 "),), strokes, marks)))
    assert [width(line) for line in lines] == [columns] * rows


def test_an_equal_scene_is_not_drawn_again() -> None:
    again = Scene(RISE.columns, RISE.rows, RISE.x_labels, RISE.y_labels, RISE.strokes, RISE.marks)
    assert draw(again) is draw(RISE)
