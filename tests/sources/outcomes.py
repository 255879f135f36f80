"""What a source makes of an answer, as text for tables; and malformed answers."""

import copy
import json
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import httpx
from hypothesis import strategies as st

from tui.parsing import MAX_COUNT
from tui.sources import ListHidden, NoSuchAccount, Page, Reading, SourceError, StaleCursor
from tui.sources.readings import CheckResult, Post

BACK = {True: "back", False: "not back", None: "unknown"}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 2**53 - 1, 2**53, 2**63, 10**30, 1.5, 5.0, 1e400, "", "-1", "\ud800"])
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)

NUMBERS = st.integers() | st.sampled_from([-1, 0, MAX_COUNT, MAX_COUNT + 1, 2**63, 2**64, 10**400])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
"""Values in place of a field."""


async def outcome(asked: Awaitable[object]) -> str:
    """Return the result of a question as text, or its error."""
    try:
        return text_of(await asked)
    except (ListHidden, NoSuchAccount, StaleCursor) as error:
        return f"{type(error).__name__}: {error}"
    except SourceError as error:
        return f"error: {error}"


def text_of(found: object) -> str:
    """Return a result of a source as text."""
    if isinstance(found, Reading):
        counts = [found.followers, found.following, found.posts]
        moved = f" to {found.account.moved_to}" if found.account.moved_to else ""
        shown = " ".join("-" if count is None else str(count) for count in counts)
        return f"{found.account.condition}{moved}: {shown}"
    if isinstance(found, Page):
        back = [BACK[followed.follows_back] for followed in found.followed]
        return ", ".join([*back, "the end" if found.cursor is None else "not the end"])
    if isinstance(found, Post):
        return found.kind
    if isinstance(found, CheckResult):
        return f"{'good' if found.is_ok else 'bad'}: {found.text}"
    assert isinstance(found, Sequence)
    return ", ".join(map(text_of, found))


def malformed(good: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for any value at all, or a good answer with one wrong value in it."""
    paths = list(_paths(good))
    one_wrong = st.builds(_with, st.just(good), st.sampled_from(paths), ANYTHING)
    return ANYTHING | one_wrong


def as_json(value: Any) -> httpx.Response:
    """Return an answer with a value as its body, even one that JSON cannot express."""
    return httpx.Response(200, content=json.dumps(value).encode())


def is_believable(found: object) -> bool:
    """Return whether each count in a result is possible or unknown."""
    if isinstance(found, list | tuple):
        return all(map(is_believable, found))
    if not is_dataclass(found):
        return True
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    counts = [values.pop(name, None) for name in ("followers", "following")]
    if isinstance(found, Reading):
        counts.append(values.pop("posts"))
    possible = all(n is None or (type(n) is int and 0 <= n <= MAX_COUNT) for n in counts)
    return possible and all(map(is_believable, values.values()))


async def ends_well(asked: Awaitable[object]) -> bool:
    """Return whether a question has a believable result or an error with a message."""
    try:
        return is_believable(await asked)
    except SourceError as error:
        return bool(str(error)) and is_believable(error.readings)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value in a JSON value."""
    yield path
    inner: Mapping[Any, Any] = value if isinstance(value, dict) else {}
    for key, part in dict(enumerate(value)).items() if isinstance(value, list) else inner.items():
        yield from _paths(part, (*path, key))


def _with(good: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    """Return a copy of a JSON value with the value at a path replaced."""
    if not path:
        return wrong
    result = inner = copy.deepcopy(good)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = wrong
    return result
