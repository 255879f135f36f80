"""The connection to one server. Its address is looked up in a thread, and checked.

A name that resolves to a private network is refused unless the user configured that server.
"""

import asyncio
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache

import httpx

ADDRESS_TTL = 300.0
"""Seconds until a name is looked up again; if that fails, the old address stays in use."""
CONNECT, READ = 5.0, 15.0
KEEP_ALIVE = 10.0
"""Seconds before an idle connection is closed; short, so the server does not close it first."""
PRIVATE = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"),
        *("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        *("2002::/16", "2001::/32"),
    )
]
"""Networks without public servers: RFC 6890, and tunnels into them."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that contain an IPv4 address, which is checked instead (RFC 6052)."""
Resolve = Callable[[str], Sequence[str]]


class PrivateAddress(httpx.ConnectError):
    """A name resolves to a private network."""


class Transport(httpx.AsyncBaseTransport):
    """Sends requests to one host, at an address that was looked up and checked."""

    def __init__(
        self,
        allow_private: bool = False,
        resolve: Resolve | None = None,
        address_ttl: float = ADDRESS_TTL,
    ) -> None:
        self._allow_private, self._resolve = allow_private, resolve or system_resolve
        self._address_ttl = address_ttl
        self._lookup: asyncio.Future[list[str]] | None = None
        self._addresses: list[str] = []
        self._looked_up_at = 0.0
        self._inner = httpx.AsyncHTTPTransport(
            verify=ssl_context(),
            trust_env=False,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=KEEP_ALIVE),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, trying each address in turn; raises httpx's errors."""
        host = request.url.host
        url, failure = request.url, httpx.ConnectError("cannot be reached")
        await self._ensure_addresses(host)
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

    async def _ensure_addresses(self, host: str) -> None:
        """Make sure that there are addresses, all of which are allowed."""
        if not self._addresses or time.monotonic() - self._looked_up_at > self._address_ttl:
            await self._look_up(host)
        if not self._allow_private and any(is_private(address) for address in self._addresses):
            raise PrivateAddress("its address is in a private network")

    async def _look_up(self, host: str) -> None:
        """Look up the addresses of a name; the old ones stay if that fails."""
        if self._lookup is None or self._lookup.done():
            self._lookup = resolve_in_thread(self._resolve, host)
        try:
            async with asyncio.timeout(CONNECT):
                self._addresses = list(await asyncio.shield(self._lookup))
        except (OSError, UnicodeError, TimeoutError):
            if not self._addresses:
                raise httpx.ConnectError("its name cannot be resolved") from None
        # After a failure, too, the next lookup can wait.
        self._looked_up_at = time.monotonic()


@cache
def ssl_context() -> ssl.SSLContext:
    """Return the context of all connections: loading the certificates takes 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


def system_resolve(host: str) -> list[str]:
    """Return the addresses of a name from the system's resolver; raises OSError."""
    entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def is_private(address: str) -> bool:
    """Return whether an address cannot be that of a public server."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    if isinstance(mapped, ipaddress.IPv6Address) and mapped in NAT64:
        mapped = ipaddress.IPv4Address(int(mapped) & 0xFFFFFFFF)
    return any(mapped.version == net.version and mapped in net for net in PRIVATE)


def resolve_in_thread(resolve: Resolve, host: str) -> "asyncio.Future[list[str]]":
    """Look up a name in a daemon thread, so that a dead resolver blocks nothing, not even exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()
    # Retrieve the exception: by then nobody may be waiting for the answer.
    answer.add_done_callback(lambda done: done.cancelled() or done.exception())

    def deliver(result: list[str] | Exception) -> None:
        if answer.done():
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def look_up() -> None:
        result: list[str] | Exception
        try:
            result = list(resolve(host)) or OSError("no address")
        except Exception as error:  # noqa: BLE001  (whatever a resolver raises, there is no address)
            result = error if isinstance(error, OSError) else OSError("no address")
        try:
            loop.call_soon_threadsafe(deliver, result)
        except RuntimeError:
            # The loop is closed, so nobody is waiting.
            return

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    return answer
