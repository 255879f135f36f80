"""What time it is: for whoever needs to know, handed in."""

import time
from collections.abc import Callable
from typing import Protocol

from tui.model import SECOND, Millis

STEP: Millis = 5 * SECOND
"""A clock that was set by less is as good as right."""
SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400, 604_800)


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> Millis:
        """Return UTC milliseconds."""
        ...


class WallClock:
    """The machine's time."""

    def now(self) -> Millis:
        """Return UTC milliseconds."""
        return time.time_ns() // 1_000_000


def monotonic() -> Millis:
    """Return milliseconds that never step back."""
    return time.monotonic_ns() // 1_000_000


class ScaledClock:
    """A time that runs `speed` times as fast as real time, stops at `until`, and can be moved.

    Real time is handed in as `ticks`, in milliseconds.
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
        """Return UTC milliseconds, never beyond `until`."""
        if not self.running:
            return self._anchor
        return min(self.until, self._anchor + (self._ticks() - self._since) * self.speed)

    def over(self) -> bool:
        """Tell whether the end has been reached."""
        return self.now() >= self.until

    def pause(self) -> None:
        """Stop the time, or let it go on."""
        self.seek(self.now())
        self.running = not self.running

    def seek(self, at: Millis) -> None:
        """Go to `at`, or to the end that is nearer."""
        self._anchor = max(self.start, min(self.until, at))
        self._since = self._ticks()

    def faster(self, steps: int) -> None:
        """Go up (or, below zero, down) the ladder of speeds."""
        self.seek(self.now())
        ladder = sorted({*SPEEDS, self.speed})
        place = ladder.index(self.speed) + steps
        self.speed = ladder[max(0, min(len(ladder) - 1, place))]


def elapsed() -> Millis:
    """Return milliseconds that never step back and go on while the machine sleeps."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name):
            return time.clock_gettime_ns(getattr(time, name)) // 1_000_000
    return monotonic()


class SteadyClock:
    """The machine's time as it was at the start, going on evenly: a step of it is not followed.

    The machine's time and the elapsed one are handed in, in milliseconds.
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
        self._apart: Millis = self._anchor - self._wall.now()

    def now(self) -> Millis:
        """Return UTC milliseconds that never step back."""
        return self._anchor + self._ticks() - self._since

    def stepped(self) -> Millis | None:
        """Return by how much the machine's time was set on (or back) since this was asked last."""
        apart = self.now() - self._wall.now()
        by = self._apart - apart
        if abs(by) < STEP:
            return None
        self._apart = apart
        return by
