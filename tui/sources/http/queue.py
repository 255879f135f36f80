"""One request after another, so that a failure for one account does not affect the others."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from tui.model import Account
from tui.sources.errors import SourceError
from tui.sources.readings import Reading

T = TypeVar("T")


async def read_each(
    accounts: Iterable[Account], read: Callable[[Account], Awaitable[Reading]]
) -> list[Reading]:
    """Return a reading of each account, like `read_batches` with a request per account."""

    async def read_one(account: Account) -> Sequence[Reading]:
        return [await read(account)]

    return await read_batches(accounts, read_one)


async def read_batches(
    batches: Iterable[T], read: Callable[[T], Awaitable[Sequence[Reading]]]
) -> list[Reading]:
    """Return the readings of all batches; raises the first error, with all readings in it.

    An error of one batch does not stop the next ones. An error of the server does, and it is the
    one that is raised.
    """
    readings: list[Reading] = []
    failure: SourceError | None = None
    for batch in batches:
        try:
            readings += await read(batch)
        except SourceError as error:
            readings += error.readings
            error.readings = ()
            if failure is None or error.affects_all:
                failure = error
            if error.affects_all:
                break
    if failure is not None:
        raise failure.with_readings(readings)
    return readings
