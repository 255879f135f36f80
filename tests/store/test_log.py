"""Reading races, accounts, events and the status of sources from a log."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.logs import ANN, BOB, START, execute, filled, finished, race_of
from tui.model import (
    DAY,
    MINUTE,
    Account,
    Condition,
    Event,
    EventKind,
    KeptForecast,
    Origin,
    Race,
    SourceStatus,
)
from tui.store import Log, LogError, Writer, create, finish
from tui.store.read_samples import PAGE


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_race_is_read_back_with_its_racers_in_order(log: Path) -> None:
    finished(log)
    with Log(log) as opened:
        race = opened.race("here")
        nobody = opened.race("there")
    assert race is not None
    assert [a.handle for a in race.accounts] == [ANN.handle, BOB.handle]
    assert [a.kind for a in race.accounts] == [ANN.kind, BOB.kind]
    assert race == replace(race_of(), id=1, accounts=race.accounts)
    assert nobody is None


def test_a_renamed_race_is_found_by_its_id(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.rename_race(1, "there", "Another title")
    writer.close()
    with Log(log) as opened:
        race, nobody = opened.race_by_id(1), opened.race_by_id(2)
        assert race == opened.race("there")
    assert isinstance(race, Race)
    assert (race.name, race.title, len(race.accounts)) == ("there", "Another title", 2)
    assert nobody is None


def test_an_account_is_found_by_its_id(log: Path) -> None:
    finished(log)
    with Log(log) as opened:
        assert opened.account_by_id(2) == replace(BOB, id=2)
        assert opened.account_by_id(3) is None


@pytest.mark.parametrize("condition", Condition)
def test_an_account_is_read_back_with_its_condition(condition: Condition, log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.set_condition(2, condition, "elsewhere\x1b[2J", START)
    writer.close()
    with Log(log) as opened:
        bob, race = opened.account_by_id(2), opened.race("here")
        assert bob == opened.account("here", "2")
    assert bob is not None
    assert race is not None
    assert (bob.condition, bob.condition_since) == (condition, START)
    assert bob.moved_to.isprintable()
    assert race.accounts == (replace(ANN, id=1), bob)


def test_an_unknown_condition_raises_an_error_that_asks_for_an_update(log: Path) -> None:
    finished(log)
    execute(log, "UPDATE account SET condition = 'asleep' WHERE id = 2")
    with (
        Log(log) as opened,
        pytest.raises(LogError, match="unknown Condition 'asleep'; update racetui"),
    ):
        opened.races()


def test_an_account_is_found_by_its_stable_id_or_else_its_handle_in_any_case(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one = writer.add_account(Account(0, "here", "7", "Ann", "Ann"), START)
        other = writer.add_account(Account(0, "here", "ann", "bob", "Bob"), START)
    finish(writer)

    def account_id(source: str, name: str) -> int | None:
        with Log(log) as opened:
            account = opened.account(source, name)
        return account.id if account else None

    assert account_id("here", "7") == one
    assert account_id("here", "ANN") == one
    assert account_id("here", "ann") == other
    assert account_id("here", "cat") is None
    assert account_id("there", "ann") is None


def test_the_handles_of_an_account_are_listed_by_time_of_first_use(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        for minute, handle in ((5, "anna"), (9, "an\x1b]0;x\x07\nn"), (2, "annie")):
            writer.add_account(replace(ANN, handle=handle), START + minute * MINUTE)
    writer.close()
    with Log(log) as opened:
        ann, bob, nobody = (opened.handles(replace(ANN, id=number)) for number in (1, 2, 3))
    assert [since for since, _ in ann] == [START + n * MINUTE for n in (0, 2, 5, 9)]
    assert [handle for _, handle in ann[:3]] == ["ann", "annie", "anna"]
    assert ann[3][1].isprintable()
    assert (bob, nobody) == ([(START, "bob")], [])


def test_events_of_a_race_are_sorted_by_time_and_end_at_the_given_time(log: Path) -> None:
    def event(minute: int, title: str) -> Event:
        at = START + minute * MINUTE
        return Event(at, EventKind.NOTE, title, Origin.NOTED, source="a person")

    writer = filled(log)
    with writer.transaction():
        other = writer.add_race(race_of("other"), [1])
        by_ann = Event(START, EventKind.VOTE, "A vote", Origin.DOCUMENTED, ANN, "a book")
        known = Account(1, ANN.source, ANN.native_id, ANN.handle, ANN.name, ANN.kind)
        writer.add_events(1, [event(3, "third"), event(2, "second"), event(2, "and another")])
        writer.add_events(1, [Event(by_ann.at, by_ann.kind, "A vote", by_ann.origin, known, "a")])
        writer.add_events(other, [event(1, "elsewhere")])
    finish(writer)
    with Log(log) as opened:
        race = opened.race("here")
        assert race is not None
        events = opened.events(race)
        until = opened.events(race, START + 2 * MINUTE)
    assert [e.title for e in events] == ["A vote", "second", "and another", "third"]
    assert events[0] == Event(START, EventKind.VOTE, "A vote", Origin.DOCUMENTED, known, "a")
    assert [e.title for e in until] == ["A vote", "second", "and another"]


def add_round(
    writer: Writer, minute: int, outcome: str, source: str = "here", next_at: int | None = None
) -> int:
    """Add a round some minutes after the start; returns its id."""
    with writer.transaction():
        return writer.add_round(START + minute * MINUTE, 0, "boot", source, outcome, next_at)


def test_a_source_that_was_never_polled_has_no_status(log: Path) -> None:
    create(log).close()
    with Log(log) as opened:
        assert opened.status("here") is None
        assert opened.newest_round("here") is None


def test_a_source_has_no_error_after_a_successful_round(log: Path) -> None:
    writer = create(log)
    add_round(writer, 0, "no answer")
    number = add_round(writer, 1, "")
    add_round(writer, 2, "no answer", "there")
    writer.close()
    with Log(log) as opened:
        assert opened.status("here") == SourceStatus("here", START + MINUTE)
        assert opened.newest_round("here") == (number, START + MINUTE)


@pytest.mark.parametrize(("outcomes", "since"), [(["", "no"], 1), (["no", "no"], 0), (["no"], 0)])
def test_a_source_has_failed_since_its_first_failure_after_its_last_success(
    outcomes: list[str], since: int, log: Path
) -> None:
    writer = create(log)
    for minute, outcome in enumerate([*outcomes, "still no answer"]):
        add_round(writer, minute, outcome)
        add_round(writer, minute, "", "there")
    writer.close()
    with Log(log) as opened:
        status = opened.status("here")
    at, first = START + len(outcomes) * MINUTE, START + since * MINUTE
    assert status == SourceStatus("here", at, "still no answer", first)


def status_after(outcomes: Sequence[str]) -> SourceStatus | None:
    """Return the status of a source after rounds a minute apart, found by a plain search."""
    if not outcomes:
        return None
    at = START + (len(outcomes) - 1) * MINUTE
    if not outcomes[-1]:
        return SourceStatus("here", at)
    successes = [n for n, outcome in enumerate(outcomes) if not outcome]
    first_failure = successes[-1] + 1 if successes else 0
    return SourceStatus("here", at, outcomes[-1], START + first_failure * MINUTE)


def test_the_start_of_a_failure_moves_after_a_success(log: Path) -> None:
    outcomes = [*["no answer"] * 5, "", *["still no answer"] * 3]
    writer, statuses = create(log), []
    with Log(log) as opened:
        for minute, outcome in enumerate(outcomes):
            add_round(writer, minute, outcome)
            statuses.append(opened.status("here"))
    writer.close()
    since = [None if status is None else status.since for status in statuses]
    assert since == [*[START] * 5, None, *[START + 6 * MINUTE] * 3]
    assert statuses == [status_after(outcomes[: n + 1]) for n in range(len(outcomes))]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["", "no answer", "is full"]), max_size=5), min_size=1, max_size=6
    )
)
def test_a_status_read_again_after_new_rounds_equals_one_read_afresh(
    batches: list[list[str]],
) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        path = Path(folder) / "races.db"
        writer, outcomes = create(path), list[str]()
        with Log(path) as opened:
            for batch in batches:
                with writer.transaction():
                    for outcome in batch:
                        at = START + len(outcomes) * MINUTE
                        writer.add_round(at, 0, "boot", "here", outcome)
                        writer.add_round(at, 0, "boot", "there", "no answer")
                        outcomes.append(outcome)
                with Log(path) as fresh:
                    assert opened.status("here") == fresh.status("here") == status_after(outcomes)
        writer.close()


def test_the_reason_of_a_failure_is_sanitized(log: Path) -> None:
    writer = create(log)
    add_round(writer, 0, "no\x1b]0;answer\x07\nat all\u202e")
    writer.close()
    with Log(log) as opened:
        status = opened.status("here")
    assert status is not None
    assert status.why
    assert not {"\x1b", "\x07", "\n", "\u202e"} & set(status.why)


def test_the_next_attempt_is_the_one_last_announced_by_the_source(log: Path) -> None:
    writer, shown = create(log), []
    with Log(log) as opened:
        for minute, (outcome, next_at) in enumerate([("full", 5), ("full", 9), ("no", None)]):
            add_round(writer, minute, outcome, next_at=next_at)
            status = opened.status("here")
            shown.append((status.since, status.next_at) if status else None)
    writer.close()
    assert shown == [(START, 5), (START, 9), (START, None)]


def test_each_server_of_a_source_has_its_own_status(log: Path) -> None:
    writer = create(log)
    add_round(writer, 0, "is down", "mastodon one.example")
    add_round(writer, 1, "", "mastodon two.example")
    writer.close()
    with Log(log) as opened:
        hosts = (" one.example", " two.example", "")
        statuses = [opened.status(f"mastodon{host}") for host in hosts]
    assert [status and status.why for status in statuses] == ["is down", "", None]


def with_forecasts(path: Path, times: int, racers: int = 3) -> list[KeptForecast]:
    """Create a log of racers with a forecast each minute; returns the forecasts."""
    forecasts = [
        KeptForecast(n, START + k * MINUTE, 1_000, DAY, k, None, None, None, 0.5, None)
        for k in range(times)
        for n in range(1, racers + 1)
    ]
    writer = create(path)
    with writer.transaction():
        accounts = [Account(0, "here", str(n), f"racer{n}", "") for n in range(racers)]
        ids = [writer.add_account(account, START) for account in accounts]
        writer.save_forecasts(writer.add_race(race_of(), ids), reversed(forecasts))
    finish(writer)
    return forecasts


@pytest.mark.parametrize(
    ("times", "most"), [(10, 30), (100, 300), (100, 299), (100, 60), (101, 60), (100, 7), (100, 2)]
)
def test_of_too_many_forecasts_whole_times_are_left_out_evenly(
    times: int, most: int, log: Path
) -> None:
    racers = 3
    forecasts = with_forecasts(log, times, racers)
    with Log(log) as opened:
        found = opened.forecasts(race_of(), most=most)
        assert opened.forecast_count(race_of()) == len(forecasts)
    ats = sorted({forecast.at for forecast in found})
    assert found == [forecast for forecast in forecasts if forecast.at in ats]
    assert ats[-1] == forecasts[-1].at
    assert min(most, len(forecasts)) / 2 - racers <= len(found) <= most + racers
    gaps = {later - earlier for earlier, later in pairwise(ats)}
    assert len(gaps) <= 1
    if len(forecasts) <= most:
        assert found == forecasts


def test_every_forecast_is_read_across_pages(log: Path) -> None:
    forecasts = with_forecasts(log, PAGE // 3 + 2)
    assert len(forecasts) > PAGE
    with Log(log) as opened:
        assert list(opened.every_forecast(race_of())) == forecasts
        assert list(opened.every_forecast(race_of("another"))) == []
