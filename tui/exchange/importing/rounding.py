"""Recognising counts that were rounded: runs of few significant digits. Pure."""

from tui.model import Millis

RUN_LENGTH, MIN_VALUES = 5, 2
"""A run has at least this many counts in a row, with at least this many different values."""
MIN_COUNT = 10_000
"""A smaller count may well be round by chance."""
DIGITS = 3
"""Significant digits of a rounded count, as YouTube shows them."""


class Rounding:
    """Finds the rounded counts of one account, given in order of time.

    `running` is true inside a run of rounded counts.
    """

    def __init__(self) -> None:
        self._run: list[Millis] = []
        self._values: set[int] = set()
        self.running = False

    @staticmethod
    def looks_round(count: int) -> bool:
        """Return whether a count has no more significant digits than a rounded one."""
        return count >= MIN_COUNT and count % 10 ** (len(str(count)) - DIGITS) == 0

    def take(self, at: Millis, count: int, is_round: bool) -> list[Millis]:
        """Take the next count; returns the times now recognised as rounded."""
        if not is_round:
            if self._run or self.running:
                self._run.clear()
                self._values.clear()
                self.running = False
            return []
        if self.running:
            return [at]
        self._run.append(at)
        self._values.add(count)
        if len(self._run) < RUN_LENGTH or len(self._values) < MIN_VALUES:
            return []
        found, self._run = self._run, []
        self.running = True
        return found
