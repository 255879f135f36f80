"""Detecting the columns of a table by their names, or else by their cells. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC

from tui.exchange.importing.cells import count_of, is_blank, time_reader
from tui.parsing import BadText

SAMPLED_ROWS = 200
MIN_SHARE = 0.8
TIMES = ("at", "time", "date", "timestamp", "datetime", "mementodatetime", "when", "day")
COUNTS = ("followers", "followercount", "followerscount", "subscribers", "subscribercount")
COUNT_WORDS = ("follower", "subscriber", "fans", "members")
OTHERS = ("following", "posts", "quality", "provenance", "handle", "account")
HANDLES = ("handle", "user", "username", "screenname", "login", "channel", "channelname")


@dataclass(frozen=True, slots=True)
class Columns:
    """The index of each column; None if the table lacks it."""

    time: int
    count: int
    following: int | None = None
    posts: int | None = None
    quality: int | None = None
    provenance: int | None = None
    handle: int | None = None
    account: int | None = None


class Ambiguous(Exception):
    """A column cannot be detected; the message says which option names it."""


def columns_of(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    time: str | None = None,
    count: str | None = None,
) -> Columns:
    """Return the columns found by name and in the first rows; raises Ambiguous.

    `time` and `count` are column names that a user chose.
    """
    others = {other: _column_named(names, (other,)) for other in OTHERS}
    others["handle"] = _column_named(names, HANDLES)
    time_column = _chosen(names, time, "--time")
    if time_column is None:
        time_column = _detected(names, rows, _is_time, TIMES, (), "time", "--time")
    if others["provenance"] is None:
        others["provenance"] = _address_column(names, rows)
    count_column = _chosen(names, count, "--count")
    if count_column is None:
        taken = {time_column, others["following"], others["posts"]}
        count_column = _detected(
            names, rows, _is_count, COUNTS, COUNT_WORDS, "count", "--count", taken
        )
    return Columns(time_column, count_column, **others)


def _normalized(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _column_named(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((i for i, name in enumerate(names) if _normalized(name) in wanted), None)


def _chosen(names: Sequence[str], name: str | None, option: str) -> int | None:
    if name is None:
        return None
    for i, column in enumerate(names):
        if column == name or column.casefold() == name.casefold():
            return i
    raise Ambiguous(f"{option}: no column {name!r}; columns: {', '.join(names)}")


def _detected(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    fits: Callable[[str], bool],
    exact: Sequence[str],
    words: Sequence[str],
    what: str,
    option: str,
    taken: set[int | None] | None = None,
) -> int:
    """Return the only column of a kind, by its exact name, a word in its name, or its cells."""
    free = [i for i in range(len(names)) if i not in (taken or set())]
    fitting = [i for i in free if _fits_most(rows, i, fits)]
    # A column with an exact name may hold odd cells: their rows are skipped one by one.
    named = [i for i in fitting if _normalized(names[i]) in exact] or [
        i for i in free if _normalized(names[i]) in exact and _fits_any(rows, i, fits)
    ]
    worded = [i for i in fitting if any(word in _normalized(names[i]) for word in words)]
    for found in (named, worded, fitting):
        if len(found) == 1:
            return found[0]
    if not fitting and not named:
        raise Ambiguous(f"no column looks like a {what}; choose one with {option}")
    candidates = ", ".join(names[i] for i in (named or worded or fitting)[:6])
    raise Ambiguous(f"several columns could be the {what}: {candidates}; choose one with {option}")


def _fits_any(rows: Sequence[Sequence[str]], column: int, fits: Callable[[str], bool]) -> bool:
    return any(fits(row[column]) for row in rows if column < len(row) and not is_blank(row[column]))


def _fits_most(rows: Sequence[Sequence[str]], column: int, fits: Callable[[str], bool]) -> bool:
    cells = [row[column] for row in rows if column < len(row) and not is_blank(row[column])]
    return bool(cells) and sum(map(fits, cells)) >= MIN_SHARE * len(cells)


def _is_time(cell: str) -> bool:
    try:
        time_reader(UTC)(cell.strip())
    except BadText:
        return False
    return True


def _is_count(cell: str) -> bool:
    try:
        count_of(cell)
    except BadText:
        return False
    return True


def _address_column(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """Return the only column of web addresses, which are the sources of the counts."""
    fitting = [
        i
        for i in range(len(names))
        if _fits_most(rows, i, lambda cell: cell.strip().startswith(("https://", "http://")))
    ]
    return fitting[0] if len(fitting) == 1 else None
