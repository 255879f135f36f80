"""Finding the account a user means."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import START
from tests.races.editors import make_race, race_editor
from tests.sources.fakes import FakeSource
from tui.model import Sample
from tui.races.account_lookup import NotFound, look_up
from tui.races.editing import RaceEditor, Rejected
from tui.sources import SourceError


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RaceEditor]:
    with race_editor(tmp_path) as editor:
        yield editor


@pytest.mark.parametrize("text", ["fake:ann", "Fake: @ann"])
async def test_an_account_is_looked_up_at_its_source(editor: RaceEditor, text: str) -> None:
    reading = await look_up(editor, text)
    assert (reading.account.handle, reading.followers) == ("ann", 100)


async def test_a_bare_name_belongs_to_the_source_of_the_race(editor: RaceEditor) -> None:
    race = make_race(editor, "mine", "ann")
    assert (await look_up(editor, "bob", race)).account.handle == "bob"
    with pytest.raises(Rejected, match="is not an account"):
        await look_up(editor, "bob", make_race(editor, "empty"))


async def test_an_unknown_name_is_refused_with_similar_ones(editor: RaceEditor) -> None:
    with pytest.raises(NotFound, match="no account 'anne'; did you mean ann") as refusal:
        await look_up(editor, "fake:anne")
    assert refusal.value.near == ("ann",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bluesky:someone", "no source or race 'bluesky' with an account 'someone'"),
        ("nowhere:someone", "no source or race 'nowhere'"),
        ("twitter:jack", "^twitter is called x here: x:jack$"),
        ("", "is not an account"),
        ("https://example.org/", "is not the address of a profile"),
    ],
)
async def test_a_name_that_cannot_be_looked_up_is_refused_with_a_reason(
    editor: RaceEditor, text: str, message: str
) -> None:
    with pytest.raises(Rejected, match=message):
        await look_up(editor, text)


async def test_a_failing_source_gives_its_reason(tmp_path: Path) -> None:
    source = FakeSource("fake", ann=100)
    source.failure = SourceError("the server is asleep")
    with (
        race_editor(tmp_path, source) as editor,
        pytest.raises(Rejected, match="fake: the server is asleep"),
    ):
        await look_up(editor, "fake:ann")


async def test_an_imported_account_is_found_in_the_log(editor: RaceEditor) -> None:
    with editor.writer.transaction():
        number = editor.writer.add_account(FakeSource("file").known("cat"), START)
        rounds = editor.writer.add_round(START, 0, "", "import", "")
        editor.writer.add_samples(rounds, {number: [Sample(START, 7)]})
    reading = await look_up(editor, "file:cat")
    assert (reading.account.id, reading.followers) == (number, 7)
