"""What comes of what a server answers, in words for tables; and answers that nobody should send."""

import copy
import json
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import httpx
from hypothesis import strategies as st

from tui.parsing import MAX_COUNT
from tui.sources import ListHidden, NoSuchAccount, Page, Reading, SourceError, StaleCursor
from tui.sources.source import CheckResult, Post

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


async def outcome(asked: Awaitable[object]) -> str:
    """Return what came of a question: what was answered, or which error with which words."""
    try:
        return words(await asked)
    except (ListHidden, NoSuchAccount, StaleCursor) as error:
        return f"{type(error).__name__}: {error}"
    except SourceError as error:
        return f"error: {error}"


def words(found: object) -> str:
    """Return an answer of a source in words."""
    if isinstance(found, Reading):
        counts = [found.followers, found.following, found.posts]
        moved = f" to {found.account.moved_to}" if found.account.moved_to else ""
        said = " ".join("-" if count is None else str(count) for count in counts)
        return f"{found.account.condition}{moved}: {said}"
    if isinstance(found, Page):
        back = [BACK[followed.follows_back] for followed in found.followed]
        return ", ".join([*back, "the end" if found.cursor is None else "not the end"])
    if isinstance(found, Post):
        return found.kind
    if isinstance(found, CheckResult):
        return f"{'good' if found.good else 'bad'}: {found.words}"
    assert isinstance(found, Sequence)
    return ", ".join(map(words, found))


def spoiled(good: Any) -> st.SearchStrategy[Any]:
    """Return what is anything at all, or a good answer with a thing in it that is wrong."""
    places = list(_places(good))
    almost = st.builds(_with, st.just(good), st.sampled_from(places), ANYTHING)
    return ANYTHING | almost


def as_json(value: Any) -> httpx.Response:
    """Return an answer with a value as its body, even one that JSON does not have."""
    return httpx.Response(200, content=json.dumps(value).encode())


def believable(found: object) -> bool:
    """Tell whether each count in an answer is one that somebody can have, or unknown."""
    if isinstance(found, list | tuple):
        return all(map(believable, found))
    if not is_dataclass(found):
        return True
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    counts = [values.pop(name, None) for name in ("followers", "following")]
    if isinstance(found, Reading):
        counts.append(values.pop("posts"))
    possible = all(n is None or (type(n) is int and 0 <= n <= MAX_COUNT) for n in counts)
    return possible and all(map(believable, values.values()))


async def ends_well(asked: Awaitable[object]) -> bool:
    """Tell whether a question ends in believable counts, or in an error with words."""
    try:
        return believable(await asked)
    except SourceError as error:
        return bool(str(error)) and believable(error.read)


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    inner: Mapping[Any, Any] = value if isinstance(value, dict) else {}
    for key, part in dict(enumerate(value)).items() if isinstance(value, list) else inner.items():
        yield from _places(part, (*place, key))


def _with(good: Any, place: tuple[Any, ...], wrong: Any) -> Any:
    if not place:
        return wrong
    whole = inner = copy.deepcopy(good)
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = wrong
    return whole
