"""What every test starts from: the same surroundings everywhere, and the recorded race."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.view.terminal.fork_server import ForkServer
from tests.view.terminal.pty import terminal_environment
from tui.recorded import shipped_log

# The same examples in every run: few while working, many before a release and in CI.
settings.register_profile("dev", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("ci", deadline=None, max_examples=100, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

# A test that looks at the terminal, the locale, the zone or the settings makes its own.
PREFIXES = ("RACETUI_", "TEXTUAL", "XDG_", "LC_")
NAMES = {
    *("LANGUAGE", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"),
    *("PYTHONUTF8", "PYTHONIOENCODING", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
}
KEPT = {"RACETUI_NETWORK"}
"""Where the scripts of the test network are."""
for name in set(os.environ) - KEPT:
    if name.startswith(PREFIXES) or name.upper() in NAMES:
        del os.environ[name]
os.environ |= {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
}
time.tzset()
os.umask(0o022)

# A background job in a script, or under nohup, ignores signals, and so would the processes that the
# tests start. A handler is not passed on to them.
SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP)
for number in SIGNALS:
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)
signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

# No test leaves this machine: nothing listens at the address of any source without a fake server.
UNREACHABLE = "http://127.0.0.1:9"
for source in ("BLUESKY", "MASTODON", "GITHUB", "X"):
    os.environ[f"RACETUI_{source}_URL"] = UNREACHABLE


def pytest_xdist_auto_num_workers() -> int:
    """Run two workers a core: many tests wait for a terminal or another process."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder that holds the log of the race of April 2009, made once."""
    home = tmp_path_factory.mktemp("cache-home")
    (home / "racetui").mkdir()
    shipped_log("april-2009", home / "racetui")
    return home


@pytest.fixture(scope="session")
def shipped(cache_home: Path) -> Path:
    """Return the log of the race of April 2009. It is only read."""
    return shipped_log("april-2009", cache_home / "racetui")


@pytest.fixture(scope="session")
def fork_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """Return a process that has imported racetui and starts it quickly."""
    with ForkServer(terminal_environment(tmp_path_factory.mktemp("fork-server"))) as server:
        yield server
