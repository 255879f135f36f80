"""The latest events, as lines."""

import pytest

from tests.building import ANN, START, board, minute, track
from tui.model import DAY, HOUR, Board, Event, EventKind, Origin
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import Line
from tui.view.widgets.events import event_lines

KIND, ORIGIN = EventKind.POST, Origin.DOCUMENTED


def happened(*events: Event) -> Board:
    return board(track(ANN, [1], start=minute(600)), events=events, target=None)


def text(lines: list[Line]) -> list[str]:
    return ["".join(part for part, _ in spans) for spans in lines]


def test_the_newest_event_comes_first_with_the_number_of_its_flag() -> None:
    of = happened(
        Event(minute(0), KIND, "A bet is made", ORIGIN),
        Event(minute(60), EventKind.LEAD_CHANGE, "Ann takes the lead", Origin.MEASURED),
        Event(minute(90), EventKind.NOTE, "Seen by us", Origin.NOTED),
    )
    assert text(event_lines(of, 40, 10)) == [
        " 01:30  ~ Seen by us                   3",
        " 01:00  ⇄ Ann takes the lead           2",
        " 00:00  · A bet is made                1",
    ]


@pytest.mark.parametrize(
    ("kind", "origin", "mark", "style"),
    [
        (EventKind.LEAD_CHANGE, Origin.DOCUMENTED, "⇄", "strong"),
        (EventKind.MILESTONE, Origin.MEASURED, "★", "strong"),
        (EventKind.FALSE_READING, Origin.DOCUMENTED, "○", "strong"),
        (EventKind.POST, Origin.DOCUMENTED, "·", ""),
        (EventKind.POST, Origin.MEASURED, "~", ""),
        (EventKind.NOTE, Origin.NOTED, "~", ""),
    ],
)
def test_the_mark_of_an_event_shows_its_kind_and_origin(
    kind: EventKind, origin: Origin, mark: str, style: str
) -> None:
    (row,) = event_lines(happened(Event(minute(0), kind, "It was", origin)), 40, 10)
    assert (f"{mark} It was", style) in row


def test_a_long_title_is_wrapped_and_loses_nothing() -> None:
    title = "The network says that it will give ten thousand nets"
    rows = text(event_lines(happened(Event(minute(0), KIND, title, ORIGIN)), 30, 10))
    assert rows[0].startswith(" 00:00  · ")
    assert rows[0].endswith(" 1")
    assert all(row.startswith(" " * 8) for row in rows[1:])
    joined = " ".join(row[8:].removesuffix(" 1").strip() for row in rows)
    assert joined == f"· {title}"


@pytest.mark.parametrize(
    ("before", "within", "when"),
    [
        (HOUR, 0, "09:00"),
        (HOUR, HOUR, "~09:00"),
        (2 * DAY, 0, "Wed 10:00"),
        (2 * DAY, 6 * HOUR, "Wed"),
        (30 * DAY, 12 * HOUR, "18 Mar"),
        (400 * DAY, 12 * HOUR, "13 Mar 2008"),
    ],
)
def test_a_time_is_as_precise_as_it_is_known(before: int, within: int, when: str) -> None:
    event = Event(minute(600) - before, KIND, "It was", ORIGIN, within=within)
    (row,) = text(event_lines(happened(event), 50, 10))
    assert row.split(" · ")[0].strip() == when


def test_titles_are_aligned_whatever_the_width_of_the_times() -> None:
    of = happened(
        Event(START - 400 * DAY, KIND, "Long ago", ORIGIN, within=DAY),
        Event(minute(1), KIND, "Lately", ORIGIN),
    )
    late, early = text(event_lines(of, 50, 10))
    assert late.index("·") == early.index("·")


MANY = tuple(
    Event(minute(n), KIND, f"An event with a title of some length, number {n}", ORIGIN)
    for n in range(120)
)


def test_events_fit_into_their_widget() -> None:
    of = happened(*MANY)
    for columns in range(26, 61):
        for rows in (1, 2, 7, 40):
            lines = event_lines(of, columns, rows)
            assert len(lines) == rows, f"at {columns} columns"
            widest = max(map(line_width, lines))
            assert widest <= columns, f"at {columns} columns and {rows} rows"


def test_a_single_row_shows_the_newest_event() -> None:
    (row,) = text(event_lines(happened(*MANY), 60, 1))
    assert row.endswith(" 120")
    assert "01:59" in row


def test_without_events_nothing_has_happened_yet() -> None:
    assert text(event_lines(happened(), 40, 5)) == ["nothing has happened yet"]
    later = Event(minute(601), KIND, "Not yet", ORIGIN)
    assert text(event_lines(happened(later), 40, 5)) == ["nothing has happened yet"]


def test_the_number_is_at_the_edge_after_a_title_of_wide_characters() -> None:
    (row,) = event_lines(happened(Event(minute(0), KIND, "中文字幕", ORIGIN)), 40, 5)
    assert line_width(row) == 40
