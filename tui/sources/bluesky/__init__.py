"""Bluesky, as its public AppView tells it: without a token, by the stable DID of an account.

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
    followed_of,
    missing_for,
    post_of,
    reading_of,
    withheld,
)
from tui.sources.bluesky.shapes import (
    Feed,
    Follows,
    Profile,
    Profiles,
    Relationships,
)
from tui.sources.http.client import TRIES, HttpDeps, Server
from tui.sources.http.outcomes import Answer, Failing, Refusal
from tui.sources.http.queue import in_turn, one_by_one
from tui.sources.http.responses import parts, shaped
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
)

PUBLIC = "https://public.api.bsky.app"
PROFILES, FOLLOWS, RELATIONSHIPS, POSTS = 25, 100, 30, 100
"""How many are asked for at once, at the most."""
APART: Millis = 120
"""Milliseconds between two requests: well under the 3,000 in 5 minutes that were the limit once."""
MISSING_FOR: Millis = 15 * MINUTE
"""After so long it is asked again why an account is missing."""
WITHHELD = "it asks not to be shown to people who are not logged in"
HANDLE = re.compile(
    r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]{1,2000}")


class Tie(NamedTuple):
    """Whether an account follows another one, and that one follows back."""

    follows: bool
    back: bool


class Bluesky(Source):
    """The source `bluesky`."""

    name = NAME

    def __init__(self, means: HttpDeps | None = None, base: str | None = None) -> None:
        self._means = means or HttpDeps()
        base = base or os.environ.get("RACETUI_BLUESKY_URL")
        self._public = base is None
        self._server = Server(
            base or PUBLIC,
            self._means,
            named=not self._public,
            apart=APART if self._public else 0,
        )
        self._missing: dict[str, tuple[Millis, Condition]] = {}

    def least_every(self, accounts: int) -> Millis:
        """Return how often the public server may be asked; one of the user's own as often as."""
        return 5 * SECOND if self._public else SECOND

    def hurry(self) -> None:
        """Ask again even a failing server."""
        self._server.hurry()

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, or of its absence; 25 at a time."""
        return await in_turn(parts(accounts, PROFILES), self._read)

    async def _read(self, accounts: Sequence[Account]) -> list[Reading]:
        found = await self._profiles([account.native_id for account in accounts])
        there = [account for account in accounts if account.native_id in found]
        readings = [reading_of(found[account.native_id], account) for account in there]
        for account in there:
            self._missing.pop(account.native_id, None)
        absent = [account for account in accounts if account.native_id not in found]
        try:
            return readings + await one_by_one(absent, self._absent)
        except SourceError as error:
            raise error.with_readings(readings) from None

    async def _profiles(self, dids: Sequence[str], spare: bool = False) -> dict[str, Profile]:
        asked = [("actors", did) for did in dids]
        answer = await self._get("actor.getProfiles", asked, spare=spare)
        told = (shaped(raw, Profile) for raw in answer.into(Profiles).profiles)
        return {profile.did: profile for profile in told if profile is not None}

    async def _absent(self, account: Account) -> Reading:
        """Return why an account is not told of; the batch leaves it out without a word."""
        known = self._missing.get(account.native_id)
        if known is None or self._means.ticks() - known[0] > MISSING_FOR:
            try:
                answer = await self._get("actor.getProfile", [("actor", account.native_id)])
                profile = answer.into(Profile)
                if profile.did != account.native_id:
                    raise SourceError("answers for another account")
                return reading_of(profile, account)
            except Refusal as refusal:
                condition = missing_for(refusal)
                if condition is None:
                    raise
                known = self._missing[account.native_id] = (self._means.ticks(), condition)
        return Reading(replace(account, condition=known[1]), None)

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account of a handle or a DID."""
        name = name.strip().removeprefix("@")
        handle = name if DID.fullmatch(name) else name.casefold()
        if not DID.fullmatch(name) and (not HANDLE.fullmatch(handle) or len(handle) > 253):
            near = [f"{handle}.bsky.social"] if re.fullmatch("[a-z0-9-]{3,18}", handle) else []
            raise NoSuchAccount(f"{clean(name, 60)!r} is no handle, such as name.bsky.social", near)
        try:
            answer = await self._get("actor.getProfile", [("actor", handle)])
        except Refusal as refusal:
            condition = missing_for(refusal)
            if condition is None:
                raise
            if condition is Condition.GONE:
                raise NoSuchAccount(f"no account {clean(handle, 60)!r}") from None
            raise NoSuchAccount(f"the account {clean(handle, 60)!r} is {condition}") from None
        profile = answer.into(Profile)
        if not DID.fullmatch(profile.did) or (DID.fullmatch(name) and profile.did != name):
            raise SourceError("answers for another account")
        return reading_of(profile, Account(0, NAME, profile.did, profile.did, ""))

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a hundred of whom an account follows, with counts, and who follows back."""
        asked = [("actor", account.native_id), ("limit", str(FOLLOWS))]
        if cursor is not None:
            asked.append(("cursor", cursor))
        try:
            answer = await self._get("graph.getFollows", asked, spare=True)
        except Refusal as refusal:
            if cursor is not None:
                raise StaleCursor("cannot go on with the list") from None
            if missing_for(refusal) is not None:
                raise ListHidden("the account is not there any more") from None
            raise
        except Failing as error:
            # A cursor that is no good any more is answered with 500, like a fault of the server.
            if cursor is not None and error.status == 500:
                raise StaleCursor("cannot go on with the list") from None
            raise
        page = answer.into(Follows)
        if withheld(page.subject):
            raise ListHidden(WITHHELD, forget=True)
        dids = [profile.did for profile in page.follows]
        counted: dict[str, Profile] = {}
        for part in parts(dids, PROFILES):
            counted |= await self._profiles(part, spare=True)
        known = await self._ties(account, dids)
        # A tie that does not know of the one we see here says nothing of the other one.
        back = {did: tie.back for did, tie in known.items() if tie.follows}
        followed = tuple(
            followed_of(profile, counted.get(profile.did), back.get(profile.did))
            for profile in page.follows
        )
        return Page(followed, page.cursor)

    async def still_follows(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> dict[str, bool | None]:
        """Return whom of some an account follows; one that is not there is not known."""
        known = await self._ties(account, [other.native_id for other in others])
        return {did: tie.follows for did, tie in known.items()}

    async def _ties(self, account: Account, dids: Sequence[str]) -> dict[str, Tie]:
        """Return an account's ties to some others. Only DIDs: of a handle, nothing is known."""
        ties: dict[str, Tie] = {}
        for part in parts(dids, RELATIONSHIPS):
            asked = [("actor", account.native_id), *(("others", did) for did in part)]
            answer = await self._get("graph.getRelationships", asked, spare=True)
            for told in answer.into(Relationships).relationships:
                if told.did is not None and not told.not_found:
                    ties[told.did] = Tie(told.following is not None, told.followed_by is not None)
        return ties

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest hundred posts; none of who asks not to be shown to everybody."""
        if account.condition is Condition.WITHHELD:
            return []
        asked = [("actor", account.native_id), ("limit", str(POSTS))]
        answer = await self._get(
            "feed.getAuthorFeed", [*asked, ("filter", "posts_with_replies")], spare=True
        )
        posts = [post_of(item, account.native_id) for item in answer.into(Feed).feed]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether the AppView can be reached; it needs no token, and tells no quota."""
        return await self._server.findings("/xrpc/_health")

    async def _get(
        self, method: str, asked: list[tuple[str, str]], tries: int = TRIES, spare: bool = False
    ) -> Answer:
        return await self._server.get(f"/xrpc/app.bsky.{method}", asked, tries=tries, spare=spare)
