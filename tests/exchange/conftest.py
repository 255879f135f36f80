"""Fixtures of the import and export tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.target_log import TargetLog


@pytest.fixture
def target(tmp_path: Path) -> Iterator[TargetLog]:
    """Return an empty log to import files into."""
    log = TargetLog(tmp_path)
    yield log
    log.writer.close()
