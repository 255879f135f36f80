"""Changes to races: made where they can be, refused in words where they cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import START, Ticks, minute
from tests.races.editors import FAKE, at_a_desk, made
from tests.sources.fakes import FakeSource, Wall
from tests.store.logs import rows
from tui.model import EventKind, Origin, Race, Sample
from tui.races.editing import Desk, Unwanted, added
from tui.sources import Purse, Source
from tui.store import open_to_write


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with at_a_desk(tmp_path) as desk:
        yield desk


def handles(race: Race) -> list[str]:
    return [account.handle for account in race.accounts]


# Races.


def test_a_race_is_made_of_its_accounts_in_their_order(desk: Desk) -> None:
    race = made(desk, "mine", "bob", "ann")
    assert (race.name, race.target, handles(race)) == ("mine", 1_000, ["bob", "ann"])
    assert desk.race("mine") == race


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mine", "there is a race 'mine' already"),
        ("fake", "a source has it"),
        ("Fake", "a source has it"),
        ("", "is no name for a race"),
        ("a/b", "is no name for a race"),
    ],
)
def test_a_name_that_cannot_be_had_is_refused_and_nothing_is_made(
    desk: Desk, name: str, words: str
) -> None:
    made(desk)
    with pytest.raises(Unwanted, match=words):
        made(desk, name, "ann")
    assert len(desk.log.races()) == 1
    assert rows(desk.path, "SELECT * FROM account") == []


def test_a_race_of_several_words_has_a_name_that_can_be_typed_and_the_words_as_its_title(
    desk: Desk,
) -> None:
    race = made(desk, "My other Race")
    assert (race.name, race.title) == ("my-other-race", "My other Race")
    assert desk.race("my-other-race") == race
    with pytest.raises(Unwanted, match="there is a race 'my-other-race' already"):
        made(desk, "my other race")


def test_a_race_that_is_not_there_is_refused_with_those_that_are(desk: Desk) -> None:
    made(desk)
    with pytest.raises(Unwanted, match="no race 'other' in the log; known are mine"):
        desk.race("other")


def test_accounts_are_added_once_and_taken_out_and_their_samples_stay(desk: Desk) -> None:
    race = made(desk, "mine", "ann")
    fresh = desk.add(race, [FAKE.known("ann"), FAKE.known("bob")])
    assert [account.handle for account in fresh] == ["bob"]
    assert added(race, fresh) == "Bob added to mine"
    race = desk.race("mine")
    with desk.writer.transaction():
        rounds = desk.writer.add_round(START, 0, "", "fake", "")
        desk.writer.add_samples(rounds, {race.accounts[0].id: [Sample(START, 1)]})
    desk.remove(race, race.accounts[:1])
    assert handles(desk.race("mine")) == ["bob"]
    desk.remove_race(race)
    assert desk.log.races() == []
    assert len(rows(desk.path, "SELECT * FROM sample")) == 1


def test_what_comes_from_outside_is_made_harmless(desk: Desk) -> None:
    source = FakeSource("fake")
    source.handles["ann"] = "a\x1b[2Jnn\nx"
    race = desk.make_race(Race("mine", "mine"), [source.known("ann")])
    assert race.accounts[0].handle.isprintable()
    assert rows(desk.path, "SELECT handle FROM account") == [(race.accounts[0].handle,)]


def test_a_race_is_renamed_to_what_is_written(desk: Desk) -> None:
    race = made(desk)
    assert desk.rename(race, "My Race") == "my-race"
    assert (desk.race("my-race").title, desk.race("my-race").id) == ("My Race", race.id)


@pytest.mark.parametrize("name", ["other", "fake", "?"])
def test_a_race_is_not_renamed_to_what_is_there_or_no_name(desk: Desk, name: str) -> None:
    made(desk, "other")
    race = made(desk)
    with pytest.raises(Unwanted):
        desk.rename(race, name)
    assert desk.race("mine") == race


def test_the_target_and_how_often_it_is_read_are_set(desk: Desk) -> None:
    race = made(desk)
    desk.set_target(race, 500)
    desk.set_every(race, 7_000)
    assert (desk.race("mine").target, desk.race("mine").every) == (500, 7_000)
    desk.set_target(race, None)
    assert desk.race("mine").target is None


@pytest.mark.parametrize("target", [0, -1])
def test_a_target_that_cannot_be_is_refused_and_the_log_stays_as_it_was(
    desk: Desk, target: int
) -> None:
    race = made(desk)
    with pytest.raises(Unwanted):
        desk.set_target(race, target)
    with pytest.raises(Unwanted):
        desk.make_race(Race("other", "other", (), target), [])
    assert [known.target for known in desk.log.races()] == [1_000]


# Events.


def test_an_event_is_noted_now_or_at_its_time(desk: Desk) -> None:
    race = made(desk, "mine", "ann")
    desk.note(race, "on the evening\x07 news", race.accounts[0])
    desk.note(race, "before", at=minute(-5), kind=EventKind.BROADCAST)
    before, now = desk.log.events(race)
    assert (before.at, before.kind, before.account) == (minute(-5), EventKind.BROADCAST, None)
    assert (now.at, now.kind, now.account) == (START, EventKind.NOTE, race.accounts[0])
    assert before.origin is now.origin is Origin.NOTED
    assert now.title.isprintable()


@pytest.mark.parametrize("title", ["", "  "])
def test_an_event_without_a_title_is_refused(desk: Desk, title: str) -> None:
    race = made(desk)
    with pytest.raises(Unwanted, match="needs a title"):
        desk.note(race, title)
    assert desk.log.events(race) == []


# The log.


def test_who_is_forgotten_is_in_no_file_any_more_not_even_in_a_backup(
    desk: Desk, tmp_path: Path
) -> None:
    race = desk.make_race(Race("mine", "mine"), [FAKE.known("ann"), FAKE.known("unforgettable")])
    desk.close()
    backup = tmp_path / "log.backup-schema1-1"
    backup.write_bytes((tmp_path / "log").read_bytes())
    backup.chmod(0o600)
    assert desk.forget(race.accounts[1]) == [backup]
    assert handles(desk.race("mine")) == ["ann"]
    desk.close()
    assert [f for f in tmp_path.iterdir() if b"unforgettable" in f.read_bytes()] == []


def test_a_log_is_made_when_something_is_written_and_not_before(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as desk:
        assert list(tmp_path.iterdir()) == []
        made(desk)
    open_to_write(tmp_path / "log").close()


def test_a_source_is_made_once(tmp_path: Path) -> None:
    so_far = list[Source]()

    def make(_: Purse) -> Source:
        so_far.append(FakeSource())
        return so_far[-1]

    desk = Desk(tmp_path / "log", {"fake": make}, Wall(Ticks()))
    assert desk.sources["fake"] is desk.sources["fake"]
    assert len(so_far) == 1
