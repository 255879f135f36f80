"""Mastodon. Each account is read from its home server: other servers have old counts.

REST `/api/v1/accounts`, found by WebFinger (RFC 7033). The native id of an account is `HOST/ID`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from tui.model import SECOND, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.errors import NoSuchAccount, SourceError
from tui.sources.http.client import HttpDeps
from tui.sources.http.outcomes import Refusal
from tui.sources.http.queue import read_batches
from tui.sources.http.responses import batches
from tui.sources.http.tokens import Token, token_of
from tui.sources.mastodon.follow_lists import FollowLists
from tui.sources.mastodon.from_json import (
    NAME,
    has_only_address,
    host_and_id,
    post_of,
    reading_of,
)
from tui.sources.mastodon.profiles import Profiles
from tui.sources.mastodon.servers import Servers
from tui.sources.mastodon.shapes import Profile, Status
from tui.sources.mastodon.webfinger import HOST, USER, explained, find_home
from tui.sources.readings import CheckResult, FollowBackCheck, Page, Post, Reading
from tui.sources.source import Source

BATCH, POSTS = 40, 40
MAX_FOLLOWERS = 8_000
"""Up to this many followers, which are a hundred pages, are read to see who follows back."""
MAX_CHECKED = 5
"""Servers that `doctor` asks."""
ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Mastodon(Source):
    """The source `mastodon`. If the user configured a server, it is asked for all accounts."""

    name = NAME

    def __init__(
        self, deps: HttpDeps | None = None, base: str | None = None, token: Token | None = None
    ) -> None:
        deps = deps or HttpDeps()
        self._base = base or os.environ.get("RACETUI_MASTODON_URL")
        self._token = token or (token_of(NAME) if self._base else None)
        self._servers = Servers(deps, self._base, self._token)
        self._profiles = Profiles(self._servers, deps)
        self._lists = FollowLists(self._servers, self._profiles)
        self._home_ids: dict[str, str] = {}

    def min_interval(self, accounts: int) -> Millis:
        """Return the shortest useful interval: answers of other people's servers are cached."""
        return SECOND if self._base else 15 * SECOND

    def hurry(self) -> None:
        """Allow a request to a failing server now."""
        self._servers.hurry()

    async def close(self) -> None:
        """Close the connections."""
        await self._servers.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, including those that are gone, server by server."""
        native_ids = {account.id: account.native_id for account in accounts}
        by_host: dict[str, list[Account]] = {}
        readings: list[Reading] = []
        failure: SourceError | None = None
        for account in accounts:
            try:
                at_home = await self._with_home_id(account)
            except SourceError as error:
                failure = failure or error
            else:
                by_host.setdefault(host_and_id(at_home)[0], []).append(at_home)
        for host, local in by_host.items():

            async def read(batch: Sequence[Account], host: str = host) -> list[Reading]:
                return await self._profiles.read(host, batch)

            try:
                readings += await read_batches(batches(local, BATCH), read)
            except SourceError as error:
                failure = error if failure is None or error.affects_all else failure
                readings += error.readings
        readings = [
            replace(r, account=replace(r.account, native_id=native_ids[r.account.id]))
            for r in readings
        ]
        if failure is not None:
            raise SourceError(str(failure), failure.next_at, readings, failure.permanent)
        return readings

    async def _with_home_id(self, account: Account) -> Account:
        """Return an account with its id on its home server, looked up if only its address is known.

        Ids are looked up once.
        """
        if not has_only_address(account):
            return account
        if account.native_id not in self._home_ids:
            reading = await self.look_up(account.handle, 0)
            self._home_ids[account.native_id] = reading.account.native_id
        return replace(account, native_id=self._home_ids[account.native_id])

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account `user@host` from its home server."""
        user, _, host = name.strip().removeprefix("@").rpartition("@")
        host = host.casefold()
        if not USER.fullmatch(user) or not (self._base or HOST.fullmatch(host)):
            raise NoSuchAccount(
                f"{clean(name, 60)!r} is not an account; use e.g. user@mastodon.social"
            )
        user, domain, home = await find_home(self._servers, user, host, self._base)
        is_local = home == self._local_host(home)
        acct = user if is_local else f"{user}@{domain}"
        try:
            answer = await self._servers.get(home, "/api/v1/accounts/lookup", [("acct", acct)])
        except Refusal as refusal:
            if refusal.status in {404, 410}:
                raise NoSuchAccount(f"no account {clean(name, 60)!r}") from None
            raise explained(refusal) from None
        profile = answer.decode(Profile)
        if not ID.fullmatch(profile.id):
            raise SourceError("the answer has no valid account id")
        account = Account(0, NAME, f"{home}/{profile.id}", f"{user}@{domain}", "")
        reading = reading_of(profile, account)
        if reading.account.condition is Condition.SUSPENDED:
            raise NoSuchAccount(f"the account {clean(name, 60)!r} is suspended")
        return reading

    def _local_host(self, host: str) -> str:
        """Return the host whose accounts need no domain on the server that is asked."""
        return host if self._base is None else (urlsplit(self._base).netloc or host).casefold()

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of 80 accounts that an account follows."""
        return await self._lists.page(await self._with_home_id(account), cursor, "following")

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of 80 followers."""
        return await self._lists.page(await self._with_home_id(account), cursor, "followers")

    def follow_back_check(self, following: int, followers: int | None) -> FollowBackCheck:
        """Return FOLLOWERS if there are few; the API has no request for a pair."""
        is_short = followers is not None and followers <= MAX_FOLLOWERS
        return FollowBackCheck.FOLLOWERS if is_short else FollowBackCheck.NONE

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest 40 posts."""
        account = await self._with_home_id(account)
        host, number = host_and_id(account)
        path = f"/api/v1/accounts/{number}/statuses"
        try:
            answer = await self._servers.get(host, path, [("limit", str(POSTS))], low_priority=True)
        except Refusal as refusal:
            raise explained(refusal) from None
        posts = [post_of(status, number) for status in answer.decode(list[Status])]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether the servers answer."""
        if self._base is not None:
            token = "with a token" if self._token else "without a token"
            text = f"all accounts are read from the server in RACETUI_MASTODON_URL, {token}"
            return [
                CheckResult(text, True),
                *await self._servers.of("").check("/api/v2/instance"),
            ]
        text = "each account is read from its home server, without a token"
        results = [CheckResult(text, True)]
        hosts = list(dict.fromkeys(host_and_id(account)[0] for account in accounts))
        for host in hosts[:MAX_CHECKED]:
            results += await self._servers.of(host).check("/api/v2/instance")
        return results
