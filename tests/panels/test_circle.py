"""Whom a racer follows, as lines."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.building import ANN, START, board, circle, track
from tui.model import EMPTY_CIRCLE, Circle
from tui.panels.circle import circle_lines
from tui.panels.lines import line_width
from tui.plot import Line


def drawn(of: Circle, columns: int = 50, rows: int = 20, first: int = 0) -> list[Line]:
    standing = board(track(ANN, [1000]), circles={1: of}).standings[0]
    return circle_lines(standing, of, columns, rows, first)


def text(lines: Sequence[Line]) -> list[str]:
    return ["".join(part for part, _ in spans) for spans in lines]


MIXED = circle(ANN, [True, False, None], 72)
LONG = circle(ANN, [True] * 30, 30, complete=True)


def test_each_followee_follows_back_or_not_or_nobody_knows() -> None:
    assert text(drawn(MIXED)) == [
        "follows 72  3 known",
        "follow back 1 of 2 whose answer is known",
        "",
        "  followee                 followers  follows back",
        "  @racer100                        ?  ● yes",
        "  @racer101                        ?  ○ no",
        "  @racer102                        ?  ? unknown",
        "",
        "The other 69 are unknown.",
    ]


def test_yes_no_and_unknown_differ_in_colour_too() -> None:
    rows = drawn(MIXED)[4:7]
    assert [row[-1][1] for row in rows] == ["good", "loss", "dim"]


def test_without_any_answer_no_share_of_answers_is_told() -> None:
    assert not any("follow back " in row for row in text(drawn(circle(ANN, [None, None], 2))))


def test_a_circle_that_is_wholly_known_says_so_and_misses_nobody() -> None:
    lines = text(drawn(circle(ANN, [True, True], 2, complete=True)))
    assert lines[0] == "follows 2  all known"
    assert not any("unknown" in row for row in lines)


def test_nobody_known_is_not_nobody_followed() -> None:
    told = "Nobody says whom this account follows."
    assert text(drawn(EMPTY_CIRCLE)) == ["follows ?  0 known", "", told]
    assert text(drawn(circle(ANN, [], 72))) == ["follows 72  0 known", "", told]
    assert text(drawn(circle(ANN, [], 0, complete=True)))[-1] == "It follows nobody."


def test_words_are_wrapped_in_a_narrow_panel() -> None:
    lines = drawn(EMPTY_CIRCLE, 20)
    assert all(line_width(spans) <= 20 for spans in lines)
    assert " ".join(text(lines)[2:]) == "Nobody says whom this account follows."


def test_a_followee_that_is_gone_or_famous_is_marked() -> None:
    first, *others = MIXED.followees
    gone = replace(first, gone_at=START, celebrity=True, followers=1_234_567)
    row = text(drawn(replace(MIXED, followees=(gone, *others))))[4]
    assert row == "★ @racer100 (gone)              1.2M  ● yes"


def test_what_does_not_fit_is_counted_and_paged_to() -> None:
    lines = text(drawn(LONG, rows=10))
    assert len(lines) == 10
    assert lines[4].startswith("  @racer100 ")
    assert lines[-1] == "25 more: page down"
    lower = text(drawn(LONG, rows=10, first=5))
    assert lower[4].startswith("  @racer105 ")
    assert lower[-1] == "20 more: page down"


def test_on_the_last_page_nothing_more_is_promised() -> None:
    lines = text(drawn(LONG, rows=10, first=25))
    assert lines[-1].startswith("  @racer129 ")
    assert not any("more" in row for row in lines)


def test_page_by_page_everybody_is_seen() -> None:
    seen: list[str] = []
    while len(seen) < 30:
        rows = text(drawn(LONG, rows=12, first=len(seen)))
        page = [row.split()[0] for row in rows if row.startswith("  @")]
        assert page
        seen += page
    assert seen == [f"@racer{n}" for n in range(100, 130)]


@pytest.mark.parametrize("rows", range(1, 40))
@pytest.mark.parametrize("columns", [30, 38, 76])
def test_a_circle_keeps_to_its_panel(rows: int, columns: int) -> None:
    for of in (MIXED, LONG, EMPTY_CIRCLE):
        lines = drawn(of, columns, rows)
        assert len(lines) <= rows
        assert all(line_width(spans) <= columns for spans in lines[3:])
        assert text(lines)[0].startswith("follows")


def test_a_short_panel_has_a_short_head() -> None:
    assert text(drawn(LONG, rows=8))[1].startswith("  @racer100")


def test_a_wide_name_keeps_the_columns_straight() -> None:
    first, *others = MIXED.followees
    named = replace(first, account=replace(first.account, handle="中文字" * 20))
    rows = drawn(replace(MIXED, followees=(named, *others)))[4:6]
    ends = [line_width(row[:-1]) for row in rows]
    assert ends[0] == ends[1]
