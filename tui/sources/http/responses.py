"""Helpers for reading answers, shared by all live sources. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from tui.formats import millis
from tui.model import Millis
from tui.parsing import MAX_COUNT
from tui.sources.errors import SourceError, StaleCursor

T = TypeVar("T")


def valid_count(value: int | None) -> int | None:
    """Return a count from a server; None if it is impossible."""
    return value if value is not None and 0 <= value <= MAX_COUNT else None


def time_of(text: str | None) -> Millis | None:
    """Return an ISO 8601 time in UTC milliseconds; None if it is not one."""
    try:
        when = datetime.fromisoformat(text or "")
        return millis(when if when.tzinfo else when.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def decode_item(raw: msgspec.Raw, shape: type[T]) -> T | None:
    """Return an item of a list as a structure; None if it has another shape.

    A malformed item thus does not spoil the rest of its list.
    """
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in batches of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def path_and_query(url: str, base: str) -> str:
    """Return path and query of a next page below the base; its own host is never asked."""
    try:
        target, own = urlsplit(url), urlsplit(base)
    except ValueError:
        raise SourceError("the address of the next page is not valid") from None
    path = target.path.removeprefix(own.path.rstrip("/"))
    if not path.startswith("/"):
        raise SourceError("the address of the next page is not valid")
    return path + (f"?{target.query}" if target.query else "")


def cursor_for(cursor: str, path: str) -> str:
    """Return a cursor, which is the address of a page, if it belongs to the list at `path`.

    Raises StaleCursor otherwise.
    """
    if cursor.partition("?")[0] != path:
        raise StaleCursor("the rest of the list could not be loaded")
    return cursor
