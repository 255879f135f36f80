"""The follower curves: the frame, the scene, and the title."""

from dataclasses import replace
from datetime import UTC
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, START, account, board, extended, minute, steady, track
from tui.formats import moment
from tui.model import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Board,
    ConePoint,
    Event,
    EventKind,
    Forecast,
    Millis,
    Origin,
    Quality,
    Sample,
)
from tui.parsing import parse_time
from tui.sanitize import width
from tui.view.drawing.axes import local_steps, nice_steps
from tui.view.drawing.chart_window import span_name, within_reach
from tui.view.drawing.frame import ChartOptions, Frame
from tui.view.drawing.plot import DOTS_DOWN, Mark, Stroke, area, draw
from tui.view.drawing.scene import numbered_events, scene_of
from tui.view.widgets.curve import curve_title

NEW_YORK = ZoneInfo("America/New_York")
SIX = 6 * HOUR
RIVALS = (steady(ANN, 900_000, 6000, 360), steady(BOB, 890_000, 6500, 360))


def framed(
    of: Board, columns: int = 80, rows: int = 20, window: Millis | None = SIX, every: bool = True
) -> Frame:
    return Frame(of, within_reach(of, window, every), ChartOptions(window), columns, rows)


def strokes_of(of: Board, style: str) -> list[Stroke]:
    return [s for s in scene_of(framed(of)).strokes if s.style == style]


def marks_of(of: Board, starting: str) -> list[Mark]:
    return [m for m in scene_of(framed(of)).marks if m.text.startswith(starting)]


def shown(of: Board, columns: int = 80, rows: int = 20) -> list[str]:
    return ["".join(part for part, _ in row) for row in draw(scene_of(framed(of, columns, rows)))]


def happened(at: Millis, within: Millis = 0) -> Event:
    return Event(at, EventKind.POST, "Something", Origin.DOCUMENTED, within=within)


def test_racers_far_below_the_leader_are_shown_only_with_everyone() -> None:
    of = board(*RIVALS, steady(CAT, 1000, 10, 360))
    assert [s.account for s in within_reach(of, SIX, False)] == [ANN, BOB]
    assert [s.account for s in within_reach(of, SIX, True)] == [ANN, BOB, CAT]


def test_the_leader_is_never_shown_alone() -> None:
    of = board(track(ANN, [1_000_000]), track(BOB, [5]), track(CAT, [4]))
    assert [s.account for s in within_reach(of, HOUR, False)] == [ANN, BOB]


def test_a_racer_without_readings_has_no_curve() -> None:
    of = board(RIVALS[0], track(BOB, []))
    assert [s.account for s in within_reach(of, SIX, True)] == [ANN]
    assert within_reach(board(track(BOB, [])), SIX, False) == []


def test_a_longer_window_reaches_further_down() -> None:
    of = board(steady(ANN, 100_000, 1000, 120), steady(BOB, 97_000, 1000, 120))
    of = replace(of, standings=(*of.standings, replace(of.standings[1], rank=3, followers=90_000)))
    assert len(within_reach(of, HOUR, False)) == 2
    assert len(within_reach(of, DAY, False)) == 3


def test_a_near_target_is_a_dotted_line() -> None:
    of = board(*RIVALS, target=940_000)
    (line,) = strokes_of(of, "target")
    assert line.dotted
    assert {y for _, y in line.points} == {framed(of).y(940_000)}
    assert "940,000" in "\n".join(shown(of))


def test_a_far_target_is_mentioned_in_the_title_instead() -> None:
    of = board(*RIVALS, target=5_000_000)
    assert strokes_of(of, "target") == []
    assert curve_title(framed(of)) == "followers, last 6 h · the target is above this chart"
    below = framed(board(*RIVALS, target=10), window=None)
    assert curve_title(below) == "followers, the whole time · the target is below this chart"


def test_without_a_target_the_title_is_the_window_and_the_hidden_racers() -> None:
    cat, dan = steady(CAT, 1000, 10, 360), steady(account(4), 900, 10, 360)
    for tracks, note in (
        ((*RIVALS, cat), "1 racer is far below · v shows it"),
        ((*RIVALS, cat, dan), "2 racers are far below · v shows them"),
    ):
        frame = framed(board(*tracks, target=None), every=False)
        assert curve_title(frame) == f"followers, last 6 h · {note}"


def test_the_title_of_a_narrow_chart_is_brief_and_never_too_wide() -> None:
    of = board(*RIVALS, steady(CAT, 1000, 10, 360), target=5_000_000)
    brief = framed(of, columns=60, every=False)
    assert curve_title(brief) == "followers, last 6 h · target above · v shows 1 more"
    for columns in range(30, 120):
        title = curve_title(framed(of, columns, every=False))
        assert width(title) <= columns - 2, f"at {columns} columns"


@pytest.mark.parametrize(
    ("span", "name"), [(HOUR, "1 h"), (SIX, "6 h"), (DAY, "24 h"), (7 * DAY, "7 d")]
)
def test_a_window_is_named_in_hours_up_to_a_day(span: Millis, name: str) -> None:
    assert span_name(span) == name


@pytest.mark.parametrize("window", [HOUR, SIX, DAY])
def test_the_chart_stays_the_same_while_nothing_moves_by_a_dot(window: Millis) -> None:
    tracks = [replace(t, samples=t.samples[:340]) for t in RIVALS]
    frame = framed(board(*tracks, at=minute(359), predicted={}), window=window)
    at = frame.start + frame.x(minute(359)) * frame.step
    scenes = [
        scene_of(framed(board(*tracks, at=at + after, predicted={}), window=window))
        for after in (frame.step // 3, frame.step // 3 + SECOND, frame.step - 1)
    ]
    assert scenes[0] == scenes[1] == scenes[2]


def test_a_dot_later_the_whole_grid_moves_by_one() -> None:
    one = framed(board(*RIVALS, predicted={}))
    other = framed(board(*RIVALS, at=one.board.at + one.step, predicted={}))
    assert (other.start - one.start, other.end - one.end) == (one.step, one.step)
    assert other.x(START + HOUR) == one.x(START + HOUR) - 1


@settings(max_examples=60)
@given(
    st.integers(0, 40 * DAY),
    st.sampled_from([HOUR, SIX, DAY, 7 * DAY]),
    st.integers(30, 160),
)
def test_now_is_inside_the_chart_with_the_future_to_its_right(
    later: Millis, window: Millis, columns: int
) -> None:
    of = board(*RIVALS, at=minute(360) + later, predicted={})
    frame = framed(of, columns, window=window)
    assert frame.start <= of.at < frame.end
    assert 0.7 < frame.x(of.at) / frame.across < 0.8
    assert frame.x(frame.start) == 0
    assert (frame.end - frame.start) == frame.across * frame.step


def test_each_curve_ends_at_now_and_the_leader_is_drawn_last() -> None:
    of = board(*RIVALS, predicted={})
    curves = [s for s in scene_of(framed(of)).strokes if not s.dotted]
    assert [s.style for s in curves] == ["racer-2", "racer-1"]
    assert all(s.points[-1][0] == framed(of).x(of.at) for s in curves)


def test_a_data_gap_splits_the_curve() -> None:
    gone = extended(
        steady(ANN, 900_000, 6000, 60),
        *(Sample(minute(240 + n), 930_000 + n) for n in range(60)),
    )
    first, second = strokes_of(board(gone, predicted={}), "racer-1")
    assert second.points[0][0] - first.points[-1][0] > 20
    assert len(strokes_of(board(RIVALS[0], predicted={}), "racer-1")) == 1


def test_a_single_reading_between_two_data_gaps_is_drawn() -> None:
    lone = track(ANN, [1000, 1001], MINUTE)
    lone = extended(lone, Sample(minute(100), 1100), Sample(minute(200), 1200))
    drawn = strokes_of(board(lone, predicted={}), "racer-1")
    assert sum(len(s.points) for s in drawn) >= 3


def false_reading(count: int, quality: Quality = Quality.FALSE_READING) -> Board:
    counts: list[int | None] = [900_000 + 100 * n for n in range(361)]
    counts[180] = count
    return board(track(ANN, counts, doubted={180: quality}), RIVALS[1], predicted={})


def test_a_false_reading_above_the_chart_is_shown_at_its_edge() -> None:
    of = false_reading(1_998_130)
    (mark,), (label,) = marks_of(of, "○"), marks_of(of, "1,998,130")
    assert label.text == "1,998,130 ↑"
    assert label.y == mark.y
    assert mark.y == framed(of).down - 1
    assert mark.style == "racer-1"
    assert "1,998,130 ↑" in shown(of)[0]


def test_a_false_reading_below_the_chart_is_shown_above_the_flags() -> None:
    of = false_reading(3)
    assert [mark.text for mark in marks_of(of, "3 ")] == ["3 ↓"]
    assert "3 ↓" in shown(of)[-3]


def test_the_count_of_a_false_reading_never_covers_another_one() -> None:
    counts: list[int | None] = [900_000 + 100 * n for n in range(361)]
    doubted = dict.fromkeys((120, 126, 132, 300), Quality.FALSE_READING)
    for n in doubted:
        counts[n] = 1_700_000 + n
    of = board(track(ANN, counts, doubted=doubted), RIVALS[1], predicted={})
    top = shown(of)[0]
    assert top.count("○") == 4
    assert "1,700,300 ↑ ○" in top
    assert "1,700,120 ↑ ○" in top
    assert "1,700,126" not in top


@pytest.mark.parametrize("columns", [40, 60, 80, 160])
def test_a_new_false_reading_is_never_cut(columns: int) -> None:
    wild = extended(RIVALS[0], Sample(minute(361), 1_998_130, quality=Quality.SUSPECT))
    assert "1,998,130 ↑" in shown(board(wild, predicted={}, at=minute(361)), columns)[0]


@pytest.mark.parametrize("quality", [Quality.FALSE_READING, Quality.SUSPECT])
def test_a_suspect_reading_inside_the_chart_is_a_circle_off_the_curve(
    quality: Quality,
) -> None:
    of = false_reading(925_000, quality)
    frame = framed(of)
    (mark,) = marks_of(of, "○")
    assert (mark.x, mark.y, mark.text) == (frame.x(minute(180)), frame.y(925_000), "○")
    assert all((mark.x, mark.y) not in s.points for s in strokes_of(of, "racer-1"))


def test_a_suspect_reading_does_not_stretch_the_chart() -> None:
    one, other = framed(false_reading(1_998_130)), framed(board(*RIVALS, predicted={}))
    assert (one.bottom, one.top) == (other.bottom, other.top)


def test_events_have_numbered_flags_unless_only_their_day_is_known() -> None:
    events = [
        happened(START - 9 * HOUR),
        happened(minute(60)),
        happened(minute(150), 6 * HOUR),
        happened(minute(240), 6 * HOUR - 1),
    ]
    of = board(RIVALS[0], events=events, predicted={}, target=None)
    flags = [m for m in scene_of(framed(of)).marks if m.style == "strong"]
    assert [(m.text, m.x) for m in flags] == [
        ("2", framed(of).x(minute(60))),
        ("4", framed(of).x(minute(240))),
    ]
    assert [n for n, _ in numbered_events(of, START)] == [2, 3, 4]


def test_flags_do_not_overlap() -> None:
    events = [happened(minute(10 * n)) for n in range(1, 36)]
    of = board(RIVALS[0], events=events, predicted={}, target=None)
    flags = [m for m in scene_of(framed(of, 50)).marks if m.style == "strong"]
    assert len(flags) > 5
    assert all(b.x >= a.x + 2 * len(a.text) for a, b in pairwise(flags))


@pytest.mark.parametrize(
    "counts",
    [
        (100_000, 100_001, 100_002),
        (100_000, 99_000, 98_990),
        (100_000, 99_990, 90_000),
        (100_000, 90_002, 90_001, 90_000),
        (100_000, 100_000, 90_000, 90_000),
    ],
)
def test_names_at_the_ends_of_curves_do_not_overlap(counts: tuple[int, ...]) -> None:
    tracks = [track(account(n), [count] * 60) for n, count in enumerate(counts, 1)]
    of = board(*tracks, target=None, predicted={})
    names = [m for m in scene_of(framed(of)).marks if "@" in m.text]
    assert len({m.y // DOTS_DOWN for m in names}) == len(counts)
    lines = "\n".join(shown(of))
    assert all(f"@racer{n}" in lines for n in range(1, len(counts) + 1))


def test_a_name_has_the_colour_of_its_racer_and_is_shortened() -> None:
    long = replace(BOB, handle="a_handle_without_end")
    of = board(RIVALS[0], replace(RIVALS[1], account=long), predicted={})
    names = {m.text: m.style for m in scene_of(framed(of)).marks if "@" in m.text}
    assert names["1 @ann"] == "racer-1"
    (other,) = (text for text in names if text != "1 @ann")
    assert other.startswith("2 @a_handle")
    assert other.endswith("…")
    assert width(other) == 14


LOW, SPAN = st.integers(0, 2_000_000), st.integers(0, 200_000)


@settings(max_examples=150)
@given(LOW, SPAN, st.integers(4, 40), st.sampled_from([None, 1_000_000]))
@example(5200, 4000, 10, None)
@example(99_000, 990, 20, None)
def test_count_labels_are_as_wide_as_the_room_left_for_them(
    low: int, span: int, rows: int, target: int | None
) -> None:
    of = board(track(ANN, [low, low + span], HOUR), target=target, predicted={})
    frame = framed(of, 60, rows)
    labels = scene_of(frame).y_labels
    widest = max((width(text) for _, text in labels), default=0)
    assert (frame.across, frame.down) == area(60, rows, widest)


@settings(max_examples=60, deadline=None)
@given(LOW, SPAN, st.integers(4, 30), st.integers(30, 120))
def test_everything_drawn_lies_in_the_grid_and_fills_the_widget(
    low: int, span: int, rows: int, columns: int
) -> None:
    cone = (
        ConePoint(minute(360), low, low + span, low + 3 * span),
        ConePoint(minute(60 * 48), low, low + 2 * span, low + 99 * span),
    )
    of = board(
        track(ANN, [low, low + span], HOUR),
        target=low + span + 5,
        predicted={1: Forecast(p_not=0.5, cone=cone)},
    )
    frame = framed(of, columns, rows)
    scene = scene_of(frame)
    dots = [dot for s in scene.strokes for dot in s.points]
    assert all(0 <= x < frame.across and 0 <= y < frame.down for x, y in dots)
    assert all(0 <= m.y < frame.down for m in scene.marks)
    lines = ["".join(part for part, _ in row) for row in draw(scene)]
    assert [width(row) for row in lines] == [columns] * rows


def test_a_forecast_is_dotted_and_begins_after_now() -> None:
    cone = (
        ConePoint(minute(420), 936_000, 940_000, 944_000),
        ConePoint(minute(900), 960_000, 970_000, 980_000),
    )
    of = board(RIVALS[0], predicted={1: Forecast(p_not=0.5, cone=cone)}, target=None)
    faint = strokes_of(of, "racer-1 faint")
    assert faint
    assert all(s.dotted for s in faint)
    assert min(x for s in faint for x, _ in s.points) > framed(of).x(of.at)


@pytest.mark.parametrize(
    ("low", "high", "most", "steps"),
    [
        (0, 10, 5, [0, 2, 4, 6, 8, 10]),
        (889_000, 941_000, 4, [900_000, 920_000, 940_000]),
        (6, 8, 2, [6, 7, 8]),
        (-30, 30, 3, [-20, 0, 20]),
    ],
)
def test_steps_are_round_counts(low: float, high: float, most: int, steps: list[int]) -> None:
    assert nice_steps(low, high, most) == steps


@given(st.integers(-(10**9), 10**9), st.integers(2, 10**9), st.integers(2, 10))
def test_steps_are_even_and_about_as_many_as_asked(low: int, room: int, most: int) -> None:
    steps = nice_steps(low, low + room, most)
    assert all(low <= n <= low + room for n in steps)
    assert len({b - a for a, b in pairwise(steps)}) <= 1
    assert len(steps) <= most + 1


@given(st.integers(-(10**9), 10**9), st.integers(2, 10**9), st.integers(2, 10))
@example(5080, 4240, 2)
def test_there_is_always_at_least_one_step(low: int, room: int, most: int) -> None:
    assert nice_steps(low, low + room, most)


def at(text: str) -> Millis:
    return parse_time(text, UTC, 0)


def test_hours_are_counted_from_local_midnight() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    steps = list(local_steps(at("2009-04-17T00:00:00Z"), at("2009-04-17T12:00:00Z"), SIX, kolkata))
    assert [f"{moment(t, kolkata):%H:%M}" for t in steps] == ["06:00", "12:00"]


@pytest.mark.parametrize("day", ["2009-03-08", "2009-11-01"])
def test_across_a_clock_change_each_hour_comes_once(day: str) -> None:
    start = at(f"{day}T05:00:00Z")
    steps = list(local_steps(start, start + 2 * DAY, HOUR, NEW_YORK))
    assert steps == [start + n * HOUR for n in range(48)]


@pytest.mark.parametrize("day", ["2009-03-07", "2009-10-31"])
def test_across_a_clock_change_a_day_begins_at_midnight(day: str) -> None:
    start = at(f"{day}T00:00:00Z")
    for step in (SIX, DAY):
        steps = list(local_steps(start, start + 4 * DAY, step, NEW_YORK))
        midnights = [t for t in steps if f"{moment(t, NEW_YORK):%H:%M}" == "00:00"]
        assert len(midnights) == 4
        assert steps == sorted(set(steps))


def test_across_a_clock_change_two_days_stay_two_days() -> None:
    london = ZoneInfo("Europe/London")
    start = at("2009-03-20T00:00:00Z")
    steps = local_steps(start, start + 20 * DAY, 2 * DAY, london)
    days = [moment(t, london).toordinal() for t in steps]
    assert {b - a for a, b in pairwise(days)} == {2}
