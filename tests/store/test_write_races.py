"""Writing accounts, races, requests of viewers, events, votes and pledges to a log."""

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
    with_everything,
)
from tui.model import (
    DAY,
    HOUR,
    Account,
    Condition,
    Millis,
    Race,
    Stake,
    Vote,
)
from tui.store import Log, Writer, create

CAT = Account(0, "here", "3", "cat", "Cat")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_new_handle_replaces_the_current_one_and_is_added_to_the_history(log: Path) -> None:
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


def test_accounts_are_identified_by_stable_id_not_by_handle(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one = writer.add_account(Account(0, "here", "1", "ann", "Ann"), START)
        other = writer.add_account(Account(0, "here", "2", "ann", "Another"), START)
        elsewhere = writer.add_account(Account(0, "there", "1", "ann", "Ann"), START)
    writer.close()
    assert len({one, other, elsewhere}) == 3


def test_the_name_of_an_account_can_be_changed(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.set_account_name(1, "Anna")
    writer.close()
    assert [account.name for account in race_by_id(log).accounts] == ["Anna", "Bob"]


def test_a_condition_belongs_to_one_account(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.set_condition(1, Condition.MOVED, "elsewhere", START)
    writer.close()
    conditions = [(a.condition, a.moved_to, a.condition_since) for a in race_by_id(log).accounts]
    assert conditions == [(Condition.MOVED, "elsewhere", START), (Condition.THERE, "", 0)]


def test_accounts_and_races_exist_or_not(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        assert [writer.has_account(n) for n in (1, 2, 3)] == [True, True, False]
        assert [writer.has_race(n) for n in (1, 2)] == [True, False]
    writer.close()


def test_the_id_of_an_account_is_found_by_its_stable_id(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        numbers = [writer.account_id_of(replace(a, handle="another")) for a in (ANN, BOB, CAT)]
    writer.close()
    assert numbers == [1, 2, None]


def test_new_racers_are_appended_and_others_keep_their_place(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        cat = writer.add_account(CAT, START)
        writer.add_racers(1, [cat, 1])
        writer.remove_racers(1, [1])
        writer.add_racers(1, [2, 1])
    writer.close()
    assert racers(log) == ["bob", "cat", "ann"]


def test_removing_a_racer_keeps_its_samples(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with writer.transaction():
        writer.remove_racers(1, [1, 99])
        racing = writer.racing_ids()
    writer.close()
    assert racing == {2}
    assert racers(log) == ["bob"]
    assert {**contents(log), "racer": before["racer"]} == before


def test_deleting_a_race_deletes_its_events_and_requests_but_not_samples(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_race(race_of("another"), [1])
        writer.add_events(2, [event(0, "stays")])
    before = contents(log)
    with writer.transaction():
        gone = writer.add_race(race_of("gone"), [1, 2])
        writer.add_events(gone, [event(1, "goes", replace(ANN, id=1))])
        writer.request_race("a viewer", gone, START)
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
def test_a_change_affects_only_its_race(change: Callable[[Writer], None], log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_race(race_of("another"), [])
        change(writer)
    writer.close()
    changed, other = race_by_id(log), race_by_id(log, 2)
    assert changed == replace(CHANGES[change], id=1, accounts=changed.accounts)
    assert other == replace(race_of("another"), id=2)


def test_a_race_is_stored_with_its_polling_interval(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        writer.add_race(replace(race_of(), every=30_000), [])
    writer.close()
    assert race_by_id(log).every == 30_000


def test_existing_events_are_not_added_again(log: Path) -> None:
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
        assert opened.events(race_by_id(log)) == [about_bob, about_nobody]


def requested(log: Path, since: int = 0) -> list[str]:
    with Log(log) as opened:
        return [race.name for race in opened.requested_races(START + since)]


@pytest.fixture
def three_races(log: Path) -> Writer:
    """Create a log with the races one, two and three."""
    writer = create(log)
    with writer.transaction():
        for name in ("one", "two", "three"):
            writer.add_race(race_of(name), [])
    return writer


def test_a_repeated_request_replaces_the_earlier_one(three_races: Writer) -> None:
    for later in (0, 60):
        with three_races.transaction():
            three_races.request_race("a viewer", 2, START + later)
    three_races.close()
    assert requested(three_races.path, since=60) == ["two"]
    assert len(rows(three_races.path, "SELECT * FROM viewer")) == 1


def test_a_viewer_can_request_several_races(three_races: Writer) -> None:
    with three_races.transaction():
        three_races.request_race("a viewer", 3, START)
        three_races.request_race("a viewer", 1, START)
    three_races.close()
    assert requested(three_races.path) == ["one", "three"]


def test_a_race_requested_by_two_viewers_is_listed_once_until_both_withdraw(
    three_races: Writer,
) -> None:
    names = []
    with three_races.transaction():
        three_races.request_race("a viewer", 1, START)
        three_races.request_race("another", 1, START)
    names.append(requested(three_races.path))
    for viewer in ("a viewer", "another"):
        with three_races.transaction():
            three_races.withdraw_requests(viewer)
        names.append(requested(three_races.path))
    three_races.close()
    assert names == [["one"], ["one"], []]


def test_old_requests_are_not_listed(three_races: Writer) -> None:
    with three_races.transaction():
        three_races.request_race("a viewer", 1, START)
        three_races.request_race("another", 2, START + 5)
    names = [requested(three_races.path, since) for since in (0, 1, 5, 6)]
    with three_races.transaction():
        three_races.request_race("a viewer", 1, START + 6)
    names.append(requested(three_races.path, 6))
    three_races.close()
    assert names == [["one", "two"], ["two"], ["two"], [], ["one"]]


def test_requests_are_deleted_after_a_day(three_races: Writer) -> None:
    viewers = []
    with three_races.transaction():
        three_races.request_race("a viewer", 1, START)
        three_races.request_race("a viewer that was killed", 2, START)
    for since in (DAY, DAY + 1):
        with three_races.transaction():
            three_races.request_race("a viewer", 1, START + since)
        viewers.append(rows(three_races.path, "SELECT viewer FROM viewer ORDER BY viewer"))
    three_races.close()
    assert viewers == [[("a viewer",), ("a viewer that was killed",)], [("a viewer",)]]


def test_the_last_opened_race_is_found(three_races: Writer) -> None:
    opened_races = []
    with Log(three_races.path) as opened:
        assert opened.last_opened() is None
        for race, at in ((2, 1), (3, 2), (2, 3)):
            with three_races.transaction():
                three_races.mark_opened(race, START + at)
            last = opened.last_opened()
            opened_races.append(last.name if last else "")
    three_races.close()
    assert opened_races == ["two", "three", "two"]


# Votes and pledges.


VOTE = Vote(1, 1_000, START, START + DAY)
STAKE = Stake(1, "10,000 nets", 1_000_000, START)


def votes_and_stakes(log: Path, until: Millis = 2**62, name: str = "here") -> tuple[object, object]:
    """Return the votes and pledges of a race as known at a time."""
    with Log(log) as opened:
        return opened.votes(race_of(name), until), opened.stakes(race_of(name), until)


def test_votes_and_pledges_of_a_race_are_sorted_by_time(log: Path) -> None:
    later = replace(VOTE, begins_at=START + 1), replace(STAKE, noted_at=START + 1, account=2)
    writer = filled(log)
    with writer.transaction():
        for vote, stake in (later, (VOTE, STAKE)):
            writer.add_vote(1, vote)
            writer.add_stake(1, stake)
        writer.add_race(race_of("there"), [1])
    writer.close()
    assert votes_and_stakes(log) == ((VOTE, later[0]), (STAKE, later[1]))
    assert votes_and_stakes(log, START) == ((VOTE,), (STAKE,))
    assert votes_and_stakes(log, START - 1) == ((), ())
    assert votes_and_stakes(log, name="there") == ((), ())


def test_a_vote_or_pledge_replaces_one_of_the_same_time(log: Path) -> None:
    vote = replace(VOTE, below=500)
    stake = replace(STAKE, kept_at=START + HOUR)
    writer = filled(log)
    for one, other in ((VOTE, STAKE), (vote, stake)):
        with writer.transaction():
            writer.add_vote(1, one)
            writer.add_stake(1, other)
    writer.close()
    assert votes_and_stakes(log) == ((vote,), (stake,))


def test_a_pledge_is_open_until_it_is_kept(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_stake(1, replace(STAKE, kept_at=START + HOUR))
    writer.close()
    assert votes_and_stakes(log, START + HOUR - 1)[1] == (STAKE,)
    assert votes_and_stakes(log, START + HOUR)[1] == (replace(STAKE, kept_at=START + HOUR),)


def test_the_text_of_a_pledge_is_sanitized(log: Path) -> None:
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
def test_an_impossible_vote_is_refused(vote: Vote, log: Path) -> None:
    writer = filled(log)
    with pytest.raises(Exception, match=r"CHECK|FOREIGN KEY"), writer.transaction():
        writer.add_vote(1, vote)
    writer.close()
    assert votes_and_stakes(log) == ((), ())


def test_deleting_a_race_deletes_its_votes_pledges_and_forecasts_but_not_posts(log: Path) -> None:
    writer = with_everything(log)
    with writer.transaction():
        writer.remove_race(1)
    writer.close()
    assert account_ids_in(log) == {"post": [1, 2], "vote": [], "stake": [], "forecast": []}
