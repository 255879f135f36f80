"""What the tests of imports may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Return a log without anything in it, and a way to bring files into it."""
    opened = Place(tmp_path)
    yield opened
    opened.writer.close()
