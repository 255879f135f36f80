"""The crossing from the data side to the view side: a thread, and a slot for the latest value only.

A view that is slow, or stuck, skips values; it never holds up the one that makes them.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Protocol

from tui.model import Board, Request

ENDS_WITHIN = 2.0
"""Seconds that the data side has to end before it is left behind."""


class Maker(Protocol):
    """Anything that yields boards; it lives in the data thread from its making on."""

    def boards(self) -> AsyncIterator[Board]:
        """Yield boards."""
        ...

    def handle(self, request: Request) -> None:
        """Do what the screen asks for."""
        ...


class DataThread:
    """Runs a maker in a thread and loop of its own; hands its boards over, and requests to it."""

    def __init__(self, make: Callable[[], Maker]) -> None:
        self._make = make
        self._slot: Board | None = None
        self._error: BaseException | None = None
        self._view: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._data: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._maker: Maker | None = None
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="racetui-data", daemon=True)

    async def boards(self) -> AsyncIterator[Board]:
        """Yield the latest board whenever there is a newer one; raises what the maker raised."""
        arrived = asyncio.Event()
        self._view = (asyncio.get_running_loop(), arrived)
        self._thread.start()
        while True:
            await arrived.wait()
            arrived.clear()
            if self._error is not None:
                raise self._error
            if self._slot is not None:
                yield self._slot

    def send(self, request: Request) -> None:
        """Hand a request to the data side; it is lost while that is starting or ending."""
        if self._data is not None and self._maker is not None and not self._ending:
            self._data.call_soon_threadsafe(self._handle, request, self._maker)

    def _handle(self, request: Request, maker: Maker) -> None:
        try:
            maker.handle(request)
        except Exception as error:  # noqa: BLE001  (it is raised again, on the view side)
            self._error = error
            self._tell()

    def close(self) -> None:
        """End the data side; waits a moment for it, not for ever."""
        self._ending = True
        if self._data is not None and self._task is not None:
            # A loop that has ended by itself needs no stop.
            with suppress(RuntimeError):
                self._data.call_soon_threadsafe(self._task.cancel)
        if self._thread.is_alive():
            self._thread.join(ENDS_WITHIN)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._relay())

    async def _relay(self) -> None:
        self._data, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._ending:
            return
        try:
            self._maker = self._make()
            async for board in self._maker.boards():
                self._slot = board
                self._tell()
        except Exception as error:  # noqa: BLE001  (it is raised again, on the view side)
            self._error = error
            self._tell()

    def _tell(self) -> None:
        if self._view is not None and not self._ending:
            loop, arrived = self._view
            # A view that has ended needs no more boards.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(arrived.set)
