"""A local server that misbehaves on the wire, in one way at a time."""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from email.utils import formatdate
from functools import cache

from tests.building import START
from tui.model import SECOND

MB = 1_000_000
BODY = b'{"followers": 1234}'
PAGE = b"<html><body><h1>Sorry, something is wrong here</h1></body></html>"
Fault = Callable[[asyncio.StreamWriter], Awaitable[None]]
Headers = Mapping[str, str]


def head(status: int, headers: Headers, length: int | None) -> bytes:
    """Return the head of an answer, with the length of its body if that is known."""
    all_headers = {"Connection": "close", **headers}
    if length is not None:
        all_headers["Content-Length"] = str(length)
    lines = [f"HTTP/1.1 {status} So", *(f"{name}: {value}" for name, value in all_headers.items())]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def answers(body: bytes, status: int = 200, **headers: str) -> Fault:
    """Return a well-formed HTTP answer with a body; `_` in names of headers stands for `-`."""
    with_dashes = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, with_dashes, len(body)) + body)

    return answer


def http_date(seconds: int) -> str:
    """Return the HTTP date that is this many seconds after the start of the race."""
    return formatdate(START / SECOND + seconds, usegmt=True)


def limited(**headers: str) -> Fault:
    """Return a 429 like that of a proxy, dated at the start of the race."""
    return answers(PAGE, 429, Date=http_date(0), **headers)


async def trickle_body(writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, {}, 10_000))
    await drip(writer, b" ")


async def trickle_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await drip(writer, b"a")


async def drip(writer: asyncio.StreamWriter, drop: bytes) -> None:
    """Send a byte now and then until the client closes the connection."""
    for _ in range(10_000):
        writer.write(drop)
        await writer.drain()
        await asyncio.sleep(0.02)


async def hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, {}, 100))
    await writer.drain()
    its_socket = writer.get_extra_info("socket")
    its_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def short_body(writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, {}, 100) + BODY)


async def silence(writer: asyncio.StreamWriter) -> None:
    """Close the connection without an answer."""


async def not_http(writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")


async def long_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, {"X-Long": "a" * 200_000}, len(BODY)) + BODY)


async def huge(writer: asyncio.StreamWriter) -> None:
    """Send 300 MB, or as much as the client reads."""
    writer.write(head(200, {}, 300 * MB))
    for _ in range(3_000):
        writer.write(b" " * (MB // 10))
        await writer.drain()


async def endless(writer: asyncio.StreamWriter) -> None:
    """Send 300 MB in chunks, without a length."""
    writer.write(head(200, {"Transfer-Encoding": "chunked"}, None))
    for _ in range(3_000):
        writer.write(b"186a0\r\n" + b" " * 100_000 + b"\r\n")
        await writer.drain()


TWICE = gzip.compress(gzip.compress(BODY))


@cache
def compressed_zeros() -> bytes:
    """Return 300 MB of zeros in gzip: a compressed megabyte, repeated, with a wrong checksum."""
    stream = zlib.compressobj(9, wbits=31)
    first, again = (stream.compress(bytes(MB)) + stream.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * 299 + stream.flush()


def bomb(status: int) -> Fault:
    async def answer(writer: asyncio.StreamWriter) -> None:
        await answers(compressed_zeros(), status, Content_Encoding="gzip")(writer)

    return answer


FAULTS: Mapping[str, Fault] = {
    "trickle body": trickle_body,
    "trickle headers": trickle_headers,
    "hang": hang,
    "reset": reset,
    "short body": short_body,
    "silence": silence,
    "not HTTP": not_http,
    "long headers": long_headers,
    "300 MB": huge,
    "300 MB in chunks": endless,
    "bomb": bomb(200),
    "bomb in an error": bomb(503),
    "gzip twice": answers(TWICE, Content_Encoding="gzip, gzip"),
    "gzip twice, declared once": answers(
        gzip.compress(gzip.compress(BODY)), Content_Encoding="gzip"
    ),
    "truncated gzip": answers(gzip.compress(BODY)[:-9], Content_Encoding="gzip"),
    "gzip header only": answers(gzip.compress(BODY)[:10], Content_Encoding="gzip"),
    "not gzip": answers(BODY, Content_Encoding="gzip"),
    "unknown encoding": answers(b"(\xb5/\xfd", Content_Encoding="zstd"),
    "HTML": answers(PAGE, Content_Type="text/html"),
    "HTML 503": answers(PAGE, 503, Content_Type="text/html"),
    "503 for half a minute": answers(PAGE, 503, Retry_After="30"),
    "503 for two seconds": answers(PAGE, 503, Retry_After="2"),
    "HTML 404": answers(PAGE, 404),
    "redirect elsewhere": answers(b"", 302, Location="https://evil.test/"),
    "redirect loop": answers(b"", 302, Location="/"),
    "429": limited(),
    "429 seconds": limited(Retry_After="60"),
    "429 date": limited(Retry_After=http_date(60)),
    "429 Bluesky": limited(RateLimit_Remaining="0", RateLimit_Reset=str(START // SECOND + 60)),
    "429 GitHub": limited(X_RateLimit_Remaining="0", X_RateLimit_Reset=str(START // SECOND + 60)),
    "429 Mastodon": limited(X_RateLimit_Reset="2009-04-17T00:01:00.123456Z"),
    "429 X": limited(x_rate_limit_remaining="0", x_rate_limit_reset=str(START // SECOND + 60)),
    "429 invalid headers": limited(Retry_After="soon", X_RateLimit_Reset="never"),
    "429 for a year": limited(Retry_After="31536000"),
    "429 until yesterday": limited(Retry_After=http_date(-86_400)),
}


class FaultServer:
    """Misbehaves, and records the requests that arrive."""

    def __init__(self, fault: Fault) -> None:
        self.requests: list[bytes] = []
        self.base = ""
        self._fault = fault
        self._connections: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["FaultServer"]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for connection in self._connections:
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            await self._fault(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            # The client closed the connection.
            return
        finally:
            writer.close()
