"""What every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

from tui.recorded import shipped_log

settings.register_profile("racetui", deadline=None, max_examples=100, derandomize=True)
settings.load_profile("racetui")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the log of the race of April 2009, made anew for this run."""
    return shipped_log("april-2009", tmp_path_factory.mktemp("cache"))
