"""The way to one server: its address looked up without holding anybody up, and checked.

A name that leads into a private network is refused unless the user named that server.
"""

import asyncio
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence

import httpx

KNOWN_FOR = 300.0
"""Seconds that an address is good for; where the name cannot be looked up, it stays good."""
CONNECT, READ = 5.0, 15.0
IDLE = 10.0
"""Seconds after which an unused connection is given up, before the server does so."""
PRIVATE = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"),
        *("::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8"),
        *("64:ff9b::/96", "2002::/16", "2001::/32"),
    )
]
"""Networks where no public server is: RFC 6890 and what leads into them."""
Resolve = Callable[[str], Sequence[str]]


class PrivateAddress(httpx.ConnectError):
    """A name leads into a private network."""


class Wire(httpx.AsyncBaseTransport):
    """Sends requests to one host, by an address that was looked up and checked."""

    def __init__(self, private: bool = False, resolve: Resolve | None = None) -> None:
        self._private, self._resolve = private, resolve or looked_up
        self._addresses: list[str] = []
        self._known_at = 0.0
        self._inner = httpx.AsyncHTTPTransport(
            trust_env=False,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=IDLE),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises httpx's errors."""
        host = request.url.host
        address = await self._address(host)
        request.url = request.url.copy_with(host=address)
        request.extensions = {**request.extensions, "sni_hostname": host}
        try:
            return await self._inner.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            # The next attempt takes the next address.
            self._addresses.append(self._addresses.pop(0))
            raise

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def _address(self, host: str) -> str:
        if not self._addresses or time.monotonic() - self._known_at > KNOWN_FOR:
            try:
                self._addresses = await in_own_thread(self._resolve, host)
                self._known_at = time.monotonic()
            except (OSError, UnicodeError, TimeoutError):
                if not self._addresses:
                    raise httpx.ConnectError("its name is not known here") from None
        if not self._private and any(is_private(address) for address in self._addresses):
            raise PrivateAddress("its name leads into a private network")
        return self._addresses[0]


def looked_up(host: str) -> list[str]:
    """Return the addresses of a name; raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_private(address: str) -> bool:
    """Tell whether an address is none of a public server."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return any(mapped.version == net.version and mapped in net for net in PRIVATE)


async def in_own_thread(resolve: Resolve, host: str) -> list[str]:
    """Look a name up in a daemon thread: a dead resolver holds up neither others nor the exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def tell(result: list[str] | Exception) -> None:
        if answer.done():
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def look() -> None:
        result: list[str] | Exception
        try:
            result = list(resolve(host)) or OSError("no address")
        except (OSError, UnicodeError) as error:
            result = error
        try:
            loop.call_soon_threadsafe(tell, result)
        except RuntimeError:
            # Nobody waits any more.
            return

    threading.Thread(target=look, name=f"resolve {host}", daemon=True).start()
    async with asyncio.timeout(CONNECT):
        return await answer
