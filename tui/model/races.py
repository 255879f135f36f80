"""Races, and what is tied to them: votes and pledges."""

from dataclasses import dataclass

from tui.model.accounts import Account
from tui.model.times import MONTH, Millis


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on an account, by its number: it is to have fewer followers than `below` at the end.

    Like Unfollow Day, it is cast by unfollowing.
    """

    account: int
    below: int
    begins_at: Millis
    ends_at: Millis


@dataclass(frozen=True, slots=True)
class Stake:
    """What somebody pledged for the case that an account, by its number, reaches a count.

    It is open until then, due from then on, and kept once somebody says so.
    """

    account: int
    text: str
    target: int
    noted_at: Millis
    kept_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Race:
    """Who races to what. `start` to `end` is what plays; `end` is the now of a recorded race.

    `id` is the log's number for it, 0 where it is in none; `every` is how often it is read;
    `users` are how many its network has, between two numbers.
    """

    name: str
    title: str
    accounts: tuple[Account, ...] = ()
    target: int | None = None
    zone: str | None = None
    start: Millis | None = None
    end: Millis | None = None
    horizon: Millis = MONTH
    id: int = 0
    every: Millis | None = None
    users: tuple[int, int] | None = None
