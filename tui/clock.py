"""Clocks, which are passed to whatever needs the time."""

import time
from collections.abc import Callable
from typing import Protocol

from tui.model import SECOND, Millis

STEP: Millis = 5 * SECOND
"""A smaller change of the machine's clock is not a step."""
SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400, 604_800)


class Clock(Protocol):
    """Anything that returns the time."""

    def now(self) -> Millis:
        """Return UTC milliseconds."""
        ...


class WallClock:
    """The machine's clock."""

    def now(self) -> Millis:
        """Return UTC milliseconds."""
        return time.time_ns() // 1_000_000


def monotonic() -> Millis:
    """Return milliseconds that never go back."""
    return time.monotonic_ns() // 1_000_000


class ScaledClock:
    """A clock that runs `speed` times as fast as real time, stops at `until`, and can be moved.

    `ticks` returns the real time in milliseconds.
    """

    def __init__(
        self,
        start: Millis,
        until: Millis,
        speed: int = 60,
        ticks: Callable[[], Millis] = monotonic,
    ) -> None:
        self.start = start
        self.until = until
        self.speed = speed
        self.running = True
        self._ticks = ticks
        self._anchor = start
        self._since = ticks()

    def now(self) -> Millis:
        """Return UTC milliseconds, at most `until`."""
        if not self.running:
            return self._anchor
        return min(self.until, self._anchor + (self._ticks() - self._since) * self.speed)

    def has_ended(self) -> bool:
        """Return whether the clock has reached its end."""
        return self.now() >= self.until

    def pause(self) -> None:
        """Pause the clock, or resume it."""
        self.seek(self.now())
        self.running = not self.running

    def seek(self, at: Millis) -> None:
        """Move to `at`, or to the nearer end."""
        self._anchor = max(self.start, min(self.until, at))
        self._since = self._ticks()

    def change_speed(self, steps: int) -> None:
        """Go to a higher or (below zero) lower speed, by steps of `SPEEDS`."""
        self.seek(self.now())
        speeds = sorted({*SPEEDS, self.speed})
        index = speeds.index(self.speed) + steps
        self.speed = speeds[max(0, min(len(speeds) - 1, index))]


def elapsed() -> Millis:
    """Return milliseconds that never go back, and that pass while the machine sleeps, too."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name):
            return time.clock_gettime_ns(getattr(time, name)) // 1_000_000
    return monotonic()


class SteadyClock:
    """The machine's time at the start plus the time elapsed since: steps of its clock are ignored.

    `ticks` returns the elapsed time in milliseconds.
    """

    def __init__(
        self,
        wall: Clock | None = None,
        ticks: Callable[[], Millis] = elapsed,
        not_before: Millis = 0,
    ) -> None:
        self._wall, self._ticks = wall or WallClock(), ticks
        self._since = ticks()
        self._anchor = max(self._wall.now(), not_before)
        self._offset: Millis = self._anchor - self._wall.now()

    def now(self) -> Millis:
        """Return UTC milliseconds that never go back."""
        return self._anchor + self._ticks() - self._since

    def stepped(self) -> Millis | None:
        """Return by how much the machine's clock was set forward since the last call.

        Negative if it was set back; None if it was not set.
        """
        offset = self.now() - self._wall.now()
        step = self._offset - offset
        if abs(step) < STEP:
            return None
        self._offset = offset
        return step
