"""One racer at full size."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, CAT, account, board, follow_list, minute, steady, track
from tui.model import HOUR, Board, Forecast, State
from tui.sanitize import width
from tui.view.drawing.growth import highest_growth
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import Line
from tui.view.widgets.racer import racer_lines, spark_cells

COMES = Forecast(minute(600), minute(540), minute(700), 0.0, 0.84)
THREE = (
    steady(ANN, 900_000, 6000, 120),
    steady(BOB, 890_000, 5000, 120),
    steady(CAT, 1000, 10, 120),
)
RUNNING = board(*THREE, predicted={1: COMES})
FINISHED = board(*THREE, target=905_000, predicted={})


def drawn(of: Board, rank: int = 1, columns: int = 38) -> list[Line]:
    highest = highest_growth(of, spark_cells(columns))
    return racer_lines(of, of.standings[rank - 1], columns, highest)


def text(lines: list[Line]) -> list[str]:
    return ["".join(part for part, _ in spans) for spans in lines]


def test_a_racer_at_thirty_eight_cells() -> None:
    assert text(drawn(RUNNING)) == [
        " ┏━┓  ┓  ╺━┓   ┏━┓ ┏━┓ ┏━┓",
        " ┗━┫  ┃  ┏━┛   ┃ ┃ ┃ ┃ ┃ ┃",
        " ╺━┛ ╺┻╸ ┗━╸ , ┗━┛ ┗━┛ ┗━┛",
        "",
        "                       ██  gain 24 h",
        " ━━━━━━━━━━━━━━━━━━━━━━━━━━─── 91.2 %",
        " +6,000/h           ★ leads by 12,000 ",
        " finish 10:00 (09:00–11:40)",
        " wins 84 %                  follows ? ",
    ]


def test_a_racer_at_thirty_three_cells() -> None:
    assert text(drawn(RUNNING, 2, 33)) == [
        " ┏━┓ ┏━┓ ┏━┓   ┏━┓ ┏━┓ ┏━┓",
        " ┗━┫ ┃ ┃ ┃ ┃   ┃ ┃ ┃ ┃ ┃ ┃",
        " ╺━┛ ┗━┛ ┗━┛ , ┗━┛ ┗━┛ ┗━┛",
        "",
        "                   ▇  gain 24 h",
        " ━━━━━━━━━━━━━━━━━━━━━╸── 90.0 %",
        " +5,000/h    −12,000  2 h behind ",
        " no forecast",
        " wins ?                follows ? ",
    ]


@pytest.mark.parametrize("columns", range(28, 60))
def test_no_line_of_a_racer_is_wider_than_its_panel(columns: int) -> None:
    for rank in (1, 2, 3):
        assert all(line_width(spans) <= columns for spans in drawn(RUNNING, rank, columns))


@pytest.mark.parametrize("columns", range(14, 60))
@pytest.mark.parametrize("count", [0, 999, 12_345, 912_000, 1_000_000, 2**53])
def test_digits_are_big_and_whole_or_plain_and_whole(columns: int, count: int) -> None:
    lines = text(drawn(board(track(ANN, [count])), columns=columns))
    big = any(char in lines[0] for char in "┏┓╺╻")
    assert big == (f"{count:,}" not in lines[1])
    assert not big or max(width(row) for row in lines[:3]) <= columns - 1
    assert not any("…" in row for row in lines)


def test_plain_digits_are_in_the_middle_of_their_three_lines() -> None:
    assert text(drawn(RUNNING, columns=20))[:3] == [" ", " 912,000", " "]


def test_who_has_crossed_says_when_and_as_which() -> None:
    lines = text(drawn(FINISHED))
    assert lines[7:] == [" crossed 00:50", " came first                 follows ? "]
    assert lines[5] == " ━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 100.8 %"


def test_once_somebody_has_crossed_the_others_head_for_the_places_left() -> None:
    assert text(drawn(FINISHED, 2))[8].startswith(" heading for second ")
    assert text(drawn(FINISHED, 3))[8].startswith(" heading for third ")


@pytest.mark.parametrize(
    ("forecast", "told"),
    [
        (Forecast(), " no forecast"),
        (Forecast(p10=minute(540), p_not=0.6), " not before 09:00"),
        (Forecast(p_not=1.0), " not in reach"),
        (Forecast(minute(600), minute(540), None, 0.2), " finish 10:00 (09:00–…)"),
        (COMES, " finish 10:00 (09:00–11:40)"),
    ],
)
def test_a_racer_says_as_much_of_its_finish_as_is_known(forecast: Forecast, told: str) -> None:
    assert text(drawn(board(*THREE, predicted={1: forecast})))[7] == told


def test_a_racer_alone_leads_nobody() -> None:
    lines = text(drawn(board(THREE[0])))
    assert lines[6].strip() == "+6,000/h"
    assert not any("leads" in row for row in lines)


def test_beside_a_rival_that_was_never_read_nobody_leads_by_anything() -> None:
    assert text(drawn(board(THREE[0], track(BOB, []))))[6].strip() == "+6,000/h"


def test_without_a_target_there_is_no_progress() -> None:
    assert text(drawn(board(*THREE, target=None)))[5] == " no target"


def test_a_racer_that_was_never_read_says_so_and_nothing_else() -> None:
    assert text(drawn(board(track(ANN, [])))) == ["", " no reading yet"]


def test_after_a_single_reading_the_pace_is_unknown() -> None:
    assert text(drawn(board(track(ANN, [5]))))[6].strip() == "? /h"


def test_what_is_stale_is_dim_throughout() -> None:
    old = board(*THREE, at=minute(120) + 5 * HOUR)
    assert {s.state for s in old.standings} == {State.STALE}
    for rank in (1, 2, 3):
        assert {style for spans in drawn(old, rank) for _, style in spans} == {"dim"}
    assert text(drawn(old))[0] == text(drawn(RUNNING))[0]


def test_what_is_fresh_has_the_colour_of_its_racer() -> None:
    assert ("racer-2 strong") in {style for spans in drawn(RUNNING, 2)[:3] for _, style in spans}


def test_a_circle_is_told_as_whole_as_there_is_room() -> None:
    who = follow_list(ANN, [True, True, False, None], 72)
    of = board(*THREE, predicted={1: COMES}, follow_lists={1: who})
    of = replace(of, standings=(replace(of.standings[0], following=72), *of.standings[1:]))
    assert text(drawn(of))[8].endswith("follows 72 · 2 of 3 back ")
    assert text(drawn(of, columns=30))[8].endswith("follows 72 ")


def test_no_line_of_ten_racers_is_wider_than_its_panel() -> None:
    ten = [track(account(n), [1000 - n]) for n in range(1, 11)]
    of = board(*ten, target=None)
    assert all(line_width(spans) <= 38 for rank in range(1, 11) for spans in drawn(of, rank))
