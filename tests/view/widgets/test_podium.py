"""The podium."""

from dataclasses import replace

from tests.building import ANN, BOB, CAT, account, board, steady, track
from tui.board.build import podium_of
from tui.model import SECOND, Account, Board
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import Line
from tui.view.widgets.podium import podium_lines


def finished(*others: Account, target: int | None = 905_000) -> Board:
    racers = [
        steady(ANN, 900_000, 6000, 120),
        steady(BOB, 896_000, 5400, 120),
        *(steady(who, 1000, 10, 120) for who in others),
    ]
    return board(*racers, target=target, predicted={})


def drawn(of: Board, columns: int = 60, rows: int = 20) -> list[Line]:
    return podium_lines(of, podium_of(of, 30 * SECOND), columns, rows)


def text(lines: list[Line]) -> list[str]:
    return ["".join(part for part, _ in spans) for spans in lines]


def test_finishers_are_listed_in_order_with_their_times_and_gaps() -> None:
    assert text(drawn(finished(CAT))) == [
        "First to 905,000  17 Apr 2009",
        "",
        "① Ann  @ann  00:50 ± 30 s",
        "② Bob  @bob  01:40  +50 min",
        "",
        "enter plays it again (by itself in 30 s)",
    ]


def test_an_account_that_did_not_finish_is_not_on_the_podium() -> None:
    assert not any("Cat" in row for row in text(drawn(finished(CAT))))


def test_the_podium_has_at_most_three_places() -> None:
    five = [steady(account(n), 900_000 - 500 * n, 6000, 120) for n in range(1, 6)]
    lines = text(drawn(board(*five, target=905_000, predicted={})))
    assert [row[0] for row in lines if row and row[0] in "①②③"] == ["①", "②", "③"]


def test_a_race_may_end_without_finishers() -> None:
    assert text(drawn(finished(target=5_000_000))) == [
        "Nobody has reached 5,000,000 by 02:00.",
        "",
        "enter plays it again (by itself in 30 s)",
    ]


def test_a_race_without_a_target_ends_with_its_readings() -> None:
    assert text(drawn(finished(target=None)))[0] == "The readings end at 02:00."


def test_an_account_above_the_target_from_the_start_has_no_time() -> None:
    of = board(track(ANN, [2000, 2001]), track(BOB, [900, 1001]), target=1000, predicted={})
    rows = text(drawn(of))
    assert "① Ann  @ann  ?" in rows
    assert "② Bob  @bob  00:00 ± 30 s" in rows


def test_finishers_have_the_colours_of_their_curves() -> None:
    lines = drawn(finished())
    assert ("Ann", "racer-1 strong") in lines[2]
    assert ("Bob", "racer-2 strong") in lines[3]


def test_a_podium_fits_into_its_widget_and_begins_with_the_target() -> None:
    of = finished()
    for columns in (20, 26, 36, 60):
        for rows in range(1, 12):
            at = f"at {columns} columns and {rows} rows"
            lines = drawn(of, columns, rows)
            assert len(lines) <= rows, at
            assert text(lines)[0].startswith("First to 905,000"), at
            assert all(line_width(spans) <= columns for spans in lines[1:-1]), at


def test_an_end_without_finishers_is_shown_at_any_height() -> None:
    of = finished(target=5_000_000)
    for rows in range(1, 6):
        lines = text(drawn(of, rows=rows))
        assert len(lines) <= rows, f"in {rows} rows"
        assert lines[0].startswith("Nobody has reached 5,000,000"), f"in {rows} rows"


def test_a_short_podium_has_no_blank_lines() -> None:
    assert "" not in text(drawn(finished(), rows=5))
    assert len(drawn(finished(), rows=5)) == 4


def test_a_narrow_podium_leaves_out_the_handle_and_keeps_the_time() -> None:
    long = replace(ANN, name="A name of some length")
    of = board(steady(long, 900_000, 6000, 120), target=905_000, predicted={})
    rows = text(drawn(of, 36))
    assert "① A name of some length  00:50" in rows[2]
    assert "@ann" not in rows[2]


def test_a_finisher_without_a_name_is_called_by_its_handle() -> None:
    plain = replace(ANN, name="")
    of = board(steady(plain, 900_000, 6000, 120), target=905_000, predicted={})
    assert text(drawn(of))[2].startswith("① @ann")
