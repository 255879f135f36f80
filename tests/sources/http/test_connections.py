"""One request at a time per server, and closing a server while it is in use."""

import asyncio
from collections.abc import Callable, Coroutine

import httpx
import pytest

from tests.sources.http.servers import BASE, OK, canned, error_of, server_of
from tui.sources import SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import Deferred

Handler = Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]


def server_with(handler: Handler) -> Server:
    return Server(BASE, HttpDeps(lambda allow_private: httpx.MockTransport(handler)))


class Busy:
    """Answers each request only once it may; knows how many were in progress at the same time."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.started, self.go_on = asyncio.Event(), asyncio.Event()
        self.in_progress = self.most = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        self.in_progress += 1
        self.most = max(self.most, self.in_progress)
        self.started.set()
        try:
            await self.go_on.wait()
        finally:
            self.in_progress -= 1
        return httpx.Response(200)


async def test_one_request_is_in_progress_at_a_time() -> None:
    busy = Busy()
    server = server_with(busy)
    requests = [asyncio.create_task(server.get(f"/{n}")) for n in range(5)]
    await busy.started.wait()
    busy.go_on.set()
    await asyncio.gather(*requests)
    assert busy.most == 1


async def test_a_request_waits_for_another_one_no_longer_than_its_time_limit() -> None:
    busy = Busy()
    server = server_with(busy)
    slow = asyncio.create_task(server.get("/slow"))
    await busy.started.wait()
    async with within(100):
        error = await error_of(server, "/other")
    slow.cancel()
    assert isinstance(error, Deferred)
    assert str(error) == "busy with another request"
    assert busy.paths == ["/slow"]


async def test_a_request_that_ran_out_of_time_does_not_block_the_next() -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/slow":
            await asyncio.Event().wait()
        return httpx.Response(200)

    server = server_with(answer)
    with pytest.raises(SourceError, match="no answer within"):
        async with within(20):
            await server.get("/slow")
    await server.get("/")


async def test_a_closed_server_connects_again_for_the_next_request() -> None:
    known = canned(OK)
    server = server_of(known, allow_private=True)
    await server.get("/")
    await server.close()
    assert not server.is_connected
    await server.get("/")
    assert known.private_allowed == [True, True]


async def test_a_request_during_close_neither_overlaps_nor_fails_to_release_its_lock() -> None:
    busy = Busy()
    server = server_with(busy)
    first = asyncio.create_task(server.get("/first"))
    await busy.started.wait()
    await server.close()
    others = [asyncio.create_task(server.get(f"/{n}")) for n in range(3)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert busy.paths == ["/first"]
    busy.go_on.set()
    await asyncio.gather(first, *others)
    assert busy.most == 1
    assert busy.paths == ["/first", "/0", "/1", "/2"]


async def test_a_close_while_the_lock_is_handed_over_does_not_let_requests_overlap() -> None:
    busy = Busy()
    server = server_with(busy)

    async def ask_close_and_ask() -> None:
        await server.get("/first")
        # The lock is free for a moment, until the waiting request runs.
        await server.close()
        await server.get("/last")

    asking = asyncio.create_task(ask_close_and_ask())
    await busy.started.wait()
    waiting = asyncio.create_task(server.get("/waiting"))
    await asyncio.sleep(0)
    busy.go_on.set()
    await asyncio.gather(asking, waiting)
    assert busy.most == 1
    assert busy.paths == ["/first", "/waiting", "/last"]


async def test_only_an_idle_server_is_closed_if_idle() -> None:
    busy = Busy()
    server = server_with(busy)
    request = asyncio.create_task(server.get("/"))
    await busy.started.wait()
    await server.close_if_idle()
    assert server.is_connected
    busy.go_on.set()
    await request
    await server.close_if_idle()
    assert not server.is_connected
