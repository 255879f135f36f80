"""Mastodon's connections: the latest few stay open, idle ones are closed, busy ones are not."""

import asyncio
from collections.abc import Callable, Coroutine

import httpx

from tui.sources.http.client import HttpDeps
from tui.sources.mastodon.servers import MAX_CONNECTIONS, Servers

PATH = "/api/v1/instance"
HOSTS = [f"s{n}.test" for n in range(200)]


class Connection(httpx.MockTransport):
    """A transport that knows the host it was used for, and whether it is closed."""

    def __init__(self, handler: Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]):
        super().__init__(handler)
        self.host = ""
        self.is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert not self.is_closed
        assert self.host in {"", request.url.host}
        self.host = request.url.host
        return await super().handle_async_request(request)

    async def aclose(self) -> None:
        self.is_closed = True


class Network:
    """Servers whose connections are recorded; the answers of a `slow` host wait for `go_on`."""

    def __init__(self, base: str | None = None) -> None:
        self.connections: list[Connection] = []
        self.slow = ""
        self.started, self.go_on = asyncio.Event(), asyncio.Event()
        self.servers = Servers(HttpDeps(self._connect), base, None)

    @property
    def open(self) -> list[str]:
        return [connection.host for connection in self.connections if not connection.is_closed]

    async def get(self, host: str) -> int:
        return (await self.servers.get(host, PATH)).status

    def _connect(self, allow_private: bool) -> httpx.AsyncBaseTransport:
        self.connections.append(Connection(self._answer))
        return self.connections[-1]

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == self.slow:
            self.started.set()
            await self.go_on.wait()
        return httpx.Response(200)


async def test_only_the_last_16_of_200_servers_stay_connected() -> None:
    network = Network()
    for host in HOSTS:
        await network.get(host)
        assert len(network.open) <= MAX_CONNECTIONS == 16
    assert network.open == HOSTS[-16:]


async def test_a_server_that_is_asked_again_stays_connected() -> None:
    network = Network()
    for host in HOSTS[1:]:
        await network.get(HOSTS[0])
        await network.get(host)
    assert len([c for c in network.connections if c.host == HOSTS[0]]) == 1
    assert set(network.open) == {HOSTS[0], *HOSTS[-15:]}


async def test_a_closed_server_connects_again() -> None:
    network = Network()
    for host in (*HOSTS, HOSTS[0]):
        await network.get(host)
    assert [c.is_closed for c in network.connections if c.host == HOSTS[0]] == [True, False]


async def test_a_server_with_a_request_in_progress_is_not_closed() -> None:
    network = Network()
    network.slow = HOSTS[0]
    request = asyncio.create_task(network.get(HOSTS[0]))
    await network.started.wait()
    for host in HOSTS[1:]:
        await network.get(host)
    assert not request.done()
    assert network.open == [HOSTS[0], *HOSTS[-16:]]
    network.go_on.set()
    assert await request == 200
    assert network.open == HOSTS[-16:]


async def test_a_failing_request_closes_idle_connections_too() -> None:
    network = Network()
    for host in HOSTS[:16]:
        await network.get(host)
    network.slow = HOSTS[16]
    request = asyncio.create_task(network.get(HOSTS[16]))
    await network.started.wait()
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    assert network.open == HOSTS[1:17]


async def test_a_configured_server_has_a_single_connection_for_all_hosts() -> None:
    network = Network("http://front.test:8080")
    for host in HOSTS:
        await network.get(host)
    assert network.open == ["front.test"]
    assert len(network.connections) == 1


async def test_closing_closes_every_connection() -> None:
    network = Network()
    for host in HOSTS[:20]:
        await network.get(host)
    await network.servers.close()
    assert network.open == []
