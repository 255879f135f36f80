"""Races, accounts, events and rounds out of the log."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.logs import ANN, BOB, START, do, filled, finished, race_of
from tui.model import (
    MINUTE,
    Account,
    Condition,
    Event,
    EventKind,
    Origin,
    Race,
    SourceStatus,
)
from tui.store import Log, LogError, Writer, create, finish


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_race_comes_back_with_its_racers_in_their_places(log: Path) -> None:
    finished(log)
    with Log(log) as opened:
        race = opened.race("here")
        nobody = opened.race("there")
    assert race is not None
    assert [a.handle for a in race.accounts] == [ANN.handle, BOB.handle]
    assert [a.kind for a in race.accounts] == [ANN.kind, BOB.kind]
    assert race == replace(race_of(), id=1, accounts=race.accounts)
    assert nobody is None


def test_a_race_is_known_by_its_number_under_whatever_name(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.rename_race(1, "there", "Another title")
    writer.close()
    with Log(log) as opened:
        race, nobody = opened.race_now(1), opened.race_now(2)
        assert race == opened.race("there")
    assert isinstance(race, Race)
    assert (race.name, race.title, len(race.accounts)) == ("there", "Another title", 2)
    assert nobody is None


def test_an_account_is_known_by_its_number(log: Path) -> None:
    finished(log)
    with Log(log) as opened:
        assert opened.account_now(2) == replace(BOB, id=2)
        assert opened.account_now(3) is None


@pytest.mark.parametrize("condition", Condition)
def test_an_account_comes_back_with_what_has_become_of_it(condition: Condition, log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.set_condition(2, condition, "elsewhere\x1b[2J", START)
    writer.close()
    with Log(log) as opened:
        bob, race = opened.account_now(2), opened.race("here")
        assert bob == opened.account("here", "2")
    assert bob is not None
    assert race is not None
    assert (bob.condition, bob.condition_since) == (condition, START)
    assert bob.moved_to.isprintable()
    assert race.accounts == (replace(ANN, id=1), bob)


def test_a_condition_that_nobody_knows_here_asks_for_an_update(log: Path) -> None:
    finished(log)
    do(log, "UPDATE account SET condition = 'asleep' WHERE id = 2")
    with (
        Log(log) as opened,
        pytest.raises(LogError, match="'asleep', unknown here; update racetui"),
    ):
        opened.races()


def test_an_account_is_found_by_its_stable_id_before_its_handle_in_any_case(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one = writer.add_account(Account(0, "here", "7", "Ann", "Ann"), START)
        other = writer.add_account(Account(0, "here", "ann", "bob", "Bob"), START)
    finish(writer)

    def found(source: str, name: str) -> int | None:
        with Log(log) as opened:
            account = opened.account(source, name)
        return account.id if account else None

    assert found("here", "7") == one
    assert found("here", "ANN") == one
    assert found("here", "ann") == other
    assert found("here", "cat") is None
    assert found("there", "ann") is None


def test_the_handles_that_an_account_had_come_by_time_with_since_when(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        for minute, handle in ((5, "anna"), (9, "an\x1b]0;x\x07\nn"), (2, "annie")):
            writer.add_account(replace(ANN, handle=handle), START + minute * MINUTE)
    writer.close()
    with Log(log) as opened:
        told = [opened.handles(replace(ANN, id=number)) for number in (1, 2, 3)]
    ann, bob, nobody = told
    assert [since for since, _ in ann] == [START + n * MINUTE for n in (0, 2, 5, 9)]
    assert [handle for _, handle in ann[:3]] == ["ann", "annie", "anna"]
    assert ann[3][1].isprintable()
    assert (bob, nobody) == ([(START, "bob")], [])


def test_events_come_by_time_up_to_a_time_and_only_those_of_the_race(log: Path) -> None:
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
        told = opened.events(race)
        until = opened.events(race, START + 2 * MINUTE)
    assert [e.title for e in told] == ["A vote", "second", "and another", "third"]
    assert told[0] == Event(START, EventKind.VOTE, "A vote", Origin.DOCUMENTED, known, "a")
    assert [e.title for e in until] == ["A vote", "second", "and another"]


def tried(
    writer: Writer, minute: int, outcome: str, source: str = "here", next_at: int | None = None
) -> int:
    """Note an attempt at reading some minutes after the start; returns its number."""
    with writer.transaction():
        return writer.add_round(START + minute * MINUTE, 0, "boot", source, outcome, next_at)


def test_a_source_that_was_never_asked_has_no_status(log: Path) -> None:
    create(log).close()
    with Log(log) as opened:
        assert opened.status("here") is None
        assert opened.newest_round("here") is None


def test_a_source_is_well_after_an_attempt_that_went_well(log: Path) -> None:
    writer = create(log)
    tried(writer, 0, "no answer")
    number = tried(writer, 1, "")
    tried(writer, 2, "no answer", "there")
    writer.close()
    with Log(log) as opened:
        assert opened.status("here") == SourceStatus("here", START + MINUTE)
        assert opened.newest_round("here") == (number, START + MINUTE)


@pytest.mark.parametrize(("outcomes", "since"), [(["", "no"], 1), (["no", "no"], 0), (["no"], 0)])
def test_a_source_fails_since_the_first_attempt_after_the_last_good_one(
    outcomes: list[str], since: int, log: Path
) -> None:
    writer = create(log)
    for minute, outcome in enumerate([*outcomes, "still no answer"]):
        tried(writer, minute, outcome)
        tried(writer, minute, "", "there")
    writer.close()
    with Log(log) as opened:
        status = opened.status("here")
    at, first = START + len(outcomes) * MINUTE, START + since * MINUTE
    assert status == SourceStatus("here", at, "still no answer", first)


def test_why_a_source_fails_is_one_harmless_line(log: Path) -> None:
    writer = create(log)
    tried(writer, 0, "no\x1b]0;answer\x07\nat all\u202e")
    writer.close()
    with Log(log) as opened:
        status = opened.status("here")
    assert status is not None
    assert status.why
    assert not {"\x1b", "\x07", "\n", "\u202e"} & set(status.why)


def test_a_source_that_says_when_shows_what_it_said_last(log: Path) -> None:
    writer, told = create(log), []
    with Log(log) as opened:
        for minute, (outcome, next_at) in enumerate([("full", 5), ("full", 9), ("no", None)]):
            tried(writer, minute, outcome, next_at=next_at)
            status = opened.status("here")
            told.append((status.since, status.next_at) if status else None)
    writer.close()
    assert told == [(START, 5), (START, 9), (START, None)]


def test_each_server_of_a_source_has_a_status_of_its_own(log: Path) -> None:
    writer = create(log)
    tried(writer, 0, "is down", "mastodon one.example")
    tried(writer, 1, "", "mastodon two.example")
    writer.close()
    with Log(log) as opened:
        told = [opened.status(f"mastodon{host}") for host in (" one.example", " two.example", "")]
    assert [status and status.why for status in told] == ["is down", "", None]
