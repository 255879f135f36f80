"""The profile of an account."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import ANN, BOB, account, board, follow_list, minute, steady, talk, track
from tui.metrics import METRICS, About
from tui.model import (
    EMPTY_FOLLOW_LIST,
    HOUR,
    Board,
    ClassifiedPost,
    OpenedAccount,
    PostKind,
    Sample,
    Stake,
)
from tui.view.drawing.lines import line_width
from tui.view.widgets.profile import SHOWN_ABOVE, profile_lines, strip_of

TWO = board(steady(ANN, 900_000, 6000, 120), steady(BOB, 890_000, 5000, 120))
EVE = account(9, "Eve")
READ = Sample(minute(60), 1_234, 56, 789, provenance="live:test")


def rows_of(of: Board, opened: OpenedAccount, columns: int = 60, rows: int = 40) -> list[str]:
    lines = profile_lines(of, opened, columns, rows)
    return ["".join(text for text, _ in spans) for spans in lines]


ANNS = OpenedAccount(ANN, follow_list(ANN, [True, False], 12), Sample(minute(120), 912_000, 12, 34))


def test_a_racer_has_its_counts_its_place_and_every_measure() -> None:
    seen = " ".join(" ".join(rows_of(TWO, ANNS, rows=60)).split())
    for words in ("follows 12 posts 34", "rank 1 of 2", "leads", "as of 02:00", "91.2 %"):
        assert words in seen
    for metric in METRICS:
        if metric.about is not About.RACE and metric.key not in SHOWN_ABOVE:
            assert metric.name in seen


def test_an_unknown_measure_has_a_reason() -> None:
    seen = "\n".join(rows_of(TWO, OpenedAccount(ANN, EMPTY_FOLLOW_LIST), columns=90))
    unknown = TWO.standings[0].measures["follow_back_rate"]
    assert unknown.value is None
    assert unknown.why
    assert unknown.why in seen


def test_measures_that_are_unknown_for_the_same_reason_share_a_line() -> None:
    votes = TWO.standings[0].measures["vote_cast"]
    rows = rows_of(TWO, OpenedAccount(ANN, EMPTY_FOLLOW_LIST), columns=90, rows=60)
    (row,) = [row for row in rows if votes.why in row]
    names = ("vote_cast", "vote_turnout", "vote_pace_needed", "vote_recovery")
    expected = ", ".join(metric.name for metric in METRICS if metric.key in names)
    assert row == f"{votes.why}: {expected}"


def test_a_followee_has_its_counts_and_their_age() -> None:
    rows = rows_of(TWO, OpenedAccount(EVE, EMPTY_FOLLOW_LIST, READ))
    seen = "\n".join(rows)
    assert "posts 789" in seen
    assert "as of 01:00, 60 min old  live:test" in seen
    assert "not in this race: a adds it" in seen
    assert "rank" not in seen


def test_a_followee_has_the_number_of_accounts_it_follows() -> None:
    assert "follows 56" in "\n".join(rows_of(TWO, OpenedAccount(EVE, EMPTY_FOLLOW_LIST, READ)))


def test_an_account_that_was_not_read_has_no_counts() -> None:
    rows = rows_of(TWO, OpenedAccount(EVE, EMPTY_FOLLOW_LIST))
    assert "@eve has not been read yet: its followers are unknown." in rows
    assert "0" not in "".join(rows)


def test_a_low_profile_has_its_counts_in_one_line() -> None:
    assert rows_of(TWO, ANNS, rows=6)[0] == "912,000 followers  follows 12  posts 34"
    assert rows_of(TWO, ANNS, columns=20)[0] == "912,000 followers"


def test_stale_counts_are_dim_and_their_age_is_a_warning() -> None:
    old = board(steady(ANN, 900_000, 6000, 120), at=minute(120) + 5 * HOUR)
    lines = profile_lines(old, ANNS, 60, 40)
    assert lines[0][0][1] == "dim strong"
    assert ("as of 02:00, 5 h old", "warn") in [span for spans in lines for span in spans]


@settings(max_examples=60)
@given(st.integers(16, 120), st.integers(1, 40), st.sampled_from([0, 1, 2]))
def test_a_profile_fits_into_its_rows(columns: int, rows: int, which: int) -> None:
    opened = (
        ANNS,
        OpenedAccount(EVE, EMPTY_FOLLOW_LIST, READ),
        OpenedAccount(EVE, EMPTY_FOLLOW_LIST),
    )[which]
    assert len(profile_lines(TWO, opened, columns, rows)) <= rows


def test_names_and_figures_of_measures_are_never_cut() -> None:
    measures = TWO.standings[0].measures
    for columns in range(30, 80):
        rows = rows_of(TWO, ANNS, columns, 90)
        seen = " ".join(" ".join(rows).split())
        for metric in METRICS:
            measure = measures.get(metric.key)
            if measure is None or metric.about is About.RACE or metric.key in SHOWN_ABOVE:
                continue
            assert metric.name in seen, f"at {columns} columns"
            assert metric.text_of(measure) in seen, f"{metric.name} at {columns} columns"


@pytest.mark.parametrize("columns", [24, 40, 46, 80])
def test_names_of_measures_and_their_figures_are_at_both_ends(columns: int) -> None:
    lines = profile_lines(TWO, ANNS, columns, 60)
    paces = [spans for spans in lines if spans[:1] == (("pace", "dim"),)]
    assert [line_width(spans) for spans in paces] == [columns]
    assert max(map(line_width, lines[4:])) == columns


def test_a_racer_without_readings_is_unknown_and_not_zero() -> None:
    of = replace(board(track(ANN, [])), provenance="")
    rows = rows_of(of, OpenedAccount(ANN, EMPTY_FOLLOW_LIST), rows=6)
    assert rows[0].startswith("? followers  follows ?")
    assert rows[0].endswith("no reading yet")
    assert "leads" not in "\n".join(rows_of(of, OpenedAccount(ANN, EMPTY_FOLLOW_LIST)))


# The strip of posts.


def posting(signs: str) -> Board:
    return replace(TWO, talks={ANN.id: talk(signs)})


def strip_line(of: Board, columns: int = 80) -> list[str]:
    return [row for row in rows_of(of, ANNS, columns) if row.startswith("posts ")]


def test_the_strip_has_a_sign_for_each_post_with_the_newest_last() -> None:
    assert strip_of(talk("@>!~")) == "~!>@"


def test_posts_to_all_have_one_sign_with_or_without_mentions() -> None:
    quote = replace(talk(">").posts[0], kind=PostKind.QUOTE)
    assert strip_of(talk("tm>")) == ">>>"
    assert strip_of(replace(talk(""), posts=(quote,))) == ">"


def test_every_kind_of_post_has_a_sign() -> None:
    posts = tuple(replace(talk(">").posts[0], kind=kind) for kind in PostKind)
    assert len(strip_of(replace(talk(""), posts=posts))) == len(PostKind)


def test_every_post_that_pleads_is_a_plea_except_a_repost() -> None:
    def pleading(kind: PostKind) -> str:
        return strip_of(replace(talk(""), posts=(ClassifiedPost(0, kind, pleads=True),)))

    assert {pleading(kind) for kind in set(PostKind) - {PostKind.REPOST}} == {"!"}
    assert pleading(PostKind.REPOST) == "~"


def test_the_strip_has_the_latest_twenty_posts() -> None:
    assert strip_of(talk("@" + ">" * 18 + "!" + "~" * 100)) == "!" + ">" * 18 + "@"


def test_the_strip_has_a_legend_beside_it_if_there_is_room() -> None:
    legend = "@ reply  > to all  ~ repost  ! plea"
    signs = "@>!~" * 5
    assert strip_line(posting(signs)) == [f"posts {signs[::-1]}  {legend}"]
    enough = 6 + len(signs) + 2 + len(legend)
    assert strip_line(posting(signs), enough) == strip_line(posting(signs))
    assert strip_line(posting(signs), enough - 1) == [f"posts {signs[::-1]}"]


def test_unread_posts_have_no_strip() -> None:
    assert strip_line(TWO) == []
    assert strip_line(replace(TWO, talks={BOB.id: talk("@>")})) == []


# Pledges.


def pledged(*stakes: Stake, columns: int = 60) -> list[str]:
    rows = rows_of(replace(TWO, stakes=stakes), ANNS, columns)
    return [row for row in rows if row.startswith("pledge at ")]


NETS = Stake(ANN.id, "10,000 nets", 1_000_000, minute(0))


@pytest.mark.parametrize(
    ("stake", "state"),
    [
        (NETS, "open"),
        (replace(NETS, target=912_001), "open"),
        (replace(NETS, target=912_000), "due"),
        (replace(NETS, target=912_000, kept_at=minute(5)), "kept"),
        (replace(NETS, kept_at=minute(5)), "kept"),
    ],
)
def test_a_pledge_is_open_until_its_count_is_reached_and_due_until_it_is_kept(
    stake: Stake, state: str
) -> None:
    (row,) = pledged(stake)
    assert row.split()[:2] == ["pledge", "at"]
    assert "10,000 nets" in row
    assert row.endswith(f" {state}")
    assert len(row) == 60


def test_a_pledge_that_is_due_is_a_warning() -> None:
    of = replace(TWO, stakes=(NETS, replace(NETS, target=912_000)))
    spans = [span for spans in profile_lines(of, ANNS, 60, 40) for span in spans]
    assert ("due", "warn") in spans
    assert ("open", "dim") in spans


def test_pledges_for_others_are_not_shown() -> None:
    assert pledged(replace(NETS, account=BOB.id)) == []
    assert len(pledged(NETS, replace(NETS, text="a cake"))) == 2


def test_a_long_pledge_is_cut_before_its_state() -> None:
    (row,) = pledged(replace(NETS, text="nets " * 40), columns=30)
    assert row.endswith("… open")
    assert len(row) == 30
