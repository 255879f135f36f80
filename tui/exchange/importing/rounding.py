"""Which counts were rounded before they were written down: runs of few significant digits. Pure."""

from tui.model import Millis

RUN, VALUES = 5, 2
"""So many counts in a row, of so many values at the least, make a run."""
LEAST = 10_000
"""A smaller count may well be round by chance."""
DIGITS = 3
"""Significant digits; YouTube shows as many."""


class Rounding:
    """Follows one account's counts by time; `running` while they are rounded."""

    def __init__(self) -> None:
        self._run: list[Millis] = []
        self._values: set[int] = set()
        self.running = False

    @staticmethod
    def looks_round(count: int) -> bool:
        """Tell whether a count has no more significant digits than a rounded one."""
        return count >= LEAST and count % 10 ** (len(str(count)) - DIGITS) == 0

    def take(self, at: Millis, count: int, rough: bool) -> list[Millis]:
        """Take the next count, and whether it looks round; returns the times of rounded ones."""
        if not rough:
            if self._run or self.running:
                self._run.clear()
                self._values.clear()
                self.running = False
            return []
        if self.running:
            return [at]
        self._run.append(at)
        self._values.add(count)
        if len(self._run) < RUN or len(self._values) < VALUES:
            return []
        found, self._run = self._run, []
        self.running = True
        return found
