"""The demo world as a source: it needs no network and no log, and is the same everywhere."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from difflib import get_close_matches

from tui.model import Account, Millis, Quality
from tui.sources.demo.crowd import crowd_counts, crowd_member, followed_at, list_length
from tui.sources.demo.growth_styles import BY_HANDLE
from tui.sources.demo.posts import latest_posts
from tui.sources.demo.world import (
    BLOCK,
    EPOCH,
    NAME,
    OUTAGE,
    SEED,
    account_of,
    outage_start,
    post_count,
    race_at,
    reported_count,
    surge_events,
)
from tui.sources.errors import NoSuchAccount, SourceError
from tui.sources.readings import Page, Post, Reading
from tui.sources.source import Source

PAGE_SIZE = 100
PAGE_TAKES = 0.05
"""Seconds for a page of a follow list, so that reading a long list takes a while."""

__all__ = ["NAME", "PAGE_SIZE", "DemoWorld", "race_at"]


class DemoWorld(Source):
    """The source `demo`."""

    name = NAME

    def __init__(
        self, seed: int = SEED, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._seed, self._pause = seed, pause

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account of this world; raises SourceError in an outage."""
        block, within = divmod(at - EPOCH, BLOCK)
        start = outage_start(self._seed, block)
        if start <= within < start + OUTAGE:
            raise SourceError("demo offline, back in a minute")
        return [self.reading(account, at) for account in accounts if account.source == NAME]

    def reading(self, account: Account, at: Millis) -> Reading:
        """Return the reading of an account of this world, ignoring outages."""
        style = BY_HANDLE.get(account.native_id)
        if style is None:
            followers, following = crowd_counts(self._seed, account.native_id)
            return Reading(account, followers, following, followers % 977)
        return Reading(
            account,
            reported_count(self._seed, style, at),
            style.follows,
            post_count(style, at),
            Quality.EXACT,
            surge_events(self._seed, style.handle, at - BLOCK, at),
        )

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return a racer or a member of the crowd by its handle."""
        handle = name.strip().removeprefix("@").casefold()
        handle = handle if handle.endswith(".demo") else f"{handle}.demo"
        if handle in BY_HANDLE:
            return self.reading(account_of(BY_HANDLE[handle]), at)
        number = handle.removeprefix("walk-on-").removesuffix(".demo")
        if number.isascii() and number.isdigit() and len(number) < 8:
            return self.reading(crowd_member(int(number)), at)
        handles = {known.removesuffix(".demo"): known for known in BY_HANDLE}
        near = get_close_matches(handle.removesuffix(".demo"), handles, n=2, cutoff=0.6)
        raise NoSuchAccount(
            f"no account {handle!r} in the demo world", [handles[name] for name in near]
        )

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest posts of an account."""
        return latest_posts(self._seed, account, at)

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of 100 accounts that an account follows today."""
        await self._pause(PAGE_TAKES)
        start = int(cursor) if cursor and cursor.isdigit() else 0
        length = list_length(self._seed, account)
        end = min(start + PAGE_SIZE, length)
        followed = tuple(followed_at(self._seed, account, n, at) for n in range(start, end))
        return Page(followed, str(end) if end < length else None)
