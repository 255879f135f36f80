"""The card of one racer."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, CAT, account, board, follow_list, minute, steady, track
from tui.model import DAY, HOUR, Board, Forecast, State
from tui.sanitize import width
from tui.view.drawing.growth import highest_growth
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import Line
from tui.view.widgets.racer import racer_lines, spark_cells

LIKELY = Forecast(minute(600), minute(540), minute(700), 0.0, 0.84)
THREE = (
    steady(ANN, 900_000, 6000, 120),
    steady(BOB, 890_000, 5000, 120),
    steady(CAT, 1000, 10, 120),
)
RUNNING = board(*THREE, predicted={1: LIKELY})
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
        "               ██  gained, last 24 h",
        " ━━━━━━━━━━━━━━━━━━━━━━━━━━─── 91.2 %",
        " +6,000/h           ★ leads by 12,000 ",
        " finish 10:00 (09:00 to 11:40)",
        " 84 % to win                follows ? ",
    ]


def test_a_racer_at_thirty_three_cells() -> None:
    assert text(drawn(RUNNING, 2, 33)) == [
        " ┏━┓ ┏━┓ ┏━┓   ┏━┓ ┏━┓ ┏━┓",
        " ┗━┫ ┃ ┃ ┃ ┃   ┃ ┃ ┃ ┃ ┃ ┃",
        " ╺━┛ ┗━┛ ┗━┛ , ┗━┛ ┗━┛ ┗━┛",
        "",
        "              gained, last 24 h",
        " ━━━━━━━━━━━━━━━━━━━━━╸── 90.0 %",
        " +5,000/h    −12,000  2 h behind ",
        " no forecast",
        " ? to win              follows ? ",
    ]


def test_no_line_of_a_racer_is_too_wide() -> None:
    for columns in range(28, 60):
        for rank in (1, 2, 3):
            widest = max(map(line_width, drawn(RUNNING, rank, columns)))
            assert widest <= columns, f"at {columns} columns, rank {rank}"


@pytest.mark.parametrize("count", [0, 999, 12_345, 912_000, 1_000_000, 2**53])
def test_digits_are_never_cut_whether_big_or_plain(count: int) -> None:
    of = board(track(ANN, [count]))
    for columns in range(14, 60):
        at = f"at {columns} columns"
        lines = text(drawn(of, columns=columns))
        is_big = any(char in lines[0] for char in "┏┓╺╻")
        assert is_big == (f"{count:,}" not in lines[1]), at
        assert not is_big or max(width(row) for row in lines[:3]) <= columns - 1, at
        assert not any("…" in row for row in lines), at


def test_plain_digits_are_in_the_middle_row() -> None:
    assert text(drawn(RUNNING, columns=20))[:3] == [" ", " 912,000", " "]


def test_a_finisher_has_its_time_and_its_place() -> None:
    lines = text(drawn(FINISHED))
    assert lines[7:] == [
        " reached the target at 00:50",
        " came first                 follows ? ",
    ]
    assert text(drawn(FINISHED, columns=20))[7] == " finished 00:50"
    assert lines[5] == " ━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 100.8 %"


def test_an_account_above_the_target_from_the_start_has_no_place() -> None:
    of = board(track(ANN, [2000, 2001]), track(BOB, [900, 901]), target=1000, predicted={})
    lines = text(drawn(of))
    assert lines[7] == " was above the target before the race"
    assert lines[8].strip() == "follows ?"


def test_after_a_finish_the_others_head_for_the_next_places() -> None:
    assert text(drawn(FINISHED, 2))[8].startswith(" heading for second ")
    assert text(drawn(FINISHED, 3))[8].startswith(" heading for third ")


@pytest.mark.parametrize(
    ("forecast", "expected"),
    [
        (Forecast(), " no forecast"),
        (Forecast(p10=minute(540), p_not=0.6), " not before 09:00"),
        (Forecast(p_not=1.0), " out of reach"),
        (Forecast(minute(600), minute(540), None, 0.2), " finish 10:00 (09:00 or later)"),
        (LIKELY, " finish 10:00 (09:00 to 11:40)"),
    ],
)
def test_the_finish_is_shown_as_far_as_it_is_known(forecast: Forecast, expected: str) -> None:
    assert text(drawn(board(*THREE, predicted={1: forecast})))[7] == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (50, " finish 10:00 (Fri 09:00 to Sat 11:40)"),
        (36, " 10:00 (Fri 09:00 to Sat 11:40)"),
        (30, " finish 10:00"),
    ],
)
def test_a_narrow_card_has_a_shorter_finish(columns: int, expected: str) -> None:
    forecast = Forecast(minute(600), minute(540), minute(700) + DAY, 0.0)
    of = board(*THREE, predicted={1: forecast})
    assert text(drawn(of, columns=columns))[7] == expected


def test_a_racer_alone_leads_nobody() -> None:
    lines = text(drawn(board(THREE[0])))
    assert lines[6].strip() == "+6,000/h"
    assert not any("leads" in row for row in lines)


def test_nobody_leads_a_rival_without_readings() -> None:
    assert text(drawn(board(THREE[0], track(BOB, []))))[6].strip() == "+6,000/h"


def test_without_a_target_there_is_no_progress() -> None:
    assert text(drawn(board(*THREE, target=None)))[5] == " no target"


def test_a_racer_without_readings_has_only_a_note() -> None:
    assert text(drawn(board(track(ANN, [])))) == ["", " no reading yet"]


def test_after_a_single_reading_the_pace_is_unknown() -> None:
    assert text(drawn(board(track(ANN, [5]))))[6].strip() == "? /h"


def test_a_stale_racer_is_dim_throughout() -> None:
    old = board(*THREE, at=minute(120) + 5 * HOUR)
    assert {s.state for s in old.standings} == {State.STALE}
    for rank in (1, 2, 3):
        assert {style for spans in drawn(old, rank) for _, style in spans} == {"dim"}
    assert text(drawn(old))[0] == text(drawn(RUNNING))[0]


def test_a_current_racer_has_its_own_colour() -> None:
    assert ("racer-2 strong") in {style for spans in drawn(RUNNING, 2)[:3] for _, style in spans}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([True, True, False, None], "follows 72; 2 of 3 known follow back "),
        ([True] * 5, "follows 72; the 5 known follow back "),
        ([True], "follows 72; the 1 known follows back "),
        ([False], "follows 72; 0 of 1 known follow back "),
    ],
)
def test_follow_backs_are_shown_if_there_is_room(answers: list[bool | None], expected: str) -> None:
    who = follow_list(ANN, answers, 72)
    of = board(*THREE, predicted={1: LIKELY}, follow_lists={1: who})
    of = replace(of, standings=(replace(of.standings[0], following=72), *of.standings[1:]))
    assert text(drawn(of, columns=52))[8].endswith(expected)
    assert text(drawn(of, columns=30))[8].endswith("  follows 72 ")


def test_no_line_of_ten_racers_is_too_wide() -> None:
    ten = [track(account(n), [1000 - n]) for n in range(1, 11)]
    of = board(*ten, target=None)
    assert all(line_width(spans) <= 38 for rank in range(1, 11) for spans in drawn(of, rank))
