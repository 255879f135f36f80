"""A new log for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.store import Writer, create


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """Return the writer of a new log."""
    writer = create(tmp_path / "races.db")
    yield writer
    writer.close()
