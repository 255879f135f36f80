"""Which account a person means."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import START
from tests.races.editors import at_a_desk, made
from tests.sources.fakes import FakeSource
from tui.model import Sample
from tui.races.account_lookup import NotFound, look_up
from tui.races.editing import RaceEditor, Rejected
from tui.sources import SourceError


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RaceEditor]:
    with at_a_desk(tmp_path) as editor:
        yield editor


@pytest.mark.parametrize("text", ["fake:ann", "Fake: @ann"])
async def test_an_account_is_looked_up_at_its_source(editor: RaceEditor, text: str) -> None:
    reading = await look_up(editor, text)
    assert (reading.account.handle, reading.followers) == ("ann", 100)


async def test_a_bare_name_is_one_of_the_races_source(editor: RaceEditor) -> None:
    race = made(editor, "mine", "ann")
    assert (await look_up(editor, "bob", race)).account.handle == "bob"
    with pytest.raises(Rejected, match="is not an account"):
        await look_up(editor, "bob", made(editor, "empty"))


async def test_a_name_that_is_not_there_is_refused_with_what_is_near(editor: RaceEditor) -> None:
    with pytest.raises(NotFound, match="no account 'anne'; did you mean ann") as refusal:
        await look_up(editor, "fake:anne")
    assert refusal.value.near == ("ann",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bluesky:someone", "no source and no race 'bluesky' with an account 'someone'"),
        ("nowhere:someone", "no source and no race 'nowhere'"),
        ("", "is not an account"),
        ("https://example.org/", "is not the address of a profile"),
    ],
)
async def test_what_cannot_be_looked_up_is_refused_in_words(
    editor: RaceEditor, text: str, words: str
) -> None:
    with pytest.raises(Rejected, match=words):
        await look_up(editor, text)


async def test_a_source_that_fails_says_why(tmp_path: Path) -> None:
    source = FakeSource("fake", ann=100)
    source.failure = SourceError("the server is asleep")
    with (
        at_a_desk(tmp_path, source) as editor,
        pytest.raises(Rejected, match="fake: the server is asleep"),
    ):
        await look_up(editor, "fake:ann")


async def test_an_account_that_was_imported_is_found_in_the_log(editor: RaceEditor) -> None:
    with editor.writer.transaction():
        number = editor.writer.add_account(FakeSource("file").known("cat"), START)
        rounds = editor.writer.add_round(START, 0, "", "import", "")
        editor.writer.add_samples(rounds, {number: [Sample(START, 7)]})
    reading = await look_up(editor, "file:cat")
    assert (reading.account.id, reading.followers) == (number, 7)
