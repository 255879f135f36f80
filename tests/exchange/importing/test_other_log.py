"""A race of another log into this one: all that is known there, and nothing undone here."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.exchange.files import everything, lines
from tests.exchange.place import ANN, BOB, FIRST, NOW, RACE, Place
from tui.exchange.importing.other_log import take_race
from tui.exchange.importing.report import Report
from tui.model import (
    DAY,
    HOUR,
    Account,
    Event,
    EventKind,
    Followee,
    FollowList,
    Origin,
    Quality,
    Sample,
)
from tui.store import Log, Writer, create, open_to_write

FAN = Account(0, "own", "fan", "fan", "")


def other_log(path: Path) -> Writer:
    """Make another log: two racers, a count that is unknown, an event, and whom Bob follows."""
    writer = create(path)
    with writer.transaction():
        bob, cat = (writer.add_account(a, FIRST) for a in (BOB, replace(ANN, native_id="cat")))
        race_id = writer.add_race(replace(RACE, target=1_000, zone="UTC"), [bob, cat])
        number = writer.add_round(FIRST, 0, "", "import", "")
        writer.add_samples(
            number,
            {
                bob: [
                    Sample(FIRST, 500, 7, 3, Quality.OVER, "a book"),
                    Sample(FIRST + DAY, None, 8, None, Quality.EXACT, "a page"),
                    Sample(FIRST + 2 * DAY, 9_999_999, None, None, Quality.FALSE_READING, "x"),
                ],
                cat: [Sample(FIRST, 400, provenance="a book")],
            },
        )
        about = replace(BOB, id=bob)
        events = [Event(FIRST, EventKind.PLEDGE, "nets", Origin.DOCUMENTED, about, "a book", 60)]
        writer.add_events(race_id, events)
        whom = Followee(replace(ANN, id=cat), True, None, None, FIRST, FIRST + DAY, None)
        writer.add_follows(bob, [(whom, "a page")])
    return writer


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Log]:
    other_log(tmp_path / "other.db").close()
    with Log(tmp_path / "other.db") as log:
        yield log


def taken_from(place: Place, other: Log) -> Report:
    with Log(place.path) as log:
        race = log.race(RACE.name) or replace(RACE, target=1_000, zone="UTC")
    return take_race(place.writer, race, other, other.races()[0], NOW)


def told(log: Path, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    held = everything(log)
    return {table: held[table] for table in tables}


def test_another_log_brings_its_samples_events_and_follows(place: Place, other: Log) -> None:
    report = taken_from(place, other)
    assert (report.taken, report.known, report.skipped) == (4, 0, [])
    tables = ("account", "race", "racer", "rollup", "event", "follow", "sample", "provenance")
    assert told(place.path, *tables) == told(other.path, *tables)


def test_the_same_log_twice_adds_nothing(place: Place, other: Log) -> None:
    taken_from(place, other)
    tables = ("account", "race", "racer", "rollup", "event", "follow", "sample", "provenance")
    before = told(place.path, *tables)
    again = taken_from(place, other)
    assert (again.taken, again.known) == (0, 4)
    assert told(place.path, *tables) == before


def test_what_another_log_says_otherwise_is_named_and_not_taken(place: Place, other: Log) -> None:
    place.take(lines([501]), replace(BOB, name=""))
    report = taken_from(place, other)
    assert (report.taken, report.known, report.contradicted) == (3, 0, 1)
    assert report.skipped == [
        ("own:bob at 2020-01-01T00:00:00Z", "that time has the count 501 already")
    ]
    assert place.counts("bob")[0] == 501


def test_all_the_handles_that_an_account_had_come_with_it(place: Place, other: Log) -> None:
    writer = open_to_write(other.path)
    with writer.transaction():
        for day, handle in ((1, "bobby"), (2, "robert")):
            writer.add_account(replace(BOB, handle=handle), FIRST + day * DAY)
    writer.close()
    for _ in range(2):
        taken_from(place, other)
        with Log(place.path) as log:
            handles = log.handles(place.account("bob"))
        assert handles == [(FIRST, "bob"), (FIRST + DAY, "bobby"), (FIRST + 2 * DAY, "robert")]
        assert place.account("bob").handle == "robert"


def test_a_handle_of_another_log_that_is_older_than_ours_is_history(
    place: Place, other: Log
) -> None:
    with place.writer.transaction():
        place.writer.add_account(replace(BOB, handle="robert"), FIRST + DAY)
    taken_from(place, other)
    with Log(place.path) as log:
        assert log.handles(place.account("bob")) == [(FIRST, "bob"), (FIRST + DAY, "robert")]
    assert place.account("bob").handle == "robert"


# Follows


def follow(
    path: Path,
    hour: int,
    back: bool | None = None,
    celebrity: bool | None = None,
    gone: int | None = None,
) -> None:
    """Note in a log, which may be new, that bob was seen to follow a fan at an hour."""
    writer = open_to_write(path)
    at, gone_at = FIRST + hour * HOUR, None if gone is None else FIRST + gone * HOUR
    with writer.transaction():
        bob, fan = (writer.add_account(account, FIRST) for account in (BOB, FAN))
        seen = Followee(replace(FAN, id=fan), back, celebrity, None, at, at, gone_at)
        writer.add_follows(bob, [(seen, f"page {hour}")])
    writer.close()


def follow_list(log: Path, hour: int) -> FollowList:
    """Return what is known of whom bob follows at an hour."""
    with Log(log) as opened:
        bob = opened.account("own", "bob")
        assert bob is not None
        return opened.follow_list(bob, FIRST + hour * HOUR)


def fan_in(log: Path, hour: int) -> dict[str, object]:
    """Return what is known of the fan at an hour, but for the number of the account."""
    (fan,) = (f for f in follow_list(log, hour).followees if f.account.native_id == "fan")
    return {**asdict(fan), "account": fan.account.handle}


def test_the_samples_of_whom_a_racer_follows_come_with_it(place: Place, other: Log) -> None:
    follow(other.path, 0)
    writer = open_to_write(other.path)
    with writer.transaction():
        fan = writer.add_account(FAN, FIRST)
        writer.add_samples(1, {fan: [Sample(FIRST, 70), Sample(FIRST + HOUR, 80)]})
    writer.close()
    assert (taken_from(place, other).taken, taken_from(place, other).known) == (6, 6)
    assert place.counts("fan") == [70, 80]
    with Log(place.path) as log:
        assert [racer.handle for racer in log.races()[0].accounts] == ["bob", "ann"]


@pytest.mark.parametrize("celebrity", [None, True, False])
def test_a_follow_comes_as_it_is_written_down_with_its_provenance(
    celebrity: bool | None, place: Place, other: Log
) -> None:
    follow(other.path, 1, False, celebrity, gone=2)
    writer = open_to_write(other.path)
    with writer.transaction():
        fan = writer.add_account(FAN, FIRST)
        writer.add_samples(1, {fan: [Sample(FIRST, 5_000_000)]})
    writer.close()
    taken_from(place, other)
    with Log(place.path) as log:
        told = [(f, name) for f, name, _ in log.follows(place.account("bob"))]
    ((fan_there, page),) = [pair for pair in told if pair[0].account.native_id == "fan"]
    assert page == "page 1"
    assert fan_there == Followee(
        place.account("fan"), False, celebrity, None, FIRST + HOUR, FIRST + HOUR, FIRST + 2 * HOUR
    )


def test_an_answer_counts_here_from_when_it_counts_there(place: Place, other: Log) -> None:
    follow(other.path, 0)
    follow(other.path, 2, back=True)
    taken_from(place, other)
    for hour in (0, 1, 2, 3):
        assert fan_in(place.path, hour) == fan_in(other.path, hour)


def test_what_another_log_says_later_is_taken(place: Place, other: Log) -> None:
    follow(place.path, 1, back=True)
    follow(other.path, 4, back=False, gone=5)
    taken_from(place, other)
    fan = fan_in(place.path, 6)
    assert (fan["follows_back"], fan["first_seen"]) == (False, FIRST + HOUR)
    assert fan["gone_at"] == FIRST + 5 * HOUR


@pytest.mark.parametrize("gone", [5, None])
def test_what_another_log_says_of_times_before_undoes_nothing(
    gone: int | None, place: Place, other: Log
) -> None:
    follow(place.path, 4, back=False, gone=gone)
    follow(other.path, 1, back=True, gone=None if gone else 2)
    before = fan_in(place.path, 6)
    taken_from(place, other)
    assert fan_in(place.path, 6) == {**before, "first_seen": FIRST + HOUR}
