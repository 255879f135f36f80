"""Which column of a table is what: by name where that is plain, else by what stands in it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC

from tui.exchange.importing.cells import count_of, is_blank, time_reader
from tui.parsing import BadText

LOOKED_AT = 200
MOSTLY = 0.8
TIMES = ("at", "time", "date", "timestamp", "datetime", "mementodatetime", "when", "day")
COUNTS = ("followers", "followercount", "followerscount", "subscribers", "subscribercount")
COUNT_WORDS = ("follower", "subscriber", "fans", "members")
OTHERS = ("following", "posts", "quality", "provenance", "handle", "account")
HANDLES = ("handle", "user", "username", "screenname", "login", "channel", "channelname")


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the columns; None where there is none."""

    time: int
    count: int
    following: int | None = None
    posts: int | None = None
    quality: int | None = None
    provenance: int | None = None
    handle: int | None = None
    account: int | None = None


class Ambiguous(Exception):
    """The columns do not say which is which; the message says what to name."""


def columns_of(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    time: str | None = None,
    count: str | None = None,
) -> Columns:
    """Return which column is what, from the names and the first rows; raises Ambiguous."""
    others = {other: _named(names, (other,)) for other in OTHERS}
    others["handle"] = _named(names, HANDLES)
    at = _asked(names, time, "--time")
    if at is None:
        at = _found(names, rows, _is_time, TIMES, (), "time", "--time")
    if others["provenance"] is None:
        others["provenance"] = _addresses(names, rows)
    number = _asked(names, count, "--count")
    if number is None:
        taken = {at, others["following"], others["posts"]}
        number = _found(names, rows, _is_count, COUNTS, COUNT_WORDS, "count", "--count", taken)
    return Columns(at, number, **others)


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _named(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((i for i, name in enumerate(names) if _plain(name) in wanted), None)


def _asked(names: Sequence[str], name: str | None, option: str) -> int | None:
    if name is None:
        return None
    for i, known in enumerate(names):
        if known == name or known.casefold() == name.casefold():
            return i
    raise Ambiguous(f"{option} {name!r}: there is no such column; there are {', '.join(names)}")


def _found(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    fits: Callable[[str], bool],
    exact: Sequence[str],
    words: Sequence[str],
    what: str,
    option: str,
    taken: set[int | None] | None = None,
) -> int:
    """Return the one column of a kind: by its whole name, by a word in it, or as the only one."""
    fitting = [i for i in range(len(names)) if i not in (taken or set()) and _mostly(rows, i, fits)]
    # A column that is named so plainly may hold odd cells: they are skipped one by one.
    known = [i for i in fitting if _plain(names[i]) in exact] or [
        i
        for i in range(len(names))
        if _plain(names[i]) in exact and _some(rows, i, fits) and i not in (taken or set())
    ]
    worded = [i for i in fitting if any(word in _plain(names[i]) for word in words)]
    for found in (known, worded, fitting):
        if len(found) == 1:
            return found[0]
    if not fitting and not known:
        raise Ambiguous(f"no column looks like a {what}; name one with {option}")
    some = ", ".join(names[i] for i in (known or worded or fitting)[:6])
    raise Ambiguous(f"several columns may be the {what}: {some}; name one with {option}")


def _some(rows: Sequence[Sequence[str]], place: int, fits: Callable[[str], bool]) -> bool:
    return any(fits(row[place]) for row in rows if place < len(row) and not is_blank(row[place]))


def _mostly(rows: Sequence[Sequence[str]], place: int, fits: Callable[[str], bool]) -> bool:
    cells = [row[place] for row in rows if place < len(row) and not is_blank(row[place])]
    return bool(cells) and sum(map(fits, cells)) >= MOSTLY * len(cells)


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


def _addresses(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """Return the only column of addresses: they say where each count is from."""
    fitting = [
        i
        for i in range(len(names))
        if _mostly(rows, i, lambda cell: cell.strip().startswith(("https://", "http://")))
    ]
    return fitting[0] if len(fitting) == 1 else None
