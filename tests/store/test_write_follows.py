"""Writing follow lists: answers, followees that leave and return, and progress."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.logs import START, rows
from tui.model import HOUR, Account, Followee, Millis
from tui.store import ListReading, Log, Writer, create

ANN, ZOE, BOB = (
    Account(number, "here", name, name, "") for number, name in enumerate(("ann", "zoe", "bob"), 1)
)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    writer = create(tmp_path / "races.db")
    with writer.transaction():
        for account in (ANN, ZOE, BOB):
            writer.add_account(account, START)
    yield writer
    writer.close()


def hour(n: int) -> Millis:
    return START + n * HOUR


def see(writer: Writer, at: int, *followees: Account, back: bool | None = None) -> None:
    """Write a page of ann's follow list, read at an hour."""
    seen = [Followee(one, back, None, None, hour(at), hour(at)) for one in followees]
    with writer.transaction():
        writer.add_follows(ANN.id, [(one, "a test") for one in seen])


def of(writer: Writer, who: Account, at: int) -> Followee:
    """Return a followee of ann as known at an hour."""
    with Log(writer.path) as opened:
        follow_list = opened.follow_list(ANN, hour(at))
    return next(f for f in follow_list.followees if f.account.id == who.id)


def answers(writer: Writer, hours: range) -> list[bool | None]:
    return [of(writer, ZOE, at).follows_back for at in hours]


def test_a_known_answer_is_kept_if_a_later_page_has_none(writer: Writer) -> None:
    see(writer, 0, ZOE, back=True)
    see(writer, 1, ZOE)
    assert answers(writer, range(3)) == [True, True, True]


def test_a_first_answer_is_known_from_its_own_time_on(writer: Writer) -> None:
    see(writer, 0, ZOE)
    see(writer, 1, ZOE, back=False)
    assert answers(writer, range(3)) == [None, False, False]


def test_a_new_answer_replaces_the_old_one(writer: Writer) -> None:
    see(writer, 0, ZOE, back=True)
    see(writer, 1, ZOE, back=True)
    assert answers(writer, range(3)) == [True, True, True]
    see(writer, 2, ZOE, back=False)
    assert answers(writer, range(2, 4)) == [False, False]


def test_a_known_celebrity_stays_one_if_a_later_page_does_not_say(writer: Writer) -> None:
    famous = Followee(ZOE, None, True, None, hour(0), hour(0))
    with writer.transaction():
        writer.add_follows(ANN.id, [(famous, "a test")])
    see(writer, 1, ZOE)
    assert of(writer, ZOE, 1).celebrity is True


def test_a_followee_keeps_its_first_and_updates_its_last_time_seen(writer: Writer) -> None:
    for at in (2, 5, 3):
        see(writer, at, ZOE)
    zoe = of(writer, ZOE, 9)
    assert (zoe.first_seen, zoe.last_seen) == (hour(2), hour(5))


def test_a_followee_marked_as_gone_is_gone_from_then_on(writer: Writer) -> None:
    see(writer, 0, ZOE, BOB)
    see(writer, 5, ZOE)
    with writer.transaction():
        writer.mark_gone(ANN.id, [BOB.id], hour(6))
    assert [of(writer, BOB, at).gone_at for at in (5, 6, 9)] == [None, hour(6), hour(6)]
    assert of(writer, ZOE, 9).gone_at is None


def test_marking_a_followee_as_gone_again_keeps_the_first_time(writer: Writer) -> None:
    see(writer, 0, BOB)
    for at in (2, 4):
        with writer.transaction():
            writer.mark_gone(ANN.id, [BOB.id], hour(at))
    assert of(writer, BOB, 9).gone_at == hour(2)


def test_a_followee_that_was_gone_is_back_once_seen(writer: Writer) -> None:
    see(writer, 0, BOB, back=True)
    with writer.transaction():
        writer.mark_gone(ANN.id, [BOB.id], hour(1))
    see(writer, 2, BOB)
    bob = of(writer, BOB, 9)
    assert (bob.gone_at, bob.first_seen, bob.follows_back) == (None, hour(0), True)


def test_a_followee_gone_from_one_list_stays_in_another(writer: Writer) -> None:
    see(writer, 0, BOB)
    with writer.transaction():
        writer.mark_gone(ZOE.id, [BOB.id], hour(9))
    assert of(writer, BOB, 9).gone_at is None


def test_the_progress_of_a_reading_is_stored_once_per_account(writer: Writer) -> None:
    first = ListReading(hour(0), "page 2", 100, why="half of it is hidden")
    stored = []
    for reading in (first, replace(first, cursor=None, read=150, finished_at=hour(1), why="")):
        with writer.transaction():
            stored.append(writer.reading(ANN.id))
            writer.save_reading(ANN.id, reading)
            stored.append(writer.reading(ANN.id))
            assert writer.reading(ZOE.id) is None
    assert stored == [None, first, first, ListReading(hour(0), None, 150, hour(1))]
    assert rows(writer.path, "SELECT count(*) FROM reading") == [(1,)]


def answer(writer: Writer, at: int, **back: bool) -> None:
    """Write at an hour which of ann's followees follow back."""
    ids = {one.handle: one.id for one in (ANN, ZOE, BOB)}
    with writer.transaction():
        writer.set_follows_back(
            ANN.id, {ids[name]: follows for name, follows in back.items()}, hour(at)
        )


def test_an_answer_found_out_later_is_known_from_then_on(writer: Writer) -> None:
    see(writer, 0, ZOE, BOB)
    answer(writer, 2, zoe=False)
    assert answers(writer, range(4)) == [None, None, False, False]
    assert of(writer, BOB, 9).follows_back is None


def test_repeating_an_answer_keeps_its_first_time(writer: Writer) -> None:
    see(writer, 0, ZOE)
    for at in (1, 3):
        answer(writer, at, zoe=True)
    assert answers(writer, range(5)) == [None, True, True, True, True]
    answer(writer, 4, zoe=False)
    assert answers(writer, range(4, 6)) == [False, False]


def test_an_answer_about_an_account_not_in_the_list_is_ignored(writer: Writer) -> None:
    see(writer, 0, ZOE)
    answer(writer, 1, bob=True)
    assert rows(writer.path, "SELECT followee, follows_back FROM follow") == [(ZOE.id, None)]
