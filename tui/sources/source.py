"""The interface of a source: it reads counts, looks up accounts and lists whom they follow."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tui.model import SECOND, Account, Millis
from tui.sources.errors import SourceError
from tui.sources.readings import CheckResult, FollowBackCheck, Page, Post, Reading


class Budget(Protocol):
    """What a paid source may spend, in millionths of a dollar. It is stored in the log."""

    budget: int
    """The limit for a month; 0 if the user has set no budget."""

    def left(self, at: Millis) -> int:
        """Return what is left of this month's budget; 0 while the source is stopped."""
        ...

    def reserve(self, resources: Sequence[str], micros: int, at: Millis) -> list[str] | None:
        """Pay for each resource that is not paid for today, and return those; all or nothing.

        Returns None, and pays nothing, if the budget does not allow it.
        """
        ...

    def settle(
        self, marks: Sequence[str], received: Sequence[str], micros: int, at: Millis
    ) -> None:
        """Replace the reservations under `marks` by payments for the resources received."""
        ...

    def give_back(self, resources: Sequence[str], at: Millis) -> None:
        """Refund resources that were not received after all."""
        ...

    def stopped_until(self) -> Millis:
        """Return until when the source refuses further requests; 0 if it never did."""
        ...

    def stop(self, until: Millis, at: Millis) -> None:
        """Record that the source refuses further requests until a time."""
        ...


class Source(Protocol):
    """A service that can be asked for counts. It stores nothing on disk and never posts."""

    name: str
    """The prefix of its accounts, before the colon."""

    async def read(self, accounts: Sequence[Account], at: Millis) -> Sequence[Reading]:
        """Return a reading of each account that the source answers for; raises SourceError."""
        ...

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account with a name a person typed; raises NoSuchAccount, SourceError."""
        ...

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of the accounts that an account follows.

        Raises ListHidden, StaleCursor, SourceError.
        """
        ...

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of an account's followers; for FollowBackCheck.FOLLOWERS only."""
        raise SourceError("follower lists are not available here")

    async def pairs(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        """Return which of the others follow an account, by native id; None if unknown.

        For FollowBackCheck.PAIRS only.
        """
        raise SourceError("follow-backs are not available here")

    async def still_follows(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        """Return which of the others an account still follows, by native id.

        An account that is missing or None is unknown.
        """
        return {}

    def follow_back_check(self, following: int, followers: int | None) -> FollowBackCheck:
        """Return how to find out who follows back, given the lengths of both lists."""
        return FollowBackCheck.IN_PAGE

    async def posts(self, account: Account, at: Millis) -> Sequence[Post]:
        """Return an account's latest posts, newest first; raises SourceError."""
        raise SourceError("posts are not available here")

    def min_interval(self, accounts: int) -> Millis:
        """Return the shortest time between two readings of this many accounts."""
        return SECOND

    def funds(self, at: Millis) -> int | None:
        """Return what may still be spent, in millionths of a dollar; None if it is free."""
        return None

    def price(self, following: int | None) -> int:
        """Return the price of reading a list of this length, in millionths of a dollar."""
        return 0

    def caution(self, accounts: int) -> str:
        """Return a warning about reading this many accounts, or ""."""
        return ""

    def hurry(self) -> None:
        """Allow another request now, even to a failing server that is being left alone."""
        return

    async def check(self, accounts: Sequence[Account], at: Millis) -> Sequence[CheckResult]:
        """Return whether the servers of these accounts answer, with their quota and clock."""
        return (CheckResult("works offline", True),)

    async def close(self) -> None:
        """Close all connections; the next request opens them again."""
        return
