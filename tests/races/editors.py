"""A desk over a new log, whose one source has two accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.building import Ticks
from tests.sources.fakes import FakeSource, Wall
from tui.model import Race
from tui.races.editing import RaceEditor
from tui.sources import Source

FAKE = FakeSource("fake", ann=100, bob=200)


@contextmanager
def at_a_desk(path: Path, source: Source = FAKE) -> Iterator[RaceEditor]:
    editor = RaceEditor(path / "log", {source.name: lambda _: source}, Wall(Ticks()))
    try:
        yield editor
    finally:
        editor.close()


def made(editor: RaceEditor, name: str = "mine", *accounts: str) -> Race:
    return editor.make_race(
        Race(name, name, (), 1_000), [FAKE.known(account) for account in accounts]
    )
