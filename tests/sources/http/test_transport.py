"""The way to a server: its name looked up apart from everything else, its address checked."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence

import pytest

from tests.sources.fault_server import BODY, FaultServer, says
from tui.sources import SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.transport import Resolve, Transport, is_private

OK = says(BODY)
PRIVATE = "its name leads into a private network"
UNKNOWN = "its server cannot be found: no network?"
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
"""Ways to write an address inside; none of them takes a name server to read."""
INSIDE = [
    *("0.0.0.1", "10.255.255.255", "100.127.255.255", "127.0.0.53", "169.254.0.1", "172.31.0.1"),
    *("192.0.0.192", "192.168.0.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fc00::", "fdff::1", "fe80::1%eth0", "febf::1", "ff05::2"),
    *("64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::1", "::ffff:10.0.0.1", "::ffff:192.168.0.1"),
]
OUTSIDE = [
    *("1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
    *("128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255"),
    *("192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8"),
    *("2606:4700::1111", "2001:4860:4860::8888", "2003::1", "2a00::1"),
]


class Names:
    """A name server: leads every name to the same addresses, or does not answer."""

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
    """Take no time."""


def server_at(base: str, resolve: Resolve | None = None, named: bool = False) -> Server:
    return Server(
        base, HttpDeps(lambda private: Transport(private, resolve), pause=no_pause), named=named
    )


def port_of(known: FaultServer) -> str:
    return known.base.rpartition(":")[2]


async def failing(server: Server) -> str:
    with pytest.raises(SourceError) as caught:
        await server.get("/")
    await server.close()
    return str(caught.value)


# Where nobody is sent.


@pytest.mark.parametrize("host", SPELLINGS)
async def test_an_address_inside_is_not_connected_to_however_it_is_written(host: str) -> None:
    async with FaultServer(OK).serving() as known:
        words = await failing(server_at(f"http://{host}:{port_of(known)}"))
    assert words in {PRIVATE, "has no address that can be asked"}
    assert not known.requests


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    assert is_private(address)
    names = Names(address)
    assert await failing(server_at("http://inside.test", names)) == PRIVATE
    assert names.asked == ["inside.test"]


async def test_a_name_that_leads_inside_and_outside_is_refused() -> None:
    names = Names("1.1.1.1", "10.0.0.1")
    assert await failing(server_at("http://both.test", names)) == PRIVATE


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_a_public_one(address: str) -> None:
    assert not is_private(address)


async def test_a_server_that_the_user_named_may_be_inside() -> None:
    async with FaultServer(OK).serving() as known:
        server = server_at(f"http://home.test:{port_of(known)}", Names("127.0.0.1"), named=True)
        assert (await server.get("/")).body == BODY
        await server.close()
    assert f"Host: home.test:{port_of(known)}".encode() in known.requests[0]


async def test_nothing_is_sent_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FaultServer(OK).serving() as proxy, FaultServer(OK).serving() as known:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        server = server_at(known.base, named=True)
        await server.get("/")
        await server.close()
    assert (len(proxy.requests), len(known.requests)) == (0, 1)


# How names are looked up.


async def test_a_name_is_looked_up_once_in_a_thread_that_holds_up_nobody() -> None:
    names = Names("127.0.0.1")
    async with FaultServer(OK).serving() as known:
        server = server_at(f"http://home.test:{port_of(known)}", names, named=True)
        await server.get("/")
        await server.get("/")
        await server.close()
    assert names.asked == ["home.test"]
    assert names.threads[0].daemon
    assert names.threads[0] is not threading.main_thread()


@pytest.mark.parametrize("error", [OSError("none"), UnicodeError("label too long")])
async def test_a_name_that_nobody_knows_is_told(error: Exception) -> None:
    def resolve(host: str) -> Sequence[str]:
        raise error

    assert await failing(server_at("http://nobody.test", resolve)) == UNKNOWN


async def test_a_name_without_an_address_is_told() -> None:
    assert await failing(server_at("http://empty.test", lambda host: [])) == UNKNOWN


async def test_after_an_address_where_nobody_is_the_next_one_is_taken() -> None:
    names = Names("::1", "127.0.0.1")
    async with FaultServer(OK).serving() as known:
        server = server_at(f"http://home.test:{port_of(known)}", names, named=True)
        await server.get("/")
        await server.get("/")
        await server.close()
    assert len(known.requests) == 2
    assert len(names.asked) == 1


async def test_all_addresses_are_one_try() -> None:
    names, pauses = Names("::1", "127.0.0.2", "127.0.0.1"), list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with FaultServer(OK).serving() as known:
        means = HttpDeps(lambda private: Transport(private, names), pause=pause)
        server = Server(f"http://home.test:{port_of(known)}", means, named=True)
        await server.get("/", tries=1)
        await server.close()
    assert (len(known.requests), pauses) == (1, [])


async def test_an_address_that_was_good_stays_so_while_names_cannot_be_looked_up() -> None:
    names = Names("127.0.0.1")
    async with FaultServer(OK).serving() as known:
        wire = Transport(private=True, resolve=names, known_for=0)
        server = Server(
            f"http://home.test:{port_of(known)}", HttpDeps(lambda named: wire, pause=no_pause)
        )
        await server.get("/")
        names.addresses = ()
        await server.get("/")
        await server.close()
    assert len(names.asked) == len(known.requests) == 2


class Hanging(Names):
    """A name server that never answers, until a test is over."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1")
        self.over = threading.Event()

    def __call__(self, host: str) -> Sequence[str]:
        found = super().__call__(host)
        self.over.wait()
        return found


async def test_a_name_that_is_never_found_holds_up_nobody_else() -> None:
    names = Hanging()
    stuck = server_at("http://stuck.test", names, named=True)
    waiting = asyncio.create_task(stuck.get("/"))
    async with FaultServer(OK).serving() as known:
        others = [server_at(known.base, named=True) for _ in range(20)]
        for server in others:
            await server.get("/")
            await server.close()
    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    names.over.set()
    await stuck.close()


async def test_a_name_that_is_never_found_is_looked_up_once_at_a_time() -> None:
    names = Hanging()
    server = server_at("http://stuck.test", names, named=True)
    for _ in range(3):
        with pytest.raises(SourceError):
            async with within(100):
                await server.get("/")
    names.over.set()
    await server.close()
    assert len(names.asked) == 1


HANGING = """
import asyncio, threading
from tui.sources import SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.transport import Transport

async def main():
    server = Server("http://stuck.test", HttpDeps(lambda named: Transport(named, hang)))
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


def test_a_name_that_is_never_found_does_not_hold_up_the_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60, check=True
    )
    assert "no answer within" in done.stdout
    assert not done.stderr
