"""Columns are detected by their names, by a word in their names, or by their cells."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchange.importing.columns import Ambiguous, Columns, columns_of

DAY, OTHER_DAY = "2016-06-25", "2016-06-26"


def found(
    names: str, *rows: Sequence[str], time: str | None = None, count: str | None = None
) -> tuple[str, str]:
    """Return the names of the time column and the count column."""
    columns = names.split(",")
    places = columns_of(columns, rows, time, count)
    return columns[places.time], columns[places.count]


def refusal(
    names: str, row: Sequence[str], time: str | None = None, count: str | None = None
) -> str:
    """Return why columns cannot be detected; fails if they are."""
    try:
        columns = found(names, row, time=time, count=count)
    except Ambiguous as error:
        return str(error)
    pytest.fail(f"{names}: {columns} were detected")


def test_the_only_columns_that_look_like_times_and_counts_are_used() -> None:
    for names, row in (
        ("date,TotalSubscribers", (DAY, "10919688")),
        ("at,followers", (DAY, "5")),
        ("Timestamp,Follower Count", ("1239948780", "1239948781")),
        ("when,Fans", (DAY, "1,234")),
        ("t,n", (DAY, "5")),
        ("Datum,Abonnenten", (DAY, "5")),
        ("1,2", (DAY, "5")),
    ):
        assert found(names, row) == tuple(names.split(",")), names


def test_columns_may_be_in_any_order_among_others() -> None:
    names = "MementoDatetime,URIM,FollowerCount,AbsGrowth,RelGrowth"
    row = ("20071012223847", "https://web.archive.org/web/2007/x", "66", "0", "0")
    assert found(names, row) == ("MementoDatetime", "FollowerCount")
    assert found("likes,followers,date", ("3", "5", DAY)) == ("date", "followers")


def test_an_exact_name_wins_over_a_word_in_a_name() -> None:
    names = "date,new_followers,followers,follower_growth"
    assert found(names, (DAY, "5", "105", "5"))[1] == "followers"


def test_a_column_with_a_time_name_but_no_times_is_ignored() -> None:
    assert found("date,day,followers", ("Monday", DAY, "5"), ("Tuesday", OTHER_DAY, "6")) == (
        "day",
        "followers",
    )


def test_blank_cells_and_a_few_bad_ones_do_not_hide_a_column() -> None:
    rows = [(DAY, "5"), (DAY, ""), ("", "7"), (DAY, "n/a"), *[(DAY, "8")] * 8, ("total", "oops")]
    assert found("x,y", *rows) == ("x", "y")


def test_a_named_column_is_used_whatever_else_there_is() -> None:
    row = (DAY, OTHER_DAY, "5", "6")
    for time, count in (("first", "b"), ("FIRST", "B"), ("second", "a"), ("second", "b")):
        names = (time.casefold(), count.casefold())
        assert found("first,second,a,b", row, time=time, count=count) == names, (time, count)


def test_the_other_columns_are_detected_by_their_names() -> None:
    names = ("account", "handle", "at", "followers", "following", "posts", "quality", "provenance")
    row = ("a:1", "ann", DAY, "5", "6", "7", "exact", "a book")
    assert columns_of(names, [row]) == Columns(
        time=2, count=3, following=4, posts=5, quality=6, provenance=7, handle=1, account=0
    )


def test_the_only_column_of_addresses_is_the_provenance() -> None:
    row = (DAY, "5", "https://example.org/1")
    assert columns_of(["date", "n", "seen"], [row]).provenance == 2
    two = (*row, "http://example.org/2")
    assert columns_of(["date", "n", "seen", "also"], [two]).provenance is None


def test_a_column_that_cannot_be_detected_must_be_chosen() -> None:
    for names, row, message in (
        ("a,b", ("x", "5"), "no column looks like a time; choose one with --time"),
        ("a,b", (DAY, "x"), "no column looks like a count; choose one with --count"),
        (
            "a,b,c",
            (DAY, "5", "6"),
            "several columns could be the count: b, c; choose one with --count",
        ),
        (
            "a,b,c",
            (DAY, DAY, "6"),
            "several columns could be the time: a, b; choose one with --time",
        ),
        (
            "date,followers_a,followers_b,likes",
            (DAY, "5", "6", "7"),
            "several columns could be the count: followers_a, followers_b; choose one",
        ),
    ):
        assert message in refusal(names, row)


def test_an_unknown_column_is_refused_with_the_known_ones() -> None:
    for option, time, count in (("--time", "when", None), ("--count", None, "when")):
        message = refusal("date,n", (DAY, "5"), time=time, count=count)
        assert message == f"{option}: no column 'when'; columns: date, n"


CELLS = st.text(max_size=8) | st.sampled_from([DAY, "5", "", "1239948780", "https://x"])


@given(
    st.lists(st.text(max_size=8), min_size=1, max_size=4),
    st.lists(st.lists(CELLS, max_size=5), max_size=5),
)
def test_any_table_has_two_columns_or_raises_ambiguous(
    names: list[str], rows: list[list[str]]
) -> None:
    try:
        places = columns_of(names, rows)
    except Ambiguous:
        return
    assert {places.time, places.count} <= set(range(len(names)))
    assert places.time != places.count


def test_a_column_with_an_exact_name_may_hold_odd_cells() -> None:
    rows = [("2024-01-01", "1.5M"), ("2024-01-02", "1,4 Mio"), ("2024-01-03", "none known")]
    found = columns_of(("date", "followers"), rows)
    assert (found.time, found.count) == (0, 1)
