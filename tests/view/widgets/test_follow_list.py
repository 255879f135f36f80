"""Filtering, sorting and searching a follow list."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, account, follow_list, minute
from tui.model import Followee, FollowList
from tui.view.drawing.followees import COLUMNS, Filter, arranged

NAMES = ("Zoe", "adam", "Émile", "Bea", "Carl")
FOLLOWEES = tuple(
    Followee(
        account(100 + n, name),
        follows_back=(True, False, None, True, None)[n],
        celebrity=(None, True, False, True, None)[n],
        followers=(50, None, 7, 50, 0)[n],
        first_seen=minute(n),
        gone_at=minute(90) if name == "Carl" else None,
    )
    for n, name in enumerate(NAMES)
)
KNOWN = replace(follow_list(ANN, [], 5), followees=FOLLOWEES)
FOLLOWEE, NAME, FOLLOWERS, BACK, SEEN, GONE = range(len(COLUMNS))


def names(
    shown: Filter = Filter.ALL,
    text: str = "",
    order: int = FOLLOWEE,
    is_reversed: bool = False,
    of: FollowList = KNOWN,
) -> list[str]:
    return [f.account.name for f in arranged(of, shown, text, order, is_reversed)]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Filter.ALL, ["adam", "Bea", "Zoe", "Émile"]),
        (Filter.MUTUALS, ["Bea", "Zoe"]),
        (Filter.CELEBRITIES, ["adam", "Bea"]),
        (Filter.GONE, ["Carl"]),
    ],
)
def test_each_filter_keeps_its_followees_and_only_gone_shows_the_gone(
    shown: Filter, expected: list[str]
) -> None:
    assert names(shown) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (FOLLOWEE, ["adam", "Bea", "Zoe", "Émile"]),
        (NAME, ["adam", "Bea", "Zoe", "Émile"]),
        (FOLLOWERS, ["Bea", "Zoe", "Émile", "adam"]),
        (BACK, ["Bea", "Zoe", "adam", "Émile"]),
        (SEEN, ["Bea", "Émile", "adam", "Zoe"]),
        (GONE, ["adam", "Bea", "Zoe", "Émile"]),
    ],
)
def test_each_column_sorts_the_highest_first_and_equal_ones_by_handle(
    order: int, expected: list[str]
) -> None:
    assert names(order=order) == expected


def test_unknown_answers_are_sorted_after_those_who_do_not_follow_back() -> None:
    answers = [f.follows_back for f in arranged(KNOWN, Filter.ALL, "", BACK, is_reversed=False)]
    assert answers == [True, True, False, None]


def test_an_unknown_count_is_sorted_last_and_is_not_zero() -> None:
    assert names(order=FOLLOWERS)[-1] == "adam"
    assert names(order=FOLLOWERS, is_reversed=True)[0] == "adam"


@pytest.mark.parametrize("text", ["ÉMI", "@émile", " émile ", "mile"])
def test_a_text_matches_handle_or_name_in_any_case(text: str) -> None:
    assert names(text=text) == ["Émile"]


def test_a_text_matches_the_name_alone() -> None:
    named = replace(FOLLOWEES[0], account=replace(FOLLOWEES[0].account, name="The Teapot"))
    of = replace(KNOWN, followees=(named, *FOLLOWEES[1:]))
    assert names(text="teapot", of=of) == ["The Teapot"]


@given(
    st.sampled_from(Filter),
    st.text(max_size=3),
    st.sampled_from(range(len(COLUMNS))),
    st.booleans(),
)
def test_reversing_the_order_keeps_the_same_followees_each_once(
    shown: Filter, text: str, order: int, is_reversed: bool
) -> None:
    one = arranged(KNOWN, shown, text, order, is_reversed)
    other = arranged(KNOWN, shown, text, order, not is_reversed)
    assert {f.account.id for f in one} == {f.account.id for f in other}
    assert len({f.account.id for f in one}) == len(one)
    keys = [COLUMNS[order].key(f) for f in one]
    assert keys == sorted(keys, reverse=COLUMNS[order].is_descending is not is_reversed)
