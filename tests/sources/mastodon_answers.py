"""Mastodon servers with canned answers, and questions to the source `mastodon`."""

from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from tests.sources.canned import Answering, Canned, like, reply
from tui.model import Account
from tui.sources import SourceError
from tui.sources.http.tokens import Token
from tui.sources.mastodon import Mastodon

HOST, FRONT = "social.test", "http://front.test:8080/masto"
NOVA, JUNO = "109300000000000001", "109300000000000002"
ONE = f"GET /api/v1/accounts/{NOVA}"
SEVERAL, LOOKUP = "GET /api/v1/accounts", "GET /api/v1/accounts/lookup"
FINGER, INSTANCE = "GET /.well-known/webfinger", "GET /api/v2/instance"
FOLLOWING, FOLLOWERS, STATUSES = f"{ONE}/following", f"{ONE}/followers", f"{ONE}/statuses"
CURSOR = f"/api/v1/accounts/{NOVA}/following?limit=3&max_id=7628164"
GONE = like("mastodon", "errors/not_found_404")
HTML = reply(404, text="<html>404</html>", headers={"content-type": "text/html"})
UNAVAILABLE = like("mastodon", "errors/temporary_503")
LOGIN_REQUIRED = like("mastodon", "errors/login_required_401")
STALE = "StaleCursor: the rest of the list could not be loaded"


def account(number: str = NOVA, host: str = HOST, handle: str = "old@social.test") -> Account:
    return Account(1, "mastodon", f"{host}/{number}", handle, "Old Name")


def crowd(size: int, host: str = HOST) -> list[Account]:
    return [account(str(n), host, f"u{n}@{host}") for n in range(size)]


def mastodon(
    answers: dict[str, Answering], base: str | None = None, token: Token | None = None
) -> tuple[Mastodon, Canned]:
    """Return the source and its servers, which give these answers and fixtures for the rest."""
    defaults = {
        ONE: like("mastodon", "account_200"),
        SEVERAL: like("mastodon", "accounts_index_200"),
        FINGER: like("mastodon", "webfinger_200"),
        LOOKUP: like("mastodon", "lookup_200"),
        FOLLOWING: like("mastodon", "following_page1_200"),
        STATUSES: like("mastodon", "statuses_200"),
        INSTANCE: like("mastodon", "instance_v2_200"),
        "GET /api/v1/accounts/1": GONE,
    }
    canned = Canned(defaults | answers)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RACETUI_MASTODON_URL", raising=False)
        return Mastodon(canned.deps, base, token), canned


def below_front(path: str) -> str:
    """Return the request for a path on a server whose base has a path of its own."""
    return path.replace(" ", " /masto", 1)


def profile(number: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "username": f"u{number}",
        "acct": f"u{number}",
        "followers_count": 7,
    } | changes


def by_number(request: httpx.Request) -> httpx.Response:
    """Answer for all accounts that are asked for; the id of each is its count."""
    numbers = request.url.params.get_list("id[]")
    if numbers:
        return httpx.Response(
            200, json=[profile(n, followers_count=int(n)) for n in reversed(numbers)]
        )
    number = request.url.path.rpartition("/")[2]
    return httpx.Response(200, json=profile(number, followers_count=int(number)))


def finger(subject: str, href: str) -> Answering:
    link = {"rel": "self", "type": "application/activity+json", "href": href}
    return reply(json={"subject": subject, "links": [link]})


Question = Callable[[Mastodon], Coroutine[Any, Any, object]]


def read(*numbers: str) -> Question:
    return lambda source: source.read([account(number) for number in numbers], 0)


def look_up(name: str = "novaquill@social.test") -> Question:
    return lambda source: source.look_up(name, 0)


def follows(cursor: str | None = None) -> Question:
    return lambda source: source.follows(account(), cursor, 0)


def posts() -> Question:
    return lambda source: source.posts(account(), 0)


def check() -> Question:
    return lambda source: source.check([account()], 0)


async def read_before_error(answers: dict[str, Answering], *accounts: Account) -> list[str]:
    """Return handle and followers of each reading in an error."""
    source, _ = mastodon(answers)
    with pytest.raises(SourceError) as caught:
        await source.read(accounts, 0)
    return [f"{r.account.handle} {r.followers}" for r in caught.value.readings]
