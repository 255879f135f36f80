"""X with canned answers, and questions to the source `x` that spend from a budget."""

from collections.abc import Awaitable, Callable

from tests.sources.canned import NOW, Answering, Canned, like, reply
from tests.store.logs import rows
from tui.formats import iso
from tui.model import Account, Millis
from tui.races.sources_in_use import LoggedBudget
from tui.sources import (
    ListHidden,
    NoSuchAccount,
    Page,
    Post,
    Reading,
    SourceError,
    StaleCursor,
)
from tui.sources.http.tokens import Token
from tui.sources.x import PUBLIC, X
from tui.store import Writer

BUDGET, USER = 5_000_000, 10_000
"""Five dollars, and the price of a user, in millionths of a dollar."""
NOVA, JUNO, TEO = (
    Account(n, "x", f"170000000000000000{n}", name, name.title())
    for n, name in ((1, "novaquill_"), (2, "junovale_"), (4, "teo_"))
)
USERS, LOOK_UP = "GET /2/users", "GET /2/users/by"
LIST, POSTS = f"GET /2/users/{NOVA.native_id}/following", f"GET /2/users/{NOVA.native_id}/tweets"
RATE_LIMITED = "rate limited until 2026-11-22T02:30:00Z"


def x(writer: Writer, server: Canned, budget: int = BUDGET, token: bool = True) -> X:
    logged = LoggedBudget("x", budget, lambda: writer)
    return X(logged, server.deps, PUBLIC, Token("a-secret", "a test") if token else None)


def spent(writer: Writer) -> int:
    """Return the sum of all payments in the log."""
    return int(rows(writer.path, "SELECT sum(micros) FROM spending WHERE day > 0")[0][0] or 0)


def fixture(name: str) -> Answering:
    return like("x", name)


def users(*accounts: Account, **more: object) -> Answering:
    """Return an answer with these accounts."""
    metrics = {"followers_count": 5, "following_count": 3, "tweet_count": 1}
    data = [
        {"id": a.native_id, "name": a.name, "username": a.handle, "public_metrics": metrics}
        for a in accounts
    ]
    return reply(json={"data": data} | more if data else more)


def problem(account: Account, detail: str, kind: str) -> dict[str, str]:
    """Return the error for an account that is missing from an answer."""
    kind = f"https://api.x.com/2/problems/{kind}"
    return {"value": account.native_id, "detail": detail, "type": kind, "title": "Error"}


SUSPENDED = problem(JUNO, f"User has been suspended: [{JUNO.native_id}].", "resource-not-found")
MISSING = problem(TEO, f"Could not find user with ids: [{TEO.native_id}].", "resource-not-found")
Ask = Callable[..., Awaitable[object]]
"""A question to the source at a time."""


async def read(source: X, at: Millis = NOW) -> Reading:
    return (await source.read([NOVA], at))[0]


async def look_up(source: X, at: Millis = NOW) -> Reading:
    return await source.look_up("@Nobody_", at)


async def first_page(source: X, at: Millis = NOW) -> Page:
    return await source.follows(NOVA, None, at)


async def second_page(source: X, at: Millis = NOW) -> Page:
    return await source.follows(NOVA, "7140W9GEFHSLX3ZZZ0", at)


async def posts(source: X, at: Millis = NOW) -> list[Post]:
    return await source.posts(NOVA, at)


def text_of(result: object) -> str:
    """Return a result of the source as text."""
    if isinstance(result, Reading):
        counts = f"{result.followers} followers, {result.following} following, {result.posts} posts"
        return f"{result.account.condition} @{result.account.handle}: {counts}"
    if isinstance(result, Page):
        followed = [f"@{one.account.handle} {one.followers}" for one in result.followed]
        return ", ".join(followed + (["and more"] if result.cursor else [])) or "nobody"
    assert isinstance(result, list)
    return ", ".join(post.kind for post in result)


NAMED = (ListHidden, NoSuchAccount, StaleCursor)


async def outcome(question: Awaitable[object]) -> str:
    """Return the result of a question as text, or its error with the time of the next try."""
    try:
        return text_of(await question)
    except SourceError as error:
        kind = f"{type(error).__name__}: " if isinstance(error, NAMED) else ""
        return f"{kind}{error}" + (f" until {iso(error.next_at)}" if error.next_at else "")
