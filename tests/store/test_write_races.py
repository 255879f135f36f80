"""Accounts, races, viewers and events into the log."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.logs import ANN, BOB, START, contents, filled, race_of, rows, sample
from tui.model import (
    DAY,
    HOUR,
    MINUTE,
    Account,
    ClassifiedPost,
    Condition,
    Event,
    EventKind,
    Followee,
    KeptForecast,
    Millis,
    Origin,
    PostKind,
    Race,
    Sample,
    Stake,
    Talk,
    Vote,
)
from tui.store import ListReading, Log, Writer, create, open_to_write

CAT = Account(0, "here", "3", "cat", "Cat")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_new_handle_is_the_accounts_and_the_old_ones_stay_beside_it(log: Path) -> None:
    writer = create(log)
    numbers = []
    for since, handle in enumerate(("ann", "ann", "anna", "ann")):
        with writer.transaction():
            numbers.append(writer.add_account(Account(0, "here", "1", handle, "Ann"), since))
    writer.close()
    assert len(set(numbers)) == 1
    assert rows(log, "SELECT native_id, handle FROM account") == [("1", "ann")]
    assert rows(log, "SELECT since, handle FROM handle ORDER BY since") == [
        (0, "ann"),
        (2, "anna"),
        (3, "ann"),
    ]


def test_an_account_is_known_by_its_stable_id_not_by_its_handle(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one = writer.add_account(Account(0, "here", "1", "ann", "Ann"), START)
        other = writer.add_account(Account(0, "here", "2", "ann", "Another"), START)
        elsewhere = writer.add_account(Account(0, "there", "1", "ann", "Ann"), START)
    writer.close()
    assert len({one, other, elsewhere}) == 3


def race_now(log: Path, number: int = 1) -> Race:
    with Log(log) as opened:
        race = opened.race_now(number)
    assert race is not None
    return race


def racers(log: Path) -> list[str]:
    return [account.handle for account in race_now(log).accounts]


def event(minute: int, title: str, about: Account | None = None) -> Event:
    return Event(START + minute * MINUTE, EventKind.NOTE, title, Origin.NOTED, about, "a person")


def test_an_account_takes_the_name_that_its_source_shows_now(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.name_account(1, "Anna")
    writer.close()
    assert [account.name for account in race_now(log).accounts] == ["Anna", "Bob"]


def test_what_has_become_of_an_account_is_that_accounts_alone(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.set_condition(1, Condition.MOVED, "elsewhere", START)
    writer.close()
    told = [(a.condition, a.moved_to, a.condition_since) for a in race_now(log).accounts]
    assert told == [(Condition.MOVED, "elsewhere", START), (Condition.THERE, "", 0)]


def test_it_is_known_whether_an_account_and_a_race_are_there(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        assert [writer.has_account(n) for n in (1, 2, 3)] == [True, True, False]
        assert [writer.has_race(n) for n in (1, 2)] == [True, False]
    writer.close()


def test_our_number_of_an_account_is_found_by_its_stable_id(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        numbers = [writer.number_of(replace(a, handle="another")) for a in (ANN, BOB, CAT)]
    writer.close()
    assert numbers == [1, 2, None]


def test_who_comes_to_a_race_stands_at_its_end_and_who_races_keeps_the_place(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        cat = writer.add_account(CAT, START)
        writer.add_racers(1, [cat, 1])
        writer.remove_racers(1, [1])
        writer.add_racers(1, [2, 1])
    writer.close()
    assert racers(log) == ["bob", "cat", "ann"]


def test_who_leaves_a_race_leaves_the_samples_there(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with writer.transaction():
        writer.remove_racers(1, [1, 99])
        racing = writer.racing()
    writer.close()
    assert racing == {2}
    assert racers(log) == ["bob"]
    assert {**contents(log), "racer": before["racer"]} == before


def test_a_race_goes_with_its_events_and_viewers_and_leaves_the_samples_there(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_race(race_of("another"), [1])
        writer.add_events(2, [event(0, "stays")])
    before = contents(log)
    with writer.transaction():
        gone = writer.add_race(race_of("gone"), [1, 2])
        writer.add_events(gone, [event(1, "goes", replace(ANN, id=1))])
        writer.want("a viewer", gone, START)
    with writer.transaction():
        writer.remove_race(gone)
    writer.close()
    assert contents(log) == before


CHANGES: dict[Callable[[Writer], None], Race] = {
    lambda writer: writer.set_target(1, 5): replace(race_of(), target=5),
    lambda writer: writer.set_target(1, None): replace(race_of(), target=None),
    lambda writer: writer.set_every(1, 5): replace(race_of(), every=5),
    lambda writer: writer.rename_race(1, "x", "An x"): replace(race_of(), name="x", title="An x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_race_is_that_races_alone(
    change: Callable[[Writer], None], log: Path
) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_race(race_of("another"), [])
        change(writer)
    writer.close()
    changed, other = race_now(log), race_now(log, 2)
    assert changed == replace(CHANGES[change], id=1, accounts=changed.accounts)
    assert other == replace(race_of("another"), id=2)


def test_a_race_is_written_with_how_often_it_is_read(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        writer.add_race(replace(race_of(), every=30_000), [])
    writer.close()
    assert race_now(log).every == 30_000


def test_events_that_a_race_has_already_are_not_added_again(log: Path) -> None:
    about_bob, about_nobody = event(0, "about bob", replace(BOB, id=2)), event(1, "about nobody")
    writer = filled(log)
    with writer.transaction():
        other = writer.add_race(race_of("another"), [])
        writer.add_events(other, [about_nobody])
    for events in ([about_bob], [about_bob, about_nobody], [about_nobody]):
        with writer.transaction():
            writer.add_events_once(1, events)
    writer.close()
    with Log(log) as opened:
        assert opened.events(race_now(log)) == [about_bob, about_nobody]


def wanted(log: Path, since: int = 0) -> list[str]:
    with Log(log) as opened:
        return [race.name for race in opened.wanted(START + since)]


@pytest.fixture
def three(log: Path) -> Writer:
    """Make a log of three races: one, two and three."""
    writer = create(log)
    with writer.transaction():
        for name in ("one", "two", "three"):
            writer.add_race(race_of(name), [])
    return writer


def test_what_is_wanted_again_is_wanted_once_and_from_then_on(three: Writer) -> None:
    for later in (0, 60):
        with three.transaction():
            three.want("a viewer", 2, START + later)
    three.close()
    assert wanted(three.path, since=60) == ["two"]
    assert len(rows(three.path, "SELECT * FROM viewer")) == 1


def test_a_viewer_may_want_more_than_one_race(three: Writer) -> None:
    with three.transaction():
        three.want("a viewer", 3, START)
        three.want("a viewer", 1, START)
    three.close()
    assert wanted(three.path) == ["one", "three"]


def test_what_two_viewers_want_is_read_once_and_as_long_as_one_of_them_wants_it(
    three: Writer,
) -> None:
    told = []
    with three.transaction():
        three.want("a viewer", 1, START)
        three.want("another", 1, START)
    told.append(wanted(three.path))
    for viewer in ("a viewer", "another"):
        with three.transaction():
            three.leave(viewer)
        told.append(wanted(three.path))
    three.close()
    assert told == [["one"], ["one"], []]


def test_a_viewer_that_has_not_said_so_for_long_wants_nothing(three: Writer) -> None:
    with three.transaction():
        three.want("a viewer", 1, START)
        three.want("another", 2, START + 5)
    told = [wanted(three.path, since) for since in (0, 1, 5, 6)]
    with three.transaction():
        three.want("a viewer", 1, START + 6)
    told.append(wanted(three.path, 6))
    three.close()
    assert told == [["one", "two"], ["two"], ["two"], [], ["one"]]


def test_a_viewer_that_has_said_nothing_for_a_day_leaves_no_row(three: Writer) -> None:
    told = []
    with three.transaction():
        three.want("a viewer", 1, START)
        three.want("a viewer that was killed", 2, START)
    for since in (DAY, DAY + 1):
        with three.transaction():
            three.want("a viewer", 1, START + since)
        told.append(rows(three.path, "SELECT viewer FROM viewer ORDER BY viewer"))
    three.close()
    assert told == [[("a viewer",), ("a viewer that was killed",)], [("a viewer",)]]


def test_the_race_that_was_opened_last_is_known(three: Writer) -> None:
    told = []
    with Log(three.path) as opened:
        assert opened.last_watched() is None
        for race, at in ((2, 1), (3, 2), (2, 3)):
            with three.transaction():
                three.watched(race, START + at)
            last = opened.last_watched()
            told.append(last.name if last else "")
    three.close()
    assert told == ["two", "three", "two"]


def crowd(writer: Writer, *names: str) -> list[Account]:
    made = [Account(0, "here", name, name, name.title()) for name in names]
    return [replace(one, id=writer.add_account(one, START)) for one in made]


def follow(writer: Writer, follower: int, *followees: Account) -> None:
    seen = [Followee(one, None, None, None, START, START) for one in followees]
    writer.add_follows(follower, [(one, "a test") for one in seen])


def test_an_account_is_forgotten_with_all_that_is_known_of_it_and_nothing_else_is(
    log: Path,
) -> None:
    writer = filled(log)
    with writer.transaction():
        shared, reader, read, racer = crowd(writer, "shared", "reader", "read", "racer")
        writer.add_racers(1, [racer.id])
        follow(writer, 2, shared, replace(ANN, id=1))
        follow(writer, reader.id, read)
        writer.add_events(1, [event(0, "about bob", replace(BOB, id=2))])
        writer.keep_reading(2, ListReading(START))
        writer.want("a viewer", 1, START)
        writer.provenance("a test")
        lists = writer.add_round(START, 0, "", "here lists", "")
    before = contents(log)
    with writer.transaction():
        gone, only_theirs = crowd(writer, "gone", "only-theirs")
        writer.add_racers(1, [gone.id])
        writer.add_samples(
            lists, {n.id: [sample(1, 5), sample(999, 6)] for n in (gone, only_theirs)}
        )
        writer.add_events(1, [event(1, "about the one who is gone", gone)])
        follow(writer, gone.id, only_theirs, shared, reader, racer)
        follow(writer, 2, gone)
        writer.keep_reading(gone.id, ListReading(START))
        writer.add_account(replace(gone, handle="renamed"), START + 1)
    with writer.transaction():
        writer.forget(gone.id)
    writer.close()
    assert contents(log) == before
    assert rows(log, "PRAGMA foreign_key_check") == []


def test_whom_it_followed_stays_where_it_was_read_for_a_race(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        gone, raced = crowd(writer, "gone", "raced")
        writer.add_samples(1, {raced.id: [sample(1, 5)]})
        follow(writer, gone.id, raced)
        writer.forget(gone.id)
        assert writer.number_of(raced) == raced.id
    writer.close()


def test_whom_two_followed_goes_with_the_second_of_them(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one, other, fan = crowd(writer, "one", "other", "fan")
        follow(writer, one.id, fan)
        follow(writer, other.id, fan)
    left = []
    for account in (one, other):
        with writer.transaction():
            writer.forget(account.id)
        left.append(rows(log, "SELECT handle FROM account ORDER BY id"))
    writer.close()
    assert left == [[("other",), ("fan",)], []]


def test_who_follows_itself_is_forgotten_like_anybody(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        (one,) = crowd(writer, "one")
        follow(writer, one.id, one)
        writer.forget(one.id)
    writer.close()
    assert rows(log, "SELECT * FROM account") == rows(log, "SELECT * FROM follow") == []


def names_in(log: Path) -> set[object]:
    """Return the names of provenances and of imports that a log holds."""
    told = "SELECT name FROM provenance UNION SELECT outcome FROM round WHERE outcome != ''"
    return {row[0] for row in rows(log, told)}


def test_the_names_of_files_and_pages_go_with_the_last_that_came_from_them(log: Path) -> None:
    def read(name: str) -> Sample:
        return replace(sample(1, 5), provenance=name)

    writer = create(log)
    with writer.transaction():
        ann, bob, fan = crowd(writer, "ann", "bob", "fan")
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


def test_a_provenance_that_went_may_be_named_again(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.forget(1)
        writer.forget(2)
        number = writer.add_account(ANN, START)
        writer.add_samples(1, {number: [sample(5, 7)]})
    writer.close()
    assert rows(log, "SELECT account, provenance FROM samples") == [("here:1", "a test")]
    assert rows(log, "PRAGMA foreign_key_check") == []


def test_a_provenance_that_another_writer_let_go_is_never_taken_for_a_later_one(log: Path) -> None:
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


def test_a_log_that_had_forgotten_an_account_can_meet_it_again(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.forget(1)
        number = writer.add_account(ANN, START)
        writer.add_samples(1, {number: [sample(5, 7)]})
    writer.close()
    with Log(log) as opened:
        counts = [s.followers for s in opened.history(replace(ANN, id=number))]
    assert counts == [7]


def lists_of(writer: Writer) -> tuple[Account, Account]:
    """Let ann and bob follow one, and ann another, of whom their lists gave a count."""
    shared, only_hers = crowd(writer, "shared", "only-hers")
    follow(writer, 1, shared, only_hers, replace(BOB, id=2))
    follow(writer, 2, shared, replace(ANN, id=1))
    for number in (1, 2):
        writer.keep_reading(number, ListReading(START))
    lists = writer.add_round(START, 0, "", "here lists", "")
    writer.add_samples(lists, {n.id: [sample(1, 5)] for n in (shared, only_hers)})
    return shared, only_hers


def follows(log: Path) -> set[tuple[object, ...]]:
    told = "SELECT f.handle, t.handle FROM follow JOIN account f ON f.id = follower"
    return set(rows(log, f"{told} JOIN account t ON t.id = followee"))


def test_a_list_is_forgotten_with_who_was_there_for_it_only_and_nothing_else(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        _, only_hers = lists_of(writer)
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
    """Return every text that plain SQLite finds in the tables of a log."""
    tables = rows(log, "SELECT name FROM sqlite_master WHERE type = 'table'")
    held = [rows(log, f"SELECT * FROM {table}") for (table,) in tables]
    return " ".join(str(value) for found in held for row in found for value in row)


def test_an_emptied_account_races_on_by_its_id_and_nothing_else_is_known_of_it(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        lists_of(writer)
        writer.add_account(Account(0, "here", "1", "nova", "Nova"), START + 1)
        writer.name_account(1, "Nova")
        writer.set_condition(1, Condition.MOVED, "nova-elsewhere", START)
        number = writer.add_round(START, 0, "", "import", "nova.csv")
        writer.add_samples(number, {1: [replace(sample(99, 9), provenance="a page of nova")]})
        writer.add_events(1, [event(0, "nova posts", replace(ANN, id=1)), event(1, "stays")])
        writer.pay("here", ["look-up nova"], 10_000, START)
    assert "nova" in text_in(log)
    with writer.transaction():
        writer.erase_account(1)
    writer.close()
    race = race_now(log)
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


def test_what_was_spent_on_an_emptied_account_stays_spent(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.pay("here", ["1", "look-up ann", "2"], 10_000, START)
        writer.erase_account(1)
        assert writer.spent("here", START) == 30_000
    writer.close()


def test_an_emptied_account_has_the_handle_that_it_is_met_with_again(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.erase_account(1)
        writer.add_account(replace(ANN, handle="anna"), START + 1)
    writer.close()
    assert racers(log) == ["anna", "bob"]
    assert rows(log, "SELECT since, handle FROM handle WHERE account = 1") == [(START + 1, "anna")]


# Votes and stakes, and what goes with an account.


VOTE = Vote(1, 1_000, START, START + DAY)
STAKE = Stake(1, "10,000 nets", 1_000_000, START)


def told(log: Path, until: Millis = 2**62, name: str = "here") -> tuple[object, object]:
    """Return the votes and the stakes of a race as they were known at a time."""
    with Log(log) as opened:
        return opened.votes(race_of(name), until), opened.stakes(race_of(name), until)


def test_votes_and_stakes_come_back_by_time_and_only_those_of_the_race(log: Path) -> None:
    later = replace(VOTE, begins_at=START + 1), replace(STAKE, noted_at=START + 1, account=2)
    writer = filled(log)
    with writer.transaction():
        for vote, stake in (later, (VOTE, STAKE)):
            writer.add_vote(1, vote)
            writer.add_stake(1, stake)
        writer.add_race(race_of("there"), [1])
    writer.close()
    assert told(log) == ((VOTE, later[0]), (STAKE, later[1]))
    assert told(log, START) == ((VOTE,), (STAKE,))
    assert told(log, START - 1) == ((), ())
    assert told(log, name="there") == ((), ())


def test_a_vote_or_a_stake_of_the_same_time_is_another_now(log: Path) -> None:
    vote = replace(VOTE, below=500)
    stake = replace(STAKE, kept_at=START + HOUR)
    writer = filled(log)
    for one, other in ((VOTE, STAKE), (vote, stake)):
        with writer.transaction():
            writer.add_vote(1, one)
            writer.add_stake(1, other)
    writer.close()
    assert told(log) == ((vote,), (stake,))


def test_a_stake_is_open_until_somebody_says_that_it_is_kept(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_stake(1, replace(STAKE, kept_at=START + HOUR))
    writer.close()
    assert told(log, START + HOUR - 1)[1] == (STAKE,)
    assert told(log, START + HOUR)[1] == (replace(STAKE, kept_at=START + HOUR),)


def test_the_words_of_a_stake_are_one_harmless_line(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_stake(1, replace(STAKE, text="nets\x1b[2J\nand\u202emore"))
    writer.close()
    with Log(log) as opened:
        (stake,) = opened.stakes(race_of())
    assert stake.text.isprintable()


@pytest.mark.parametrize(
    "vote",
    [replace(VOTE, below=0), replace(VOTE, ends_at=START), replace(VOTE, account=99)],
    ids=["below nobody", "over at once", "on nobody"],
)
def test_a_vote_that_cannot_be_is_refused(vote: Vote, log: Path) -> None:
    writer = filled(log)
    with pytest.raises(Exception, match=r"CHECK|FOREIGN KEY"), writer.transaction():
        writer.add_vote(1, vote)
    writer.close()
    assert told(log) == ((), ())


def with_everything(log: Path) -> Writer:
    """Make a log in which ann and bob each have posts, a vote, a stake and a forecast."""
    writer = filled(log)
    with writer.transaction():
        for n in (1, 2):
            writer.keep_posts(n, Talk(START, (ClassifiedPost(START, PostKind.PLAIN),)))
            writer.add_vote(1, replace(VOTE, account=n))
            writer.add_stake(1, replace(STAKE, account=n))
            forecasts_to_keep = KeptForecast(n, START, 1_000, DAY, 900, None, None, None, 1.0, None)
            writer.keep_forecasts(1, [forecasts_to_keep])
    return writer


def whose(log: Path) -> dict[str, list[object]]:
    tables = ("post", "vote", "stake", "forecast")
    return {t: [n for (n,) in rows(log, f"SELECT account FROM {t} ORDER BY 1")] for t in tables}


@pytest.mark.parametrize("remove", [Writer.forget, Writer.erase_account])
def test_whoever_is_forgotten_or_emptied_leaves_no_post_vote_stake_or_forecast(
    remove: Callable[[Writer, int], None], log: Path
) -> None:
    writer = with_everything(log)
    assert set(map(tuple, whose(log).values())) == {(1, 2)}
    with writer.transaction():
        remove(writer, 1)
    writer.close()
    assert set(map(tuple, whose(log).values())) == {(2,)}
    assert rows(log, "PRAGMA foreign_key_check") == []


def test_with_a_list_its_posts_are_forgotten_and_what_the_race_shows_is_not(log: Path) -> None:
    writer = with_everything(log)
    with writer.transaction():
        writer.forget_list(1)
    writer.close()
    both: list[object] = [1, 2]
    assert whose(log) == {"post": [2], "vote": both, "stake": both, "forecast": both}


def test_a_race_goes_with_its_votes_stakes_and_forecasts_and_leaves_the_posts(log: Path) -> None:
    writer = with_everything(log)
    with writer.transaction():
        writer.remove_race(1)
    writer.close()
    assert whose(log) == {"post": [1, 2], "vote": [], "stake": [], "forecast": []}
