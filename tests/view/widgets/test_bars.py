"""The header, the breadcrumbs and the status line."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, board, minute, steady, track
from tui.model import DAY, EMPTY_BOARD, HOUR, MINUTE, Board, ClockStatus, SourceStatus
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import Line
from tui.view.widgets.bars import (
    Hint,
    crumbs_line,
    freshness,
    header_line,
    hints_that_fit,
    is_stale,
    speed_label,
    status_line,
)

SYNTHETIC = "synthetic between 18 documented points"
HINTS = tuple(
    Hint(key, name, "act") for key, name in (("?", "help"), ("g", "chart"), ("/", "filter"))
)
RUNNING = replace(
    board(steady(ANN, 900_000, 6000, 120), steady(BOB, 890_000, 5000, 120)),
    provenance=SYNTHETIC,
    clock_status=ClockStatus("recorded", 60, True),
)


def text(spans: Line) -> str:
    return "".join(part for part, _ in spans)


def later(span: int) -> Board:
    of = board(steady(ANN, 1000, 60, 120), at=minute(120) + span)
    return replace(of, provenance=SYNTHETIC)


def test_the_status_line_has_provenance_and_age_at_every_width() -> None:
    for columns in range(30, 201):
        spans = status_line(RUNNING, HINTS, columns)
        assert line_width(spans) == columns
        provenance = SYNTHETIC if columns >= 70 else "synthetic"
        assert provenance in text(spans), f"at {columns} columns"
        assert text(spans).endswith("· as of 02:00 "), f"at {columns} columns"


@pytest.mark.parametrize("provenance", [SYNTHETIC, "18 documented points, drawn between"])
def test_a_narrow_status_line_calls_counts_between_documented_points_synthetic(
    provenance: str,
) -> None:
    of = replace(RUNNING, provenance=provenance)
    assert text(status_line(of, (), 60)).strip() == "synthetic · as of 02:00"


@pytest.mark.parametrize("old", [3 * MINUTE, 5 * HOUR, 3 * DAY, 400 * DAY])
def test_the_age_of_the_counts_is_never_cut(old: int) -> None:
    of = later(old)
    age = freshness(of).split(", ")[1]
    for columns in range(30, 201):
        row = text(status_line(of, HINTS, columns))
        assert "synthetic" in row, f"at {columns} columns"
        assert age in row, f"at {columns} columns"


def test_hints_are_whole_or_left_out_with_help_first() -> None:
    possible = ["  ".join(f"{h.key} {h.name}" for h in HINTS[:n]) for n in range(len(HINTS) + 1)]
    for columns in range(30, 201):
        row = text(status_line(RUNNING, HINTS, columns))
        left = row.split("synthetic", maxsplit=1)[0].strip()
        assert left in possible, f"at {columns} columns"


def test_a_wide_status_line_has_every_hint() -> None:
    row = text(status_line(RUNNING, HINTS, 200))
    assert all(f"{h.key} {h.name}" in row for h in HINTS)


def test_the_counts_of_a_live_race_are_live() -> None:
    live = replace(RUNNING, provenance="as read", clock_status=ClockStatus("live", live=True))
    assert text(status_line(live, (), 80)).strip() == "live · read at 02:00"
    replayed = replace(RUNNING, provenance="as read")
    assert text(status_line(replayed, (), 80)).strip() == "as read · as of 02:00"


def test_without_provenance_nothing_precedes_the_age() -> None:
    assert "·" not in text(status_line(replace(RUNNING, provenance=""), HINTS, 100))


def test_stale_counts_are_a_warning_in_the_status_line() -> None:
    assert not is_stale(RUNNING)
    assert ("as of 02:00", "dim") in status_line(RUNNING, HINTS, 80)
    assert is_stale(later(5 * HOUR))
    assert ("as of 02:00, 5 h old", "warn") in status_line(later(5 * HOUR), HINTS, 80)


def test_one_stale_racer_makes_the_board_stale() -> None:
    of = board(steady(ANN, 1000, 60, 120), steady(BOB, 1000, 60, 60))
    assert is_stale(of)
    assert freshness(of) == "as of 02:00"


def test_before_the_first_reading_there_is_no_age() -> None:
    assert freshness(board(track(ANN, []))) == "no reading yet"
    assert not is_stale(board(track(ANN, [])))


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        (30_000, "as of 02:00"),
        (2 * MINUTE, "as of 02:00, 2 min old"),
        (3 * DAY, "as of Fri 02:00, 3 d old"),
        (30 * DAY, "as of 17 Apr, 30 d old"),
    ],
)
def test_the_age_is_shown_from_a_minute_on(old: int, expected: str) -> None:
    assert freshness(later(old)) == expected


@pytest.mark.parametrize(
    ("old", "expected"),
    [(30_000, "read at 02:00"), (2 * MINUTE, "read at 02:00, 2 min ago")],
)
def test_counts_of_a_live_race_were_read_some_time_ago(old: int, expected: str) -> None:
    assert freshness(replace(later(old), clock_status=ClockStatus("live", live=True))) == expected


def test_the_header_has_the_time_and_the_speed_at_every_width() -> None:
    for columns in range(36, 201):
        spans = header_line(RUNNING, columns)
        assert line_width(spans) == columns
        assert "17 Apr 2009 02:00 UTC" in text(spans), f"at {columns} columns"
        assert text(spans).endswith("▶ ×60 "), f"at {columns} columns"


def test_the_narrowest_header_has_only_the_time_and_the_speed() -> None:
    for columns in range(30, 36):
        spans = header_line(RUNNING, columns)
        assert line_width(spans) == columns
        assert "17 Apr 2009 02:00 UTC  ▶ ×60 " in text(spans), f"at {columns} columns"


def test_a_wide_header_has_the_race_and_the_kind_of_clock() -> None:
    assert text(header_line(RUNNING, 80)).startswith(" racetui   A test, to 1,000,000  recorded ")


def test_a_long_title_is_cut_before_the_clock() -> None:
    long = replace(RUNNING, race=replace(RUNNING.race, title="中文字幕 " * 30))
    header = text(header_line(long, 80))
    assert "…" in header
    assert "recorded" not in header
    assert header.endswith("02:00 UTC   ▶ ×60 ")


def test_a_paused_clock_is_marked() -> None:
    assert speed_label(RUNNING) == "▶ ×60"
    assert (
        speed_label(replace(RUNNING, clock_status=ClockStatus("recorded", 3600, False)))
        == "⏸ ×3600"
    )


def test_a_live_race_is_live_paused_or_offline() -> None:
    live = replace(RUNNING, clock_status=ClockStatus("live", live=True))
    down = (SourceStatus("demo", RUNNING.at, "is out"),)
    assert speed_label(live) == "● live"
    assert speed_label(replace(live, statuses=down)) == "○ offline"
    paused = replace(live, clock_status=ClockStatus("live", running=False, live=True))
    assert speed_label(paused) == "⏸ paused"


def test_before_the_first_board_the_race_is_opening() -> None:
    assert text(header_line(EMPTY_BOARD, 80)) == " racetui  opening the race …"


def test_breadcrumbs_lose_the_first_ones_if_they_do_not_fit() -> None:
    trail = ("A test", "Ann", "Somebody else", "Bob")
    assert text(crumbs_line(trail, 60)) == " A test › Ann › Somebody else › Bob"
    assert text(crumbs_line(trail, 28)) == " … › Somebody else › Bob"
    assert text(crumbs_line(trail, 12)) == " … › Bob"
    assert crumbs_line(trail, 60)[-1] == ("Bob", "strong")


def test_breadcrumbs_are_never_too_wide() -> None:
    trail = ("中文字幕" * 3, "Ann", "中文" * 9)
    for columns in range(1, 60):
        assert line_width(crumbs_line(trail, columns)) <= columns


def test_the_first_hints_that_fit_are_in_the_status_line() -> None:
    for columns in range(30, 201, 7):
        fitting = hints_that_fit(RUNNING, HINTS, columns)
        assert tuple(fitting) == HINTS[: len(fitting)], f"at {columns} columns"
        row = text(status_line(RUNNING, HINTS, columns))
        shown = [f" {h.key} {h.name} " in row for h in HINTS]
        assert shown == [h in fitting for h in HINTS], f"at {columns} columns"


@pytest.mark.parametrize(
    ("columns", "outage"),
    [
        (40, "demo down since 01:53:"),
        (80, "demo down since 01:53: is out"),
        (160, "demo down since 01:53: is out"),
    ],
)
def test_a_source_that_is_down_replaces_the_provenance(columns: int, outage: str) -> None:
    status = SourceStatus("demo", RUNNING.at, "is out", RUNNING.at - 7 * MINUTE)
    spans = status_line(replace(RUNNING, statuses=(status,)), HINTS, columns)
    assert outage in text(spans)
    assert line_width(spans) == columns
    answering = replace(status, why="", since=None)
    assert "since" not in text(status_line(replace(RUNNING, statuses=(answering,)), HINTS, columns))


def test_a_live_race_has_no_hints_for_the_time_of_a_replay() -> None:
    hints = (Hint("n", "next event", "event(1)", replay_only=True), Hint("q", "quit", "quit"))
    live = replace(RUNNING, clock_status=ClockStatus("live", live=True))
    assert hints_that_fit(RUNNING, hints, 160) == list(hints)
    assert hints_that_fit(live, hints, 160) == [hints[1]]
