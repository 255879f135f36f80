"""A desk over a new log, whose one source has two accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.building import Ticks
from tests.sources.fakes import FakeSource, Wall
from tui.model import Race
from tui.races.editing import Desk
from tui.sources import Source

FAKE = FakeSource("fake", ann=100, bob=200)


@contextmanager
def at_a_desk(path: Path, source: Source = FAKE) -> Iterator[Desk]:
    desk = Desk(path / "log", {source.name: lambda _: source}, Wall(Ticks()))
    try:
        yield desk
    finally:
        desk.close()


def made(desk: Desk, name: str = "mine", *accounts: str) -> Race:
    return desk.make_race(
        Race(name, name, (), 1_000), [FAKE.known(account) for account in accounts]
    )
