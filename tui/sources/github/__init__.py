"""GitHub: followers of developers, by the durable id of an account.

REST `/user/ID`, and GraphQL for lists where there is a token. Without one, 60 requests an hour.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from tui.formats import duration
from tui.model import HOUR, MINUTE, SECOND, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.github.from_json import NAME, account_of, followed_of, post_of, reading_of
from tui.sources.github.shapes import (
    Event,
    Graph,
    Problem,
    User,
)
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import Answer, Refusal
from tui.sources.http.queue import one_by_one
from tui.sources.http.quota import next_page, quota_of
from tui.sources.http.responses import path_and_query, same_list
from tui.sources.http.tokens import Token, token_of
from tui.sources.source import (
    CheckResult,
    Followed,
    ListHidden,
    NoSuchAccount,
    Page,
    Post,
    Reading,
    Source,
    SourceError,
    StaleCursor,
    Way,
)

PUBLIC = "https://api.github.com"
PAGE = 100
ANONYMOUS = 60
"""Requests an hour without a token."""
FOR_COUNTS = 40
"""Of these, so many are for the race; the others for lists and look-ups."""
MOST_QUESTIONS = {False: 20, True: 1_500}
"""So many requests finding out who follows back may take, without a token and with one."""
LOGIN = re.compile(
    r"[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,38}|[a-zA-Z0-9-]{1,39}_[a-z0-9]+"
)
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2026-03-10"}
FOLLOWING = (
    "query($login: String!, $after: String) { user(login: $login) { databaseId"
    " following(first: 100, after: $after) { pageInfo { hasNextPage endCursor }"
    " nodes { databaseId login name followers { totalCount } following { totalCount } } } } }"
)


class GitHub(Source):
    """The source `github`."""

    name = NAME

    def __init__(
        self, means: HttpDeps | None = None, base: str | None = None, token: Token | None = None
    ) -> None:
        base = base or os.environ.get("RACETUI_GITHUB_URL")
        self._token = token or token_of(NAME)
        self._server = Server(
            base or PUBLIC,
            means or HttpDeps(),
            named=base is not None,
            token=self._token,
            headers=HEADERS,
            limits=limits,
        )
        self._known: dict[str, tuple[str, Reading]] = {}

    def least_every(self, accounts: int) -> Millis:
        """Return how often so many accounts can be read: each is a request of its own."""
        if self._token is not None:
            return max(MINUTE, accounts * SECOND)
        return max(MINUTE, accounts * HOUR // FOR_COUNTS)

    def caution(self, accounts: int) -> str:
        """Return what the lack of a token means."""
        if self._token is not None:
            return ""
        every = duration(self.least_every(accounts))
        words = f"without a token GitHub answers {ANONYMOUS} requests an hour: "
        words += "it is read" if accounts == 1 else f"these {accounts} are read"
        return f"{words} every {every}; RACETUI_GITHUB_TOKEN allows more"

    def hurry(self) -> None:
        """Ask again even a failing server."""
        self._server.hurry()

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, or of its absence; one request each."""
        return await one_by_one(accounts, self._read)

    async def _read(self, account: Account) -> Reading:
        """Read one; what has not changed since is told by 304 and costs little."""
        tag, known = self._known.get(account.native_id, ("", None))
        headers = {"If-None-Match": tag} if tag else {}
        try:
            answer = await self._server.get(path_of(account), headers=headers)
        except Refusal as refusal:
            if is_gone(refusal):
                return Reading(replace(account, condition=Condition.GONE), None)
            raise
        if answer.status == 304 and known is not None:
            return replace(known, account=replace(known.account, id=account.id))
        user = answer.into(User)
        if str(user.id) != account.native_id:
            raise SourceError("answers for another account")
        reading = reading_of(user, account)
        self._known[account.native_id] = (answer.headers.get("etag", ""), reading)
        return reading

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account of a login."""
        login = name.strip().removeprefix("@")
        if not LOGIN.fullmatch(login):
            raise NoSuchAccount(f"{clean(name, 60)!r} is no login of GitHub")
        try:
            user = (await self._server.get(f"/users/{login}")).into(User)
        except Refusal as refusal:
            if is_gone(refusal):
                raise NoSuchAccount(f"no account {clean(login, 60)!r}") from None
            raise
        return reading_of(user, account_of(user.id, user.login, user.name))

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a hundred of whom an account follows; their counts only with a token."""
        if cursor is None:
            reading = await self._read(account)
            if reading.account.condition is Condition.GONE:
                raise ListHidden("the account is not there any more")
            if reading.account.condition is Condition.HIDDEN:
                raise ListHidden("its profile is private, or it follows nobody")
        if self._token is not None:
            return await self._graph(account, cursor, at)
        return await self._page(account, cursor, "following")

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a hundred of who follows an account."""
        return await self._page(account, cursor, "followers")

    async def _login(self, account: Account) -> str:
        """Return the login that an account has now: it may be somebody else's that it had."""
        if account.native_id not in self._known:
            await self._read(account)
        _, known = self._known.get(account.native_id, ("", None))
        if known is None:
            raise SourceError("the account is not there any more")
        return known.account.handle

    async def _graph(self, account: Account, cursor: str | None, at: Millis) -> Page:
        asked = {"login": await self._login(account), "after": cursor}
        answer = await self._server.post(
            "/graphql", {"query": FOLLOWING, "variables": asked}, spare=True
        )
        graph = answer.into(Graph)
        if any(error.type.startswith("RATE_LIMIT") for error in graph.errors):
            quota = quota_of(answer.headers, at)
            raise SourceError("asks to be left alone", quota.resets_at if quota else None)
        if graph.data is None or graph.data.user is None:
            if cursor is not None:
                raise StaleCursor("cannot go on with the list")
            raise SourceError("does not tell the list")
        told = graph.data.user.database_id
        if told is not None and str(told) != account.native_id:
            raise SourceError("answers for another account")
        listed = graph.data.user.following
        followed = tuple(followed_of(node) for node in listed.nodes if node and node.database_id)
        more, onward = listed.page_info.has_next_page, listed.page_info.end_cursor
        if more and onward is None:
            raise SourceError("does not tell where the list goes on")
        return Page(followed, onward if more else None)

    async def _page(self, account: Account, cursor: str | None, which: str) -> Page:
        path = f"{path_of(account)}/{which}"
        try:
            if cursor is None:
                answer = await self._server.get(path, [("per_page", str(PAGE))], spare=True)
            else:
                answer = await self._server.get(same_list(cursor, path), tries=2, spare=True)
        except Refusal as refusal:
            if cursor is not None and refusal.status in {400, 404, 422}:
                raise StaleCursor("cannot go on with the list") from None
            if refusal.status == 404:
                raise ListHidden("the account is not there any more") from None
            raise
        users = answer.into(list[User])
        followed = tuple(Followed(account_of(u.id, u.login, u.name)) for u in users)
        return Page(followed, self._cursor(answer, path) if users else None)

    def _cursor(self, answer: Answer, path: str) -> str | None:
        url = next_page(answer.headers)
        return None if url is None else same_list(path_and_query(url, self._server.base), path)

    def way_back(self, following: int, followers: int | None) -> Way:
        """Return the cheaper way, if it is cheap enough: a question a pair, or all followers."""
        most = MOST_QUESTIONS[self._token is not None]
        pages = most + 1 if followers is None else -(-followers // PAGE)
        if min(following, pages) > most:
            return Way.NONE
        return Way.PAIRS if following <= pages else Way.FOLLOWERS

    async def pairs(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        """Return who of some follows an account: 204 is yes, 404 no, anything else no answer."""
        back: dict[str, bool | None] = {}
        login = quote(await self._login(account), safe="")
        for other in others:
            path = f"/users/{quote(other.handle, safe='')}/following/{login}"
            try:
                answer = await self._server.get(path, spare=True)
                back[other.native_id] = True if answer.status == 204 else None
            except Refusal as refusal:
                back[other.native_id] = False if refusal.status == 404 else None
        return back

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest public events: talk, what is told to all, what is passed on."""
        if account.condition is Condition.HIDDEN:
            raise SourceError("its profile is private")
        path = f"/users/{quote(await self._login(account), safe='')}/events/public"
        answer = await self._server.get(path, [("per_page", str(PAGE))], spare=True)
        posts = [post_of(event) for event in answer.into(list[Event])]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether GitHub can be reached, and what may be asked; this question is free."""
        words = "a token is set" if self._token else f"no token: {ANONYMOUS} requests an hour"
        return [CheckResult(words, True), *await self._server.findings("/rate_limit")]


def path_of(account: Account) -> str:
    """Return the path of an account by its durable id."""
    return f"/user/{quote(account.native_id, safe='')}"


def is_gone(refusal: Refusal) -> bool:
    """Tell whether GitHub itself says that there is nobody; a page of any other server does not."""
    problem = refusal.into(Problem)
    return refusal.status in {404, 410, 451} and problem is not None and bool(problem.message)


def limits(answer: Answer) -> bool:
    """Tell whether an answer says that too much was asked: 429, or some kinds of 403."""
    if answer.status not in {403, 429}:
        return False
    if answer.status == 429 or "retry-after" in answer.headers:
        return True
    if answer.headers.get("x-ratelimit-remaining") == "0":
        return True
    return b"rate limit" in answer.body[:2000].lower()
