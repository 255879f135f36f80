"""Which counts were rounded before they were written down: runs of few significant digits. Pure."""

from tui.model import Millis

RUN, VALUES = 5, 2
"""So many counts in a row, of so many values at the least, make a run."""
LEAST = 10_000
"""A smaller count may well be round by chance."""
DIGITS = 3
"""Significant digits; YouTube shows as many."""


class Rounding:
    """Follows one account's counts by time."""

    def __init__(self) -> None:
        self._run: list[Millis] = []
        self._values: set[int] = set()
        self._known = False

    @staticmethod
    def looks_round(count: int) -> bool:
        """Tell whether a count has no more significant digits than a rounded one."""
        return count >= LEAST and count % 10 ** (len(str(count)) - DIGITS) == 0

    def take(self, at: Millis, count: int) -> list[Millis]:
        """Take the next count; returns the times of those now known to be rounded."""
        if not self.looks_round(count):
            self._run.clear()
            self._values.clear()
            self._known = False
            return []
        if self._known:
            return [at]
        self._run.append(at)
        self._values.add(count)
        if len(self._run) < RUN or len(self._values) < VALUES:
            return []
        found, self._run = self._run, []
        self._known = True
        return found
