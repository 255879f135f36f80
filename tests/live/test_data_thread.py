"""The crossing between two threads: the latest board only, and requests the other way."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from tests.building import START
from tui.live.data_thread import DataThread
from tui.model import EMPTY_BOARD, Board, ChangeSpeed, Race, Request

PATIENCE = 20.0
"""Seconds after which a test that would hang fails instead."""


def numbered(n: int) -> Board:
    return Board(Race("test", ""), START + n)


class Maker:
    """Yields a board, and then as many as a request for more speed has steps."""

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.handled_in: threading.Thread | None = None
        self.handled = threading.Event()
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

    def handle(self, request: Request) -> None:
        assert isinstance(request, ChangeSpeed)
        self.handled_in = threading.current_thread()
        self.rested.clear()
        self._batches.put_nowait(request.steps)
        self.handled.set()


class Deaf:
    """A maker that nobody asks for anything."""

    def handle(self, request: Request) -> None:
        raise AssertionError(request)


class Refused(Exception):
    """What a broken maker raises."""


async def test_a_board_crosses_as_the_same_object() -> None:
    class Once(Deaf):
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD
            await asyncio.Event().wait()

    data = DataThread(Once)
    assert await anext(data.boards()) is EMPTY_BOARD
    data.close()


async def test_the_maker_is_made_and_asked_in_a_thread_of_its_own() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    data = DataThread(make)
    boards = data.boards()
    await anext(boards)
    data.send(ChangeSpeed(1))
    assert (await anext(boards)).at == START + 2
    assert made[0].thread is not threading.current_thread()
    assert made[0].handled_in is made[0].thread
    data.close()


async def test_a_view_that_was_stuck_gets_the_latest_board_only() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    data = DataThread(make)
    boards = data.boards()
    await anext(boards)
    data.send(ChangeSpeed(50))
    assert made[0].handled.wait(PATIENCE)
    assert made[0].rested.wait(PATIENCE)
    assert (await anext(boards)).at == START + 51
    data.close()


async def test_what_the_maker_raises_is_raised_in_the_view() -> None:
    class Broken(Deaf):
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD
            raise Refused("no more")

    data = DataThread(Broken)
    with pytest.raises(Refused, match="no more"):
        async for _ in data.boards():
            pass
    data.close()


async def test_what_the_making_raises_is_raised_in_the_view() -> None:
    def make() -> Maker:
        raise Refused("not made")

    data = DataThread(make)
    with pytest.raises(Refused, match="not made"):
        await anext(data.boards())
    data.close()


async def test_after_the_close_the_thread_has_ended() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    data = DataThread(make)
    await anext(data.boards())
    data.close()
    assert not made[0].thread.is_alive()


async def test_a_close_lets_the_maker_put_its_things_away() -> None:
    put_away = threading.Event()

    class Tidy(Deaf):
        async def boards(self) -> AsyncIterator[Board]:
            try:
                yield EMPTY_BOARD
                await asyncio.Event().wait()
            finally:
                put_away.set()

    data = DataThread(Tidy)
    await anext(data.boards())
    data.close()
    assert put_away.is_set()


async def test_a_second_close_and_a_request_after_it_do_nothing() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    data = DataThread(make)
    await anext(data.boards())
    data.close()
    data.close()
    data.send(ChangeSpeed(1))
    assert not made[0].handled.is_set()


def test_a_data_thread_that_was_never_started_can_be_closed_and_drops_requests() -> None:
    made: list[Maker] = []

    def make() -> Maker:
        made.append(Maker())
        return made[0]

    data = DataThread(make)
    data.send(ChangeSpeed(1))
    data.close()
    assert made == []
