"""A server that misbehaves on the wire: what is said of it, what it costs, how often it is met."""

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
from tui.sources.http.outcomes import Failing
from tui.sources.http.transport import Transport

SHORT: Millis = 250
LONG: Millis = 15 * SECOND
SLOW = {"trickle body", "trickle headers", "hang"}
"""What ends only because somebody looks at a clock."""
EVERY: Millis = 2 * SECOND


class Profile(msgspec.Struct):
    followers: int


class Asking:
    """Asks a server by the real wire; pauses take no time but their own."""

    def __init__(self, base: str) -> None:
        self.ticks = Ticks()
        means = HttpDeps(Transport, Wall(self.ticks, START), self.ticks, self._pause, lambda: 0.5)
        self.server = Server(base, means, named=True)

    async def _pause(self, seconds: float) -> None:
        self.ticks.pass_by(round(seconds * SECOND))

    async def ask(self, span: Millis) -> SourceError:
        """Return how a question ends that has so much time."""
        with pytest.raises(SourceError) as caught:
            async with within(span):
                (await self.server.get("/profile")).into(Profile)
        return caught.value


def span_of(fault: str) -> Millis:
    return SHORT if fault in SLOW else LONG


WORDS = {
    "trickle body": "no answer within 1 s",
    "trickle headers": "no answer within 1 s",
    "hang": "no answer within 1 s",
    "reset": "the connection broke",
    "short body": "breaks off in the middle of its answer",
    "silence": "breaks off in the middle of its answer",
    "no HTTP": "breaks off in the middle of its answer",
    "long headers": "breaks off in the middle of its answer",
    "300 MB": "answers more than 2 MB",
    "300 MB in parts": "answers more than 2 MB",
    "bomb": "answers more than 2 MB",
    "bomb in an error": "answers more than 2 MB",
    "packed twice": "answers in a coding that was not asked for: gzip, gzip",
    "packed twice, told once": "answers what is no JSON; is a proxy before it?",
    "truncated gzip": "breaks off in the middle of its answer",
    "head of a gzip": "breaks off in the middle of its answer",
    "no gzip": "answers what cannot be unpacked",
    "unknown encoding": "answers in a coding that was not asked for: zstd",
    "HTML": "answers what is no JSON; is a proxy before it?",
    "HTML 503": "answers 503",
    "503 for half a minute": "answers 503",
    "503 for two seconds": "answers 503",
    "HTML 404": "answers 404",
    "elsewhere": "sends us on to evil.test; that is not followed",
    "circle": "sends us round in a circle",
} | dict.fromkeys((fault for fault in FAULTS if "429" in fault), "asks to be left alone")


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_ends_in_words(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        asking = Asking(known.base)
        assert str(await asking.ask(span_of(fault))) == WORDS[fault]
        await asking.server.close()


ONE_A_ROUND = MINUTE // EVERY
ONCE = 1
FOUR_TRIES_IN_THREE_ROUNDS = 12
ONE_TRY_IN_THREE_ROUNDS = 3
MOST = {
    "HTML": ONE_A_ROUND,
    "HTML 404": ONE_A_ROUND,
    "elsewhere": ONE_A_ROUND,
    "packed twice, told once": ONE_A_ROUND,
    "429 till yesterday": ONE_A_ROUND,
    "503 for half a minute": 2,
    **dict.fromkeys(
        ("300 MB", "300 MB in parts", "bomb", "bomb in an error", "packed twice"),
        ONE_TRY_IN_THREE_ROUNDS,
    ),
    "unknown encoding": ONE_TRY_IN_THREE_ROUNDS,
    **{f: ONCE for f in FAULTS if "429" in f and f != "429 till yesterday"},
}
"""How many requests may be sent in a minute of rounds; of what is not here, twelve."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_requests_of_a_minute_stay_within_the_policy(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        asking = Asking(known.base)
        for begins in range(0, MINUTE, EVERY):
            if asking.ticks.at <= begins:
                asking.ticks.at = begins
                await asking.ask(span_of(fault))
        await asking.server.close()
    assert 1 <= len(known.requests) <= MOST.get(fault, FOUR_TRIES_IN_THREE_ROUNDS)


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - MOST.keys() - {"circle"}))
async def test_a_server_that_goes_on_failing_is_left_alone_from_the_third_round_on(
    fault: str,
) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        asking = Asking(known.base)
        for _ in range(3):
            assert isinstance(await asking.ask(span_of(fault)), Failing)
            asking.ticks.pass_by(EVERY)
        asked = len(known.requests)
        asking.ticks.pass_by(4 * MINUTE)
        await asking.ask(LONG)
        assert len(known.requests) == asked
        asking.ticks.pass_by(MINUTE)
        await asking.ask(span_of(fault))
        assert len(known.requests) == asked + 1
        await asking.server.close()


def resident() -> int:
    """Return the bytes of memory that this process holds; where that is not told, at the most."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


@contextmanager
def flat(most: int) -> Iterator[None]:
    """Check that no more memory is taken inside: neither for a moment nor for good."""
    before = resident()
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
    assert resident() - before < most


@pytest.mark.parametrize("fault", ["300 MB", "300 MB in parts", "bomb", "bomb in an error"])
async def test_memory_stays_flat_whatever_is_sent(fault: str) -> None:
    async with FaultServer(FAULTS[fault]).serving() as known:
        asking = Asking(known.base)
        with flat(16 * MB):
            for _ in range(5):
                asking.ticks.pass_by(MINUTE)
                asking.server.hurry()
                await asking.ask(LONG)
        await asking.server.close()
    assert len(known.requests) == 5
