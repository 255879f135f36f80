"""Reads profiles on their home servers: several at once if the server can, else one by one."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from tui.model import HOUR, MINUTE, Account, Condition, Millis
from tui.sources.errors import SourceError
from tui.sources.http.client import HttpDeps
from tui.sources.http.outcomes import Refusal
from tui.sources.http.queue import read_each
from tui.sources.http.responses import decode_item
from tui.sources.mastodon.from_json import host_and_id, reading_of
from tui.sources.mastodon.servers import Servers
from tui.sources.mastodon.shapes import Problem, Profile
from tui.sources.mastodon.webfinger import explained
from tui.sources.readings import Reading

NO_BATCH_FOR: Millis = HOUR
"""How long a server without batches (before version 4.3) is asked one by one."""
GONE_FOR: Millis = 15 * MINUTE
"""How long an account that is gone is not asked for again."""


class Profiles:
    """The profiles of accounts by their id on their home server."""

    def __init__(self, servers: Servers, deps: HttpDeps) -> None:
        self._servers, self._ticks = servers, deps.ticks
        self._no_batch: dict[str, Millis] = {}
        self._gone: dict[str, Millis] = {}

    async def read(self, host: str, accounts: Sequence[Account]) -> list[Reading]:
        """Return a reading of each account on a server, including those that are gone."""
        profiles = await self._batch(host, [host_and_id(account)[1] for account in accounts])
        found = {account: profiles.get(host_and_id(account)[1]) for account in accounts}
        readings = [reading_of(profile, a) for a, profile in found.items() if profile is not None]
        missing = [account for account, profile in found.items() if profile is None]
        try:
            return readings + await read_each(missing, self._read_one)
        except SourceError as error:
            raise error.with_readings(readings) from None

    async def one(self, account: Account) -> Profile:
        """Return the profile of an account; raises SourceError.

        It is looked up by name if the server requires a login for the id.
        """
        host, number = host_and_id(account)
        name = account.handle.rpartition("@")[0]
        try:
            answer = await self._servers.get(host, f"/api/v1/accounts/{number}")
        except Refusal as refusal:
            if refusal.status != 401:
                raise
            answer = await self._servers.get(host, "/api/v1/accounts/lookup", [("acct", name)])
        profile = answer.decode(Profile)
        if profile.id != number:
            raise SourceError("the answer is for another account")
        return profile

    async def _batch(self, host: str, numbers: Sequence[str]) -> dict[str, Profile]:
        """Return the profiles a server sends at once, by id; none if it cannot do that."""
        since = self._no_batch.get(host)
        if len(numbers) < 2 or (since is not None and self._ticks() - since < NO_BATCH_FOR):
            return {}
        params = [("id[]", number) for number in numbers]
        try:
            answer = await self._servers.get(host, "/api/v1/accounts", params)
        except Refusal:
            self._no_batch[host] = self._ticks()
            return {}
        items = (decode_item(raw, Profile) for raw in answer.decode(list[msgspec.Raw]))
        profiles = {profile.id: profile for profile in items if profile is not None}
        if not profiles:
            self._no_batch[host] = self._ticks()
        return profiles

    async def _read_one(self, account: Account) -> Reading:
        since = self._gone.get(account.native_id)
        if since is None or self._ticks() - since > GONE_FOR:
            try:
                profile = await self.one(account)
                self._gone.pop(account.native_id, None)
                return reading_of(profile, account)
            except Refusal as refusal:
                if refusal.status not in {404, 410} or not await self._is_api(account, refusal):
                    raise explained(refusal) from None
            self._gone[account.native_id] = self._ticks()
        return Reading(replace(account, condition=Condition.GONE), None)

    async def _is_api(self, account: Account, refusal: Refusal) -> bool:
        """Return whether a 404 is from Mastodon; some servers send it as an HTML page."""
        if refusal.decode(Problem) is not None:
            return True
        try:
            await self._servers.get(host_and_id(account)[0], "/api/v1/instance", tries=1)
        except SourceError:
            return False
        return True
