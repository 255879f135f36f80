"""A front before a server: it passes on what is asked, notes it, and fails when it is told to."""

import asyncio
import gzip
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx

HOP_BY_HOP = frozenset({"connection", "content-length", "host", "keep-alive", "transfer-encoding"})
TRICKLES_EVERY = 0.2
BOMB = gzip.compress(bytes(200_000_000), 1)
"""200 MB in less than one."""
PAGE = b"<!doctype html><html><body><h1>It will be back soon</h1></body></html>"


@dataclass(frozen=True)
class Exchange:
    """What was asked, when, over which connection, and what was answered."""

    method: str
    asked: tuple[tuple[str, str], ...]
    at: float
    connection: int
    status: int | None = None
    answer: Any = None


Fault = Callable[["Front"], AsyncIterator[bytes]]
"""What is sent in place of an answer, piece by piece."""


def answering(
    status: str, headers: Callable[[], dict[str, str]] = dict, body: bytes = PAGE
) -> Fault:
    """Return what always answers the same; its headers are made for each answer."""

    async def answer(front: "Front") -> AsyncIterator[bytes]:
        lines = {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers()}
        yield _head(status, lines) + body

    return answer


async def trickle(front: "Front") -> AsyncIterator[bytes]:
    """Answer byte by byte, without an end, while this is what is wrong."""
    yield _head("200 OK", {"Content-Type": "application/json", "Content-Length": "100000"})
    while front.fault is trickle:
        yield b" "
        await front.pause(TRICKLES_EVERY)
    raise ConnectionAbortedError


async def cut(front: "Front") -> AsyncIterator[bytes]:
    """Break off in the middle of an answer."""
    yield _head("200 OK", {"Content-Length": "100000"}) + b'{"profiles": ['
    raise ConnectionAbortedError


BUSY = "429 Too Many Requests"
SAYS = 6
"""Seconds that a front which is busy asks for."""
RETRY_AFTER = answering(BUSY, lambda: {"Retry-After": str(SAYS)})
RETRY_AT = answering(BUSY, lambda: {"Retry-After": formatdate(time.time() + SAYS + 1, usegmt=True)})
QUOTA = answering(
    BUSY,
    lambda: {
        "RateLimit-Limit": "3000",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": str(int(time.time()) + SAYS + 1),
        "RateLimit-Policy": "3000;w=300",
    },
)
JUST_BUSY = answering(BUSY)
OUT = answering("503 Service Unavailable")
EXPLODING = answering(
    "200 OK", lambda: {"Content-Type": "application/json", "Content-Encoding": "gzip"}, BOMB
)


def _head(status: str, headers: dict[str, str]) -> bytes:
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{told}\r\n".encode()


class Front:
    """Stands before a server, in a thread of its own, on a port that is free."""

    def __init__(self, server: str) -> None:
        self.server, self.url = server, ""
        self.exchanges: list[Exchange] = []
        """What was answered, in that order."""
        self.fault: Fault | None = None
        self.fails: Callable[[Exchange], bool] = lambda asked: True
        """Which questions the fault meets."""
        self.most_at_once = 0
        self._waiting: set[asyncio.StreamReader] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="front")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def of(self, method: str) -> list[Exchange]:
        """Return what was asked by a method's last word, such as `getProfiles`."""
        return [e for e in list(self.exchanges) if e.method.endswith(f".{method}")]

    def profiles(self, did: str) -> list[dict[str, Any]]:
        """Return an account's profiles as `getProfiles` answered them."""
        told = [e.answer["profiles"] for e in self.of("getProfiles") if e.status == 200]
        return [profile for profiles in told for profile in profiles if profile["did"] == did]

    async def pause(self, seconds: float) -> None:
        """Let some time go by, or the end come."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with httpx.AsyncClient(base_url=self.server, trust_env=False, timeout=30) as onward:
            self._onward = onward
            listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
            self._connections: set[asyncio.Task[None]] = set()
            self._ready.set()
            await self._over.wait()
            listening.close()
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self._waiting.add(reader)
                # Who has hung up does not wait any more.
                waiting = sum(not other.at_eof() for other in self._waiting)
                self.most_at_once = max(self.most_at_once, waiting)
                try:
                    await self._answer(head.decode("latin-1"), writer)
                finally:
                    self._waiting.discard(reader)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, OSError):
            return
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.strip().split("\r\n")
        target = first.split(" ")[1]
        parts = urlsplit(target)
        asked = Exchange(
            method=parts.path.removeprefix("/xrpc/"),
            asked=tuple(parse_qsl(parts.query)),
            at=time.monotonic(),
            connection=writer.get_extra_info("peername")[1],
        )
        if self.fault is not None and self.fails(asked):
            self.exchanges.append(asked)
            async for piece in self.fault(self):
                writer.write(piece)
                await writer.drain()
            return
        pairs = [line.partition(": ")[::2] for line in lines]
        headers = [(name, value) for name, value in pairs if name.lower() not in HOP_BY_HOP]
        request = self._onward.build_request("GET", target)
        # Just what was sent: nothing of what this client would add.
        request.headers = httpx.Headers([("Host", request.url.netloc.decode()), *headers])
        told = await self._onward.send(request, stream=True)
        raw = b"".join([piece async for piece in told.aiter_raw()])
        kept = {n: v for n, v in told.headers.items() if n.lower() not in HOP_BY_HOP}
        whole = httpx.Response(told.status_code, headers=told.headers, content=raw)
        status = f"{told.status_code} {told.reason_phrase}"
        # Noted before it is sent: nobody has an answer that is not here.
        self.exchanges.append(
            Exchange(
                asked.method,
                asked.asked,
                asked.at,
                asked.connection,
                told.status_code,
                whole.json(),
            )
        )
        writer.write(_head(status, kept | {"content-length": str(len(raw))}) + raw)
        await writer.drain()
