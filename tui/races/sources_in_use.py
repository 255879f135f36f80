"""The sources of one log, made as they are asked for, and what may be spent on them.

A budget is for a month; what was paid of it is in the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tui.formats import millis, moment
from tui.model import Account, Millis
from tui.sources import CheckResult, Maker, Page, Reading, Source, SourceError
from tui.store import Writer


class Sources(Mapping[str, Source]):
    """Every source by its name; one is made when it is asked for first."""

    def __init__(
        self,
        makers: Mapping[str, Maker],
        budgets: Mapping[str, int],
        writer: Callable[[], Writer],
        is_there: Callable[[], bool],
    ) -> None:
        self._makers, self._budgets = makers, budgets
        self._writer, self._is_there = writer, is_there
        self._made: dict[str, Source] = {}

    def __getitem__(self, name: str) -> Source:
        if name not in self._made:
            micros = self._budgets.get(name, 0)
            budget = LoggedBudget(name, micros, self._writer, self._is_there)
            try:
                self._made[name] = self._makers[name](budget)
            except SourceError as error:
                self._made[name] = Unusable(name, str(error))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def hurry(self) -> None:
        """Let every source ask again that only politeness holds back."""
        for source in self._made.values():
            source.hurry()

    async def close(self) -> None:
        """Let go of every connection."""
        for source in self._made.values():
            await source.close()


class Unusable(Source):
    """A source that could not be made, such as with a spoilt token; it says so when it is asked."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self._why = name, why

    async def read(self, accounts: Sequence[Account], at: Millis) -> Sequence[Reading]:
        """Say why there is nothing to read."""
        raise SourceError(self._why)

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Say why nobody is found."""
        raise SourceError(self._why)

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Say why there is no list."""
        raise SourceError(self._why)

    async def check(self, accounts: Sequence[Account], at: Millis) -> Sequence[CheckResult]:
        """Say why nothing can be looked at."""
        raise SourceError(self._why)


class LoggedBudget:
    """A purse whose payments are in a log, so that a restart does not fill it."""

    def __init__(
        self,
        source: str,
        budget: int,
        writer: Callable[[], Writer],
        is_there: Callable[[], bool] = lambda: True,
    ) -> None:
        self.budget = budget
        self._source, self._writer, self._is_there = source, writer, is_there

    def left(self, at: Millis) -> int:
        """Return what is left of this month's budget; 0 while the source has said stop."""
        if not self.budget or not self._is_there():
            # A log that is not there yet has paid nothing; looking makes none.
            return self.budget
        with self._writer().transaction():
            if self._writer().stopped_until(self._source) > at:
                return 0
            return max(0, self.budget - self._writer().spent(self._source, month_of(at)))

    def stopped_until(self) -> Millis:
        """Return until when the source gives nothing more; 0 where it never said stop."""
        with self._writer().transaction():
            return self._writer().stopped_until(self._source)

    def reserve(self, resources: Sequence[str], micros: int, at: Millis) -> list[str] | None:
        """Pay so much for each of these that is not paid for today; return those, in one go.

        None where the budget does not allow it: then nothing is paid.
        """
        writer = self._writer()
        with writer.transaction():
            paid = writer.paid(self._source, resources, at)
            due = [resource for resource in resources if resource not in paid]
            spent = writer.spent(self._source, month_of(at))
            if due and spent + len(due) * micros > self.budget:
                return None
            writer.pay(self._source, due, micros, at)
            return due

    def settle(self, marks: Sequence[str], told: Sequence[str], micros: int, at: Millis) -> None:
        """Pay for what was told, in the place of what was reserved under some marks."""
        writer = self._writer()
        with writer.transaction():
            paid = writer.paid(self._source, told, at)
            writer.pay(self._source, [one for one in told if one not in paid], micros, at)
            writer.give_back(self._source, marks, at)

    def give_back(self, resources: Sequence[str], at: Millis) -> None:
        """Note that these resources were not sent after all."""
        if resources:
            with self._writer().transaction():
                self._writer().give_back(self._source, resources, at)

    def stop(self, until: Millis, at: Millis) -> None:
        """Note that the source gives nothing more until a time."""
        with self._writer().transaction():
            self._writer().stop_paying(self._source, until)


def month_of(at: Millis) -> Millis:
    """Return when the month of a time began, in UTC."""
    return millis(moment(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
