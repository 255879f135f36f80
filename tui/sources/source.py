"""What a source is: it reads counts, looks accounts up, and lists whom they follow."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from tui.model import SECOND, Account, EventKind, Millis, PostKind, Quality

FOREVER = float("inf")


class SourceError(Exception):
    """A source cannot answer; the message is a few words fit for the screen.

    `next_at` is when asking again is worth it, `read` what it had answered before it failed. One
    that is `permanent` is so until the user changes something.
    """

    def __init__(
        self,
        words: str,
        next_at: Millis | None = None,
        read: Sequence["Reading"] = (),
        permanent: bool = False,
    ) -> None:
        super().__init__(words)
        self.next_at, self.permanent = next_at, permanent
        self.read = tuple(read)

    @property
    def affects_all(self) -> bool:
        """Tell whether it is the source itself that fails, so that asking for others is no use."""
        return self.permanent

    def with_readings(self, read: Sequence["Reading"]) -> "SourceError":
        """Return this failure with what had been read until then before what it brought."""
        self.read = (*read, *self.read)
        return self


class NoSuchAccount(SourceError):
    """A source knows no such account; `near` are names that it may have been meant for."""

    def __init__(self, words: str, near: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.near = tuple(near)


class ListHidden(SourceError):
    """Whom an account follows is not told to us; the message says who decided so.

    With `forget`, what is known of the list is not to be kept either.
    """

    def __init__(self, words: str, forget: bool = False) -> None:
        super().__init__(words)
        self.forget = forget


class StaleCursor(SourceError):
    """A list cannot be gone on with from where it stopped; it is to be read from its start."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What a source says happened to an account."""

    at: Millis
    kind: EventKind
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source says of an account now: its names, its counts, what happened lately.

    With `erase`, nothing of the account may be kept any longer.
    """

    account: Account
    followers: int | None
    following: int | None = None
    posts: int | None = None
    quality: Quality = Quality.EXACT
    happened: tuple[Happened, ...] = ()
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """One that an account follows, as its source tells it."""

    account: Account
    follows_back: bool | None = None
    followers: int | None = None
    following: int | None = None
    quality: Quality = Quality.EXACT


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a follow list; without a cursor it was the last one."""

    followed: tuple[Followed, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an account, newest first in a list. Its text is looked at and never kept."""

    at: Millis
    kind: PostKind
    mentions: bool = False
    text: str = ""


class Way(Enum):
    """How it is found out who of an account's followees follows back."""

    TOLD = "each page says it"
    PAIRS = "one question for each of them"
    FOLLOWERS = "the list of followers is read, too"
    NONE = "there is no way, or it takes too long"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a look at a source's server found: in words, and whether it is as it should be."""

    words: str
    good: bool


class Budget(Protocol):
    """What may be spent on a source that takes money, in millionths of a dollar; kept on disk."""

    budget: int
    """What a month may cost; 0 where the user has set no budget."""

    def left(self, at: Millis) -> int:
        """Return what is left of this month's budget; 0 while the source has said stop."""
        ...

    def reserve(self, resources: Sequence[str], micros: int, at: Millis) -> list[str] | None:
        """Pay so much for each of these that is not paid for today; return those, in one go.

        None where the budget does not allow it: then nothing is paid.
        """
        ...

    def settle(self, marks: Sequence[str], told: Sequence[str], micros: int, at: Millis) -> None:
        """Pay for what was told, in the place of what was reserved under some marks."""
        ...

    def give_back(self, resources: Sequence[str], at: Millis) -> None:
        """Note that these resources were not sent after all."""
        ...

    def stopped_until(self) -> Millis:
        """Return until when the source gives nothing more; 0 where it never said stop."""
        ...

    def stop(self, until: Millis, at: Millis) -> None:
        """Note that the source gives nothing more until a time."""
        ...


class Source(Protocol):
    """Anything that can be asked for counts. It keeps nothing on disk and writes nothing."""

    name: str
    """What accounts of this source are called by, before the colon."""

    async def read(self, accounts: Sequence[Account], at: Millis) -> Sequence[Reading]:
        """Return a reading of each account that the source answers for; raises SourceError."""
        ...

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account that a person means by a name; raises NoSuchAccount, SourceError."""
        ...

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a part of whom an account follows.

        Raises ListHidden, StaleCursor, SourceError.
        """
        ...

    async def followers(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a part of who follows an account, where `way_back` says to read that."""
        raise SourceError("does not tell that")

    async def pairs(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        """Return who of some accounts follows one, by native id, where `way_back` says pairs."""
        raise SourceError("does not tell that")

    async def still_follows(
        self, account: Account, others: Sequence[Account], at: Millis
    ) -> Mapping[str, bool | None]:
        """Return whom of some an account follows, by native id; of others, that is not known."""
        return {}

    def way_back(self, following: int, followers: int | None) -> Way:
        """Return how to find out who follows back, in lists of these lengths."""
        return Way.TOLD

    async def posts(self, account: Account, at: Millis) -> Sequence[Post]:
        """Return an account's latest posts, newest first; raises SourceError."""
        raise SourceError("does not tell of posts")

    def least_every(self, accounts: int) -> Millis:
        """Return how often so many accounts may be read at the most."""
        return SECOND

    def funds(self, at: Millis) -> int | None:
        """Return what may still be spent, in millionths of a dollar; None where nothing costs."""
        return None

    def price(self, following: int | None) -> int:
        """Return what reading a list of this length costs, in millionths of a dollar."""
        return 0

    def caution(self, accounts: int) -> str:
        """Return in words what is to be known before so many accounts are read; or nothing."""
        return ""

    def hurry(self) -> None:
        """Ask again now where only politeness towards a failing server holds it back."""
        return

    async def check(self, accounts: Sequence[Account], at: Millis) -> Sequence[CheckResult]:
        """Return whether the source of these accounts can be reached, its quota and its clock."""
        return (CheckResult("answers without a network", True),)

    async def close(self) -> None:
        """Let go of every connection; the next question opens them again."""
        return


_UNTIL: ContextVar[float] = ContextVar("until", default=FOREVER)


@asynccontextmanager
async def within(span: Millis) -> AsyncIterator[None]:
    """Ask a source in this time, or raise SourceError; who waits inside knows what is left."""
    until = asyncio.get_running_loop().time() + span / SECOND
    before = _UNTIL.set(min(until, _UNTIL.get()))
    try:
        async with asyncio.timeout_at(until):
            yield
    except TimeoutError:
        raise SourceError(f"no answer within {round(span / SECOND)} s") from None
    finally:
        _UNTIL.reset(before)


def time_left() -> float:
    """Return the seconds that are left to whoever asks."""
    return _UNTIL.get() - asyncio.get_running_loop().time()
