"""GitHub with canned answers, and questions to the source `github`."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.sources.canned import NOW, Answering, Canned, body, in_turn, like, reply
from tui.formats import clock_time
from tui.model import Account, Kind
from tui.parsing import zone_of
from tui.sources import (
    ListHidden,
    NoSuchAccount,
    Page,
    Post,
    Reading,
    SourceError,
    StaleCursor,
)
from tui.sources.github import PUBLIC, GitHub
from tui.sources.http.tokens import Token

NOVA = Account(7, "github", "900000001", "novaquill-test", "Nova", Kind.PERSON)
JUNO = Account(8, "github", "900000002", "junovale-test", "Juno", Kind.PERSON)
PIA = Account(9, "github", "900000003", "pialund-test", "Pia", Kind.PERSON)
READ, LIST = "GET /user/900000001", "GET /user/900000001/following"
FIRST_PAGE = f"{LIST}?per_page=100"
PROFILE: dict[str, Any] = body("github", "user_200")
THERE = "there 900000001 @novaquill-test: 249873 followers, 12 following"
QUOTA = {
    "x-ratelimit-limit": "60",
    "x-ratelimit-remaining": "50",
    "x-ratelimit-reset": "1795316400",
}
SPENT = QUOTA | {"x-ratelimit-remaining": "0"}


def github(server: Canned, token: bool = False) -> GitHub:
    return GitHub(server.deps, PUBLIC, Token("a-secret", "a test") if token else None)


def fixture(name: str) -> Answering:
    return like("github", name)


def profile(**changes: object) -> Answering:
    """Return an answer with a profile, some fields of it changed."""
    return reply(json=PROFILE | changes)


def after_profile(answer: Answering) -> Canned:
    """Return a server that answers with the profile first, then always with this answer."""
    return Canned(in_turn(fixture("user_200"), answer))


Ask = Callable[[GitHub], Awaitable[object]]


async def read(source: GitHub) -> Reading:
    return (await source.read([NOVA], NOW))[0]


async def read_twice(source: GitHub) -> Reading:
    await read(source)
    return await read(source)


async def look_up(source: GitHub) -> Reading:
    return await source.look_up("@novaquill-test", NOW)


async def first_page(source: GitHub) -> Page:
    return await source.follows(NOVA, None, NOW)


async def second_page(source: GitHub) -> Page:
    return await source.follows(NOVA, "/user/900000001/following?page=2", NOW)


async def followers(source: GitHub) -> Page:
    return await source.followers(NOVA, None, NOW)


async def pair(source: GitHub) -> bool | None:
    return (await source.pairs(NOVA, [JUNO], NOW))[JUNO.native_id]


async def posts(source: GitHub) -> list[Post]:
    return await source.posts(NOVA, NOW)


def text_of(result: object) -> str:
    """Return a result of the source as text."""
    if isinstance(result, Reading):
        account = f"{result.account.condition} {result.account.native_id} @{result.account.handle}"
        return f"{account}: {result.followers} followers, {result.following} following"
    if isinstance(result, Page):
        return ", ".join(
            [f"@{one.account.handle} {one.followers}" for one in result.followed]
            + (["and more"] if result.cursor else [])
        )
    if isinstance(result, list):
        return ", ".join(post.kind for post in result)
    return str(result)


NAMED = (ListHidden, NoSuchAccount, StaleCursor)


async def outcome(question: Awaitable[object]) -> str:
    """Return the result of a question as text, or its error with the time of the next try."""
    try:
        return text_of(await question)
    except SourceError as error:
        until = f" until {clock_time(error.next_at, zone_of('UTC'))}" if error.next_at else ""
        kind = f"{type(error).__name__}: " if isinstance(error, NAMED) else ""
        return f"{kind}{error}{until}"
