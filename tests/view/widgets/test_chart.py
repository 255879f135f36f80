"""The full-screen chart: its options, its title, and the values at the cursor."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, START, board, extended, minute, steady, track
from tui.model import DAY, HOUR, MINUTE, Board, Event, EventKind, Millis, Origin, Quality, Sample
from tui.view.drawing.chart_window import WINDOWS
from tui.view.drawing.frame import ChartOptions, Frame
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import draw
from tui.view.drawing.scene import scene_of
from tui.view.widgets.chart import chart_title, cursor_lines

SIX = 6 * HOUR
TWO = (steady(ANN, 900_000, 6000, 720), steady(BOB, 890_000, 6600, 720))
HAPPENED = (
    Event(minute(299), EventKind.POST, "Says hello", Origin.NOTED),
    Event(minute(600), EventKind.POST, "Says goodbye", Origin.NOTED),
)


def framed(
    options: ChartOptions, of: Board | None = None, columns: int = 100, rows: int = 20
) -> Frame:
    of = of or board(*TWO, events=HAPPENED)
    return Frame(of, of.standings, options, columns, rows)


def read(
    options: ChartOptions, columns: int = 100, rows: int = 4, of: Board | None = None
) -> list[str]:
    lines = cursor_lines(framed(options, of), columns, rows)
    return ["".join(text for text, _ in spans) for spans in lines]


# The options.


def test_until_ends_the_chart_in_the_past_without_a_forecast() -> None:
    frame = framed(ChartOptions(HOUR, until=minute(300)))
    assert frame.until == minute(300)
    assert frame.start < minute(241)
    points = frame.curves[1]
    assert max(at for at, _ in points) <= minute(300)
    assert not [s for s in scene_of(frame).strokes if s.style.endswith("faint")]
    # There is still room for the names of the curves.
    assert frame.x(minute(300)) / frame.across > 0.8


def test_until_is_never_after_now() -> None:
    assert framed(ChartOptions(HOUR, until=minute(9_999))).until == minute(720)


def test_pace_is_followers_an_hour() -> None:
    frame = framed(ChartOptions(SIX, pace=True))
    assert {value for _, value in frame.curves[1]} == {6000}
    assert {value for _, value in frame.curves[2]} == {6600}
    assert not [s for s in scene_of(frame).strokes if s.style == "target"]
    labels = [text.strip() for _, text in scene_of(frame).y_labels]
    assert all(text[0] in "+−0±" for text in labels)


def test_a_negative_pace_is_drawn_below_the_zero_line() -> None:
    losing = board(steady(ANN, 900_000, -6000, 720), TWO[1])
    frame = framed(ChartOptions(SIX, pace=True), losing)
    assert frame.bottom < 0 < frame.top
    assert [s for s in scene_of(frame).strokes if s.style == "rail" and s.dotted]
    assert any(text.strip().startswith("−") for _, text in scene_of(frame).y_labels)


def test_there_is_no_pace_across_a_data_gap() -> None:
    torn = extended(
        steady(ANN, 900_000, 600, 60), *(Sample(minute(300 + n), 950_000 + n) for n in range(61))
    )
    frame = framed(ChartOptions(SIX, pace=True), board(torn))
    assert max(value for _, value in frame.curves[1]) <= 601
    assert frame.value_at(1, minute(200)) is None


@pytest.mark.parametrize(
    "options", [ChartOptions(SIX, from_zero=True), ChartOptions(SIX, minute(500), from_zero=True)]
)
def test_from_zero_starts_the_axis_at_zero(options: ChartOptions) -> None:
    frame = framed(options)
    assert frame.bottom == 0
    assert frame.top > 900_000


def test_otherwise_the_axis_fits_the_curves() -> None:
    frame = framed(ChartOptions(SIX))
    assert frame.bottom > 800_000


@pytest.mark.parametrize("first", [0, 1, 3, 40, 5_000])
def test_count_labels_are_never_negative(first: int) -> None:
    frame = framed(ChartOptions(SIX), board(track(ANN, [first, first + 1], HOUR), target=None))
    assert not [text for _, text in scene_of(frame).y_labels if "−" in text]


def test_the_cursor_is_a_vertical_line_with_a_dot_on_each_curve() -> None:
    frame = framed(ChartOptions(SIX, cursor=minute(600)))
    marks = [m for m in scene_of(frame).marks if m.x == frame.x(minute(600))]
    assert sum(m.text == "│" for m in marks) > 10
    dots = {m.style: m.y for m in marks if m.text == "●"}
    assert dots == {
        "racer-1 strong": frame.y(960_000),
        "racer-2 strong": frame.y(956_000),
    }


def test_a_cursor_outside_the_chart_is_not_drawn() -> None:
    frame = framed(ChartOptions(HOUR, cursor=minute(5)))
    assert not [m for m in scene_of(frame).marks if m.text in ("│", "●")]


def test_a_value_is_the_last_reading_and_unknown_in_a_data_gap() -> None:
    torn = extended(track(ANN, [100, 110]), Sample(minute(200), 300), Sample(minute(201), 310))
    frame = framed(ChartOptions(SIX), board(torn))
    assert frame.value_at(1, START - MINUTE) is None
    assert frame.value_at(1, minute(1)) == 110
    assert frame.value_at(1, minute(100)) is None
    assert frame.value_at(1, minute(201)) == 310
    assert frame.value_at(7, minute(201)) is None


@settings(max_examples=80)
@given(
    st.sampled_from(WINDOWS),
    st.none() | st.integers(-100, 800),
    st.none() | st.integers(-100, 800),
    st.booleans(),
    st.booleans(),
    st.integers(20, 160),
    st.integers(4, 40),
)
def test_a_chart_with_any_options_fills_its_area_exactly(
    window: Millis | None,
    until: int | None,
    cursor: int | None,
    pace: bool,
    from_zero: bool,
    columns: int,
    rows: int,
) -> None:
    options = ChartOptions(
        window,
        None if until is None else minute(until),
        None if cursor is None else minute(cursor),
        pace,
        from_zero,
    )
    lines = draw(scene_of(framed(options, None, columns, rows)))
    assert [line_width(spans) for spans in lines] == [columns] * rows


# The title.


def title(options: ChartOptions, of: Board) -> str:
    return chart_title(framed(options, of))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (ChartOptions(SIX), "followers, last 6 h · axis not from zero"),
        (ChartOptions(None, from_zero=True), "followers, the whole time · axis from zero"),
        (
            ChartOptions(DAY, pace=True),
            "followers an hour, last 24 h · averaged over 1 h 50 min · axis not from zero",
        ),
        (
            ChartOptions(HOUR, until=minute(300)),
            "followers, 1 h until 17 Apr 2009 05:00 UTC · axis not from zero",
        ),
    ],
)
def test_the_title_has_the_measure_the_window_and_the_scale(
    options: ChartOptions, expected: str
) -> None:
    assert title(options, board(*TWO, target=None)) == expected


def test_the_title_mentions_a_target_and_racers_outside_the_chart() -> None:
    far = board(*TWO, target=9_000_000)
    assert title(ChartOptions(SIX), far).endswith("the target is above this chart")
    assert "target" not in title(ChartOptions(SIX, pace=True), far)
    of = board(*TWO, steady(CAT, 5, 1, 720), target=None)
    frame = Frame(of, of.standings[:2], ChartOptions(SIX), 100, 20)
    assert chart_title(frame).endswith("1 racer is far below · v shows it")


# The values at the cursor.


def test_without_a_cursor_the_keys_are_explained() -> None:
    (row,) = read(ChartOptions(SIX))
    assert row.startswith("← → move a cursor")


def test_the_cursor_shows_each_value_the_gap_and_the_event() -> None:
    head, values, event = read(ChartOptions(SIX, cursor=minute(600)))
    assert head == "17 Apr 2009 10:00 UTC  @ann leads by 4,000"
    assert values.split() == ["@ann", "960,000", "@bob", "956,000"]
    assert event.split() == ["2", "10:00", "Says", "goodbye"]


def test_an_event_far_from_the_cursor_is_not_shown() -> None:
    assert len(read(ChartOptions(SIX, cursor=minute(500)))) == 2


def test_the_cursor_shows_the_pace_with_its_sign() -> None:
    _, values, *_ = read(ChartOptions(SIX, cursor=minute(600), pace=True))
    assert values.split() == ["@bob", "+6,600", "@ann", "+6,000"]


def test_a_value_that_was_not_read_is_a_question_mark() -> None:
    of = board(TWO[0], track(BOB, [5]))
    _, values, *_ = read(ChartOptions(SIX, cursor=minute(600)), of=of)
    assert values.split() == ["@ann", "960,000", "@bob", "?"]


def test_a_single_line_has_the_time_and_the_values() -> None:
    (row,) = read(ChartOptions(SIX, cursor=minute(600)), rows=1)
    assert row.split() == ["10:00", "@ann", "960,000", "@bob", "956,000"]


@pytest.mark.parametrize("columns", [12, 20, 30, 60, 100])
@pytest.mark.parametrize("rows", [1, 4])
def test_the_values_at_the_cursor_fit_into_their_lines(columns: int, rows: int) -> None:
    lines = cursor_lines(framed(ChartOptions(SIX, cursor=minute(600))), columns, rows)
    assert len(lines) <= rows
    if rows == 1:
        assert max(map(line_width, lines)) <= columns


def test_a_suspect_count_is_never_cut() -> None:
    of = board(track(ANN, [100 + n for n in range(60)]), track(BOB, [90] * 60))
    wrong = replace(of.tracks[ANN.id].samples[58], followers=10_698_740, quality=Quality.SUSPECT)
    samples = of.tracks[ANN.id].samples
    suspect = replace(of.tracks[ANN.id], samples=(*samples[:58], wrong, samples[59]))
    of = replace(of, tracks={**of.tracks, ANN.id: suspect})
    for columns in range(34, 90):
        for cursor in (None, *(minute(n) for n in range(0, 60, 3))):
            frame = Frame(of, of.standings, ChartOptions(None, cursor=cursor), columns, 12)
            for row in draw(scene_of(frame)):
                text = "".join(part for part, _ in row)
                whole = "698,740" not in text or "10,698,740 ↑" in text
                assert whole, f"at {columns} columns, cursor at {cursor}"
