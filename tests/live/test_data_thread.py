"""The crossing between two threads: the latest board only, and wishes the other way."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from tests.building import START
from tui.live.data_thread import DataThread
from tui.model import EMPTY_BOARD, Board, Race

PATIENCE = 20.0
"""Seconds after which a test that would hang fails instead."""


def numbered(n: int) -> Board:
    return Board(Race("test", ""), START + n)


class Maker:
    """Yields a board, and then one more batch for each wish."""

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.wished_in: threading.Thread | None = None
        self.rested = threading.Event()
        self._batches: asyncio.Queue[int] = asyncio.Queue()
        self._batches.put_nowait(1)

    async def boards(self) -> AsyncIterator[Board]:
        made = 0
        while True:
            for _ in range(await self._batches.get()):
                made += 1
                yield numbered(made)
            self.rested.set()

    def make(self, count: int) -> None:
        self.wished_in = threading.current_thread()
        self.rested.clear()
        self._batches.put_nowait(count)


class Refused(Exception):
    """What a broken maker raises."""


async def test_a_board_crosses_as_the_same_object() -> None:
    class Once:
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD
            await asyncio.Event().wait()

    relay = DataThread(Once)
    assert await anext(relay.boards()) is EMPTY_BOARD
    relay.close()


async def test_the_maker_is_made_and_wished_in_a_thread_of_its_own() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    relay = DataThread(make)
    boards = relay.boards()
    await anext(boards)
    relay.wish(lambda maker: maker.make(1))
    assert (await anext(boards)).at == START + 2
    assert made[0].thread is not threading.current_thread()
    assert made[0].wished_in is made[0].thread
    relay.close()


async def test_a_view_that_was_stuck_gets_the_latest_board_only() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    relay = DataThread(make)
    boards = relay.boards()
    await anext(boards)
    finished = threading.Event()

    def burst(maker: Maker) -> None:
        maker.make(50)
        finished.set()

    relay.wish(burst)
    assert finished.wait(PATIENCE)
    assert made[0].rested.wait(PATIENCE)
    assert (await anext(boards)).at == START + 51
    relay.close()


async def test_what_the_maker_raises_is_raised_in_the_view() -> None:
    class Broken:
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD
            raise Refused("no more")

    relay = DataThread(Broken)
    with pytest.raises(Refused, match="no more"):
        async for _ in relay.boards():
            pass
    relay.close()


async def test_what_the_making_raises_is_raised_in_the_view() -> None:
    def make() -> Maker:
        raise Refused("not made")

    relay = DataThread(make)
    with pytest.raises(Refused, match="not made"):
        await anext(relay.boards())
    relay.close()


async def test_after_the_close_the_thread_has_ended() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    relay = DataThread(make)
    await anext(relay.boards())
    relay.close()
    assert not made[0].thread.is_alive()


async def test_a_close_lets_the_maker_put_its_things_away() -> None:
    put_away = threading.Event()

    class Tidy:
        async def boards(self) -> AsyncIterator[Board]:
            try:
                yield EMPTY_BOARD
                await asyncio.Event().wait()
            finally:
                put_away.set()

    relay = DataThread(Tidy)
    await anext(relay.boards())
    relay.close()
    assert put_away.is_set()


async def test_a_second_close_and_a_wish_after_it_do_nothing() -> None:
    acts: list[Callable[[], None]] = []
    relay = DataThread(Maker)
    await anext(relay.boards())
    relay.close()
    relay.close()
    relay.wish(lambda maker: acts.append(maker.rested.set))
    assert acts == []


def test_a_relay_nobody_followed_can_be_closed_and_forgets_wishes() -> None:
    acts: list[Maker] = []
    relay = DataThread(Maker)
    relay.wish(acts.append)
    relay.close()
    assert acts == []
