"""Whom an account was known to follow, as of a time."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.store.logs import START
from tui.model import HOUR, Account, Followee, FollowList, Millis, Quality, Sample
from tui.store import ListReading, Log, Writer, create, finish, open_to_write

NOW = START + 12 * HOUR
SIX = START + 6 * HOUR
ANN, ZOE, BOB, CAT = (
    Account(number, "here", name, name, name.title())
    for number, name in enumerate(("ann", "zoe", "bob", "cat"), 1)
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def followed(log: Path) -> Path:
    """Make a log in which ann follows one for good, one until hour 5, one from hour 3 on."""
    writer = create(log)
    with writer.transaction():
        for account in (ANN, ZOE, BOB, CAT):
            writer.add_account(account, START)
        round_id = writer.add_round(START, 0, "boot", "here", "")
        hour = [START + n * HOUR for n in range(12)]
        writer.add_samples(
            round_id,
            {
                ANN.id: [Sample(hour[0], 10, 3), Sample(hour[8], 20, 2)],
                ZOE.id: [
                    Sample(hour[1], 500),
                    Sample(hour[4], 9_999_999, quality=Quality.FALSE_READING),
                    Sample(hour[6], 600),
                ],
            },
        )
        writer.add_follows(
            ANN.id,
            [
                (Followee(ZOE, True, None, None, hour[0], hour[10]), "a book"),
                (Followee(BOB, False, True, None, hour[0], hour[4], hour[5]), "a book"),
                (Followee(CAT, None, False, None, hour[3], hour[10]), "a book"),
            ],
        )
    finish(writer)
    return log


def circle_at(followed: Path, hours: int) -> FollowList:
    with Log(followed) as opened:
        return opened.follow_list(ANN, START + hours * HOUR)


def test_a_circle_holds_whom_an_account_was_known_to_follow_by_then(
    followed: Path,
) -> None:
    assert [f.account.handle for f in circle_at(followed, 2).followees] == ["bob", "zoe"]
    assert [f.account.handle for f in circle_at(followed, 3).followees] == ["bob", "cat", "zoe"]
    assert circle_at(followed, -1).followees == ()


def test_a_circle_says_of_nobody_what_became_known_later(followed: Path) -> None:
    gone = {
        hours: [
            f.gone_at for f in circle_at(followed, hours).followees if f.account.handle == "bob"
        ]
        for hours in (4, 5, 9)
    }
    assert gone == {4: [None], 5: [START + 5 * HOUR], 9: [START + 5 * HOUR]}
    for hours in (0, 2, 7):
        at = START + hours * HOUR
        assert all((f.last_seen or 0) <= at for f in circle_at(followed, hours).followees)


def celebrities(followed: Path, hours: int, celebrity_from: int) -> dict[str, bool | None]:
    with Log(followed) as opened:
        follow_list = opened.follow_list(ANN, START + hours * HOUR, celebrity_from)
    return {f.account.handle: f.celebrity for f in follow_list.followees}


def test_a_circle_keeps_unknown_apart_from_no(followed: Path) -> None:
    backs = {f.account.handle: f.follows_back for f in circle_at(followed, 6).followees}
    assert backs == {"zoe": True, "bob": False, "cat": None}
    assert celebrities(followed, 0, 500) == {"zoe": None, "bob": True}


def test_followers_tell_a_celebrity_only_where_nobody_says(followed: Path) -> None:
    assert celebrities(followed, 5, 501) == {"zoe": False, "bob": True, "cat": False}
    assert celebrities(followed, 5, 500) == {"zoe": True, "bob": True, "cat": False}


def test_a_circle_counts_followers_by_the_newest_trusted_reading_of_then(
    followed: Path,
) -> None:
    counts = [
        next(f.followers for f in circle_at(followed, hours).followees if f.account.handle == "zoe")
        for hours in (0, 1, 5, 6)
    ]
    assert counts == [None, 500, 500, 600]
    assert [circle_at(followed, hours).followers for hours in (0, 7, 8)] == [10, 10, 20]


def test_a_circle_is_complete_where_as_many_are_known_as_the_account_says_it_follows(
    followed: Path,
) -> None:
    def complete(hours: int) -> tuple[int | None, bool]:
        follow_list = circle_at(followed, hours)
        return follow_list.following, follow_list.complete

    assert complete(-1) == (None, False)
    assert complete(2) == (3, False)
    assert complete(3) == (3, True)
    assert complete(5) == (3, False)
    assert complete(8) == (2, True)


@pytest.mark.parametrize(("hours", "whole"), [(5, False), (6, True), (7, True)])
def test_a_circle_is_complete_from_when_its_list_was_read_to_the_end(
    hours: int, whole: bool, followed: Path
) -> None:
    change(followed, lambda writer: writer.keep_reading(ANN.id, ListReading(START, None, 2, SIX)))
    assert circle_at(followed, hours).complete is whole


def test_a_circle_that_is_read_in_parts_is_not_complete_before_the_last_of_them(
    followed: Path,
) -> None:
    change(followed, lambda writer: writer.keep_reading(ANN.id, ListReading(START, "a cursor", 2)))
    assert not circle_at(followed, 6).complete


def test_whom_an_account_follows_is_told_just_as_it_is_written_down(followed: Path) -> None:
    change(followed, lambda w: w.add_follows(1, [(seen(CAT, True), "a\x1b[2J page")]))
    with Log(followed) as opened:
        told = opened.follows(ANN)
        nobodys = opened.follows(ZOE)
    hours = [START + n * HOUR for n in range(11)]
    assert [followee for followee, _, _ in told] == [
        Followee(BOB, False, True, None, hours[0], hours[4], hours[5]),
        Followee(CAT, True, False, None, hours[3], NOW),
        Followee(ZOE, True, None, None, hours[0], hours[10]),
    ]
    provenances = [name for _, name, _ in told]
    assert provenances[::2] == ["a book", "a book"]
    assert provenances[1].isprintable()
    assert nobodys == []


def questions(log: Path) -> list[str]:
    """Return what is asked of SQLite for a circle."""
    asked: list[str] = []
    with Log(log) as opened:
        opened._connection.set_trace_callback(asked.append)
        opened.follow_list(ANN, NOW)
    return asked


def test_a_circle_of_hundreds_takes_as_many_queries_as_one_of_three(
    followed: Path,
) -> None:
    def crowd(writer: Writer) -> None:
        for n in range(300):
            fan = added(writer, f"fan{n}")
            writer.add_samples(1, {fan.id: [Sample(START, 10 * n, provenance="a test")]})
            writer.add_follows(ANN.id, [(seen(fan), "a test")])

    few = questions(followed)
    change(followed, crowd)
    counts = {f.account.handle: f.followers for f in circle_at(followed, 12).followees}
    assert {counts[f"fan{n}"] for n in range(300)} == {10 * n for n in range(300)}
    assert len(questions(followed)) == len(few)


def change(log: Path, act: Callable[[Writer], object]) -> None:
    writer = open_to_write(log)
    with writer.transaction():
        act(writer)
    writer.close()


def added(writer: Writer, name: str) -> Account:
    made = Account(0, "here", name, name, "")
    return replace(made, id=writer.add_account(made, START))


def seen(who: Account, back: bool | None = None, at: Millis = NOW) -> Followee:
    return Followee(who, back, None, None, at, at)


def read(followers: int, following: int | None = None) -> Sample:
    return Sample(NOW, followers, following, provenance="a test")


def hidden(why: str) -> ListReading:
    return ListReading(START, None, 0, SIX, why)


CHANGES: dict[str, Callable[[Writer], object]] = {
    "its list is hidden": lambda w: w.keep_reading(1, hidden("its owner hides it")),
    "who follows back is found out": lambda w: w.answer_back(1, {ZOE.id: False}, NOW),
    "somebody new": lambda w: w.add_follows(1, [(seen(added(w, "dan")), "a test")]),
    "seen again": lambda w: w.add_follows(1, [(seen(ZOE), "a test")]),
    "another answer": lambda w: w.add_follows(1, [(seen(ZOE, False), "a test")]),
    "a first answer": lambda w: w.add_follows(1, [(seen(CAT, False), "a test")]),
    "gone": lambda w: w.mark_gone(1, [ZOE.id], NOW),
    "there again": lambda w: w.add_follows(1, [(seen(BOB), "a test")]),
}
NO_CHANGES: dict[str, Callable[[Writer], object]] = {
    "nothing": lambda w: None,
    "somebody else's list": lambda w: w.add_follows(2, [(seen(ANN), "a test")]),
    "a stranger's count": lambda w: w.add_samples(1, {added(w, "dan").id: [read(5)]}),
    "what comes later": lambda w: w.add_samples(1, {ZOE.id: [Sample(NOW + 1, 700)]}),
    "a doubted count": lambda w: w.add_samples(
        1, {ZOE.id: [replace(read(7), quality=Quality.SUSPECT)]}
    ),
}


def told(log: Path) -> tuple[FollowList, object]:
    """Return what a circle says, and its mark."""
    with Log(log) as opened:
        return opened.follow_list(ANN, NOW), opened.follow_list_mark(ANN, NOW)


def same(one: FollowList, other: FollowList) -> bool:
    return asdict(one) == asdict(other)


@pytest.mark.parametrize("what", CHANGES)
def test_the_mark_of_a_circle_is_another_where_the_circle_is(what: str, followed: Path) -> None:
    follow_list, mark = told(followed)
    change(followed, CHANGES[what])
    now, now_marked = told(followed)
    assert not same(now, follow_list)
    assert now_marked != mark


@pytest.mark.parametrize("what", NO_CHANGES)
def test_the_mark_of_a_circle_stays_where_the_circle_does(what: str, followed: Path) -> None:
    follow_list, mark = told(followed)
    change(followed, NO_CHANGES[what])
    now, now_marked = told(followed)
    assert same(now, follow_list)
    assert now_marked == mark


@pytest.mark.parametrize("hours", [3, 5])
def test_the_mark_of_a_circle_is_another_where_time_brings_somebody_or_takes_somebody_away(
    hours: int, followed: Path
) -> None:
    with Log(followed) as opened:
        marks = [
            opened.follow_list_mark(ANN, START + hours * HOUR + late) for late in (-2, -1, 0, 1)
        ]
    assert marks[0] == marks[1] != marks[2] == marks[3]


def test_the_mark_of_a_circle_is_another_once_its_list_is_read_to_the_end(followed: Path) -> None:
    def told() -> tuple[bool, object]:
        with Log(followed) as opened:
            return opened.follow_list(ANN, SIX).complete, opened.follow_list_mark(ANN, SIX)

    whole, mark = told()
    change(followed, lambda writer: writer.keep_reading(1, ListReading(START, None, 2, SIX)))
    now_whole, now_marked = told()
    assert (whole, now_whole) == (False, True)
    assert now_marked != mark


@pytest.mark.parametrize(
    ("hours", "why"), [(5, ""), (6, "its owner hides it"), (9, "its owner hides it")]
)
def test_a_list_that_is_not_told_says_why_from_then_on_and_is_never_whole(
    hours: int, why: str, followed: Path
) -> None:
    change(followed, lambda writer: writer.keep_reading(ANN.id, hidden("its owner hides it")))
    follow_list = circle_at(followed, hours)
    assert follow_list.why == why
    assert not follow_list.complete
    assert len(follow_list.followees) == 3


def test_a_hidden_list_of_which_all_are_known_is_not_whole(followed: Path) -> None:
    assert circle_at(followed, 8).complete
    change(followed, lambda writer: writer.keep_reading(ANN.id, hidden("its owner hides it")))
    assert not circle_at(followed, 8).complete


def test_another_reason_why_a_list_is_not_told_is_another_mark(followed: Path) -> None:
    change(followed, lambda writer: writer.keep_reading(ANN.id, hidden("its owner hides it")))
    _, mark = told(followed)
    change(followed, lambda writer: writer.keep_reading(ANN.id, hidden("it is gone")))
    assert told(followed)[1] != mark


def test_why_a_list_is_not_told_is_one_harmless_line(followed: Path) -> None:
    change(followed, lambda writer: writer.keep_reading(ANN.id, hidden("no\x1b[2J\nno\u202e")))
    why = circle_at(followed, 9).why
    assert why
    assert why.isprintable()
