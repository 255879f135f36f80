"""The data thread: it passes the latest board to the view, and requests back."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from tests.building import START
from tui.live.data_thread import DataThread
from tui.model import EMPTY_BOARD, Board, ChangeSpeed, Race, Request

PATIENCE = 20.0
"""Seconds after which a hanging test fails."""


def numbered(n: int) -> Board:
    return Board(Race("test", ""), START + n)


class FakeBoards:
    """Yields a board, then one for each step of a ChangeSpeed request."""

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.handled_in: threading.Thread | None = None
        self.handled = threading.Event()
        self.idle = threading.Event()
        self._batches: asyncio.Queue[int] = asyncio.Queue()
        self._batches.put_nowait(1)

    async def boards(self) -> AsyncIterator[Board]:
        made = 0
        while True:
            for _ in range(await self._batches.get()):
                made += 1
                yield numbered(made)
            self.idle.set()

    def handle(self, request: Request) -> None:
        assert isinstance(request, ChangeSpeed)
        self.handled_in = threading.current_thread()
        self.idle.clear()
        self._batches.put_nowait(request.steps)
        self.handled.set()


def data_thread() -> tuple[DataThread, list[FakeBoards]]:
    """Return a data thread, and the list of the board sources it will have created."""
    made: list[FakeBoards] = []

    def make() -> FakeBoards:
        made.append(FakeBoards())
        return made[-1]

    return DataThread(make), made


class NoRequests:
    """A board source that gets no requests."""

    def handle(self, request: Request) -> None:
        raise AssertionError(request)


class BrokenSource(Exception):
    """Raised by a broken board source."""


async def test_a_board_is_passed_as_the_same_object() -> None:
    class Once(NoRequests):
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD
            await asyncio.Event().wait()

    data = DataThread(Once)
    assert await anext(data.boards()) is EMPTY_BOARD
    data.close()


async def test_the_source_is_created_and_called_in_its_own_thread() -> None:
    data, made = data_thread()
    boards = data.boards()
    await anext(boards)
    data.send(ChangeSpeed(1))
    assert (await anext(boards)).at == START + 2
    assert made[0].thread is not threading.current_thread()
    assert made[0].handled_in is made[0].thread
    data.close()


async def test_a_stuck_view_gets_only_the_latest_board() -> None:
    data, made = data_thread()
    boards = data.boards()
    await anext(boards)
    data.send(ChangeSpeed(50))
    assert made[0].handled.wait(PATIENCE)
    assert made[0].idle.wait(PATIENCE)
    assert (await anext(boards)).at == START + 51
    data.close()


async def test_an_error_of_the_source_is_raised_in_the_view() -> None:
    class Broken(NoRequests):
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD
            raise BrokenSource("no more")

    data = DataThread(Broken)
    with pytest.raises(BrokenSource, match="no more"):
        async for _ in data.boards():
            pass
    data.close()


async def test_an_error_of_creating_the_source_is_raised_in_the_view() -> None:
    def make() -> FakeBoards:
        raise BrokenSource("not made")

    data = DataThread(make)
    with pytest.raises(BrokenSource, match="not made"):
        await anext(data.boards())
    data.close()


async def test_close_ends_the_thread() -> None:
    data, made = data_thread()
    await anext(data.boards())
    data.close()
    assert not made[0].thread.is_alive()


async def test_close_lets_the_source_clean_up() -> None:
    cleaned_up = threading.Event()

    class CleansUp(NoRequests):
        async def boards(self) -> AsyncIterator[Board]:
            try:
                yield EMPTY_BOARD
                await asyncio.Event().wait()
            finally:
                cleaned_up.set()

    data = DataThread(CleansUp)
    await anext(data.boards())
    data.close()
    assert cleaned_up.is_set()


async def test_a_second_close_and_later_requests_do_nothing() -> None:
    data, made = data_thread()
    await anext(data.boards())
    data.close()
    data.close()
    data.send(ChangeSpeed(1))
    assert not made[0].handled.is_set()


def test_a_data_thread_that_was_never_started_can_be_closed_and_drops_requests() -> None:
    data, made = data_thread()
    data.send(ChangeSpeed(1))
    data.close()
    assert made == []
