"""Connections: names are looked up without blocking, and private addresses are refused."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence

import pytest

from tests.sources.fault_server import BODY, FaultServer, answers
from tui.sources import SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.transport import Resolve, Transport, is_private

OK = answers(BODY)
PRIVATE_NETWORK = "its address is in a private network"
NOT_FOUND = "server not found; is there a network?"
SPELLINGS = [
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "2130706433"),
    *("0x7f.1", "0x7f000001", "0x7F.0.0.0x1", "017700000001", "0177.0.0.1", "0177.1"),
    *("10.0.0.1", "0xa.1", "012.0.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166"),
    *("192.168.1.1", "192.168.257", "172.16.0.1", "100.64.0.1", "a.test@127.0.0.1"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fc00::1]"),
    *("[fd12:3456:789a::1]", "[fe80::1]", "[ff02::1]", "[2001::1]"),
    *("①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1"),
]
"""Spellings of private addresses that need no name server."""
PRIVATE = [
    *("0.0.0.1", "10.255.255.255", "100.127.255.255", "127.0.0.53", "169.254.0.1", "172.31.0.1"),
    *("192.0.0.192", "192.168.0.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fc00::", "fdff::1", "fe80::1%eth0", "febf::1", "ff05::2"),
    *("64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::1", "::ffff:10.0.0.1", "::ffff:192.168.0.1"),
]
PUBLIC = [
    *("1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
    *("128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255"),
    *("192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8"),
    *("2606:4700::1111", "2001:4860:4860::8888", "2003::1", "2a00::1"),
]


class NameServer:
    """Resolves every name to the same addresses; without addresses it fails."""

    def __init__(self, *addresses: str) -> None:
        self.addresses: Sequence[str] = addresses
        self.asked: list[str] = []
        self.threads: list[threading.Thread] = []

    def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        self.threads.append(threading.current_thread())
        if not self.addresses:
            raise OSError("no name server")
        return self.addresses


async def no_pause(seconds: float) -> None:
    """Return at once."""


def server_at(base: str, resolve: Resolve | None = None, allow_private: bool = False) -> Server:
    deps = HttpDeps(lambda allowed: Transport(allowed, resolve), pause=no_pause)
    return Server(base, deps, allow_private=allow_private)


def port_of(known: FaultServer) -> str:
    return known.base.rpartition(":")[2]


async def error_of(server: Server) -> str:
    with pytest.raises(SourceError) as caught:
        await server.get("/")
    await server.close()
    return str(caught.value)


# Private networks.


async def test_a_private_address_is_refused_however_it_is_written() -> None:
    async with FaultServer(OK).serving() as known:
        for host in SPELLINGS:
            message = await error_of(server_at(f"http://{host}:{port_of(known)}"))
            assert message in {PRIVATE_NETWORK, "its address is not valid"}, host
    assert not known.requests


async def test_a_name_with_a_private_address_is_refused() -> None:
    for address in PRIVATE:
        assert is_private(address), address
        names = NameServer(address)
        assert await error_of(server_at("http://inside.test", names)) == PRIVATE_NETWORK, address
        assert names.asked == ["inside.test"], address


async def test_a_name_with_both_a_private_and_a_public_address_is_refused() -> None:
    names = NameServer("1.1.1.1", "10.0.0.1")
    assert await error_of(server_at("http://both.test", names)) == PRIVATE_NETWORK


def test_a_public_address_is_not_private() -> None:
    assert [address for address in PUBLIC if is_private(address)] == []


async def test_a_server_configured_by_the_user_may_be_private() -> None:
    async with FaultServer(OK).serving() as known:
        names = NameServer("127.0.0.1")
        server = server_at(f"http://home.test:{port_of(known)}", names, allow_private=True)
        assert (await server.get("/")).body == BODY
        await server.close()
    assert f"Host: home.test:{port_of(known)}".encode() in known.requests[0]


async def test_nothing_is_sent_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FaultServer(OK).serving() as proxy, FaultServer(OK).serving() as known:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        server = server_at(known.base, allow_private=True)
        await server.get("/")
        await server.close()
    assert (len(proxy.requests), len(known.requests)) == (0, 1)


# Looking up names.


async def test_a_name_is_looked_up_once_in_a_daemon_thread() -> None:
    names = NameServer("127.0.0.1")
    async with FaultServer(OK).serving() as known:
        server = server_at(f"http://home.test:{port_of(known)}", names, allow_private=True)
        await server.get("/")
        await server.get("/")
        await server.close()
    assert names.asked == ["home.test"]
    assert names.threads[0].daemon
    assert names.threads[0] is not threading.main_thread()


@pytest.mark.parametrize("error", [OSError("none"), UnicodeError("label too long")])
async def test_an_unknown_name_is_an_error(error: Exception) -> None:
    def resolve(host: str) -> Sequence[str]:
        raise error

    assert await error_of(server_at("http://nobody.test", resolve)) == NOT_FOUND


async def test_a_name_without_addresses_is_an_error() -> None:
    assert await error_of(server_at("http://empty.test", lambda host: [])) == NOT_FOUND


async def test_the_next_address_is_tried_if_one_does_not_answer() -> None:
    names = NameServer("::1", "127.0.0.1")
    async with FaultServer(OK).serving() as known:
        server = server_at(f"http://home.test:{port_of(known)}", names, allow_private=True)
        await server.get("/")
        await server.get("/")
        await server.close()
    assert len(known.requests) == 2
    assert len(names.asked) == 1


async def test_all_addresses_together_are_one_try() -> None:
    names, pauses = NameServer("::1", "127.0.0.2", "127.0.0.1"), list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with FaultServer(OK).serving() as known:
        deps = HttpDeps(lambda allowed: Transport(allowed, names), pause=pause)
        server = Server(f"http://home.test:{port_of(known)}", deps, allow_private=True)
        await server.get("/", tries=1)
        await server.close()
    assert (len(known.requests), pauses) == (1, [])


async def test_a_known_address_stays_in_use_while_names_cannot_be_looked_up() -> None:
    names = NameServer("127.0.0.1")
    async with FaultServer(OK).serving() as known:
        transport = Transport(allow_private=True, resolve=names, address_ttl=0)
        deps = HttpDeps(lambda allowed: transport, pause=no_pause)
        server = Server(f"http://home.test:{port_of(known)}", deps)
        await server.get("/")
        names.addresses = ()
        await server.get("/")
        await server.close()
    assert len(names.asked) == len(known.requests) == 2


class HangingNameServer(NameServer):
    """A name server that does not answer before the end of the test."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1")
        self.end = threading.Event()

    def __call__(self, host: str) -> Sequence[str]:
        found = super().__call__(host)
        self.end.wait()
        return found


async def test_a_hanging_lookup_does_not_block_other_servers() -> None:
    names = HangingNameServer()
    stuck = server_at("http://stuck.test", names, allow_private=True)
    waiting = asyncio.create_task(stuck.get("/"))
    async with FaultServer(OK).serving() as known:
        others = [server_at(known.base, allow_private=True) for _ in range(20)]
        for server in others:
            await server.get("/")
            await server.close()
    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    names.end.set()
    await stuck.close()


async def test_a_hanging_lookup_is_not_started_twice() -> None:
    names = HangingNameServer()
    server = server_at("http://stuck.test", names, allow_private=True)
    for _ in range(3):
        with pytest.raises(SourceError):
            async with within(100):
                await server.get("/")
    names.end.set()
    await server.close()
    assert len(names.asked) == 1


HANGING = """
import asyncio, threading
from tui.sources import SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.transport import Transport

async def main():
    server = Server("http://stuck.test", HttpDeps(lambda allowed: Transport(allowed, hang)))
    try:
        async with within(100):
            await server.get("/")
    except SourceError as error:
        print(error)
    await server.close()

def hang(host):
    threading.Event().wait()

asyncio.run(main())
"""


def test_a_hanging_lookup_does_not_delay_the_exit() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60, check=True
    )
    assert "no answer within" in done.stdout
    assert not done.stderr
