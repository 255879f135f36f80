"""The lines at the edges of the screen."""

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
    speed,
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


@pytest.mark.parametrize("columns", range(30, 201))
def test_provenance_and_age_are_in_the_status_line_at_every_width(columns: int) -> None:
    spans = status_line(RUNNING, HINTS, columns)
    assert line_width(spans) == columns
    assert (SYNTHETIC if columns >= 70 else "synthetic") in text(spans)
    assert text(spans).endswith("· as of 02:00 ")


@pytest.mark.parametrize("old", [3 * MINUTE, 5 * HOUR, 3 * DAY, 400 * DAY])
def test_how_old_the_figures_are_is_told_whole_at_every_width(old: int) -> None:
    of = later(old)
    age = freshness(of).split(", ")[1]
    told = {columns: text(status_line(of, HINTS, columns)) for columns in range(30, 201)}
    assert [columns for columns, row in told.items() if "synthetic" not in row] == []
    assert [columns for columns, row in told.items() if age not in row] == []


@pytest.mark.parametrize("columns", range(30, 201))
def test_keys_are_whole_or_not_there_and_help_comes_first(columns: int) -> None:
    told = text(status_line(RUNNING, HINTS, columns))
    left = told.split("synthetic", maxsplit=1)[0].strip()
    whole = ["  ".join(f"{h.key} {h.name}" for h in HINTS[:n]) for n in range(len(HINTS) + 1)]
    assert left in whole


def test_a_wide_status_line_tells_every_key() -> None:
    told = text(status_line(RUNNING, HINTS, 200))
    assert all(f"{h.key} {h.name}" in told for h in HINTS)


def test_without_provenance_nothing_stands_before_the_age() -> None:
    assert "·" not in text(status_line(replace(RUNNING, provenance=""), HINTS, 100))


def test_what_is_stale_is_a_warning_in_the_status_line() -> None:
    assert not is_stale(RUNNING)
    assert ("as of 02:00", "dim") in status_line(RUNNING, HINTS, 80)
    assert is_stale(later(5 * HOUR))
    assert ("as of 02:00, 5 h old", "warn") in status_line(later(5 * HOUR), HINTS, 80)


def test_one_stale_racer_makes_the_figures_stale() -> None:
    of = board(steady(ANN, 1000, 60, 120), steady(BOB, 1000, 60, 60))
    assert is_stale(of)
    assert freshness(of) == "as of 02:00"


def test_before_the_first_reading_there_is_no_age() -> None:
    assert freshness(board(track(ANN, []))) == "no reading yet"
    assert not is_stale(board(track(ANN, [])))


@pytest.mark.parametrize(
    ("old", "told"),
    [
        (30_000, "as of 02:00"),
        (2 * MINUTE, "as of 02:00, 2 min old"),
        (3 * DAY, "as of Fri 02:00, 3 d old"),
        (30 * DAY, "as of 17 Apr, 30 d old"),
    ],
)
def test_age_is_told_from_a_minute_on(old: int, told: str) -> None:
    assert freshness(later(old)) == told


@pytest.mark.parametrize("columns", range(36, 201))
def test_the_clock_and_its_speed_are_in_the_header_at_every_width(columns: int) -> None:
    spans = header_line(RUNNING, columns)
    assert line_width(spans) == columns
    assert "17 Apr 2009 02:00 UTC" in text(spans)
    assert text(spans).endswith("▶ ×60 ")


@pytest.mark.parametrize("columns", range(30, 36))
def test_the_narrowest_header_has_the_time_and_the_speed_but_no_more(columns: int) -> None:
    spans = header_line(RUNNING, columns)
    assert line_width(spans) == columns
    assert "17 Apr 2009 02:00 UTC  ▶ ×60 " in text(spans)


def test_a_wide_header_has_the_race_and_whose_time_it_is() -> None:
    assert text(header_line(RUNNING, 80)).startswith(" racetui   A test, to 1,000,000  recorded ")


def test_a_long_title_gives_way_to_the_clock() -> None:
    long = replace(RUNNING, race=replace(RUNNING.race, title="中文字幕 " * 30))
    told = text(header_line(long, 80))
    assert "…" in told
    assert "recorded" not in told
    assert told.endswith("02:00 UTC   ▶ ×60 ")


def test_a_stopped_clock_is_seen() -> None:
    assert speed(RUNNING) == "▶ ×60"
    assert speed(replace(RUNNING, clock_status=ClockStatus("recorded", 3600, False))) == "⏸ ×3600"


def test_before_the_first_board_the_header_says_that_it_gets_ready() -> None:
    assert text(header_line(EMPTY_BOARD, 80)) == " racetui  getting the race ready …"


def test_the_way_is_told_whole_where_it_fits_and_else_its_end() -> None:
    trail = ("A test", "Ann", "Somebody else", "Bob")
    assert text(crumbs_line(trail, 60)) == " A test › Ann › Somebody else › Bob"
    assert text(crumbs_line(trail, 28)) == " … › Somebody else › Bob"
    assert text(crumbs_line(trail, 12)) == " … › Bob"
    assert crumbs_line(trail, 60)[-1] == ("Bob", "strong")


@pytest.mark.parametrize("columns", range(1, 60))
def test_the_way_is_never_wider_than_its_place(columns: int) -> None:
    assert line_width(crumbs_line(("中文字幕" * 3, "Ann", "中文" * 9), columns)) <= columns


@pytest.mark.parametrize("columns", range(30, 201, 7))
def test_the_keys_that_fit_are_the_first_ones_and_stand_in_the_line(columns: int) -> None:
    fitting = hints_that_fit(RUNNING, HINTS, columns)
    assert tuple(fitting) == HINTS[: len(fitting)]
    told = text(status_line(RUNNING, HINTS, columns))
    assert [f" {h.key} {h.name} " in told for h in HINTS] == [h in fitting for h in HINTS]


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_a_source_that_is_down_is_told_since_when_and_why_in_place_of_the_age(columns: int) -> None:
    status = SourceStatus("demo", RUNNING.at, "is out", RUNNING.at - 7 * MINUTE)
    spans = status_line(replace(RUNNING, statuses=(status,)), HINTS, columns)
    assert "demo since 01:53: is " in text(spans)
    assert line_width(spans) == columns
    is_valid = replace(status, why="", since=None)
    assert "since" not in text(status_line(replace(RUNNING, statuses=(is_valid,)), HINTS, columns))


def test_what_moves_the_time_of_a_replay_is_no_hint_in_a_live_race() -> None:
    hints = (Hint("n", "next event", "event(1)", replay_only=True), Hint("q", "quit", "quit"))
    live = replace(RUNNING, clock_status=ClockStatus("live", live=True))
    assert hints_that_fit(RUNNING, hints, 160) == list(hints)
    assert hints_that_fit(live, hints, 160) == [hints[1]]
