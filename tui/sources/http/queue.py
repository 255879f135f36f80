"""Asking one question after the other, so that what fails of one costs the others nothing."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from tui.model import Account
from tui.sources.source import Reading, SourceError

T = TypeVar("T")


async def one_by_one(
    accounts: Iterable[Account], ask: Callable[[Account], Awaitable[Reading]]
) -> list[Reading]:
    """Ask for one account after the other, like `in_turn`."""

    async def alone(account: Account) -> Sequence[Reading]:
        return [await ask(account)]

    return await in_turn(accounts, alone)


async def in_turn(
    questions: Iterable[T], ask: Callable[[T], Awaitable[Sequence[Reading]]]
) -> list[Reading]:
    """Ask one question after the other; raises a failure with all that was read.

    What is wrong with one of them keeps no other from being asked; what is wrong with the server
    does, and is what is raised.
    """
    readings: list[Reading] = []
    failure: SourceError | None = None
    for question in questions:
        try:
            readings += await ask(question)
        except SourceError as error:
            readings += error.read
            error.read = ()
            if failure is None or error.affects_all:
                failure = error
            if error.affects_all:
                break
    if failure is not None:
        raise failure.with_readings(readings)
    return readings
