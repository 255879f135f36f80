"""Filters, columns and sort orders of a follow list. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tui.model import Followee, FollowList


class Filter(StrEnum):
    """Which part of a follow list is shown."""

    ALL = "all"
    MUTUALS = "mutuals"
    CELEBRITIES = "celebrities"
    GONE = "gone"


PREDICATES: dict[Filter, Callable[[Followee], bool]] = {
    Filter.ALL: lambda f: f.gone_at is None,
    Filter.MUTUALS: lambda f: f.gone_at is None and f.follows_back is True,
    Filter.CELEBRITIES: lambda f: f.gone_at is None and f.celebrity is True,
    Filter.GONE: lambda f: f.gone_at is not None,
}
Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in cells, the least width of a list that shows it, and sort key."""

    heading: str
    cells: int
    shown_from: int
    key: Callable[[Followee], Key]
    is_descending: bool = False
    short: str = ""
    """The heading in a narrow list, where the column is just wide enough for it."""


def _count(followee: Followee) -> Key:
    return (followee.followers is not None, followee.followers or 0)


COLUMNS = (
    Column("followee", 0, 0, lambda f: (f.account.handle.casefold(),)),
    Column("name", 22, 84, lambda f: (not f.account.name, f.account.name.casefold())),
    Column("followers", 11, 0, _count, is_descending=True),
    Column(
        "follows back",
        14,
        0,
        lambda f: ({True: 2, False: 1, None: 0}[f.follows_back],),
        is_descending=True,
        short="back",
    ),
    Column("first seen", 12, 72, lambda f: (f.first_seen or 0,), is_descending=True),
    Column("gone", 11, 98, lambda f: (f.gone_at or 0,), is_descending=True),
)
BY_FOLLOWERS = 2


def arranged(
    follow_list: FollowList, shown: Filter, text: str, order: int, is_reversed: bool
) -> list[Followee]:
    """Return the followees that pass a filter and match a text, sorted by a column."""
    rows = _sorted(follow_list, shown, order, is_reversed)
    wanted = text.strip().removeprefix("@").casefold()
    if not wanted:
        return list(rows)
    names = _searchable_names(follow_list)
    return [followee for followee in rows if wanted in names[followee.account.id]]


@lru_cache(maxsize=4)
def _sorted(
    follow_list: FollowList, shown: Filter, order: int, is_reversed: bool
) -> tuple[Followee, ...]:
    """Return the followees that pass a filter, sorted by a column, equal ones by handle."""
    column, is_shown = COLUMNS[order], PREDICATES[shown]
    rows = [followee for followee in _by_handle(follow_list) if is_shown(followee)]
    rows.sort(key=column.key, reverse=column.is_descending is not is_reversed)
    return tuple(rows)


@lru_cache(maxsize=2)
def _by_handle(follow_list: FollowList) -> tuple[Followee, ...]:
    return tuple(sorted(follow_list.followees, key=lambda f: f.account.handle))


@lru_cache(maxsize=2)
def _searchable_names(follow_list: FollowList) -> dict[int, str]:
    """Return the handle and name that a text is matched against, by account id."""
    return {
        f.account.id: f"{f.account.handle}\n{f.account.name}".casefold()
        for f in follow_list.followees
    }
