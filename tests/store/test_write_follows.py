"""Who is gone from a follow list, and who is there again: in the log, by number."""

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
    """Write what a page of ann's list says at an hour."""
    seen = [Followee(one, back, None, None, hour(at), hour(at)) for one in followees]
    with writer.transaction():
        writer.add_follows(ANN.id, [(one, "a test") for one in seen])


def of(writer: Writer, who: Account, at: int) -> Followee:
    """Return what is known of a followee of ann at an hour."""
    with Log(writer.path) as opened:
        follow_list = opened.follow_list(ANN, hour(at))
    return next(f for f in follow_list.followees if f.account.id == who.id)


def answers(writer: Writer, hours: range) -> list[bool | None]:
    return [of(writer, ZOE, at).follows_back for at in hours]


def test_an_answer_stays_where_nobody_gives_one_later(writer: Writer) -> None:
    see(writer, 0, ZOE, back=True)
    see(writer, 1, ZOE)
    assert answers(writer, range(3)) == [True, True, True]


def test_a_first_answer_counts_from_when_it_was_given(writer: Writer) -> None:
    see(writer, 0, ZOE)
    see(writer, 1, ZOE, back=False)
    assert answers(writer, range(3)) == [None, False, False]


def test_another_answer_takes_the_place_of_the_one_before(writer: Writer) -> None:
    see(writer, 0, ZOE, back=True)
    see(writer, 1, ZOE, back=True)
    assert answers(writer, range(3)) == [True, True, True]
    see(writer, 2, ZOE, back=False)
    assert answers(writer, range(2, 4)) == [False, False]


def test_whether_somebody_is_a_celebrity_stays_where_nobody_says_it_later(writer: Writer) -> None:
    famous = Followee(ZOE, None, True, None, hour(0), hour(0))
    with writer.transaction():
        writer.add_follows(ANN.id, [(famous, "a test")])
    see(writer, 1, ZOE)
    assert of(writer, ZOE, 1).celebrity is True


def test_who_is_seen_again_was_first_seen_when_it_was_and_last_seen_now(writer: Writer) -> None:
    for at in (2, 5, 3):
        see(writer, at, ZOE)
    zoe = of(writer, ZOE, 9)
    assert (zoe.first_seen, zoe.last_seen) == (hour(2), hour(5))


def test_who_is_marked_as_gone_is_so_from_then_on_and_nobody_else(writer: Writer) -> None:
    see(writer, 0, ZOE, BOB)
    see(writer, 5, ZOE)
    with writer.transaction():
        writer.mark_gone(ANN.id, [BOB.id], hour(6))
    assert [of(writer, BOB, at).gone_at for at in (5, 6, 9)] == [None, hour(6), hour(6)]
    assert of(writer, ZOE, 9).gone_at is None


def test_who_is_gone_already_stays_gone_since_then(writer: Writer) -> None:
    see(writer, 0, BOB)
    for at in (2, 4):
        with writer.transaction():
            writer.mark_gone(ANN.id, [BOB.id], hour(at))
    assert of(writer, BOB, 9).gone_at == hour(2)


def test_who_was_gone_is_there_again_once_seen(writer: Writer) -> None:
    see(writer, 0, BOB, back=True)
    with writer.transaction():
        writer.mark_gone(ANN.id, [BOB.id], hour(1))
    see(writer, 2, BOB)
    bob = of(writer, BOB, 9)
    assert (bob.gone_at, bob.first_seen, bob.follows_back) == (None, hour(0), True)


def test_nobody_is_gone_from_the_list_of_somebody_else(writer: Writer) -> None:
    see(writer, 0, BOB)
    with writer.transaction():
        writer.mark_gone(ZOE.id, [BOB.id], hour(9))
    assert of(writer, BOB, 9).gone_at is None


def test_how_far_a_list_is_read_is_kept_until_it_is_read_further(writer: Writer) -> None:
    first = ListReading(hour(0), "page 2", 100, why="half of it is hidden")
    told = []
    for reading in (first, replace(first, cursor=None, read=150, finished_at=hour(1), why="")):
        with writer.transaction():
            told.append(writer.reading(ANN.id))
            writer.keep_reading(ANN.id, reading)
            told.append(writer.reading(ANN.id))
            assert writer.reading(ZOE.id) is None
    assert told == [None, first, first, ListReading(hour(0), None, 150, hour(1))]
    assert rows(writer.path, "SELECT count(*) FROM reading") == [(1,)]


def answer(writer: Writer, at: int, **back: bool) -> None:
    """Note at an hour who of ann's followees follows back."""
    numbers = {one.handle: one.id for one in (ANN, ZOE, BOB)}
    with writer.transaction():
        writer.answer_back(ANN.id, {numbers[name]: told for name, told in back.items()}, hour(at))


def test_an_answer_that_is_found_out_later_counts_from_then(writer: Writer) -> None:
    see(writer, 0, ZOE, BOB)
    answer(writer, 2, zoe=False)
    assert answers(writer, range(4)) == [None, None, False, False]
    assert of(writer, BOB, 9).follows_back is None


def test_an_answer_that_is_found_out_again_counts_since_the_first_time(writer: Writer) -> None:
    see(writer, 0, ZOE)
    for at in (1, 3):
        answer(writer, at, zoe=True)
    assert answers(writer, range(5)) == [None, True, True, True, True]
    answer(writer, 4, zoe=False)
    assert answers(writer, range(4, 6)) == [False, False]


def test_who_follows_back_is_noted_of_nobody_else(writer: Writer) -> None:
    see(writer, 0, ZOE)
    answer(writer, 1, bob=True)
    assert rows(writer.path, "SELECT followee, follows_back FROM follow") == [(ZOE.id, None)]
