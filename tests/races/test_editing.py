"""Changes to races: made where they can be, refused in words where they cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import START, Ticks, minute
from tests.races.editors import FAKE, at_a_desk, made
from tests.sources.fakes import FakeSource, Wall
from tests.store.logs import rows
from tui.model import EventKind, Origin, Race, Sample
from tui.races.editing import RaceEditor, Rejected, added
from tui.sources import Budget, Source
from tui.store import open_to_write


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RaceEditor]:
    with at_a_desk(tmp_path) as editor:
        yield editor


def handles(race: Race) -> list[str]:
    return [account.handle for account in race.accounts]


# Races.


def test_a_race_is_made_of_its_accounts_in_their_order(editor: RaceEditor) -> None:
    race = made(editor, "mine", "bob", "ann")
    assert (race.name, race.target, handles(race)) == ("mine", 1_000, ["bob", "ann"])
    assert editor.race("mine") == race


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
    editor: RaceEditor, name: str, words: str
) -> None:
    made(editor)
    with pytest.raises(Rejected, match=words):
        made(editor, name, "ann")
    assert len(editor.log.races()) == 1
    assert rows(editor.path, "SELECT * FROM account") == []


def test_a_race_of_several_words_has_a_name_that_can_be_typed_and_the_words_as_its_title(
    editor: RaceEditor,
) -> None:
    race = made(editor, "My other Race")
    assert (race.name, race.title) == ("my-other-race", "My other Race")
    assert editor.race("my-other-race") == race
    with pytest.raises(Rejected, match="there is a race 'my-other-race' already"):
        made(editor, "my other race")


def test_a_race_that_is_not_there_is_refused_with_those_that_are(editor: RaceEditor) -> None:
    made(editor)
    with pytest.raises(Rejected, match="no race 'other' in the log; known are mine"):
        editor.race("other")


def test_accounts_are_added_once_and_taken_out_and_their_samples_stay(editor: RaceEditor) -> None:
    race = made(editor, "mine", "ann")
    fresh = editor.add(race, [FAKE.known("ann"), FAKE.known("bob")])
    assert [account.handle for account in fresh] == ["bob"]
    assert added(race, fresh) == "Bob added to mine"
    race = editor.race("mine")
    with editor.writer.transaction():
        rounds = editor.writer.add_round(START, 0, "", "fake", "")
        editor.writer.add_samples(rounds, {race.accounts[0].id: [Sample(START, 1)]})
    editor.remove(race, race.accounts[:1])
    assert handles(editor.race("mine")) == ["bob"]
    editor.remove_race(race)
    assert editor.log.races() == []
    assert len(rows(editor.path, "SELECT * FROM sample")) == 1


def test_what_comes_from_outside_is_made_harmless(editor: RaceEditor) -> None:
    source = FakeSource("fake")
    source.handles["ann"] = "a\x1b[2Jnn\nx"
    race = editor.make_race(Race("mine", "mine"), [source.known("ann")])
    assert race.accounts[0].handle.isprintable()
    assert rows(editor.path, "SELECT handle FROM account") == [(race.accounts[0].handle,)]


def test_a_race_is_renamed_to_what_is_written(editor: RaceEditor) -> None:
    race = made(editor)
    assert editor.rename(race, "My Race") == "my-race"
    assert (editor.race("my-race").title, editor.race("my-race").id) == ("My Race", race.id)


@pytest.mark.parametrize("name", ["other", "fake", "?"])
def test_a_race_is_not_renamed_to_what_is_there_or_no_name(editor: RaceEditor, name: str) -> None:
    made(editor, "other")
    race = made(editor)
    with pytest.raises(Rejected):
        editor.rename(race, name)
    assert editor.race("mine") == race


def test_the_target_and_how_often_it_is_read_are_set(editor: RaceEditor) -> None:
    race = made(editor)
    editor.set_target(race, 500)
    editor.set_every(race, 7_000)
    assert (editor.race("mine").target, editor.race("mine").every) == (500, 7_000)
    editor.set_target(race, None)
    assert editor.race("mine").target is None


@pytest.mark.parametrize("target", [0, -1])
def test_a_target_that_cannot_be_is_refused_and_the_log_stays_as_it_was(
    editor: RaceEditor, target: int
) -> None:
    race = made(editor)
    with pytest.raises(Rejected):
        editor.set_target(race, target)
    with pytest.raises(Rejected):
        editor.make_race(Race("other", "other", (), target), [])
    assert [known.target for known in editor.log.races()] == [1_000]


# Events.


def test_an_event_is_noted_now_or_at_its_time(editor: RaceEditor) -> None:
    race = made(editor, "mine", "ann")
    editor.note(race, "on the evening\x07 news", race.accounts[0])
    editor.note(race, "before", at=minute(-5), kind=EventKind.BROADCAST)
    before, now = editor.log.events(race)
    assert (before.at, before.kind, before.account) == (minute(-5), EventKind.BROADCAST, None)
    assert (now.at, now.kind, now.account) == (START, EventKind.NOTE, race.accounts[0])
    assert before.origin is now.origin is Origin.NOTED
    assert now.title.isprintable()


@pytest.mark.parametrize("title", ["", "  "])
def test_an_event_without_a_title_is_refused(editor: RaceEditor, title: str) -> None:
    race = made(editor)
    with pytest.raises(Rejected, match="needs a title"):
        editor.note(race, title)
    assert editor.log.events(race) == []


# The log.


def test_who_is_forgotten_is_in_no_file_any_more_not_even_in_a_backup(
    editor: RaceEditor, tmp_path: Path
) -> None:
    race = editor.make_race(Race("mine", "mine"), [FAKE.known("ann"), FAKE.known("unforgettable")])
    editor.close()
    backup = tmp_path / "log.backup-schema1-1"
    backup.write_bytes((tmp_path / "log").read_bytes())
    backup.chmod(0o600)
    assert editor.forget(race.accounts[1]) == [backup]
    assert handles(editor.race("mine")) == ["ann"]
    editor.close()
    assert [f for f in tmp_path.iterdir() if b"unforgettable" in f.read_bytes()] == []


def test_a_log_is_made_when_something_is_written_and_not_before(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as editor:
        assert list(tmp_path.iterdir()) == []
        made(editor)
    open_to_write(tmp_path / "log").close()


def test_a_source_is_made_once(tmp_path: Path) -> None:
    so_far = list[Source]()

    def make(_: Budget) -> Source:
        so_far.append(FakeSource())
        return so_far[-1]

    editor = RaceEditor(tmp_path / "log", {"fake": make}, Wall(Ticks()))
    assert editor.sources["fake"] is editor.sources["fake"]
    assert len(so_far) == 1
