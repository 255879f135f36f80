"""Changes to races; invalid ones are refused with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import START, Ticks, minute
from tests.races.editors import FAKE, make_race, race_editor
from tests.sources.fakes import FakeSource, Wall
from tests.store.logs import rows
from tui.model import EventKind, Origin, Race, Sample
from tui.races.editing import RaceEditor, Rejected, added_text
from tui.sources import Budget, Source
from tui.store import open_to_write


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RaceEditor]:
    with race_editor(tmp_path) as editor:
        yield editor


def handles(race: Race) -> list[str]:
    return [account.handle for account in race.accounts]


# Races.


def test_a_new_race_has_its_accounts_in_order(editor: RaceEditor) -> None:
    race = make_race(editor, "mine", "bob", "ann")
    assert (race.name, race.target, handles(race)) == ("mine", 1_000, ["bob", "ann"])
    assert editor.race("mine") == race


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mine", "there is already a race 'mine'"),
        ("fake", "is the name of a source"),
        ("Fake", "is the name of a source"),
        ("", "is not a race name"),
        ("a/b", "is not a race name"),
    ],
)
def test_an_invalid_or_taken_name_is_refused(editor: RaceEditor, name: str, message: str) -> None:
    make_race(editor)
    with pytest.raises(Rejected, match=message):
        make_race(editor, name, "ann")
    assert len(editor.log.races()) == 1
    assert rows(editor.path, "SELECT * FROM account") == []


def test_a_name_of_several_words_becomes_a_slug_and_a_title(
    editor: RaceEditor,
) -> None:
    race = make_race(editor, "My other Race")
    assert (race.name, race.title) == ("my-other-race", "My other Race")
    assert editor.race("my-other-race") == race
    with pytest.raises(Rejected, match="there is already a race 'my-other-race'"):
        make_race(editor, "my other race")


def test_an_unknown_race_is_refused_with_the_available_ones(editor: RaceEditor) -> None:
    make_race(editor)
    with pytest.raises(Rejected, match="no race 'other' in this log; available: mine"):
        editor.race("other")


def test_accounts_can_be_added_once_and_removed_and_samples_are_kept(editor: RaceEditor) -> None:
    race = make_race(editor, "mine", "ann")
    new = editor.add(race, [FAKE.known("ann"), FAKE.known("bob")])
    assert [account.handle for account in new] == ["bob"]
    assert added_text(race, new) == "Bob added to mine"
    race = editor.race("mine")
    with editor.writer.transaction():
        rounds = editor.writer.add_round(START, 0, "", "fake", "")
        editor.writer.add_samples(rounds, {race.accounts[0].id: [Sample(START, 1)]})
    editor.remove(race, race.accounts[:1])
    assert handles(editor.race("mine")) == ["bob"]
    editor.remove_race(race)
    assert editor.log.races() == []
    assert len(rows(editor.path, "SELECT * FROM sample")) == 1


def test_handles_from_a_source_are_sanitized(editor: RaceEditor) -> None:
    source = FakeSource("fake")
    source.handles["ann"] = "a\x1b[2Jnn\nx"
    race = editor.make_race(Race("mine", "mine"), [source.known("ann")])
    assert race.accounts[0].handle.isprintable()
    assert rows(editor.path, "SELECT handle FROM account") == [(race.accounts[0].handle,)]


def test_a_race_can_be_renamed(editor: RaceEditor) -> None:
    race = make_race(editor)
    assert editor.rename(race, "My Race") == "my-race"
    assert (editor.race("my-race").title, editor.race("my-race").id) == ("My Race", race.id)


@pytest.mark.parametrize("name", ["other", "fake", "?"])
def test_a_race_cannot_be_renamed_to_a_taken_or_invalid_name(editor: RaceEditor, name: str) -> None:
    make_race(editor, "other")
    race = make_race(editor)
    with pytest.raises(Rejected):
        editor.rename(race, name)
    assert editor.race("mine") == race


def test_the_target_and_the_polling_interval_can_be_set(editor: RaceEditor) -> None:
    race = make_race(editor)
    editor.set_target(race, 500)
    editor.set_every(race, 7_000)
    assert (editor.race("mine").target, editor.race("mine").every) == (500, 7_000)
    editor.set_target(race, None)
    assert editor.race("mine").target is None


@pytest.mark.parametrize("target", [0, -1])
def test_an_impossible_target_is_refused(editor: RaceEditor, target: int) -> None:
    race = make_race(editor)
    with pytest.raises(Rejected):
        editor.set_target(race, target)
    with pytest.raises(Rejected):
        editor.make_race(Race("other", "other", (), target), [])
    assert [race.target for race in editor.log.races()] == [1_000]


# Events.


def test_an_event_can_be_noted_now_or_at_a_time(editor: RaceEditor) -> None:
    race = make_race(editor, "mine", "ann")
    editor.note(race, "on the evening\x07 news", race.accounts[0])
    editor.note(race, "before", at=minute(-5), kind=EventKind.BROADCAST)
    before, now = editor.log.events(race)
    assert (before.at, before.kind, before.account) == (minute(-5), EventKind.BROADCAST, None)
    assert (now.at, now.kind, now.account) == (START, EventKind.NOTE, race.accounts[0])
    assert before.origin is now.origin is Origin.NOTED
    assert now.title.isprintable()


@pytest.mark.parametrize("title", ["", "  "])
def test_an_event_without_a_title_is_refused(editor: RaceEditor, title: str) -> None:
    race = make_race(editor)
    with pytest.raises(Rejected, match="needs a title"):
        editor.note(race, title)
    assert editor.log.events(race) == []


# The log.


def test_a_deleted_account_is_in_no_file_not_even_a_backup(
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


def test_a_log_is_created_by_the_first_write(tmp_path: Path) -> None:
    with race_editor(tmp_path) as editor:
        assert list(tmp_path.iterdir()) == []
        make_race(editor)
    open_to_write(tmp_path / "log").close()


def test_a_source_is_created_once(tmp_path: Path) -> None:
    created = list[Source]()

    def make(_: Budget) -> Source:
        created.append(FakeSource())
        return created[-1]

    editor = RaceEditor(tmp_path / "log", {"fake": make}, Wall(Ticks()))
    assert editor.sources["fake"] is editor.sources["fake"]
    assert len(created) == 1
