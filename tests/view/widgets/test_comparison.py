"""Two accounts side by side."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, board, follow_list, minute, more, steady, track
from tui.metrics import METRICS, About
from tui.model import HOUR, Board, FollowList, Quality, Sample
from tui.view.drawing.frame import Frame, ChartOptions
from tui.view.drawing.lines import line_width
from tui.view.drawing.plot import draw
from tui.view.drawing.scene import scene_of
from tui.view.widgets.comparison import GAP, comparison_lines, gap_board, pair_of

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


def test_figures_stand_below_the_name_of_their_account() -> None:
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


def test_every_measure_of_an_account_has_a_line_and_what_is_known_of_neither_is_named() -> None:
    told = rows(board(TWO[0], track(BOB, [])), 100)
    unknown = " ".join(told[next(i for i, row in enumerate(told) if "of neither" in row) :])
    for metric in METRICS:
        if metric.about is not About.RACE and metric.key != "gap":
            lines = [row for row in told if re.match(rf"{re.escape(metric.name)}  ", row)]
            assert lines or metric.name in unknown
            assert all(row.endswith("?") for row in lines)


def test_the_better_of_two_figures_is_marked() -> None:
    told = rows(board(*TWO), 100)
    (progress,) = [row for row in told if row.startswith("progress")]
    assert progress.split("  ")[-1].strip().startswith("✓")


def test_the_gap_crosses_zero_where_the_other_takes_the_lead() -> None:
    known = dict(gaps(board(*TWO)))
    assert (known[0], known[60], known[120]) == (1_000, 0, -1_000)


def test_a_gap_is_of_trusted_readings_alone() -> None:
    wild = more(TWO[0], Sample(minute(121), 5, quality=Quality.FALSE_READING))
    assert max(at for at, _ in gaps(board(wild, TWO[1], at=minute(121)))) == 120


def test_without_a_reading_of_both_there_is_no_gap() -> None:
    assert gaps(board(TWO[0], track(BOB, []))) == []
    assert pair_of(board(TWO[0]), 1, 2) is None


def test_the_curve_of_the_gap_has_zero_and_both_signs_beside_it() -> None:
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
    ("mine", "theirs", "told"),
    [
        (ANNS, BOBS, "both follow 2  overlap 67 %"),
        (ANNS, replace(BOBS, complete=False), "both follow 2  overlap 67 %, of those known"),
        (ANNS, replace(BOBS, followees=()), "both follow 0  overlap 0 %"),
    ],
)
def test_whom_both_follow_is_counted(mine: FollowList, theirs: FollowList, told: str) -> None:
    assert told in rows(board(*TWO, follow_lists={1: mine, 2: theirs}))


def test_who_is_gone_is_shared_no_more() -> None:
    gone = replace(BOBS, followees=(replace(BOBS.followees[0], gone_at=minute(5)),))
    assert "both follow 0  overlap 0 %" in rows(board(*TWO, follow_lists={1: ANNS, 2: gone}))


@settings(max_examples=40)
@given(st.integers(30, 120))
def test_no_line_is_wider_than_its_place(columns: int) -> None:
    of = board(*TWO, follow_lists={1: ANNS, 2: BOBS})
    pair = pair_of(of, 1, 2)
    assert pair is not None
    assert max(map(line_width, comparison_lines(of, *pair, columns))) <= columns
