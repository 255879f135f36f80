"""The time limit of a question to a source, known to everything that runs inside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from tui.model import SECOND, Millis
from tui.sources.errors import SourceError

NO_LIMIT = float("inf")
_DEADLINE: ContextVar[float] = ContextVar("deadline", default=NO_LIMIT)


@asynccontextmanager
async def within(span: Millis) -> AsyncIterator[None]:
    """Limit the time of the block; raises SourceError once it is over."""
    deadline = asyncio.get_running_loop().time() + span / SECOND
    token = _DEADLINE.set(min(deadline, _DEADLINE.get()))
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError:
        raise SourceError(f"no answer within {round(span / SECOND)} s") from None
    finally:
        _DEADLINE.reset(token)


def time_left() -> float:
    """Return the seconds left until the deadline; infinity if there is none."""
    return _DEADLINE.get() - asyncio.get_running_loop().time()
