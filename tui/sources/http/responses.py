"""What every live source makes of what it is answered. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from tui.formats import millis
from tui.model import Millis
from tui.parsing import MAX_COUNT
from tui.sources.source import SourceError, StaleCursor

T = TypeVar("T")


def count(value: int | None) -> int | None:
    """Return a count as a server tells it; one that nobody can have is unknown."""
    return value if value is not None and 0 <= value <= MAX_COUNT else None


def time_of(text: str | None) -> Millis | None:
    """Return an ISO 8601 time of a server's."""
    try:
        when = datetime.fromisoformat(text or "")
        return millis(when if when.tzinfo else when.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def shaped(raw: msgspec.Raw, shape: type[T]) -> T | None:
    """Return one of a list as a typed structure; None for one that has another shape.

    So one that is spoilt does not spoil the others.
    """
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Return the items in parts of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def path_and_query(url: str, base: str) -> str:
    """Return the part of an address that is asked of the server of our choice, after its base."""
    try:
        found, own = urlsplit(url), urlsplit(base)
    except ValueError:
        raise SourceError("names a next page that has no address") from None
    path = found.path.removeprefix(own.path.rstrip("/"))
    if not path.startswith("/"):
        raise SourceError("names a next page that has no address")
    return path + (f"?{found.query}" if found.query else "")


def same_list(cursor: str, path: str) -> str:
    """Return the address of a next page, if it is one of the same list; raises StaleCursor."""
    if cursor.partition("?")[0] != path:
        raise StaleCursor("cannot go on with the list")
    return cursor
