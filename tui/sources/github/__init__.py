"""GitHub: followers of developers, by the permanent id of an account.

REST `/user/ID`, and GraphQL for lists if there is a token. Without one, 60 requests an hour.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from tui.formats import duration
from tui.model import HOUR, MINUTE, SECOND, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.errors import ListHidden, NoSuchAccount, SourceError, StaleCursor
from tui.sources.github.from_json import NAME, account_of, followed_of, post_of, reading_of
from tui.sources.github.shapes import Event, Graph, Problem, User
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import Answer, Refusal
from tui.sources.http.queue import read_each
from tui.sources.http.quota import next_page, quota_of
from tui.sources.http.responses import cursor_for, path_and_query
from tui.sources.http.tokens import Token, token_of
from tui.sources.readings import CheckResult, FollowBackCheck, Followed, Page, Post, Reading
from tui.sources.source import Source

PUBLIC = "https://api.github.com"
PAGE_SIZE = 100
ANONYMOUS = 60
"""Requests an hour without a token."""
FOR_COUNTS = 40
"""How many of these are for the race; the others are for lists and look-ups."""
MAX_REQUESTS = {False: 20, True: 1_500}
"""Requests that finding out who follows back may take, without a token and with one."""
LOGIN = re.compile(
    r"[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,38}|[a-zA-Z0-9-]{1,39}_[a-z0-9]+"
)
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2026-03-10"}
FOLLOWING = (
    "query($login: String!, $after: String) { user(login: $login) { databaseId"
    " following(first: 100, after: $after) { pageInfo { hasNextPage endCursor }"
    " nodes { databaseId login name followers { totalCount } following { totalCount } } } } }"
)
GONE = "the account no longer exists"
OTHER_ACCOUNT = "the answer is for another account"
NOT_CONTINUED = "the rest of the list could not be loaded"


class GitHub(Source):
    """The source `github`."""

    name = NAME

    def __init__(
        self, deps: HttpDeps | None = None, base: str | None = None, token: Token | None = None
    ) -> None:
        base = base or os.environ.get("RACETUI_GITHUB_URL")
        self._token = token or token_of(NAME)
        self._server = Server(
            base or PUBLIC,
            deps or HttpDeps(),
            allow_private=base is not None,
            token=self._token,
            headers=HEADERS,
            is_rate_limit=is_rate_limit,
        )
        self._last: dict[str, tuple[str, Reading]] = {}
        """The last entity tag and reading of each account, by native id."""

    def min_interval(self, accounts: int) -> Millis:
        """Return the shortest interval between readings; each account is a request."""
        if self._token is not None:
            return max(MINUTE, accounts * SECOND)
        return max(MINUTE, accounts * HOUR // FOR_COUNTS)

    def caution(self, accounts: int) -> str:
        """Return how seldom the accounts are read without a token."""
        if self._token is not None:
            return ""
        interval = duration(self.min_interval(accounts))
        subject = "it is read" if accounts == 1 else f"these {accounts} are read"
        return (
            f"without a token GitHub answers {ANONYMOUS} requests an hour: "
            f"{subject} every {interval}; RACETUI_GITHUB_TOKEN allows more"
        )

    def hurry(self) -> None:
        """Allow a request to a failing server now."""
        self._server.hurry()

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, including those that are gone; one request each."""
        return await read_each(accounts, self._read)

    async def _read(self, account: Account) -> Reading:
        """Return a reading of an account; an unchanged one is a 304, which costs little."""
        tag, last = self._last.get(account.native_id, ("", None))
        headers = {"If-None-Match": tag} if tag else {}
        try:
            answer = await self._server.get(path_of(account), headers=headers)
        except Refusal as refusal:
            if is_gone(refusal):
                return Reading(replace(account, condition=Condition.GONE), None)
            raise
        if answer.status == 304 and last is not None:
            return replace(last, account=replace(last.account, id=account.id))
        user = answer.decode(User)
        if str(user.id) != account.native_id:
            raise SourceError(OTHER_ACCOUNT)
        reading = reading_of(user, account)
        self._last[account.native_id] = (answer.headers.get("etag", ""), reading)
        return reading

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account with a login."""
        login = name.strip().removeprefix("@")
        if not LOGIN.fullmatch(login):
            raise NoSuchAccount(f"{clean(name, 60)!r} is not a GitHub login")
        try:
            user = (await self._server.get(f"/users/{login}")).decode(User)
        except Refusal as refusal:
            if is_gone(refusal):
                raise NoSuchAccount(f"no account {clean(login, 60)!r}") from None
            raise
        return reading_of(user, account_of(user.id, user.login, user.name))

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of 100 accounts that an account follows; counts need a token."""
        if cursor is None:
            reading = await self._read(account)
            if reading.account.condition is Condition.GONE:
                raise ListHidden(GONE)
            if reading.account.condition is Condition.HIDDEN:
                raise ListHidden("its profile is private, or it follows nobody")
        if self._token is not None:
            return await self._graph_page(account, cursor, at)
        return await self._page(account, cursor, "following")

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of 100 followers."""
        return await self._page(account, cursor, "followers")

    async def _login(self, account: Account) -> str:
        """Return the current login of an account; a former one may belong to somebody else."""
        if account.native_id not in self._last:
            await self._read(account)
        _, last = self._last.get(account.native_id, ("", None))
        if last is None:
            raise SourceError(GONE)
        return last.account.handle

    async def _graph_page(self, account: Account, cursor: str | None, at: Millis) -> Page:
        variables = {"login": await self._login(account), "after": cursor}
        answer = await self._server.post(
            "/graphql", {"query": FOLLOWING, "variables": variables}, low_priority=True
        )
        graph = answer.decode(Graph)
        if any(error.type.startswith("RATE_LIMIT") for error in graph.errors):
            quota = quota_of(answer.headers, at)
            raise SourceError("rate limited", quota.resets_at if quota else None)
        if graph.data is None or graph.data.user is None:
            if cursor is not None:
                raise StaleCursor(NOT_CONTINUED)
            raise SourceError("the answer has no list")
        owner = graph.data.user.database_id
        if owner is not None and str(owner) != account.native_id:
            raise SourceError(OTHER_ACCOUNT)
        following = graph.data.user.following
        followed = tuple(followed_of(node) for node in following.nodes if node and node.database_id)
        has_next, next_cursor = following.page_info.has_next_page, following.page_info.end_cursor
        if has_next and next_cursor is None:
            raise SourceError("the answer has no cursor for the next page")
        return Page(followed, next_cursor if has_next else None)

    async def _page(self, account: Account, cursor: str | None, which: str) -> Page:
        path = f"{path_of(account)}/{which}"
        try:
            if cursor is None:
                params = [("per_page", str(PAGE_SIZE))]
                answer = await self._server.get(path, params, low_priority=True)
            else:
                answer = await self._server.get(
                    cursor_for(cursor, path), tries=2, low_priority=True
                )
        except Refusal as refusal:
            if cursor is not None and refusal.status in {400, 404, 422}:
                raise StaleCursor(NOT_CONTINUED) from None
            if refusal.status == 404:
                raise ListHidden(GONE) from None
            raise
        users = answer.decode(list[User])
        followed = tuple(Followed(account_of(u.id, u.login, u.name)) for u in users)
        return Page(followed, self._next_cursor(answer, path) if users else None)

    def _next_cursor(self, answer: Answer, path: str) -> str | None:
        url = next_page(answer.headers)
        return None if url is None else cursor_for(path_and_query(url, self._server.base), path)

    def follow_back_check(self, following: int, followers: int | None) -> FollowBackCheck:
        """Return the cheaper way, if cheap enough: one request per pair, or all followers."""
        most = MAX_REQUESTS[self._token is not None]
        pages = most + 1 if followers is None else -(-followers // PAGE_SIZE)
        if min(following, pages) > most:
            return FollowBackCheck.NONE
        return FollowBackCheck.PAIRS if following <= pages else FollowBackCheck.FOLLOWERS

    async def pairs(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        """Return which of the others follow an account; neither 204 nor 404 leaves it unknown."""
        follows: dict[str, bool | None] = {}
        login = quote(await self._login(account), safe="")
        for other in others:
            path = f"/users/{quote(other.handle, safe='')}/following/{login}"
            try:
                answer = await self._server.get(path, low_priority=True)
                follows[other.native_id] = True if answer.status == 204 else None
            except Refusal as refusal:
                follows[other.native_id] = False if refusal.status == 404 else None
        return follows

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest public events that resemble posts."""
        if account.condition is Condition.HIDDEN:
            raise SourceError("its profile is private")
        path = f"/users/{quote(await self._login(account), safe='')}/events/public"
        answer = await self._server.get(path, [("per_page", str(PAGE_SIZE))], low_priority=True)
        posts = [post_of(event) for event in answer.decode(list[Event])]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether GitHub answers, and the quota; this request is free."""
        text = "a token is set" if self._token else f"no token: {ANONYMOUS} requests an hour"
        return [CheckResult(text, True), *await self._server.check("/rate_limit")]


def path_of(account: Account) -> str:
    """Return the path of an account by its permanent id."""
    return f"/user/{quote(account.native_id, safe='')}"


def is_gone(refusal: Refusal) -> bool:
    """Return whether GitHub itself says that there is no such account; a proxy's page does not."""
    problem = refusal.decode(Problem)
    return refusal.status in {404, 410, 451} and problem is not None and bool(problem.message)


def is_rate_limit(answer: Answer) -> bool:
    """Return whether an answer says that we sent too many requests: 429, or some kinds of 403."""
    if answer.status not in {403, 429}:
        return False
    if answer.status == 429 or "retry-after" in answer.headers:
        return True
    if answer.headers.get("x-ratelimit-remaining") == "0":
        return True
    return b"rate limit" in answer.body[:2000].lower()
