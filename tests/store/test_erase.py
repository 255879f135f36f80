"""Deleting accounts, their follow lists, and all but their place in a race."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.logs import (
    ANN,
    BOB,
    START,
    account_ids_in,
    contents,
    event,
    filled,
    race_by_id,
    race_of,
    racers,
    rows,
    sample,
    with_everything,
)
from tui.model import MINUTE, Account, Condition, Followee, Sample
from tui.store import ListReading, Log, Writer, create, open_to_write


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def add_accounts(writer: Writer, *names: str) -> list[Account]:
    made = [Account(0, "here", name, name, name.title()) for name in names]
    return [replace(one, id=writer.add_account(one, START)) for one in made]


def follow(writer: Writer, follower: int, *followees: Account) -> None:
    seen = [Followee(one, None, None, None, START, START) for one in followees]
    writer.add_follows(follower, [(one, "a test") for one in seen])


def test_deleting_an_account_deletes_all_its_data_and_nothing_else(
    log: Path,
) -> None:
    writer = filled(log)
    with writer.transaction():
        shared, reader, read, racer = add_accounts(writer, "shared", "reader", "read", "racer")
        writer.add_racers(1, [racer.id])
        follow(writer, 2, shared, replace(ANN, id=1))
        follow(writer, reader.id, read)
        writer.add_events(1, [event(0, "about bob", replace(BOB, id=2))])
        writer.save_reading(2, ListReading(START))
        writer.request_race("a viewer", 1, START)
        writer.provenance("a test")
        lists = writer.add_round(START, 0, "", "here lists", "")
    before = contents(log)
    with writer.transaction():
        gone, only_theirs = add_accounts(writer, "gone", "only-theirs")
        writer.add_racers(1, [gone.id])
        writer.add_samples(
            lists, {n.id: [sample(1, 5), sample(999, 6)] for n in (gone, only_theirs)}
        )
        writer.add_events(1, [event(1, "about the one who is gone", gone)])
        follow(writer, gone.id, only_theirs, shared, reader, racer)
        follow(writer, 2, gone)
        writer.save_reading(gone.id, ListReading(START))
        writer.add_account(replace(gone, handle="renamed"), START + 1)
    with writer.transaction():
        writer.forget(gone.id)
    writer.close()
    assert contents(log) == before
    assert rows(log, "PRAGMA foreign_key_check") == []


def test_a_followee_that_was_polled_for_a_race_is_kept(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        gone, raced = add_accounts(writer, "gone", "raced")
        writer.add_samples(1, {raced.id: [sample(1, 5)]})
        follow(writer, gone.id, raced)
        writer.forget(gone.id)
        assert writer.account_id_of(raced) == raced.id
    writer.close()


def test_a_followee_of_two_accounts_is_deleted_with_the_second(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one, other, fan = add_accounts(writer, "one", "other", "fan")
        follow(writer, one.id, fan)
        follow(writer, other.id, fan)
    left = []
    for account in (one, other):
        with writer.transaction():
            writer.forget(account.id)
        left.append(rows(log, "SELECT handle FROM account ORDER BY id"))
    writer.close()
    assert left == [[("other",), ("fan",)], []]


def test_an_account_that_follows_itself_can_be_deleted(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        (one,) = add_accounts(writer, "one")
        follow(writer, one.id, one)
        writer.forget(one.id)
    writer.close()
    assert rows(log, "SELECT * FROM account") == rows(log, "SELECT * FROM follow") == []


def names_in(log: Path) -> set[object]:
    """Return the names of provenances and imports in a log."""
    query = "SELECT name FROM provenance UNION SELECT outcome FROM round WHERE outcome != ''"
    return {row[0] for row in rows(log, query)}


def test_names_of_files_and_pages_are_deleted_with_their_last_sample(log: Path) -> None:
    def read(name: str) -> Sample:
        return replace(sample(1, 5), provenance=name)

    writer = create(log)
    with writer.transaction():
        ann, bob, fan = add_accounts(writer, "ann", "bob", "fan")
        for file, of in (("ann.csv", [ann]), ("both.csv", [ann, bob]), ("nothing.csv", [])):
            number = writer.add_round(START, 0, "", "import", file)
            minutes = {"ann.csv": 1, "both.csv": 2}
            for one in of:
                at = START + minutes[file] * MINUTE
                writer.add_samples(number, {one.id: [replace(read(f"of {file}"), at=at)]})
        writer.add_round(START, 0, "boot", "here", "no answer")
        seen = Followee(fan, None, None, None, START, START)
        writer.add_follows(ann.id, [(seen, "a page of ann")])
        writer.add_follows(bob.id, [(seen, "a page of bob")])
    left = []
    for account in (ann, bob):
        with writer.transaction():
            writer.forget(account.id)
        left.append(names_in(log))
    writer.close()
    assert left == [{"both.csv", "of both.csv", "a page of bob", "no answer"}, {"no answer"}]


def test_a_deleted_provenance_can_be_added_again(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.forget(1)
        writer.forget(2)
        number = writer.add_account(ANN, START)
        writer.add_samples(1, {number: [sample(5, 7)]})
    writer.close()
    assert rows(log, "SELECT account, provenance FROM samples") == [("here:1", "a test")]
    assert rows(log, "PRAGMA foreign_key_check") == []


def test_a_provenance_id_deleted_by_another_writer_is_not_used_again(log: Path) -> None:
    collector = filled(log)
    other = open_to_write(log)
    with other.transaction():
        other.forget(1)
        other.forget(2)
        other.provenance("another book")
    other.close()
    with collector.transaction():
        number = collector.add_account(ANN, START)
        collector.add_samples(1, {number: [sample(5, 7)]})
    collector.close()
    assert rows(log, "SELECT account, provenance FROM samples") == [("here:1", "a test")]


def test_a_deleted_account_can_be_added_again(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.forget(1)
        number = writer.add_account(ANN, START)
        writer.add_samples(1, {number: [sample(5, 7)]})
    writer.close()
    with Log(log) as opened:
        counts = [s.followers for s in opened.history(replace(ANN, id=number))]
    assert counts == [7]


def add_lists(writer: Writer) -> tuple[Account, Account]:
    """Let ann and bob follow one account, and ann another; the lists have their counts."""
    shared, only_hers = add_accounts(writer, "shared", "only-hers")
    follow(writer, 1, shared, only_hers, replace(BOB, id=2))
    follow(writer, 2, shared, replace(ANN, id=1))
    for number in (1, 2):
        writer.save_reading(number, ListReading(START))
    lists = writer.add_round(START, 0, "", "here lists", "")
    writer.add_samples(lists, {n.id: [sample(1, 5)] for n in (shared, only_hers)})
    return shared, only_hers


def follows(log: Path) -> set[tuple[object, ...]]:
    query = "SELECT f.handle, t.handle FROM follow JOIN account f ON f.id = follower"
    return set(rows(log, f"{query} JOIN account t ON t.id = followee"))


def test_deleting_a_follow_list_deletes_accounts_only_in_it_and_nothing_else(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        _, only_hers = add_lists(writer)
        writer.add_events(1, [event(0, "about ann", replace(ANN, id=1))])
    before = contents(log)
    with writer.transaction():
        writer.forget_list(1)
        assert not writer.has_account(only_hers.id)
    writer.close()
    after = contents(log)
    assert follows(log) == {("bob", "shared"), ("bob", "ann")}
    assert [row[0] for row in after["reading"]] == [2]
    for table in ("race", "racer", "event", "round"):
        assert after[table] == before[table]
    hers = [row for row in before["sample"] if row[1] == only_hers.id]
    assert set(after["sample"]) == set(before["sample"]) - set(hers)
    assert rows(log, "PRAGMA foreign_key_check") == []


def text_in(log: Path) -> str:
    """Return every value in the tables of a log as one text."""
    tables = rows(log, "SELECT name FROM sqlite_master WHERE type = 'table'")
    held = [rows(log, f"SELECT * FROM {table}") for (table,) in tables]
    return " ".join(str(value) for found in held for row in found for value in row)


def test_erasing_an_account_leaves_only_its_stable_id_in_the_race(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        add_lists(writer)
        writer.add_account(Account(0, "here", "1", "nova", "Nova"), START + 1)
        writer.set_account_name(1, "Nova")
        writer.set_condition(1, Condition.MOVED, "nova-elsewhere", START)
        number = writer.add_round(START, 0, "", "import", "nova.csv")
        writer.add_samples(number, {1: [replace(sample(99, 9), provenance="a page of nova")]})
        writer.add_events(1, [event(0, "nova posts", replace(ANN, id=1)), event(1, "stays")])
        writer.pay("here", ["look-up nova"], 10_000, START)
    assert "nova" in text_in(log)
    with writer.transaction():
        writer.erase_account(1)
    writer.close()
    race = race_by_id(log)
    assert [(a.native_id, a.handle, a.name, a.moved_to) for a in race.accounts] == [
        ("1", "1", "", ""),
        ("2", "bob", "Bob", ""),
    ]
    assert follows(log) == {("bob", "shared")}
    for table in ("sample", "rollup", "handle", "reading", "event"):
        assert rows(log, f"SELECT 1 FROM {table} WHERE account = 1") == []
    assert [row[0] for row in rows(log, "SELECT title FROM event")] == ["stays"]
    assert rows(log, "SELECT count(*) FROM sample WHERE account = 2") == [(10,)]
    assert rows(log, "PRAGMA foreign_key_check") == []
    assert re.findall(r"\S* ?\S*nova\S*", text_in(log)) == []


def test_erasing_an_account_keeps_what_was_spent_on_it(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.pay("here", ["1", "look-up ann", "2"], 10_000, START)
        writer.erase_account(1)
        assert writer.spent("here", START) == 30_000
    writer.close()


def test_an_erased_account_takes_the_next_handle_that_is_read(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.erase_account(1)
        writer.add_account(replace(ANN, handle="anna"), START + 1)
    writer.close()
    assert racers(log) == ["anna", "bob"]
    assert rows(log, "SELECT since, handle FROM handle WHERE account = 1") == [(START + 1, "anna")]


@pytest.mark.parametrize("remove", [Writer.forget, Writer.erase_account])
def test_deleting_or_erasing_an_account_deletes_its_posts_votes_pledges_and_forecasts(
    remove: Callable[[Writer, int], None], log: Path
) -> None:
    writer = with_everything(log)
    assert set(map(tuple, account_ids_in(log).values())) == {(1, 2)}
    with writer.transaction():
        remove(writer, 1)
    writer.close()
    assert set(map(tuple, account_ids_in(log).values())) == {(2,)}
    assert rows(log, "PRAGMA foreign_key_check") == []


def test_deleting_a_follow_list_deletes_posts_but_nothing_shown_in_the_race(log: Path) -> None:
    writer = with_everything(log)
    with writer.transaction():
        writer.forget_list(1)
    writer.close()
    both: list[object] = [1, 2]
    assert account_ids_in(log) == {"post": [2], "vote": both, "stake": both, "forecast": both}


def sqlite_steps(writer: Writer, change: Callable[[], None]) -> int:
    """Return about how many hundreds of SQLite instructions a change takes."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with writer.transaction():
        writer._connection.set_progress_handler(count, 100)
        change()
        writer._connection.set_progress_handler(None, 0)
    return steps


def deletion_steps(log: Path, samples: int) -> tuple[int, int]:
    """Return the steps of deleting a list of 50, and an account, in a log of so many samples."""
    writer = create(log)
    with writer.transaction():
        ann, bob, *followees = add_accounts(writer, "ann", "bob", *(f"f{n}" for n in range(50)))
        writer.add_race(race_of(), [ann.id, bob.id])
        number = writer.add_round(START, 0, "boot", "here", "")
        for account in (ann, bob):
            live = [
                Sample(START + n * MINUTE, n, provenance="live:here") for n in range(samples // 2)
            ]
            writer.add_samples(number, {account.id: live})
        lists = writer.add_round(START, 0, "", "here lists", "")
        listed = [Sample(START, 5, provenance="list:here")]
        writer.add_samples(lists, {followee.id: listed for followee in followees})
        seen = [Followee(one, None, None, None, START, START) for one in followees]
        writer.add_follows(ann.id, [(one, "live:here") for one in seen])
        (leaving,) = add_accounts(writer, "leaving")
        writer.add_samples(number, {leaving.id: listed})
    steps = (
        sqlite_steps(writer, lambda: writer.forget_list(ann.id)),
        sqlite_steps(writer, lambda: writer.forget(leaving.id)),
    )
    writer.close()
    assert rows(log, "SELECT handle FROM account ORDER BY id") == [("ann",), ("bob",)]
    assert rows(log, "SELECT count(*) FROM sample") == [(samples,)]
    return steps


def test_deleting_accounts_does_not_scan_all_samples(tmp_path: Path) -> None:
    small = deletion_steps(tmp_path / "small.db", 200)
    large = deletion_steps(tmp_path / "large.db", 20_000)
    for what, in_small, in_large in zip(("a list", "an account"), small, large, strict=True):
        assert in_large < 2 * in_small + 5, what
