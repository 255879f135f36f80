"""Races, and their votes and pledges."""

from dataclasses import dataclass

from tui.model.accounts import Account
from tui.model.times import MONTH, Millis


@dataclass(frozen=True, slots=True)
class Vote:
    """An unfollow vote on an account, by its id: fewer followers than `below` at the end.

    People vote by unfollowing, as on Unfollow Day.
    """

    account: int
    below: int
    begins_at: Millis
    ends_at: Millis


@dataclass(frozen=True, slots=True)
class Stake:
    """A pledge to be kept once an account, by its id, reaches a count.

    It is open until then, due from then on, and kept from `kept_at` on.
    """

    account: int
    text: str
    target: int
    noted_at: Millis
    kept_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Race:
    """A race of accounts to a target. A replay plays `start` to `end`.

    `end` is the present of a recorded race. `id` is its id in the log, 0 if it is in none; `every`
    is how often it is read; `users` are bounds of the number of users of its network.
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
