"""For tests that start the dashboard some hundred times."""

import gc
from collections.abc import Iterator

import pytest

RARELY = (50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def collecting_rarely() -> Iterator[None]:
    """Let the garbage collector look less often: a third of the time was its."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    yield
    gc.set_threshold(*before)
