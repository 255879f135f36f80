"""The sources used with one log, created on first use, and their monthly budgets.

What was paid is stored in the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tui.formats import millis, moment
from tui.model import Account, Millis
from tui.sources import CheckResult, Maker, Page, Reading, Source, SourceError
from tui.store import Writer


class Sources(Mapping[str, Source]):
    """Every source by name; each is created on first use."""

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
                self._made[name] = UnusableSource(name, str(error))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def hurry(self) -> None:
        """Let every source in use make requests again that it only delays out of politeness."""
        for source in self._made.values():
            source.hurry()

    async def close(self) -> None:
        """Close every connection."""
        for source in self._made.values():
            await source.close()


class UnusableSource(Source):
    """A source that could not be created, such as one with a malformed token; it only fails."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self._why = name, why

    async def read(self, accounts: Sequence[Account], at: Millis) -> Sequence[Reading]:
        """Raise the reason."""
        raise SourceError(self._why)

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Raise the reason."""
        raise SourceError(self._why)

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Raise the reason."""
        raise SourceError(self._why)

    async def check(self, accounts: Sequence[Account], at: Millis) -> Sequence[CheckResult]:
        """Raise the reason."""
        raise SourceError(self._why)


class LoggedBudget:
    """A budget whose payments are stored in the log, so that a restart does not refill it."""

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
        """Return what is left of this month's budget; 0 while the source is stopped."""
        if not self.budget or not self._is_there():
            # Without a log nothing was paid, and a query must not create one.
            return self.budget
        with self._writer().transaction():
            if self._writer().stopped_until(self._source) > at:
                return 0
            return max(0, self.budget - self._writer().spent(self._source, month_of(at)))

    def stopped_until(self) -> Millis:
        """Return until when the source refuses further requests; 0 if it never did."""
        with self._writer().transaction():
            return self._writer().stopped_until(self._source)

    def reserve(self, resources: Sequence[str], micros: int, at: Millis) -> list[str] | None:
        """Pay for each resource that is not paid for today, and return those; all or nothing.

        Returns None, and pays nothing, if the budget does not suffice.
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

    def settle(
        self, marks: Sequence[str], received: Sequence[str], micros: int, at: Millis
    ) -> None:
        """Replace the reservations under `marks` by payments for the resources received."""
        writer = self._writer()
        with writer.transaction():
            paid = writer.paid(self._source, received, at)
            due = [resource for resource in received if resource not in paid]
            writer.pay(self._source, due, micros, at)
            writer.give_back(self._source, marks, at)

    def give_back(self, resources: Sequence[str], at: Millis) -> None:
        """Refund resources that were not received after all."""
        if resources:
            with self._writer().transaction():
                self._writer().give_back(self._source, resources, at)

    def stop(self, until: Millis, at: Millis) -> None:
        """Record that the source refuses further requests until a time."""
        with self._writer().transaction():
            self._writer().stop_paying(self._source, until)


def month_of(at: Millis) -> Millis:
    """Return the start of the month of a time, in UTC."""
    return millis(moment(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
