"""What a source is: it reads counts, looks accounts up, and lists whom they follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.model import Account, EventKind, Millis, Quality


class SourceError(Exception):
    """A source cannot answer; the message is a few words fit for the screen."""


class NoSuchAccount(SourceError):
    """A source knows no such account; `near` are names that it may have been meant for."""

    def __init__(self, words: str, near: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.near = tuple(near)


@dataclass(frozen=True, slots=True)
class Happened:
    """What a source says happened to an account."""

    at: Millis
    kind: EventKind
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source says of an account now: how it is called, its counts, what happened lately."""

    account: Account
    followers: int | None
    following: int | None = None
    posts: int | None = None
    quality: Quality = Quality.EXACT
    happened: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """One that an account follows, as its source tells it."""

    account: Account
    follows_back: bool | None = None
    followers: int | None = None
    following: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a follow list; without a cursor it was the last one."""

    followed: tuple[Followed, ...]
    cursor: str | None


class Source(Protocol):
    """Anything that can be asked for counts. It keeps nothing and writes nothing."""

    @property
    def name(self) -> str:
        """Return what accounts of this source are called by, before the colon."""
        ...

    async def read(self, accounts: Sequence[Account], at: Millis) -> Sequence[Reading]:
        """Return a reading of each account that the source answers for; raises SourceError."""
        ...

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account that a person means by a name; raises NoSuchAccount, SourceError."""
        ...

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a part of whom an account follows; raises SourceError."""
        ...
