"""Writing rounds: samples in order, changes of accounts, and events."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.building import START
from tests.sources.fakes import EVERY, FakeSource, live_race
from tests.store.logs import rows
from tui.collect.account_changes import SURE_AFTER
from tui.collect.round_writer import Outcome, RoundWriter, ServerAnswer, Wanted
from tui.model import (
    ABSENT,
    Account,
    Condition,
    Event,
    EventKind,
    Followee,
    Millis,
    Origin,
    Race,
    Sample,
)
from tui.sources import Happened, Reading, server_of
from tui.store import ListReading, Log, Writer, open_to_write

FAKE, X = FakeSource(), FakeSource("x")
ANN, BOB = FAKE.known("ann"), FAKE.known("bob")
ELI = replace(X.known("eli"), native_id="77")
C = Condition
LOST = [C.GONE, C.SUSPENDED, C.DEACTIVATED]
OTHER = [C.PRIVATE, C.HIDDEN, C.MOVED, C.WITHHELD]


class Writing:
    """A round writer for two races of Ann, Bob and Eli, and its log."""

    def __init__(self, log: Log, writer: Writer) -> None:
        self.log, self.writer = log, writer
        self.round_writer = RoundWriter(log, writer, "a boot")

    def races(self) -> list[Race]:
        return self.log.races()

    def known(self, account: Account) -> Account:
        """Return an account as the log has it."""
        found = self.log.account(account.source, account.native_id)
        assert found is not None
        return found

    def answers(self, at: Millis, *readings: Reading, why: str = "") -> ServerAnswer:
        """Return the answer of one server for the accounts of these readings."""
        asked = [self.known(reading.account) for reading in readings]
        with_ids = (
            replace(r, account=replace(r.account, id=a.id))
            for r, a in zip(readings, asked, strict=True)
        )
        wanted = tuple(Wanted(account, EVERY) for account in asked)
        server = server_of(readings[0].account)
        return ServerAnswer(server, START + at, wanted, tuple(with_ids), why)

    def write(self, *answers: ServerAnswer, now: Millis = 0) -> list[Outcome]:
        return self.round_writer.write(self.races(), answers, START + now, None)

    def write_readings(self, at: Millis, *readings: Reading) -> list[Outcome]:
        """Write the answer of one server at a time after the start."""
        return self.write(self.answers(at, *readings), now=at)

    def samples(self, account: Account) -> list[tuple[Millis, int | None]]:
        """Return the times, since the start, and follower counts of an account's samples."""
        return [(s.at - START, s.followers) for s in self.log.newest(self.known(account), 99)]

    def notes(self) -> list[list[str]]:
        """Return the titles of the notes in each race."""
        return [
            [e.title for e in self.log.events(race) if e.kind is EventKind.NOTE]
            for race in self.races()
        ]

    def followees(self, account: Account) -> list[str]:
        follow_list = self.log.follow_list(self.known(account), 2**50)
        return [followee.account.handle for followee in follow_list.followees]

    def follow(self, account: Account, *names: str) -> None:
        """Let an account follow some accounts that are known only from its list."""
        source = FakeSource(account.source)
        with self.writer.transaction():
            for name in names:
                n = self.writer.add_account(source.known(name), START)
                one = replace(source.known(name), id=n)
                seen = Followee(one, None, None, None, START, START)
                self.writer.add_follows(self.known(account).id, [(seen, "a list")])
            self.writer.save_reading(self.known(account).id, ListReading(START))


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Writing]:
    path = tmp_path / "log"
    with closing(live_race(path, ANN, BOB, ELI)) as writer:
        live_race(path, ANN, BOB, ELI, name="other", writer=writer)
    with Log(path) as log, closing(open_to_write(path)) as writer:
        yield Writing(log, writer)


def in_condition(account: Account, condition: Condition, followers: int | None = None) -> Reading:
    moved_to = "elsewhere@host.example" if condition is C.MOVED else ""
    erase = account.source == "x" and condition in ABSENT
    changed = replace(account, condition=condition, moved_to=moved_to)
    return Reading(changed, followers, erase=erase)


# Times.


def test_a_slow_answer_has_a_time_after_everything_written(writing: Writing) -> None:
    slow = writing.answers(1, Reading(ELI, 5))
    writing.write_readings(2, Reading(ANN, 7))
    writing.write(slow, now=9)
    assert (writing.samples(ANN), writing.samples(ELI)) == ([(2, 7)], [(9, 5)])


def test_outcomes_have_the_same_times_as_their_rounds_in_the_log(writing: Writing) -> None:
    slow, quick = writing.answers(1, Reading(ELI, 5)), writing.answers(4, Reading(ANN, 7))
    outcomes = writing.write(slow, quick, now=5)
    outcomes += writing.write(slow, now=9)
    assert [o.at - START for o in outcomes] == [1, 4, 9]
    ats = [at for (at,) in rows(writing.log.path, "SELECT at FROM round ORDER BY id")]
    assert ats == [o.at for o in outcomes]


def test_two_servers_polled_at_the_same_time_have_the_same_time(writing: Writing) -> None:
    writing.write(writing.answers(3, Reading(ELI, 5)), writing.answers(3, Reading(ANN, 7)), now=4)
    assert (writing.samples(ANN), writing.samples(ELI)) == ([(3, 7)], [(3, 5)])


@pytest.mark.parametrize("asked_at", [[3, 3, 3], [5, 4, 3], [1, 9, 9]])
def test_no_two_samples_of_an_account_have_the_same_time(
    asked_at: list[Millis], writing: Writing
) -> None:
    for at in asked_at:
        writing.write(writing.answers(at, Reading(ANN, 7)), now=max(asked_at))
    ats = [at for at, _ in writing.samples(ANN)]
    assert len(ats) == len(asked_at)
    assert all(a < b for a, b in pairwise(ats))


# Counts.


def test_a_reading_without_counts_is_not_a_sample(
    writing: Writing,
) -> None:
    writing.write_readings(1, Reading(ANN, 7))
    (outcome,) = writing.write_readings(2, Reading(ANN, None))
    assert (outcome.asked, outcome.answered) == (1, 1)
    assert writing.samples(ANN) == [(1, 7)]
    assert writing.log.latest_count(writing.known(ANN), 2**50, "followers") == 7


def test_known_counts_are_written_if_others_are_hidden(writing: Writing) -> None:
    writing.write_readings(1, Reading(ANN, None, following=3))
    (sample,) = writing.log.newest(writing.known(ANN), 9)
    assert (sample.followers, sample.following, sample.posts) == (None, 3, None)


def test_readings_before_a_failure_are_written_with_its_reason(
    writing: Writing,
) -> None:
    wanted = tuple(Wanted(writing.known(account), EVERY) for account in (ANN, BOB))
    read = writing.answers(1, Reading(ANN, 7)).readings
    part = ServerAnswer("fake", START + 1, wanted, read, "is full", START + 99)
    assert writing.write(part) == [Outcome(START + 1, "fake", 2, 1, "is full")]
    assert (writing.samples(ANN), writing.samples(BOB)) == ([(1, 7)], [])
    status = writing.log.status("fake")
    assert status is not None
    assert (status.why, status.since, status.next_at) == ("is full", START + 1, START + 99)


def test_readings_of_other_accounts_are_not_written(writing: Writing) -> None:
    stray = writing.answers(1, Reading(BOB, 9)).readings
    asked = writing.answers(1, Reading(ANN, 7))
    writing.write(replace(asked, readings=(*asked.readings, *stray)))
    assert (writing.samples(ANN), writing.samples(BOB)) == ([(1, 7)], [])


def test_nothing_is_written_about_races_and_accounts_deleted_meanwhile(writing: Writing) -> None:
    answer, races = writing.answers(1, Reading(ANN, 7), Reading(BOB, 9)), writing.races()
    with writing.writer.transaction():
        writing.writer.remove_race(races[1].id)
        writing.writer.forget(writing.known(ANN).id)
    writing.round_writer.write(races, [answer], START + 1, None)
    assert writing.log.account("fake", "ann") is None
    assert writing.samples(BOB) == [(1, 9)]


# Handles and names.


def test_a_rename_keeps_the_id_and_the_history(writing: Writing) -> None:
    before = writing.known(ANN)
    writing.write_readings(1, Reading(ANN, 7))
    writing.write_readings(2, Reading(replace(ANN, handle="anna", name="Anna"), 8))
    now = writing.known(ANN)
    assert now == replace(before, handle="anna", name="Anna")
    assert writing.log.handles(now) == [(START, "ann"), (START + 2, "anna")]
    assert writing.samples(ANN) == [(1, 7), (2, 8)]


def test_accounts_that_swap_handles_keep_their_histories(writing: Writing) -> None:
    writing.write_readings(1, Reading(ANN, 7), Reading(BOB, 9))
    ann, bob = replace(ANN, handle="bob"), replace(BOB, handle="ann")
    writing.write_readings(2, Reading(ann, 8), Reading(bob, 10))
    assert [writing.known(a).handle for a in (ANN, BOB)] == ["bob", "ann"]
    assert [writing.samples(a) for a in (ANN, BOB)] == [[(1, 7), (2, 8)], [(1, 9), (2, 10)]]


def test_a_reading_without_a_name_keeps_the_old_one(writing: Writing) -> None:
    writing.write_readings(1, Reading(replace(ANN, handle="", name=""), 7))
    assert (writing.known(ANN).handle, writing.known(ANN).name) == ("ann", "Ann")


def test_texts_from_a_source_are_sanitized(writing: Writing) -> None:
    nasty = "\x1b]0;a\x07\u202e\nb"
    known = replace(ANN, handle=nasty, name=nasty, condition=C.MOVED, moved_to=nasty)
    happened = Happened(START, EventKind.POST, nasty)
    writing.write_readings(1, Reading(known, 7, happened=(happened,)))
    stored = rows(writing.log.path, "SELECT handle || name || moved_to FROM account WHERE id = 1")
    stored += rows(writing.log.path, "SELECT title FROM event")
    assert len(stored) == 5
    for (text,) in stored:
        assert str(text).isprintable()
        assert "\u202e" not in str(text)


# Conditions.


WORDS = {
    C.GONE: "is gone",
    C.SUSPENDED: "is suspended",
    C.DEACTIVATED: "is deactivated",
    C.PRIVATE: "is private",
    C.HIDDEN: "hides its counts",
    C.MOVED: "has moved to @elsewhere@host.example",
    C.WITHHELD: "opts out of logged-out viewing",
}


@pytest.mark.parametrize("condition", WORDS)
def test_a_new_condition_is_stored_and_noted_once_in_each_race(
    condition: Condition, writing: Writing
) -> None:
    writing.write_readings(1, Reading(ANN, 7))
    for at in (2, 3):
        writing.write_readings(at, in_condition(ANN, condition))
    assert writing.known(ANN).condition is condition
    assert writing.notes() == [[f"Ann {WORDS[condition]}, says fake"]] * 2
    assert writing.samples(ANN) == [(1, 7)]


@pytest.mark.parametrize("condition", WORDS)
def test_an_account_that_is_back_is_noted_and_polled_again(
    condition: Condition, writing: Writing
) -> None:
    for at, reading in enumerate(
        (Reading(ANN, 7), in_condition(ANN, condition), Reading(ANN, 8)), 1
    ):
        writing.write_readings(at, reading)
    assert writing.known(ANN).condition is C.THERE
    assert writing.known(ANN).moved_to == ""
    assert [titles[-1] for titles in writing.notes()] == ["Ann is back, says fake"] * 2
    assert writing.samples(ANN) == [(1, 7), (3, 8)]


def test_a_new_round_writer_does_not_note_a_condition_again(writing: Writing) -> None:
    writing.write_readings(1, in_condition(ANN, C.GONE))
    writing.round_writer = RoundWriter(writing.log, writing.writer, "another boot")
    writing.write_readings(2, in_condition(ANN, C.GONE))
    assert writing.notes() == [["Ann is gone, says fake"]] * 2


def test_a_condition_is_not_noted_in_races_of_others(writing: Writing) -> None:
    live_race(writing.log.path, BOB, name="of-bob", writer=writing.writer)
    writing.write_readings(1, in_condition(ANN, C.GONE))
    assert sorted(writing.notes()) == [[], *[["Ann is gone, says fake"]] * 2]


def test_an_account_that_moves_again_is_noted_again(writing: Writing) -> None:
    writing.write_readings(1, in_condition(ANN, C.MOVED))
    writing.write_readings(2, Reading(replace(ANN, condition=C.MOVED, moved_to="further"), 7))
    assert writing.notes()[0][-1] == "Ann has moved to @further, says fake"


@pytest.mark.parametrize("condition", LOST)
def test_the_follow_list_of_a_lost_account_is_deleted_after_a_while(
    condition: Condition, writing: Writing
) -> None:
    writing.follow(ANN, "cid", "dan")
    followees = []
    for at in (1, 2, SURE_AFTER, SURE_AFTER + 1):
        writing.write_readings(at, in_condition(ANN, condition))
        followees.append(writing.followees(ANN))
    assert followees == [["cid", "dan"]] * 3 + [[]]
    assert rows(writing.log.path, "SELECT * FROM reading") == []
    assert writing.log.account("fake", "cid") is None


@pytest.mark.parametrize("condition", OTHER)
def test_the_follow_list_of_an_account_in_another_condition_is_kept(
    condition: Condition, writing: Writing
) -> None:
    writing.follow(ANN, "cid")
    for n in range(3):
        writing.write_readings(1 + n * SURE_AFTER, in_condition(ANN, condition))
    assert writing.followees(ANN) == ["cid"]


def test_a_follow_list_survives_repeated_false_alarms(writing: Writing) -> None:
    writing.follow(ANN, "cid")
    for n, reading in enumerate(
        [in_condition(ANN, C.GONE), Reading(ANN, 7), in_condition(ANN, C.SUSPENDED)] * 2
    ):
        writing.write_readings(1 + n * SURE_AFTER, reading)
    assert writing.followees(ANN) == ["cid"]


def test_a_follow_list_whose_deletion_failed_is_deleted_in_the_next_round(
    writing: Writing,
) -> None:
    writing.follow(ANN, "cid")
    writing.write_readings(1, in_condition(ANN, C.GONE))
    with pytest.raises(OverflowError):
        writing.write_readings(1 + SURE_AFTER, in_condition(ANN, C.GONE), Reading(BOB, 2**70))
    assert writing.followees(ANN) == ["cid"]
    writing.write_readings(2 + SURE_AFTER, in_condition(ANN, C.GONE))
    assert writing.followees(ANN) == []


def test_a_follow_list_read_meanwhile_is_deleted_again(writing: Writing) -> None:
    lost, back = in_condition(ANN, C.GONE), Reading(ANN, 7)
    for n, reading in enumerate([lost, lost, back]):
        writing.write_readings(1 + n * SURE_AFTER, reading)
    writing.follow(ANN, "dan")
    for n, reading in enumerate([lost, lost], 3):
        writing.write_readings(1 + n * SURE_AFTER, reading)
    assert writing.followees(ANN) == []


def test_the_samples_of_a_lost_account_are_kept(writing: Writing) -> None:
    writing.write_readings(1, Reading(ANN, 7))
    for at in (2, 3, 4):
        writing.write_readings(at, in_condition(ANN, C.GONE))
    assert writing.samples(ANN) == [(1, 7)]


# Accounts of X that are no longer public.


def add_data_of_eli(writing: Writing) -> None:
    """Add rows about Eli to every table that can have any; Bob follows Eli."""
    writing.write_readings(
        1, Reading(ELI, 7, happened=(Happened(START, EventKind.POST, "Eli posts"),))
    )
    writing.write_readings(2, Reading(replace(ELI, handle="eli.new"), 8))
    writing.follow(ELI, "fay")
    eli = writing.known(ELI)
    with writing.writer.transaction():
        seen = Followee(eli, True, None, None, START, START)
        writing.writer.add_follows(writing.known(BOB).id, [(seen, "a list")])
        note = Event(START, EventKind.NOTE, "Eli is noted", Origin.NOTED, eli, "a person")
        writing.writer.add_events(writing.races()[0].id, [note])


ROWS_OF_ELI = {
    "sample": "account = 3",
    "rollup": "account = 3",
    "event": "account = 3",
    "handle": "account = 3",
    "reading": "account = 3",
    "follow": "3 IN (follower, followee)",
}


def tables_with_eli(writing: Writing) -> set[str]:
    """Return the tables with rows about Eli."""
    path = writing.log.path
    return {t for t, where in ROWS_OF_ELI.items() if rows(path, f"SELECT 1 FROM {t} WHERE {where}")}


@pytest.mark.parametrize("condition", sorted(ABSENT))
def test_an_x_account_that_is_no_longer_public_is_erased_except_for_its_id(
    condition: Condition, writing: Writing
) -> None:
    add_data_of_eli(writing)
    assert tables_with_eli(writing) == set(ROWS_OF_ELI)
    writing.write_readings(3, in_condition(replace(ELI, handle="eli.new"), condition))
    assert tables_with_eli(writing) == set()
    eli = writing.known(ELI)
    assert (eli.handle, eli.name, eli.condition) == ("77", "", condition)
    assert all(eli in race.accounts for race in writing.races())
    assert writing.log.account("x", "fay") is None
    assert [titles[-1] for titles in writing.notes()] == [
        f"an account {WORDS[condition]}, says x"
    ] * 2


def test_an_erased_account_stays_erased_and_is_noted_once(writing: Writing) -> None:
    add_data_of_eli(writing)
    for at in (3, 4, 5):
        writing.write_readings(at, in_condition(ELI, C.PRIVATE))
    assert tables_with_eli(writing) == set()
    assert [titles.count("an account is private, says x") for titles in writing.notes()] == [1, 1]


def test_an_erased_account_that_is_public_again_starts_anew(writing: Writing) -> None:
    add_data_of_eli(writing)
    writing.write_readings(3, in_condition(ELI, C.PRIVATE))
    writing.write_readings(4, Reading(replace(ELI, handle="eli.back", name="Eli"), 20))
    eli = writing.known(ELI)
    assert (eli.handle, eli.name, eli.condition) == ("eli.back", "Eli", C.THERE)
    assert writing.log.handles(eli) == [(START + 4, "eli.back")]
    assert writing.samples(ELI) == [(4, 20)]


def test_other_accounts_keep_their_data(writing: Writing) -> None:
    add_data_of_eli(writing)
    writing.write_readings(3, Reading(ANN, 7), Reading(BOB, 9))
    writing.follow(BOB, "gil")
    writing.write_readings(4, in_condition(ELI, C.GONE))
    assert (writing.samples(ANN), writing.samples(BOB)) == ([(3, 7)], [(3, 9)])
    assert writing.followees(BOB) == ["gil"]


def test_a_count_after_an_erasure_is_not_judged_by_erased_samples(writing: Writing) -> None:
    for n in range(8):
        writing.write_readings(n + 1, Reading(ELI, 1_000_000 + n))
    writing.write_readings(20, in_condition(ELI, C.PRIVATE))
    writing.write_readings(21, Reading(ELI, 5))
    (sample,) = writing.log.newest(writing.known(ELI), 9)
    assert sample == Sample(START + 21, 5, provenance="live:x", round=sample.round)
