"""The demo world as a source: it needs no network and no log, and is the same everywhere."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from difflib import get_close_matches

from tui.model import Account, Millis, Quality
from tui.sources.demo.crowd import followed_at, length_of, one_of_crowd, walk_on
from tui.sources.demo.growth_styles import BY_HANDLE
from tui.sources.demo.posts import latest_posts
from tui.sources.demo.world import (
    BLOCK,
    EPOCH,
    NAME,
    OUT_FOR,
    SEED,
    account_of,
    answered,
    happened,
    out_since,
    posts_at,
    race_at,
)
from tui.sources.source import NoSuchAccount, Page, Post, Reading, Source, SourceError

PAGE = 100
ANSWERS_IN = 0.05
"""Seconds that a page of a follow list takes, so that a long list takes its time."""

__all__ = ["NAME", "PAGE", "DemoWorld", "race_at"]


class DemoWorld(Source):
    """The source `demo`."""

    name = NAME

    def __init__(
        self, seed: int = SEED, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._seed, self._pause = seed, pause

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account of this world; nobody answers during an outage."""
        block, within = divmod(at - EPOCH, BLOCK)
        since = out_since(self._seed, block)
        if since <= within < since + OUT_FOR:
            raise SourceError("the demo world is out, as it is for a while every ten minutes")
        return [self.reading(account, at) for account in accounts if account.source == NAME]

    def reading(self, account: Account, at: Millis) -> Reading:
        """Return what this world says of one of its accounts."""
        style = BY_HANDLE.get(account.native_id)
        if style is None:
            followers, following = walk_on(self._seed, account.native_id)
            return Reading(account, followers, following, followers % 977)
        followers = answered(self._seed, style, at)
        return Reading(
            account,
            followers,
            style.follows,
            posts_at(style, at),
            Quality.EXACT,
            happened(self._seed, style.handle, at - BLOCK, at),
        )

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return a racer, or one of the crowd, by its handle."""
        handle = name.strip().removeprefix("@").casefold()
        handle = handle if handle.endswith(".demo") else f"{handle}.demo"
        if handle in BY_HANDLE:
            return self.reading(account_of(BY_HANDLE[handle]), at)
        number = handle.removeprefix("walk-on-").removesuffix(".demo")
        if number.isascii() and number.isdigit() and len(number) < 8:
            return self.reading(one_of_crowd(int(number)), at)
        names = {known.removesuffix(".demo"): known for known in BY_HANDLE}
        near = get_close_matches(handle.removesuffix(".demo"), names, n=2, cutoff=0.6)
        raise NoSuchAccount(
            f"no account {handle!r} in the demo world", [names[name] for name in near]
        )

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return what an account posted lately."""
        return latest_posts(self._seed, account, at)

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a hundred of those whom an account follows today."""
        await self._pause(ANSWERS_IN)
        start = int(cursor) if cursor and cursor.isdigit() else 0
        length = length_of(self._seed, account)
        end = min(start + PAGE, length)
        followed = tuple(followed_at(self._seed, account, n, at) for n in range(start, end))
        return Page(followed, str(end) if end < length else None)
