"""Importing a race from another log: everything is copied, and nothing stored is undone."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.exchange.files import everything, lines
from tests.exchange.target_log import ANN, BOB, FIRST, NOW, RACE, TargetLog
from tui.exchange.importing.other_log import import_race
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
    """Create another log with two racers, an unknown count, an event, and a follow of Bob's."""
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


def import_from(target: TargetLog, other: Log) -> Report:
    with Log(target.path) as log:
        race = log.race(RACE.name) or replace(RACE, target=1_000, zone="UTC")
    return import_race(target.writer, race, other, other.races()[0], NOW)


TABLES = ("account", "race", "racer", "rollup", "event", "follow", "sample", "provenance")


def contents(log: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the tables that an import copies."""
    all_tables = everything(log)
    return {table: all_tables[table] for table in TABLES}


def test_samples_events_and_follows_are_imported(target: TargetLog, other: Log) -> None:
    report = import_from(target, other)
    assert (report.added, report.duplicates, report.skipped) == (4, 0, [])
    assert contents(target.path) == contents(other.path)


def test_importing_a_log_again_adds_nothing(target: TargetLog, other: Log) -> None:
    import_from(target, other)
    before = contents(target.path)
    again = import_from(target, other)
    assert (again.added, again.duplicates) == (0, 4)
    assert contents(target.path) == before


def test_conflicting_samples_of_another_log_are_skipped_and_reported(
    target: TargetLog, other: Log
) -> None:
    target.import_text(lines([501]), replace(BOB, name=""))
    report = import_from(target, other)
    assert (report.added, report.duplicates, report.conflicts) == (3, 0, 1)
    assert report.skipped == [
        ("own:bob at 2020-01-01T00:00:00Z", "the log already has 501 at that time")
    ]
    assert target.counts("bob")[0] == 501


def test_an_account_is_imported_with_all_its_handles(target: TargetLog, other: Log) -> None:
    writer = open_to_write(other.path)
    with writer.transaction():
        for day, handle in ((1, "bobby"), (2, "robert")):
            writer.add_account(replace(BOB, handle=handle), FIRST + day * DAY)
    writer.close()
    for _ in range(2):
        import_from(target, other)
        with Log(target.path) as log:
            handles = log.handles(target.account("bob"))
        assert handles == [(FIRST, "bob"), (FIRST + DAY, "bobby"), (FIRST + 2 * DAY, "robert")]
        assert target.account("bob").handle == "robert"


def test_an_older_handle_from_another_log_does_not_replace_a_newer_one(
    target: TargetLog, other: Log
) -> None:
    with target.writer.transaction():
        target.writer.add_account(replace(BOB, handle="robert"), FIRST + DAY)
    import_from(target, other)
    with Log(target.path) as log:
        assert log.handles(target.account("bob")) == [(FIRST, "bob"), (FIRST + DAY, "robert")]
    assert target.account("bob").handle == "robert"


# Follows


def follow(
    path: Path,
    hour: int,
    back: bool | None = None,
    celebrity: bool | None = None,
    gone: int | None = None,
) -> None:
    """Record in a log, new or not, that Bob was seen following a fan at an hour."""
    writer = open_to_write(path)
    at, gone_at = FIRST + hour * HOUR, None if gone is None else FIRST + gone * HOUR
    with writer.transaction():
        bob, fan = (writer.add_account(account, FIRST) for account in (BOB, FAN))
        seen = Followee(replace(FAN, id=fan), back, celebrity, None, at, at, gone_at)
        writer.add_follows(bob, [(seen, f"page {hour}")])
    writer.close()


def follow_list(log: Path, hour: int) -> FollowList:
    """Return whom Bob was known to follow at an hour."""
    with Log(log) as opened:
        bob = opened.account("own", "bob")
        assert bob is not None
        return opened.follow_list(bob, FIRST + hour * HOUR)


def fan_in(log: Path, hour: int) -> dict[str, object]:
    """Return what was known about the fan at an hour, without the account's id."""
    (fan,) = (f for f in follow_list(log, hour).followees if f.account.native_id == "fan")
    return {**asdict(fan), "account": fan.account.handle}


def test_samples_of_followed_accounts_are_imported_too(target: TargetLog, other: Log) -> None:
    follow(other.path, 0)
    writer = open_to_write(other.path)
    with writer.transaction():
        fan = writer.add_account(FAN, FIRST)
        writer.add_samples(1, {fan: [Sample(FIRST, 70), Sample(FIRST + HOUR, 80)]})
    writer.close()
    assert (import_from(target, other).added, import_from(target, other).duplicates) == (6, 6)
    assert target.counts("fan") == [70, 80]
    with Log(target.path) as log:
        assert [racer.handle for racer in log.races()[0].accounts] == ["bob", "ann"]


@pytest.mark.parametrize("celebrity", [None, True, False])
def test_a_follow_is_imported_unchanged_with_its_provenance(
    celebrity: bool | None, target: TargetLog, other: Log
) -> None:
    follow(other.path, 1, False, celebrity, gone=2)
    writer = open_to_write(other.path)
    with writer.transaction():
        fan = writer.add_account(FAN, FIRST)
        writer.add_samples(1, {fan: [Sample(FIRST, 5_000_000)]})
    writer.close()
    import_from(target, other)
    with Log(target.path) as log:
        follows = [(f, name) for f, name, _ in log.follows(target.account("bob"))]
    ((fan_follow, page),) = [pair for pair in follows if pair[0].account.native_id == "fan"]
    assert page == "page 1"
    assert fan_follow == Followee(
        target.account("fan"), False, celebrity, None, FIRST + HOUR, FIRST + HOUR, FIRST + 2 * HOUR
    )


def test_a_follow_back_is_known_from_the_same_hour_as_in_the_other_log(
    target: TargetLog, other: Log
) -> None:
    follow(other.path, 0)
    follow(other.path, 2, back=True)
    import_from(target, other)
    for hour in (0, 1, 2, 3):
        assert fan_in(target.path, hour) == fan_in(other.path, hour)


def test_newer_follow_data_of_another_log_is_imported(target: TargetLog, other: Log) -> None:
    follow(target.path, 1, back=True)
    follow(other.path, 4, back=False, gone=5)
    import_from(target, other)
    fan = fan_in(target.path, 6)
    assert (fan["follows_back"], fan["first_seen"]) == (False, FIRST + HOUR)
    assert fan["gone_at"] == FIRST + 5 * HOUR


@pytest.mark.parametrize("gone", [5, None])
def test_older_follow_data_of_another_log_changes_nothing_newer(
    gone: int | None, target: TargetLog, other: Log
) -> None:
    follow(target.path, 4, back=False, gone=gone)
    follow(other.path, 1, back=True, gone=None if gone else 2)
    before = fan_in(target.path, 6)
    import_from(target, other)
    assert fan_in(target.path, 6) == {**before, "first_seen": FIRST + HOUR}
