"""The sources in use with a log, and their budgets, which survive a restart."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.fakes import FakeSource
from tui.formats import millis
from tui.model import DAY, HOUR, SECOND, Account, Millis
from tui.races.sources_in_use import LoggedBudget, Sources
from tui.sources import Budget, Maker, Source, SourceError
from tui.store import Writer, create, open_to_write

BUDGET = 1000


def utc(month: int, day: int, hour: int = 0) -> Millis:
    return millis(datetime(2026, month, day, hour, tzinfo=UTC))


NOON = utc(11, 22, 12)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    writer = create(tmp_path / "races.db")
    yield writer
    writer.close()


@pytest.fixture
def budget(writer: Writer) -> LoggedBudget:
    return LoggedBudget("x", BUDGET, lambda: writer, lambda: True)


def test_without_a_budget_nothing_can_be_spent(writer: Writer) -> None:
    assert LoggedBudget("x", 0, lambda: writer, lambda: True).left(NOON) == 0


def test_the_budget_is_reduced_by_what_was_paid_this_month(budget: LoggedBudget) -> None:
    budget.reserve(["1"], 100, utc(10, 31, 23))
    budget.reserve(["1", "2"], 100, utc(11, 1))
    budget.reserve(["1"], 100, NOON)
    assert budget.left(NOON) == 700


def test_a_new_utc_month_starts_with_the_whole_budget(budget: LoggedBudget) -> None:
    budget.reserve(["1"], BUDGET, utc(11, 30, 23))
    ends = utc(12, 1)
    assert [budget.left(at) for at in (ends - SECOND, ends)] == [0, BUDGET]


def test_a_resource_costs_once_a_day(budget: LoggedBudget) -> None:
    paid = [budget.reserve(["1"], 100, NOON), budget.reserve(["1", "2"], 100, NOON + HOUR)]
    assert (paid, budget.left(NOON)) == ([["1"], ["2"]], BUDGET - 200)


def test_a_payment_over_budget_is_refused_as_a_whole(
    budget: LoggedBudget,
) -> None:
    assert budget.reserve(["1", "2", "3"], 400, NOON) is None
    assert (budget.left(NOON), budget.reserve(["1", "2"], 400, NOON)) == (BUDGET, ["1", "2"])
    assert budget.reserve(["1", "2"], 400, NOON) == []
    assert budget.reserve(["1", "3"], 201, NOON) is None
    assert budget.reserve(["3"], 200, NOON) == ["3"]
    assert budget.left(NOON) == 0


def test_without_a_budget_nothing_is_paid(writer: Writer) -> None:
    assert LoggedBudget("x", 0, lambda: writer, lambda: True).reserve(["1"], 1, NOON) is None


def test_a_refund_can_be_spent_again(budget: LoggedBudget) -> None:
    budget.reserve(["1", "2"], 400, NOON)
    budget.give_back(["2"], NOON)
    budget.give_back([], NOON)
    assert (budget.left(NOON), budget.reserve(["1", "2"], 400, NOON)) == (600, ["2"])


def test_payments_for_received_resources_replace_the_reservation(budget: LoggedBudget) -> None:
    budget.reserve(["1"], 100, NOON)
    budget.reserve(["a list"], 800, NOON)
    budget.settle(["a list"], ["1", "2"], 100, NOON)
    assert budget.left(NOON) == BUDGET - 200
    assert budget.reserve(["1", "2", "a list"], 100, NOON) == ["a list"]


def test_without_a_log_nothing_is_spent_and_none_is_created(tmp_path: Path) -> None:
    path = tmp_path / "races.db"
    assert LoggedBudget("x", BUDGET, lambda: create(path), path.exists).left(NOON) == BUDGET
    assert not path.exists()


def test_during_a_stop_nothing_is_left(budget: LoggedBudget) -> None:
    until = NOON + HOUR
    budget.stop(until, NOON)
    assert [budget.left(at) for at in (NOON, until - 1, until)] == [0, 0, BUDGET]


def test_payments_and_a_stop_survive_a_restart(tmp_path: Path) -> None:
    first = create(tmp_path / "races.db")
    before = LoggedBudget("x", BUDGET, lambda: first)
    before.reserve(["1"], 300, NOON)
    before.stop(NOON + HOUR, NOON)
    first.close()
    second = open_to_write(tmp_path / "races.db")
    after = LoggedBudget("x", BUDGET, lambda: second)
    left = [after.left(at) for at in (NOON, NOON + HOUR)]
    paid = after.reserve(["1", "2"], 300, NOON)
    second.close()
    assert (left, paid) == ([0, 700], ["2"])


def test_two_programs_with_the_same_log_share_a_budget(
    budget: LoggedBudget, writer: Writer
) -> None:
    other = open_to_write(writer.path)
    budget.reserve(["1"], 300, NOON)
    others = LoggedBudget("x", BUDGET, lambda: other)
    paid = [others.reserve(["2"], 300, NOON), others.reserve(["3"], 500, NOON)]
    other.close()
    assert (paid, budget.left(NOON)) == ([["2"], None], 400)


def test_a_budget_smaller_than_the_spending_leaves_nothing(writer: Writer) -> None:
    LoggedBudget("x", BUDGET, lambda: writer, lambda: True).reserve(["1"], 900, NOON)
    assert LoggedBudget("x", 500, lambda: writer, lambda: True).left(NOON) == 0


def test_a_clock_that_was_ahead_does_not_lose_payments(
    budget: LoggedBudget,
) -> None:
    budget.reserve(["1"], 300, NOON)
    budget.reserve(["2"], 100, NOON + 400 * DAY)
    assert budget.left(NOON) <= BUDGET - 300


RESOURCES = st.lists(st.sampled_from(["1", "2", "3", "stopped until", "", "ä'"]), max_size=4)
TIMES = st.integers(utc(10, 30), utc(12, 2))
STEPS = st.one_of(
    st.tuples(st.just("reserve"), RESOURCES, st.integers(0, 3 * BUDGET), TIMES),
    st.tuples(st.just("settle"), RESOURCES, RESOURCES, st.integers(0, 3 * BUDGET), TIMES),
    st.tuples(st.just("give_back"), RESOURCES, TIMES),
    st.tuples(st.just("stop"), TIMES, TIMES),
)


@pytest.fixture(scope="module")
def shared_writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """Return the writer of a log in which each example has a source of its own."""
    writer = create(tmp_path_factory.mktemp("budgets") / "races.db")
    yield writer
    writer.close()


EXAMPLES = count()


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=12), st.integers(0, 2 * BUDGET), st.lists(TIMES, min_size=1))
def test_what_is_left_is_always_within_the_budget(
    shared_writer: Writer, steps: list[tuple[str, ...]], budget: int, times: list[Millis]
) -> None:
    source = f"source {next(EXAMPLES)}"
    logged = LoggedBudget(source, budget, lambda: shared_writer, lambda: True)
    left = [logged.left(at) for at in times]
    assert left == [budget] * len(times)
    for name, *arguments in steps:
        getattr(logged, name)(*arguments)
        left += [logged.left(at) for at in times]
    assert all(0 <= amount <= budget for amount in left)


class Makers:
    """Makers of fake sources that record the budget given to each."""

    def __init__(self, *names: str) -> None:
        self.budgets: dict[str, Budget] = {}
        self.made: list[RecordingSource] = []
        self.all = {name: self._maker(name) for name in names}

    def _maker(self, name: str) -> Maker:
        def make(budget: Budget) -> Source:
            self.budgets[name] = budget
            self.made.append(RecordingSource(name))
            return self.made[-1]

        return make


class RecordingSource(FakeSource):
    """A source that records some calls."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.calls: list[str] = []

    def hurry(self) -> None:
        self.calls.append("hurry")

    async def close(self) -> None:
        self.calls.append("close")


def test_a_source_is_created_on_first_use(writer: Writer) -> None:
    makers = Makers("x", "y")
    sources = Sources(makers.all, {}, lambda: writer, lambda: True)
    before = list(makers.made)
    same = sources["x"] is sources["x"]
    assert (before, same, [s.name for s in makers.made]) == ([], True, ["x"])


def test_listing_the_sources_creates_none(writer: Writer) -> None:
    makers = Makers("x", "y")
    sources = Sources(makers.all, {}, lambda: writer, lambda: True)
    found = (list(sources), len(sources), "x" in sources, "z" in sources, sources.get("z"))
    assert (found, makers.made) == ((["x", "y"], 2, True, False, None), [])


def test_each_source_has_its_own_budget(writer: Writer) -> None:
    makers = Makers("x", "y", "z")
    sources = Sources(makers.all, {"x": BUDGET, "y": 500}, lambda: writer, lambda: True)
    for name in sources:
        sources[name]
    makers.budgets["x"].reserve(["1"], 100, NOON)
    assert {name: budget.left(NOON) for name, budget in makers.budgets.items()} == {
        "x": 900,
        "y": 500,
        "z": 0,
    }


async def test_only_sources_in_use_are_hurried_and_closed(writer: Writer) -> None:
    makers = Makers("x", "y")
    sources = Sources(makers.all, {}, lambda: writer, lambda: True)
    assert sources["x"].name == "x"
    sources.hurry()
    await sources.close()
    assert [(source.name, source.calls) for source in makers.made] == [("x", ["hurry", "close"])]


async def test_a_source_that_cannot_be_created_fails_with_the_reason(
    writer: Writer,
) -> None:
    def fail(budget: Budget) -> Source:
        raise SourceError("the token in RACETUI_X_TOKEN is none")

    sources = Sources({"x": fail, **Makers("y").all}, {}, lambda: writer, lambda: True)
    who = Account(1, "x", "1", "ann", "Ann")
    for question in (
        sources["x"].read([who], NOON),
        sources["x"].look_up("ann", NOON),
        sources["x"].follows(who, None, NOON),
        sources["x"].check([who], NOON),
    ):
        with pytest.raises(SourceError, match="RACETUI_X_TOKEN is none"):
            await question
    assert (sources["x"].name, sources["y"].name) == ("x", "y")
