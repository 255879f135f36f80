"""The sources of a log, and the purse: what may be spent, kept where a restart finds it."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
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


def test_without_a_budget_nothing_is_left_to_spend(writer: Writer) -> None:
    assert LoggedBudget("x", 0, lambda: writer, lambda: True).left(NOON) == 0


def test_what_is_left_is_the_budget_less_what_this_month_cost(budget: LoggedBudget) -> None:
    budget.reserve(["1"], 100, utc(10, 31, 23))
    budget.reserve(["1", "2"], 100, utc(11, 1))
    budget.reserve(["1"], 100, NOON)
    assert budget.left(NOON) == 700


def test_a_new_month_by_utc_begins_with_the_whole_budget(budget: LoggedBudget) -> None:
    budget.reserve(["1"], BUDGET, utc(11, 30, 23))
    ends = utc(12, 1)
    assert [budget.left(at) for at in (ends - SECOND, ends)] == [0, BUDGET]


def test_a_thing_costs_once_a_day_however_often_it_is_paid(budget: LoggedBudget) -> None:
    newly = [budget.reserve(["1"], 100, NOON), budget.reserve(["1", "2"], 100, NOON + HOUR)]
    assert (newly, budget.left(NOON)) == ([["1"], ["2"]], BUDGET - 200)


def test_what_the_budget_does_not_allow_is_not_paid_not_even_a_part_of_it(
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


def test_what_is_given_back_can_be_spent_again(budget: LoggedBudget) -> None:
    budget.reserve(["1", "2"], 400, NOON)
    budget.give_back(["2"], NOON)
    budget.give_back([], NOON)
    assert (budget.left(NOON), budget.reserve(["1", "2"], 400, NOON)) == (600, ["2"])


def test_what_was_told_is_paid_in_the_place_of_what_was_reserved(budget: LoggedBudget) -> None:
    budget.reserve(["1"], 100, NOON)
    budget.reserve(["a list"], 800, NOON)
    budget.settle(["a list"], ["1", "2"], 100, NOON)
    assert budget.left(NOON) == BUDGET - 200
    assert budget.reserve(["1", "2", "a list"], 100, NOON) == ["a list"]


def test_before_there_is_a_log_nothing_is_spent_and_none_is_made(tmp_path: Path) -> None:
    path = tmp_path / "races.db"
    assert LoggedBudget("x", BUDGET, lambda: create(path), path.exists).left(NOON) == BUDGET
    assert not path.exists()


def test_after_a_stop_nothing_is_left_until_it_ends(budget: LoggedBudget) -> None:
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
    newly = after.reserve(["1", "2"], 300, NOON)
    second.close()
    assert (left, newly) == ([0, 700], ["2"])


def test_two_programs_with_one_log_spend_one_budget(budget: LoggedBudget, writer: Writer) -> None:
    other = open_to_write(writer.path)
    budget.reserve(["1"], 300, NOON)
    others = LoggedBudget("x", BUDGET, lambda: other)
    newly = [others.reserve(["2"], 300, NOON), others.reserve(["3"], 500, NOON)]
    other.close()
    assert (newly, budget.left(NOON)) == ([["2"], None], 400)


def test_a_smaller_budget_than_was_spent_already_leaves_nothing(writer: Writer) -> None:
    LoggedBudget("x", BUDGET, lambda: writer, lambda: True).reserve(["1"], 900, NOON)
    assert LoggedBudget("x", 500, lambda: writer, lambda: True).left(NOON) == 0


def test_a_clock_that_was_ahead_for_a_moment_does_not_forget_what_was_paid(
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


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=12), st.integers(0, 2 * BUDGET), st.lists(TIMES, min_size=1))
def test_whatever_is_paid_given_back_and_stopped_what_is_left_is_within_the_budget(
    steps: list[tuple[str, ...]], budget: int, times: list[Millis]
) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        writer = create(Path(folder) / "races.db")
        logged = LoggedBudget("x", budget, lambda: writer, lambda: True)
        left = []
        for name, *arguments in steps:
            getattr(logged, name)(*arguments)
            left += [logged.left(at) for at in times]
        writer.close()
    assert all(0 <= amount <= budget for amount in left)


class Makers:
    """Makers of fake sources, which remember the purse that each was given."""

    def __init__(self, *names: str) -> None:
        self.purses: dict[str, Budget] = {}
        self.made: list[Noting] = []
        self.all = {name: self._maker(name) for name in names}

    def _maker(self, name: str) -> Maker:
        def make(budget: Budget) -> Source:
            self.purses[name] = budget
            self.made.append(Noting(name))
            return self.made[-1]

        return make


class Noting(FakeSource):
    """A source that notes what it is told."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.told: list[str] = []

    def hurry(self) -> None:
        self.told.append("hurry")

    async def close(self) -> None:
        self.told.append("close")


def test_a_source_is_made_when_it_is_asked_for_first_and_then_kept(writer: Writer) -> None:
    makers = Makers("x", "y")
    sources = Sources(makers.all, {}, lambda: writer, lambda: True)
    before = list(makers.made)
    same = sources["x"] is sources["x"]
    assert (before, same, [s.name for s in makers.made]) == ([], True, ["x"])


def test_which_sources_there_are_is_known_without_making_them(writer: Writer) -> None:
    makers = Makers("x", "y")
    sources = Sources(makers.all, {}, lambda: writer, lambda: True)
    told = (list(sources), len(sources), "x" in sources, "z" in sources, sources.get("z"))
    assert (told, makers.made) == ((["x", "y"], 2, True, False, None), [])


def test_each_source_spends_its_own_budget_and_one_without_has_none(writer: Writer) -> None:
    makers = Makers("x", "y", "z")
    sources = Sources(makers.all, {"x": BUDGET, "y": 500}, lambda: writer, lambda: True)
    for name in sources:
        sources[name]
    makers.purses["x"].reserve(["1"], 100, NOON)
    assert {name: budget.left(NOON) for name, budget in makers.purses.items()} == {
        "x": 900,
        "y": 500,
        "z": 0,
    }


async def test_only_sources_that_were_made_are_hurried_and_closed(writer: Writer) -> None:
    makers = Makers("x", "y")
    sources = Sources(makers.all, {}, lambda: writer, lambda: True)
    assert sources["x"].name == "x"
    sources.hurry()
    await sources.close()
    assert [(source.name, source.told) for source in makers.made] == [("x", ["hurry", "close"])]


async def test_a_source_that_cannot_be_made_says_why_when_it_is_asked_and_others_go_on(
    writer: Writer,
) -> None:
    def spoilt(budget: Budget) -> Source:
        raise SourceError("the token in RACETUI_X_TOKEN is none")

    sources = Sources({"x": spoilt, **Makers("y").all}, {}, lambda: writer, lambda: True)
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
