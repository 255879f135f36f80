"""Two accounts side by side."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, board, extended, follow_list, minute, steady, track
from tui.metrics import METRICS, About
from tui.model import HOUR, Board, ClockStatus, FollowList, Quality, Sample
from tui.view.drawing.frame import ChartOptions, Frame
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import draw
from tui.view.drawing.scene import scene_of
from tui.view.widgets.comparison import GAP, comparison_lines, gap_board, is_known, pair_of

TWO = (steady(ANN, 900_000, 6000, 120), steady(BOB, 899_000, 7000, 120))


def rows(of: Board, columns: int = 60) -> list[str]:
    pair = pair_of(of, 1, 2)
    assert pair is not None
    return ["".join(t for t, _ in spans) for spans in comparison_lines(of, *pair, columns)]


def gaps(of: Board) -> list[tuple[int, int | None]]:
    pair = pair_of(of, 1, 2)
    assert pair is not None
    samples = gap_board(of, *pair).tracks[GAP.id].samples
    return [(round((s.at - minute(0)) / 60_000), s.followers) for s in samples]


def test_figures_are_below_the_name_of_their_account() -> None:
    head, rank, followers, *rest = rows(board(*TWO))
    for row in (head, rank, followers):
        assert len(row) == len(head)
    assert head.split() == ["Ann", "Bob"]
    assert rank.split() == ["rank", "2", "1"]
    assert followers.split() == ["followers", "912,000", "913,000"]
    assert next(row for row in rest if row.startswith("gap ")).split() == [
        "gap",
        "−1,000",
        "+1,000",
    ]


def test_measures_that_are_unknown_for_both_accounts_are_counted_and_all_others_shown() -> None:
    of = board(TWO[0], track(BOB, []))
    shown = rows(of, 100)
    unknown = 0
    for metric in METRICS:
        if metric.about is not About.RACE and metric.key != "gap":
            lines = [row for row in shown if re.match(rf"{re.escape(metric.name)}  ", row)]
            is_known_of_any = any(is_known(s.measures.get(metric.key)) for s in of.standings)
            assert len(lines) == is_known_of_any, metric.name
            assert all(row.endswith("?") for row in lines)
            unknown += not lines
    assert unknown > 1
    assert shown[-1] == f"{unknown} measures are unknown for both accounts."


def test_figures_that_do_not_fit_beside_their_name_are_below_it() -> None:
    shown = rows(board(*TWO), 58)
    place = shown.index("closing speed")
    falling_back, gaining = "falling back by 1,000 an hour", "✓ gaining 1,000 an hour"
    assert shown[place + 1] == f"{falling_back}  {gaining:>27}"
    assert not any("…" in row for row in shown)


def test_the_better_of_two_figures_is_marked() -> None:
    shown = rows(board(*TWO), 100)
    (progress,) = [row for row in shown if row.startswith("progress")]
    assert progress.split("  ")[-1].strip().startswith("✓")


def test_the_gap_crosses_zero_when_the_lead_changes() -> None:
    known = dict(gaps(board(*TWO)))
    assert (known[0], known[60], known[120]) == (1_000, 0, -1_000)


def test_a_false_reading_does_not_enter_the_gap() -> None:
    wild = extended(TWO[0], Sample(minute(121), 5, quality=Quality.FALSE_READING))
    assert max(at for at, _ in gaps(board(wild, TWO[1], at=minute(121)))) == 120


def test_there_is_no_gap_without_readings_of_both_accounts() -> None:
    assert gaps(board(TWO[0], track(BOB, []))) == []
    assert pair_of(board(TWO[0]), 1, 2) is None


def test_the_gap_curve_is_labelled_with_zero_and_negative_counts() -> None:
    of = board(*TWO)
    pair = pair_of(of, 1, 2)
    assert pair is not None
    gap = gap_board(of, *pair)
    scene = scene_of(Frame(gap, gap.standings, ChartOptions(6 * HOUR), 80, 20))
    labels = [text.strip() for _, text in scene.y_labels]
    assert "0" in labels
    assert any(text.startswith("−") for text in labels)
    assert any(s.style == "rail" and s.dotted for s in scene.strokes)
    assert {len("".join(t for t, _ in row)) for row in draw(scene)} == {80}


ANNS = follow_list(ANN, [True, False, None], 3, complete=True)
BOBS = replace(ANNS, followees=ANNS.followees[1:], account=BOB)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (ANNS, BOBS, "both follow 2  overlap 67 %"),
        (ANNS, replace(BOBS, complete=False), "both follow 2  overlap 67 % (lists incomplete)"),
        (ANNS, replace(BOBS, followees=()), "both follow 0  overlap 0 %"),
    ],
)
def test_shared_followees_are_counted(mine: FollowList, theirs: FollowList, expected: str) -> None:
    assert expected in rows(board(*TWO, follow_lists={1: mine, 2: theirs}))


@pytest.mark.parametrize(
    ("is_live", "follow_lists", "expected"),
    [
        (True, {}, "Ann's and Bob's follow lists haven't been read. Press enter on a racer"),
        (True, {1: ANNS}, "Bob's follow list hasn't been read. Press enter on a racer to read it."),
        (False, {}, "Whom Ann and Bob followed in April 2009 is not recorded."),
        (False, {2: BOBS}, "Whom Ann followed in April 2009 is not recorded."),
    ],
)
def test_a_follow_list_that_was_not_read_is_named(
    is_live: bool, follow_lists: dict[int, FollowList], expected: str
) -> None:
    of = replace(board(*TWO, follow_lists=follow_lists), clock_status=ClockStatus("", live=is_live))
    assert expected in " ".join(rows(of, 100))


def test_followees_that_are_gone_are_not_shared() -> None:
    gone = replace(BOBS, followees=(replace(BOBS.followees[0], gone_at=minute(5)),))
    assert "both follow 0  overlap 0 %" in rows(board(*TWO, follow_lists={1: ANNS, 2: gone}))


@settings(max_examples=40)
@given(st.integers(30, 120))
def test_no_line_of_a_comparison_is_too_wide(columns: int) -> None:
    of = board(*TWO, follow_lists={1: ANNS, 2: BOBS})
    pair = pair_of(of, 1, 2)
    assert pair is not None
    assert max(map(line_width, comparison_lines(of, *pair, columns))) <= columns
