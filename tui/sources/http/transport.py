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
        *("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        *("2002::/16", "2001::/32"),
    )
]
"""Networks where no public server is: RFC 6890 and what leads into them."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that carry an IPv4 one, which is looked at instead (RFC 6052)."""
Resolve = Callable[[str], Sequence[str]]


class PrivateAddress(httpx.ConnectError):
    """A name leads into a private network."""


class Transport(httpx.AsyncBaseTransport):
    """Sends requests to one host, by an address that was looked up and checked."""

    def __init__(
        self,
        private: bool = False,
        resolve: Resolve | None = None,
        known_for: float = KNOWN_FOR,
    ) -> None:
        self._private, self._resolve = private, resolve or looked_up
        self._known_for = known_for
        self._looking: asyncio.Future[list[str]] | None = None
        self._addresses: list[str] = []
        self._known_at = 0.0
        self._inner = httpx.AsyncHTTPTransport(
            trust_env=False,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=IDLE),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, by the next address where one does not answer; raises httpx's errors."""
        host = request.url.host
        url, failure = request.url, httpx.ConnectError("cannot be reached")
        await self._know(host)
        for _ in range(len(self._addresses)):
            request.url = url.copy_with(host=self._addresses[0])
            request.extensions = {**request.extensions, "sni_hostname": host}
            try:
                return await self._inner.handle_async_request(request)
            except httpx.ConnectError as error:
                failure = error
                self._addresses.append(self._addresses.pop(0))
            except httpx.ConnectTimeout:
                # The next attempt takes the next address.
                self._addresses.append(self._addresses.pop(0))
                raise
        raise failure

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def _know(self, host: str) -> None:
        """Make sure that there are addresses that may be asked."""
        if not self._addresses or time.monotonic() - self._known_at > self._known_for:
            await self._look_up(host)
        if not self._private and any(is_private(address) for address in self._addresses):
            raise PrivateAddress("its name leads into a private network")

    async def _look_up(self, host: str) -> None:
        """Look the name up; one that cannot be found now stays where it was."""
        if self._looking is None or self._looking.done():
            self._looking = in_own_thread(self._resolve, host)
        try:
            async with asyncio.timeout(CONNECT):
                self._addresses = list(await asyncio.shield(self._looking))
        except (OSError, UnicodeError, TimeoutError):
            if not self._addresses:
                raise httpx.ConnectError("its name is not known here") from None
        # Whatever came of it, it is not asked again at once.
        self._known_at = time.monotonic()


def looked_up(host: str) -> list[str]:
    """Return the addresses of a name; raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_private(address: str) -> bool:
    """Tell whether an address is none of a public server."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    if isinstance(mapped, ipaddress.IPv6Address) and mapped in NAT64:
        mapped = ipaddress.IPv4Address(int(mapped) & 0xFFFFFFFF)
    return any(mapped.version == net.version and mapped in net for net in PRIVATE)


def in_own_thread(resolve: Resolve, host: str) -> "asyncio.Future[list[str]]":
    """Look a name up in a daemon thread: a dead resolver holds up neither others nor the exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()
    # Nobody may be there any more who looks at what came of it.
    answer.add_done_callback(lambda done: done.cancelled() or done.exception())

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
        except Exception as error:  # noqa: BLE001  (whatever a resolver raises: the name is unknown)
            result = error if isinstance(error, OSError) else OSError("no address")
        try:
            loop.call_soon_threadsafe(tell, result)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            return

    threading.Thread(target=look, name=f"resolve {host}", daemon=True).start()
    return answer
