"""Who an account is, as lines."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, account, board, circle, minute, steady, track
from tui.metrics import METRICS, About
from tui.model import EMPTY_CIRCLE, HOUR, Board, Opened, Sample
from tui.panels.lines import line_width
from tui.panels.profile import TOLD_ABOVE, profile_lines

TWO = board(steady(ANN, 900_000, 6000, 120), steady(BOB, 890_000, 5000, 120))
EVE = account(9, "Eve")
READ = Sample(minute(60), 1_234, 56, 789, provenance="live:test")


def told(of: Board, opened: Opened, columns: int = 60, rows: int = 40) -> list[str]:
    lines = profile_lines(of, opened, columns, rows)
    return ["".join(text for text, _ in spans) for spans in lines]


ANNS = Opened(ANN, circle(ANN, [True, False], 12), Sample(minute(120), 912_000, 12, 34))


def test_a_racer_has_its_counts_its_place_and_every_measure() -> None:
    whole = "\n".join(told(TWO, ANNS))
    for words in ("follows 12  posts 34", "rank 1 of 2", "leads", "as of 02:00", "91.2 %"):
        assert words in whole
    for metric in METRICS:
        if metric.about is not About.RACE and metric.key not in TOLD_ABOVE:
            assert metric.name in whole


def test_a_measure_that_is_unknown_says_why() -> None:
    whole = "\n".join(told(TWO, Opened(ANN, EMPTY_CIRCLE), columns=90))
    unknown = TWO.standings[0].measures["follow_back_rate"]
    assert unknown.value is None
    assert unknown.why
    assert unknown.why in whole


def test_a_followee_has_what_was_read_of_it_and_when() -> None:
    rows = told(TWO, Opened(EVE, EMPTY_CIRCLE, READ))
    whole = "\n".join(rows)
    assert "posts 789" in whole
    assert "as of 01:00, 60 min old  live:test" in whole
    assert "not in this race: a adds it" in whole
    assert "rank" not in whole


def test_what_a_reading_says_of_whom_a_followee_follows_is_told() -> None:
    assert "follows 56" in "\n".join(told(TWO, Opened(EVE, EMPTY_CIRCLE, READ)))


def test_of_whom_nobody_has_read_nothing_is_known() -> None:
    rows = told(TWO, Opened(EVE, EMPTY_CIRCLE))
    assert "Nobody has read @eve yet: its followers are unknown." in rows
    assert "0" not in "".join(rows)


def test_a_low_panel_has_the_count_in_one_line() -> None:
    assert told(TWO, ANNS, rows=6)[0] == "912,000 followers"
    assert told(TWO, ANNS, columns=20)[0] == "912,000 followers"


def test_old_figures_are_dim_and_their_age_is_a_warning() -> None:
    old = board(steady(ANN, 900_000, 6000, 120), at=minute(120) + 5 * HOUR)
    lines = profile_lines(old, ANNS, 60, 40)
    assert lines[0][0][1] == "dim strong"
    assert ("as of 02:00, 5 h old", "warn") in [span for spans in lines for span in spans]


@settings(max_examples=60)
@given(st.integers(16, 120), st.integers(1, 40), st.sampled_from([0, 1, 2]))
def test_it_takes_no_more_rows_than_there_are(columns: int, rows: int, which: int) -> None:
    opened = (ANNS, Opened(EVE, EMPTY_CIRCLE, READ), Opened(EVE, EMPTY_CIRCLE))[which]
    assert len(profile_lines(TWO, opened, columns, rows)) <= rows


@pytest.mark.parametrize("columns", [24, 40, 46, 80])
def test_names_of_measures_and_their_figures_stand_at_both_ends(columns: int) -> None:
    lines = profile_lines(TWO, ANNS, columns, 40)
    assert max(line_width(spans) for spans in lines[-5:]) == columns


def test_a_racer_without_a_reading_is_not_nought() -> None:
    of = replace(board(track(ANN, [])), provenance="")
    rows = told(of, Opened(ANN, EMPTY_CIRCLE), rows=6)
    assert rows[0] == "? followers"
    assert "no reading yet" in rows
    assert "leads" not in "\n".join(told(of, Opened(ANN, EMPTY_CIRCLE)))
