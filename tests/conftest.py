"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tui.recorded import shipped_log

settings.register_profile("racetui", deadline=None, max_examples=100, derandomize=True)
settings.load_profile("racetui")

# No test leaves this machine: where a source is not handed a server, nobody answers at its address.
NOBODY = "http://127.0.0.1:9"
for source in ("BLUESKY", "MASTODON", "GITHUB", "X"):
    os.environ[f"RACETUI_{source}_URL"] = NOBODY
    os.environ.pop(f"RACETUI_{source}_TOKEN", None)
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the log of the race of April 2009, made anew for this run."""
    return shipped_log("april-2009", tmp_path_factory.mktemp("cache"))
