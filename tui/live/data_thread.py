"""The boundary between data and view: a thread, and a slot that holds only the latest board.

A view that is slow or stuck skips boards; it never holds up the data side.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Protocol

from tui.model import Board, Request

ENDS_WITHIN = 2.0
"""Seconds to wait for the data side to end."""


class BoardSource(Protocol):
    """Anything that yields boards; it is created and used in the data thread."""

    def boards(self) -> AsyncIterator[Board]:
        """Yield boards."""
        ...

    def handle(self, request: Request) -> None:
        """Carry out a request of the view."""
        ...


class DataThread:
    """Runs a board source in a thread and event loop of its own, and passes boards and requests."""

    def __init__(self, make: Callable[[], BoardSource]) -> None:
        self._make = make
        self._slot: Board | None = None
        self._error: BaseException | None = None
        self._view: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._data: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._source: BoardSource | None = None
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="racetui-data", daemon=True)

    async def boards(self) -> AsyncIterator[Board]:
        """Yield the latest board whenever there is a newer one; raises what the source raised."""
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
        """Pass a request to the data side; it is dropped while that is starting or ending."""
        if self._data is not None and self._source is not None and not self._is_ending:
            self._data.call_soon_threadsafe(self._handle, request, self._source)

    def _handle(self, request: Request, source: BoardSource) -> None:
        try:
            source.handle(request)
        except Exception as error:  # noqa: BLE001  (it is raised again, on the view side)
            self._error = error
            self._wake_view()

    def close(self) -> None:
        """End the data side; waits up to ENDS_WITHIN for it."""
        self._is_ending = True
        if self._data is not None and self._task is not None:
            # The loop may have ended already.
            with suppress(RuntimeError):
                self._data.call_soon_threadsafe(self._task.cancel)
        if self._thread.is_alive():
            self._thread.join(ENDS_WITHIN)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._relay())

    async def _relay(self) -> None:
        self._data, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._is_ending:
            return
        try:
            self._source = self._make()
            async for board in self._source.boards():
                self._slot = board
                self._wake_view()
        except Exception as error:  # noqa: BLE001  (it is raised again, on the view side)
            self._error = error
            self._wake_view()

    def _wake_view(self) -> None:
        if self._view is not None and not self._is_ending:
            loop, arrived = self._view
            # The view may have ended already.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(arrived.set)
