"""The tasks of the data side, by name; one that fails ends the data side."""

import asyncio
from collections.abc import Callable, Coroutine


class Jobs:
    """Runs at most one task per name; `changed` is called when one has failed."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failure: BaseException | None = None

    def start(self, name: str, work: Coroutine[None, None, None]) -> None:
        """Start a task, in place of the one with this name."""
        self.cancel(name)
        task = self._tasks[name] = asyncio.create_task(work)
        task.add_done_callback(self._ended)

    def is_running(self, name: str) -> bool:
        """Return whether a task with this name is running."""
        task = self._tasks.get(name)
        return task is not None and not task.done()

    def cancel(self, name: str) -> None:
        """Cancel the task with this name, if there is one."""
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()

    def cancel_all(self) -> list[asyncio.Task[None]]:
        """Cancel every task; returns them, so that the caller can wait for them."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        self._tasks.clear()
        return tasks

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.failure = task.exception()
            self._changed()
