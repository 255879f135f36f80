"""Which column is what: by its name, by a word in it, or by what stands in it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchange.importing.columns import Ambiguous, Columns, columns_of

DAY, OTHER_DAY = "2016-06-25", "2016-06-26"


def found(
    names: str, *rows: Sequence[str], time: str | None = None, count: str | None = None
) -> tuple[str, str]:
    """Return the names of the columns of times and of counts."""
    columns = names.split(",")
    places = columns_of(columns, rows, time, count)
    return columns[places.time], columns[places.count]


@pytest.mark.parametrize(
    ("names", "row"),
    [
        ("date,TotalSubscribers", (DAY, "10919688")),
        ("at,followers", (DAY, "5")),
        ("Timestamp,Follower Count", ("1239948780", "1239948781")),
        ("when,Fans", (DAY, "1,234")),
        ("t,n", (DAY, "5")),
        ("Datum,Abonnenten", (DAY, "5")),
        ("1,2", (DAY, "5")),
    ],
)
def test_a_column_of_times_and_one_of_counts_are_what_they_look_like(
    names: str, row: Sequence[str]
) -> None:
    assert found(names, row) == tuple(names.split(","))


def test_the_columns_may_stand_in_any_order_among_others() -> None:
    names = "MementoDatetime,URIM,FollowerCount,AbsGrowth,RelGrowth"
    row = ("20071012223847", "https://web.archive.org/web/2007/x", "66", "0", "0")
    assert found(names, row) == ("MementoDatetime", "FollowerCount")
    assert found("likes,followers,date", ("3", "5", DAY)) == ("followers", "date")[::-1]


def test_a_whole_name_goes_before_a_word_in_a_name() -> None:
    names = "date,new_followers,followers,follower_growth"
    assert found(names, (DAY, "5", "105", "5"))[1] == "followers"


def test_a_column_that_is_only_called_so_is_none() -> None:
    assert found("date,day,followers", ("Monday", DAY, "5"), ("Tuesday", OTHER_DAY, "6")) == (
        "day",
        "followers",
    )


def test_blank_cells_and_a_few_bad_ones_do_not_hide_a_column() -> None:
    rows = [(DAY, "5"), (DAY, ""), ("", "7"), (DAY, "n/a"), *[(DAY, "8")] * 8, ("total", "oops")]
    assert found("x,y", *rows) == ("x", "y")


@pytest.mark.parametrize(
    ("time", "count"),
    [("first", "b"), ("FIRST", "B"), ("second", "a"), ("second", "b")],
)
def test_what_is_named_is_taken_whatever_else_there_is(time: str, count: str) -> None:
    row = (DAY, OTHER_DAY, "5", "6")
    names = (time.casefold(), count.casefold())
    assert found("first,second,a,b", row, time=time, count=count) == names


def test_the_other_columns_are_found_by_their_names() -> None:
    names = ("account", "handle", "at", "followers", "following", "posts", "quality", "provenance")
    row = ("a:1", "ann", DAY, "5", "6", "7", "exact", "a book")
    assert columns_of(names, [row]) == Columns(
        time=2, count=3, following=4, posts=5, quality=6, provenance=7, handle=1, account=0
    )


def test_the_only_column_of_addresses_says_where_each_count_is_from() -> None:
    row = (DAY, "5", "https://example.org/1")
    assert columns_of(["date", "n", "seen"], [row]).provenance == 2
    two = (*row, "http://example.org/2")
    assert columns_of(["date", "n", "seen", "also"], [two]).provenance is None


@pytest.mark.parametrize(
    ("names", "row", "words"),
    [
        ("a,b", ("x", "5"), "no column looks like a time; name one with --time"),
        ("a,b", (DAY, "x"), "no column looks like a count; name one with --count"),
        ("a,b,c", (DAY, "5", "6"), "several columns may be the count: b, c; name one with --count"),
        ("a,b,c", (DAY, DAY, "6"), "several columns may be the time: a, b; name one with --time"),
        (
            "date,followers_a,followers_b,likes",
            (DAY, "5", "6", "7"),
            "several columns may be the count: followers_a, followers_b; name one",
        ),
    ],
)
def test_what_cannot_be_told_is_asked_for(names: str, row: Sequence[str], words: str) -> None:
    with pytest.raises(Ambiguous, match=words):
        found(names, row)


@pytest.mark.parametrize(("time", "count"), [("when", None), (None, "when")])
def test_a_column_that_is_not_there_is_told_with_those_that_are(
    time: str | None, count: str | None
) -> None:
    with pytest.raises(Ambiguous, match="'when': there is no such column; there are date, n"):
        found("date,n", (DAY, "5"), time=time, count=count)


CELLS = st.text(max_size=8) | st.sampled_from([DAY, "5", "", "1239948780", "https://x"])


@given(
    st.lists(st.text(max_size=8), min_size=1, max_size=4),
    st.lists(st.lists(CELLS, max_size=5), max_size=5),
)
def test_any_table_has_its_columns_or_is_told_what_to_name(
    names: list[str], rows: list[list[str]]
) -> None:
    try:
        places = columns_of(names, rows)
    except Ambiguous:
        return
    assert {places.time, places.count} <= set(range(len(names)))
    assert places.time != places.count


def test_a_column_with_a_plain_name_may_hold_odd_cells() -> None:
    rows = [("2024-01-01", "1.5M"), ("2024-01-02", "1,4 Mio"), ("2024-01-03", "none known")]
    found = columns_of(("date", "followers"), rows)
    assert (found.time, found.count) == (0, 1)
