"""A server that misbehaves on the wire: the error messages, the number of requests, the memory."""

import os
import resource
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from tests.building import START, Ticks
from tests.sources.fakes import Wall
from tests.sources.fault_server import FAULTS, MB, FaultServer
from tui.model import MINUTE, SECOND, Millis
from tui.sources import SourceError, within
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import ServerFailure
from tui.sources.http.transport import Transport

SHORT: Millis = 250
LONG: Millis = 15 * SECOND
SLOW = {"trickle body", "trickle headers", "hang"}
"""Faults that only end at a time limit."""
INTERVAL: Millis = 2 * SECOND


class Profile(msgspec.Struct):
    followers: int


class Client:
    """Asks a real server; its clock stands still except for pauses."""

    def __init__(self, base: str) -> None:
        self.ticks = Ticks()
        deps = HttpDeps(Transport, Wall(self.ticks, START), self.ticks, self._pause, lambda: 0.5)
        self.server = Server(base, deps, allow_private=True)

    async def _pause(self, seconds: float) -> None:
        self.ticks.advance(round(seconds * SECOND))

    async def error(self, time_limit: Millis) -> SourceError:
        """Return the error of a request."""
        with pytest.raises(SourceError) as caught:
            async with within(time_limit):
                (await self.server.get("/profile")).decode(Profile)
        return caught.value


def time_limit_of(fault: str) -> Millis:
    return SHORT if fault in SLOW else LONG


CUT_OFF = "the answer was cut off"
TOO_LARGE = "the answer is larger than 2 MB"
NOT_JSON = "the answer is not JSON (from a proxy or a login page?)"
MESSAGES = {
    "trickle body": "no answer within 1 s",
    "trickle headers": "no answer within 1 s",
    "hang": "no answer within 1 s",
    "reset": "the connection was lost",
    "short body": CUT_OFF,
    "silence": CUT_OFF,
    "not HTTP": CUT_OFF,
    "long headers": CUT_OFF,
    "300 MB": TOO_LARGE,
    "300 MB in chunks": TOO_LARGE,
    "bomb": TOO_LARGE,
    "bomb in an error": TOO_LARGE,
    "gzip twice": "the answer has an unknown encoding: gzip, gzip",
    "gzip twice, declared once": NOT_JSON,
    "truncated gzip": CUT_OFF,
    "gzip header only": CUT_OFF,
    "not gzip": "the answer cannot be decompressed",
    "unknown encoding": "the answer has an unknown encoding: zstd",
    "HTML": NOT_JSON,
    "HTML 503": "HTTP error 503",
    "503 for half a minute": "HTTP error 503",
    "503 for two seconds": "HTTP error 503",
    "HTML 404": "HTTP error 404",
    "redirect elsewhere": "redirects to evil.test; not followed",
    "redirect loop": "too many redirects",
} | dict.fromkeys((fault for fault in FAULTS if "429" in fault), "rate limited")


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_has_a_message(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        client = Client(known.base)
        assert str(await client.error(time_limit_of(fault))) == MESSAGES[fault]
        await client.server.close()


ONE_PER_ROUND = MINUTE // INTERVAL
ONCE = 1
FOUR_TRIES_IN_THREE_ROUNDS = 12
ONE_TRY_IN_THREE_ROUNDS = 3
MOST = {
    "HTML": ONE_PER_ROUND,
    "HTML 404": ONE_PER_ROUND,
    "redirect elsewhere": ONE_PER_ROUND,
    "gzip twice, declared once": ONE_PER_ROUND,
    "429 until yesterday": ONE_PER_ROUND,
    "503 for half a minute": 2,
    **dict.fromkeys(
        ("300 MB", "300 MB in chunks", "bomb", "bomb in an error", "gzip twice"),
        ONE_TRY_IN_THREE_ROUNDS,
    ),
    "unknown encoding": ONE_TRY_IN_THREE_ROUNDS,
    **{f: ONCE for f in FAULTS if "429" in f and f != "429 until yesterday"},
}
"""The most requests in a minute of rounds; for a fault that is not listed, twelve."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_requests_of_a_minute_are_limited(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        client = Client(known.base)
        for start in range(0, MINUTE, INTERVAL):
            if client.ticks.at <= start:
                client.ticks.at = start
                await client.error(time_limit_of(fault))
        await client.server.close()
    assert 1 <= len(known.requests) <= MOST.get(fault, FOUR_TRIES_IN_THREE_ROUNDS)


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - MOST.keys() - {"redirect loop"}))
async def test_a_server_is_left_alone_after_three_failures(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        client = Client(known.base)
        for _ in range(3):
            assert isinstance(await client.error(time_limit_of(fault)), ServerFailure)
            client.ticks.advance(INTERVAL)
        sent = len(known.requests)
        client.ticks.advance(4 * MINUTE)
        await client.error(LONG)
        assert len(known.requests) == sent
        client.ticks.advance(MINUTE)
        await client.error(time_limit_of(fault))
        assert len(known.requests) == sent + 1
        await client.server.close()


def resident() -> int:
    """Return the resident memory of this process in bytes; where unavailable, its peak."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


@contextmanager
def limited_memory(most: int) -> Iterator[None]:
    """Check that the block needs no more memory than this, neither at its peak nor afterwards."""
    before = resident()
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
    assert resident() - before < most


@pytest.mark.parametrize("fault", ["300 MB", "300 MB in chunks", "bomb", "bomb in an error"])
async def test_an_oversized_answer_does_not_fill_the_memory(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        client = Client(known.base)
        with limited_memory(16 * MB):
            for _ in range(5):
                client.ticks.advance(MINUTE)
                client.server.hurry()
                await client.error(LONG)
        await client.server.close()
    assert len(known.requests) == 5
