"""A server of the client for tests, and answers that it may get."""

from typing import Any

import httpx
import pytest

from tests.building import START
from tests.sources.canned import Answering, Canned, in_turn, reply
from tui.model import SECOND
from tui.sources import SourceError
from tui.sources.http.client import Server

BASE = "https://a.test"
SECRET = "hunter2-0451"
OK = reply(json={})
BROKEN = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("late"),
    httpx.ReadError("reset"),
    httpx.ReadTimeout("late"),
    httpx.RemoteProtocolError("cut"),
]


def server_of(canned: Canned, **options: Any) -> Server:
    return Server(BASE, canned.deps, **options)


def canned(*answers: Answering) -> Canned:
    """Return canned answers, the first of them given at the start of the race."""
    return Canned(in_turn(*answers), START)


def fails(error: Exception) -> Answering:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def with_quota(
    remaining: int, resets_in: int = 60, limit: int = 100, status: int = 200
) -> Answering:
    """Return an answer with quota headers like Bluesky's; it resets after START + `resets_in` s."""
    numbers = {"limit": limit, "remaining": remaining, "reset": START // SECOND + resets_in}
    return reply(status, {f"ratelimit-{name}": str(n) for name, n in numbers.items()}, json={})


async def error_of(server: Server, path: str = "/", **options: Any) -> SourceError:
    """Return the error of a request, which must fail."""
    with pytest.raises(SourceError) as caught:
        await server.get(path, **options)
    return caught.value


async def fail_repeatedly(server: Server, times: int = 3) -> None:
    for _ in range(times):
        await error_of(server)
