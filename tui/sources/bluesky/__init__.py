"""Bluesky, from its public AppView: without a token, by the permanent DID of an account.

Lexicons `app.bsky.actor`, `app.bsky.graph` and `app.bsky.feed`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tui.model import MINUTE, SECOND, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.bluesky.from_json import (
    NAME,
    condition_of,
    followed_of,
    is_withheld,
    post_of,
    reading_of,
)
from tui.sources.bluesky.shapes import Feed, Follows, Profile, Profiles, Relationships
from tui.sources.errors import ListHidden, NoSuchAccount, SourceError, StaleCursor
from tui.sources.http.client import TRIES, HttpDeps, Server
from tui.sources.http.outcomes import Answer, Refusal, ServerFailure
from tui.sources.http.queue import read_batches, read_each
from tui.sources.http.responses import batches, decode_item
from tui.sources.readings import CheckResult, Page, Post, Reading
from tui.sources.source import Source

PUBLIC = "https://public.api.bsky.app"
PROFILES, FOLLOWS, RELATIONSHIPS, POSTS = 25, 100, 30, 100
"""The largest number of each in a request."""
REQUEST_INTERVAL: Millis = 120
"""The least time between two requests: well under the former limit of 3,000 in 5 minutes."""
MISSING_FOR: Millis = 15 * MINUTE
"""How long the reason an account is missing is not asked for again."""
WITHHELD = "the account is not shown to logged-out viewers"
HANDLE = re.compile(
    r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]{1,2000}")
OTHER_ACCOUNT = "the answer is for another account"
NOT_CONTINUED = "the rest of the list could not be loaded"


class Tie(NamedTuple):
    """Whether an account follows another one, and whether that one follows back."""

    follows: bool
    follows_back: bool


class Bluesky(Source):
    """The source `bluesky`."""

    name = NAME

    def __init__(self, deps: HttpDeps | None = None, base: str | None = None) -> None:
        deps = deps or HttpDeps()
        base = base or os.environ.get("RACETUI_BLUESKY_URL")
        self._ticks = deps.ticks
        self._is_public = base is None
        self._server = Server(
            base or PUBLIC,
            deps,
            allow_private=not self._is_public,
            min_interval=REQUEST_INTERVAL if self._is_public else 0,
        )
        self._missing: dict[str, tuple[Millis, Condition]] = {}
        """Why an account is missing, and when that was found out, by DID."""

    def min_interval(self, accounts: int) -> Millis:
        """Return the shortest interval between readings; a server of the user's own allows more."""
        return 5 * SECOND if self._is_public else SECOND

    def hurry(self) -> None:
        """Allow a request to a failing server now."""
        self._server.hurry()

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, including those that are gone; 25 at a time."""
        return await read_batches(batches(accounts, PROFILES), self._read)

    async def _read(self, accounts: Sequence[Account]) -> list[Reading]:
        profiles = await self._profiles([account.native_id for account in accounts])
        present = [account for account in accounts if account.native_id in profiles]
        readings = [reading_of(profiles[account.native_id], account) for account in present]
        for account in present:
            self._missing.pop(account.native_id, None)
        missing = [account for account in accounts if account.native_id not in profiles]
        try:
            return readings + await read_each(missing, self._read_missing)
        except SourceError as error:
            raise error.with_readings(readings) from None

    async def _profiles(
        self, dids: Sequence[str], low_priority: bool = False
    ) -> dict[str, Profile]:
        params = [("actors", did) for did in dids]
        answer = await self._get("actor.getProfiles", params, low_priority=low_priority)
        items = (decode_item(raw, Profile) for raw in answer.decode(Profiles).profiles)
        return {profile.did: profile for profile in items if profile is not None}

    async def _read_missing(self, account: Account) -> Reading:
        """Return a reading with the reason an account is missing, which a batch does not give."""
        known = self._missing.get(account.native_id)
        if known is None or self._ticks() - known[0] > MISSING_FOR:
            try:
                answer = await self._get("actor.getProfile", [("actor", account.native_id)])
                profile = answer.decode(Profile)
                if profile.did != account.native_id:
                    raise SourceError(OTHER_ACCOUNT)
                return reading_of(profile, account)
            except Refusal as refusal:
                condition = condition_of(refusal)
                if condition is None:
                    raise
                known = self._missing[account.native_id] = (self._ticks(), condition)
        return Reading(replace(account, condition=known[1]), None)

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account with a handle or DID."""
        name = name.strip().removeprefix("@")
        is_did = DID.fullmatch(name) is not None
        handle = name if is_did else name.casefold()
        if not is_did and (not HANDLE.fullmatch(handle) or len(handle) > 253):
            near = [f"{handle}.bsky.social"] if re.fullmatch("[a-z0-9-]{3,18}", handle) else []
            message = f"{clean(name, 60)!r} is not a handle; use e.g. name.bsky.social"
            raise NoSuchAccount(message, near)
        try:
            answer = await self._get("actor.getProfile", [("actor", handle)])
        except Refusal as refusal:
            condition = condition_of(refusal)
            if condition is None:
                raise
            if condition is Condition.GONE:
                raise NoSuchAccount(f"no account {clean(handle, 60)!r}") from None
            raise NoSuchAccount(f"the account {clean(handle, 60)!r} is {condition}") from None
        profile = answer.decode(Profile)
        if not DID.fullmatch(profile.did) or (is_did and profile.did != name):
            raise SourceError(OTHER_ACCOUNT)
        return reading_of(profile, Account(0, NAME, profile.did, profile.did, ""))

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of 100 accounts that an account follows, with counts and follow-backs."""
        params = [("actor", account.native_id), ("limit", str(FOLLOWS))]
        if cursor is not None:
            params.append(("cursor", cursor))
        try:
            answer = await self._get("graph.getFollows", params, low_priority=True)
        except Refusal as refusal:
            if cursor is not None:
                raise StaleCursor(NOT_CONTINUED) from None
            if condition_of(refusal) is not None:
                raise ListHidden("the account no longer exists") from None
            raise
        except ServerFailure as error:
            # The server answers 500 for a stale cursor, as for a fault of its own.
            if cursor is not None and error.status == 500:
                raise StaleCursor(NOT_CONTINUED) from None
            raise
        page = answer.decode(Follows)
        if is_withheld(page.subject):
            raise ListHidden(WITHHELD, forget=True)
        dids = [profile.did for profile in page.follows]
        full: dict[str, Profile] = {}
        for batch in batches(dids, PROFILES):
            full |= await self._profiles(batch, low_priority=True)
        ties = await self._ties(account, dids)
        # A tie that lacks the follow in this list is out of date, so its follow-back is unknown.
        backs = {did: tie.follows_back for did, tie in ties.items() if tie.follows}
        followed = tuple(
            followed_of(profile, full.get(profile.did), backs.get(profile.did))
            for profile in page.follows
        )
        return Page(followed, page.cursor)

    async def still_follows(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> dict[str, bool | None]:
        """Return which of the others an account still follows; a missing one is unknown."""
        ties = await self._ties(account, [other.native_id for other in others])
        return {did: tie.follows for did, tie in ties.items()}

    async def _ties(self, account: Account, dids: Sequence[str]) -> dict[str, Tie]:
        """Return an account's ties to others, by DID. Handles would not be found."""
        ties: dict[str, Tie] = {}
        for batch in batches(dids, RELATIONSHIPS):
            params = [("actor", account.native_id), *(("others", did) for did in batch)]
            answer = await self._get("graph.getRelationships", params, low_priority=True)
            for item in answer.decode(Relationships).relationships:
                if item.did is not None and not item.not_found:
                    ties[item.did] = Tie(item.following is not None, item.followed_by is not None)
        return ties

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest 100 posts; none if the account is not shown to logged-out viewers."""
        if account.condition is Condition.WITHHELD:
            return []
        params = [("actor", account.native_id), ("limit", str(POSTS))]
        answer = await self._get(
            "feed.getAuthorFeed", [*params, ("filter", "posts_with_replies")], low_priority=True
        )
        posts = [post_of(item, account.native_id) for item in answer.decode(Feed).feed]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether the AppView answers. It needs no token and has no quota."""
        return await self._server.check("/xrpc/_health")

    async def _get(
        self,
        method: str,
        params: list[tuple[str, str]],
        tries: int = TRIES,
        low_priority: bool = False,
    ) -> Answer:
        path = f"/xrpc/app.bsky.{method}"
        return await self._server.get(path, params, tries=tries, low_priority=low_priority)
