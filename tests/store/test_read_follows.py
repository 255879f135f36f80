"""Reading the follow list of an account as known at a time."""

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
def log_with_follows(log: Path) -> Path:
    """Create a log in which ann follows zoe, bob until hour 5, and cat from hour 3 on."""
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


def list_at(log_with_follows: Path, hours: int) -> FollowList:
    with Log(log_with_follows) as opened:
        return opened.follow_list(ANN, START + hours * HOUR)


def test_a_follow_list_has_the_followees_known_at_its_time(
    log_with_follows: Path,
) -> None:
    assert [f.account.handle for f in list_at(log_with_follows, 2).followees] == ["bob", "zoe"]
    assert [f.account.handle for f in list_at(log_with_follows, 3).followees] == [
        "bob",
        "cat",
        "zoe",
    ]
    assert list_at(log_with_follows, -1).followees == ()


def test_a_follow_list_shows_nothing_that_became_known_later(log_with_follows: Path) -> None:
    gone = {
        hours: [
            f.gone_at
            for f in list_at(log_with_follows, hours).followees
            if f.account.handle == "bob"
        ]
        for hours in (4, 5, 9)
    }
    assert gone == {4: [None], 5: [START + 5 * HOUR], 9: [START + 5 * HOUR]}
    for hours in (0, 2, 7):
        at = START + hours * HOUR
        assert all((f.last_seen or 0) <= at for f in list_at(log_with_follows, hours).followees)


def celebrities(log_with_follows: Path, hours: int, celebrity_from: int) -> dict[str, bool | None]:
    with Log(log_with_follows) as opened:
        follow_list = opened.follow_list(ANN, START + hours * HOUR, celebrity_from)
    return {f.account.handle: f.celebrity for f in follow_list.followees}


def test_a_follow_list_distinguishes_unknown_from_no(log_with_follows: Path) -> None:
    backs = {f.account.handle: f.follows_back for f in list_at(log_with_follows, 6).followees}
    assert backs == {"zoe": True, "bob": False, "cat": None}
    assert celebrities(log_with_follows, 0, 500) == {"zoe": None, "bob": True}


def test_the_follower_count_decides_who_is_a_celebrity_only_if_that_is_unknown(
    log_with_follows: Path,
) -> None:
    assert celebrities(log_with_follows, 5, 501) == {"zoe": False, "bob": True, "cat": False}
    assert celebrities(log_with_follows, 5, 500) == {"zoe": True, "bob": True, "cat": False}


def test_followees_have_their_newest_trusted_follower_count(
    log_with_follows: Path,
) -> None:
    counts = [
        next(
            f.followers
            for f in list_at(log_with_follows, hours).followees
            if f.account.handle == "zoe"
        )
        for hours in (0, 1, 5, 6)
    ]
    assert counts == [None, 500, 500, 600]
    assert [list_at(log_with_follows, hours).followers for hours in (0, 7, 8)] == [10, 10, 20]


def test_a_follow_list_as_long_as_the_following_count_is_complete(
    log_with_follows: Path,
) -> None:
    def following_and_complete(hours: int) -> tuple[int | None, bool]:
        follow_list = list_at(log_with_follows, hours)
        return follow_list.following, follow_list.complete

    assert following_and_complete(-1) == (None, False)
    assert following_and_complete(2) == (3, False)
    assert following_and_complete(3) == (3, True)
    assert following_and_complete(5) == (3, False)
    assert following_and_complete(8) == (2, True)


@pytest.mark.parametrize(("hours", "complete"), [(5, False), (6, True), (7, True)])
def test_a_follow_list_is_complete_once_it_has_been_read_to_its_end(
    hours: int, complete: bool, log_with_follows: Path
) -> None:
    change(
        log_with_follows,
        lambda writer: writer.save_reading(ANN.id, ListReading(START, None, 2, SIX)),
    )
    assert list_at(log_with_follows, hours).complete is complete


def test_a_follow_list_being_read_is_not_complete(
    log_with_follows: Path,
) -> None:
    change(
        log_with_follows,
        lambda writer: writer.save_reading(ANN.id, ListReading(START, "a cursor", 2)),
    )
    assert not list_at(log_with_follows, 6).complete


def test_stored_follows_are_returned_unchanged_with_their_provenance(
    log_with_follows: Path,
) -> None:
    change(log_with_follows, lambda w: w.add_follows(1, [(seen(CAT, True), "a\x1b[2J page")]))
    with Log(log_with_follows) as opened:
        follows = opened.follows(ANN)
        none = opened.follows(ZOE)
    hours = [START + n * HOUR for n in range(11)]
    assert [followee for followee, _, _ in follows] == [
        Followee(BOB, False, True, None, hours[0], hours[4], hours[5]),
        Followee(CAT, True, False, None, hours[3], NOW),
        Followee(ZOE, True, None, None, hours[0], hours[10]),
    ]
    provenances = [name for _, name, _ in follows]
    assert provenances[::2] == ["a book", "a book"]
    assert provenances[1].isprintable()
    assert none == []


def queries(log: Path) -> list[str]:
    """Return the queries that reading a follow list takes."""
    statements: list[str] = []
    with Log(log) as opened:
        opened._connection.set_trace_callback(statements.append)
        opened.follow_list(ANN, NOW)
    return statements


def test_the_number_of_queries_does_not_depend_on_the_length_of_the_list(
    log_with_follows: Path,
) -> None:
    def add_fans(writer: Writer) -> None:
        for n in range(300):
            fan = added(writer, f"fan{n}")
            writer.add_samples(1, {fan.id: [Sample(START, 10 * n, provenance="a test")]})
            writer.add_follows(ANN.id, [(seen(fan), "a test")])

    few = queries(log_with_follows)
    change(log_with_follows, add_fans)
    counts = {f.account.handle: f.followers for f in list_at(log_with_follows, 12).followees}
    assert {counts[f"fan{n}"] for n in range(300)} == {10 * n for n in range(300)}
    assert len(queries(log_with_follows)) == len(few)


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
    "its list is hidden": lambda w: w.save_reading(1, hidden("its owner hides it")),
    "who follows back is found out": lambda w: w.set_follows_back(1, {ZOE.id: False}, NOW),
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


def list_and_version(log: Path) -> tuple[FollowList, object]:
    """Return a follow list and its version."""
    with Log(log) as opened:
        return opened.follow_list(ANN, NOW), opened.follow_list_version(ANN, NOW)


def same(one: FollowList, other: FollowList) -> bool:
    return asdict(one) == asdict(other)


@pytest.mark.parametrize("what", CHANGES)
def test_the_version_changes_with_the_follow_list(what: str, log_with_follows: Path) -> None:
    before, version = list_and_version(log_with_follows)
    change(log_with_follows, CHANGES[what])
    after, new_version = list_and_version(log_with_follows)
    assert not same(after, before)
    assert new_version != version


@pytest.mark.parametrize("what", NO_CHANGES)
def test_the_version_stays_the_same_if_the_follow_list_does(
    what: str, log_with_follows: Path
) -> None:
    before, version = list_and_version(log_with_follows)
    change(log_with_follows, NO_CHANGES[what])
    after, new_version = list_and_version(log_with_follows)
    assert same(after, before)
    assert new_version == version


@pytest.mark.parametrize("hours", [3, 5])
def test_the_version_changes_at_the_time_at_which_a_followee_joins_or_leaves(
    hours: int, log_with_follows: Path
) -> None:
    with Log(log_with_follows) as opened:
        times = [START + hours * HOUR + late for late in (-2, -1, 0, 1)]
        versions = [opened.follow_list_version(ANN, at) for at in times]
    assert versions[0] == versions[1] != versions[2] == versions[3]


def test_the_version_changes_once_the_list_has_been_read_to_its_end(log_with_follows: Path) -> None:
    def complete_and_version() -> tuple[bool, object]:
        with Log(log_with_follows) as opened:
            return opened.follow_list(ANN, SIX).complete, opened.follow_list_version(ANN, SIX)

    before, version = complete_and_version()
    change(
        log_with_follows, lambda writer: writer.save_reading(1, ListReading(START, None, 2, SIX))
    )
    after, new_version = complete_and_version()
    assert (before, after) == (False, True)
    assert new_version != version


@pytest.mark.parametrize(
    ("hours", "why"), [(5, ""), (6, "its owner hides it"), (9, "its owner hides it")]
)
def test_a_hidden_list_shows_the_reason_from_then_on_and_is_never_complete(
    hours: int, why: str, log_with_follows: Path
) -> None:
    change(
        log_with_follows, lambda writer: writer.save_reading(ANN.id, hidden("its owner hides it"))
    )
    follow_list = list_at(log_with_follows, hours)
    assert follow_list.why == why
    assert not follow_list.complete
    assert len(follow_list.followees) == 3


def test_a_hidden_list_is_not_complete_even_if_all_followees_are_known(
    log_with_follows: Path,
) -> None:
    assert list_at(log_with_follows, 8).complete
    change(
        log_with_follows, lambda writer: writer.save_reading(ANN.id, hidden("its owner hides it"))
    )
    assert not list_at(log_with_follows, 8).complete


def test_the_version_changes_with_the_reason_for_hiding_the_list(log_with_follows: Path) -> None:
    change(
        log_with_follows, lambda writer: writer.save_reading(ANN.id, hidden("its owner hides it"))
    )
    _, version = list_and_version(log_with_follows)
    change(log_with_follows, lambda writer: writer.save_reading(ANN.id, hidden("it is gone")))
    assert list_and_version(log_with_follows)[1] != version


def test_the_reason_for_hiding_a_list_is_sanitized(log_with_follows: Path) -> None:
    change(
        log_with_follows, lambda writer: writer.save_reading(ANN.id, hidden("no\x1b[2J\nno\u202e"))
    )
    why = list_at(log_with_follows, 9).why
    assert why
    assert why.isprintable()
