"""A race editor for a new log, with one source of two accounts."""

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
def race_editor(path: Path, source: Source = FAKE) -> Iterator[RaceEditor]:
    """Open a race editor for a new log in a folder."""
    editor = RaceEditor(path / "log", {source.name: lambda _: source}, Wall(Ticks()))
    try:
        yield editor
    finally:
        editor.close()


def make_race(editor: RaceEditor, name: str = "mine", *accounts: str) -> Race:
    """Make a race to 1,000 of some accounts of the fake source."""
    return editor.make_race(
        Race(name, name, (), 1_000), [FAKE.known(account) for account in accounts]
    )
