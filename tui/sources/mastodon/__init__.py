"""Mastodon, each account asked of its home server: others have old counts and parts of lists.

REST `/api/v1/accounts`, found by WebFinger (RFC 7033). An account's stable id is `HOST/ID`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import msgspec

from tui.model import HOUR, MINUTE, SECOND, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.http.client import HttpDeps
from tui.sources.http.outcomes import Answer, Failing, Refusal
from tui.sources.http.queue import in_turn, one_by_one
from tui.sources.http.quota import next_page
from tui.sources.http.responses import parts, path_and_query, same_list, shaped
from tui.sources.http.tokens import Token, token_of
from tui.sources.mastodon.from_json import (
    NAME,
    followed_of,
    home_of,
    is_elsewhere,
    post_of,
    reading_of,
)
from tui.sources.mastodon.servers import Servers
from tui.sources.mastodon.shapes import Problem, Profile, Status
from tui.sources.mastodon.webfinger import HOST, USER, finger, refused
from tui.sources.source import (
    CheckResult,
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

BATCH, LIST, POSTS = 40, 80, 40
INTERSECTED = 8_000
"""Followers of whom a hundred pages tell: up to here they are read to see who follows back."""
NO_BATCH_FOR: Millis = HOUR
"""A server that does not answer for several accounts at once is asked again after so long."""
GONE_FOR: Millis = 15 * MINUTE
"""An account that is gone is looked for again after so long."""
ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
CHECKED = 5
"""So many servers are looked at by `doctor`."""


class Mastodon(Source):
    """The source `mastodon`. With a server of the user's choice, that one is asked for all."""

    name = NAME

    def __init__(
        self, means: HttpDeps | None = None, base: str | None = None, token: Token | None = None
    ) -> None:
        self._means = means or HttpDeps()
        self._base = base or os.environ.get("RACETUI_MASTODON_URL")
        self._token = token or (token_of(NAME) if self._base else None)
        self._servers = Servers(self._means, self._base, self._token)
        self._no_batch: dict[str, Millis] = {}
        self._gone: dict[str, Millis] = {}
        self._homes: dict[str, str] = {}

    def least_every(self, accounts: int) -> Millis:
        """Return how often it makes sense to ask: an answer may be 15 s old anyway."""
        return SECOND if self._base else 15 * SECOND

    def hurry(self) -> None:
        """Ask again even failing servers."""
        self._servers.hurry()

    async def close(self) -> None:
        """Close the connections."""
        await self._servers.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, or of its absence; each home server is asked alone."""
        known = {account.id: account.native_id for account in accounts}
        hosts: dict[str, list[Account]] = {}
        readings: list[Reading] = []
        failure: SourceError | None = None
        for account in accounts:
            try:
                at_home = await self._at_home(account)
            except SourceError as error:
                failure = failure or error
            else:
                hosts.setdefault(home_of(at_home)[0], []).append(at_home)
        for host, them in hosts.items():

            async def read(part: Sequence[Account], host: str = host) -> list[Reading]:
                return await self._read(host, part)

            try:
                readings += await in_turn(parts(them, BATCH), read)
            except SourceError as error:
                failure = error if failure is None or error.affects_all else failure
                readings += error.read
        readings = [
            replace(r, account=replace(r.account, native_id=known[r.account.id])) for r in readings
        ]
        if failure is not None:
            raise SourceError(str(failure), failure.next_at, readings, failure.permanent)
        return readings

    async def _read(self, host: str, accounts: Sequence[Account]) -> list[Reading]:
        found = await self._batch(host, [home_of(account)[1] for account in accounts])
        known = {account: found.get(home_of(account)[1]) for account in accounts}
        readings = [reading_of(profile, a) for a, profile in known.items() if profile is not None]
        absent = [account for account, profile in known.items() if profile is None]
        try:
            return readings + await one_by_one(absent, self._one)
        except SourceError as error:
            raise error.with_readings(readings) from None

    async def _at_home(self, account: Account) -> Account:
        """Return an account with its id at home; one known by its address only is looked up."""
        if not is_elsewhere(account):
            return account
        if account.native_id not in self._homes:
            found = await self.look_up(account.handle, 0)
            self._homes[account.native_id] = found.account.native_id
        return replace(account, native_id=self._homes[account.native_id])

    async def _batch(self, host: str, numbers: Sequence[str]) -> dict[str, Profile]:
        """Return who is told of at once; nobody where a server has no such answer (before 4.3)."""
        since = self._no_batch.get(host)
        if len(numbers) < 2 or (since is not None and self._means.ticks() - since < NO_BATCH_FOR):
            return {}
        asked = [("id[]", number) for number in numbers]
        try:
            answer = await self._servers.get(host, "/api/v1/accounts", asked)
        except Refusal:
            self._no_batch[host] = self._means.ticks()
            return {}
        told = (shaped(raw, Profile) for raw in answer.into(list[msgspec.Raw]))
        profiles = {profile.id: profile for profile in told if profile is not None}
        if not profiles:
            self._no_batch[host] = self._means.ticks()
        return profiles

    async def _one(self, account: Account) -> Reading:
        since = self._gone.get(account.native_id)
        if since is None or self._means.ticks() - since > GONE_FOR:
            try:
                profile = await self._profile(account)
                self._gone.pop(account.native_id, None)
                return reading_of(profile, account)
            except Refusal as refusal:
                if refusal.status not in {404, 410} or not await self._is_api(account, refusal):
                    raise refused(refusal) from None
            self._gone[account.native_id] = self._means.ticks()
        return Reading(replace(account, condition=Condition.GONE), None)

    async def _is_api(self, account: Account, refusal: Refusal) -> bool:
        """Tell whether it is a server of this kind that says so; some do it with a page of HTML."""
        if refusal.into(Problem) is not None:
            return True
        try:
            await self._servers.get(home_of(account)[0], "/api/v1/instance", tries=1)
        except SourceError:
            return False
        return True

    async def _profile(self, account: Account) -> Profile:
        """Return a profile by its id, or by its name where a server wants a login for the id."""
        host, number = home_of(account)
        name = account.handle.rpartition("@")[0]
        try:
            answer = await self._servers.get(host, f"/api/v1/accounts/{number}")
        except Refusal as refusal:
            if refusal.status != 401:
                raise
            answer = await self._servers.get(host, "/api/v1/accounts/lookup", [("acct", name)])
        profile = answer.into(Profile)
        if profile.id != number:
            raise SourceError("answers for another account")
        return profile

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account of `user@host`, by way of its home server."""
        user, _, host = name.strip().removeprefix("@").rpartition("@")
        host = host.casefold()
        if not USER.fullmatch(user) or not (self._base or HOST.fullmatch(host)):
            raise NoSuchAccount(
                f"{clean(name, 60)!r} names no account, such as user@mastodon.social"
            )
        user, domain, home = await finger(self._servers, user, host, self._base)
        asked = user if home == self._home(home) else f"{user}@{domain}"
        try:
            answer = await self._servers.get(home, "/api/v1/accounts/lookup", [("acct", asked)])
        except Refusal as refusal:
            if refusal.status in {404, 410}:
                raise NoSuchAccount(f"no account {clean(name, 60)!r}") from None
            raise refused(refusal) from None
        profile = answer.into(Profile)
        if not ID.fullmatch(profile.id):
            raise SourceError("answers with an id that is none")
        known = Account(0, NAME, f"{home}/{profile.id}", f"{user}@{domain}", "")
        reading = reading_of(profile, known)
        if reading.account.condition is Condition.SUSPENDED:
            raise NoSuchAccount(f"the account {clean(name, 60)!r} is suspended")
        return reading

    def _home(self, host: str) -> str:
        """Return the host whose own accounts are asked for without it."""
        return host if self._base is None else (urlsplit(self._base).netloc or host).casefold()

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return eighty of whom an account follows."""
        return await self._page(account, cursor, "following")

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return eighty of who follows an account."""
        return await self._page(account, cursor, "followers")

    def way_back(self, following: int, followers: int | None) -> Way:
        """Return that followers are read where they are few; nobody says it of a pair."""
        return Way.FOLLOWERS if followers is not None and followers <= INTERSECTED else Way.NONE

    async def _page(self, account: Account, cursor: str | None, which: str) -> Page:
        account = await self._at_home(account)
        host, number = home_of(account)
        path, told = f"/api/v1/accounts/{number}/{which}", None
        try:
            if cursor is None:
                told = await self._told(account, which)
                answer = await self._servers.get(host, path, [("limit", str(LIST))], spare=True)
            else:
                answer = await self._servers.get(host, same_list(cursor, path), tries=2, spare=True)
        except Refusal as refusal:
            if cursor is not None:
                raise StaleCursor("cannot go on with the list") from None
            if refusal.status in {404, 410}:
                raise ListHidden("the account is not there any more") from None
            raise refused(refusal) from None
        except Failing as error:
            if cursor is not None and error.status == 500:
                raise StaleCursor("cannot go on with the list") from None
            raise
        profiles = answer.into(list[Profile])
        if cursor is None and not profiles and told != 0:
            raise ListHidden("its owner hides it" if told else "its server does not tell it")
        domain = account.handle.rpartition("@")[2]
        followed = tuple(followed_of(profile, host, domain) for profile in profiles)
        return Page(followed, self._cursor(host, answer, path) if profiles else None)

    async def _told(self, account: Account, which: str) -> int | None:
        """Return how long a list is by the profile, which some servers tell after a login only."""
        try:
            profile = await self._profile(account)
        except Refusal as refusal:
            if refusal.status != 401:
                raise
            return None
        if profile.suspended:
            raise ListHidden("the account is suspended")
        if profile.hide_collections:
            raise ListHidden("its owner hides it")
        return profile.following_count if which == "following" else profile.followers_count

    def _cursor(self, host: str, answer: Answer, path: str) -> str | None:
        """Return where a list goes on: path and query, whatever host the server thinks it has."""
        url = next_page(answer.headers)
        return (
            None
            if url is None
            else same_list(path_and_query(url, self._servers.of(host).base), path)
        )

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest forty posts."""
        account = await self._at_home(account)
        host, number = home_of(account)
        try:
            answer = await self._servers.get(
                host, f"/api/v1/accounts/{number}/statuses", [("limit", str(POSTS))], spare=True
            )
        except Refusal as refusal:
            raise refused(refusal) from None
        posts = [post_of(status, number) for status in answer.into(list[Status])]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether the servers that are asked can be reached."""
        if self._base is not None:
            token = "with a token" if self._token else "without a token"
            told = [CheckResult(f"asked of the server in RACETUI_MASTODON_URL, {token}", True)]
            return told + await self._servers.of("").findings("/api/v2/instance")
        hosts = list(dict.fromkeys(home_of(account)[0] for account in accounts))[:CHECKED]
        found = [CheckResult("each account is asked of its home server, without a token", True)]
        for host in hosts:
            found += await self._servers.of(host).findings("/api/v2/instance")
        return found
