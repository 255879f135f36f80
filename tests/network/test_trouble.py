"""A front before the AppView that fails: what is shown, and how often it is asked."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from tests.network.conftest import Home
from tests.network.front import (
    EXPLODING,
    JUST_BUSY,
    OUT,
    QUOTA,
    RETRY_AFTER,
    RETRY_AT,
    SAYS,
    Exchange,
    Fault,
    Front,
    cut,
    trickle,
)
from tests.network.network import Member, Network, until

pytestmark = pytest.mark.network

MINUTE = 60
FAILS = 3
"""So many failures in a row, and a server is left alone."""
TRIES = 4
MOST = {
    "429, Retry-After in seconds": (RETRY_AFTER, 1 + MINUTE // SAYS),
    "429, Retry-After as a date": (RETRY_AT, 1 + MINUTE // SAYS),
    "429, RateLimit-Reset": (QUOTA, 1 + MINUTE // SAYS),
    "429 without a word": (JUST_BUSY, 1),
    "503 in HTML": (OUT, FAILS * TRIES),
    "a trickle": (trickle, FAILS),
    "a bomb": (EXPLODING, FAILS),
    "broken off": (cut, FAILS * TRIES),
}
"""Faults, with the most requests that may be sent in a minute of them."""
WAITS = {"429, Retry-After in seconds", "429, Retry-After as a date", "429, RateLimit-Reset"}
PEAK = 32_000
"""KiB by which a fault may need more memory than a round that goes well."""


@pytest.fixture
def ann(network: Network, fans: list[Member]) -> Member:
    return network.member("ann", fans[:2])


@pytest.mark.parametrize(
    ("fault", "words", "by_itself"),
    [
        (RETRY_AFTER, "rate limited", True),
        (QUOTA, "rate limited", True),
        (OUT, "HTTP error 503", False),
        (trickle, "no answer within 15 s", True),
    ],
    ids=["Retry-After", "RateLimit-Reset", "503", "trickle"],
)
def test_the_last_figures_stay_while_a_server_fails_and_the_race_resumes_afterwards(
    fault: Fault,
    words: str,
    by_itself: bool,
    network: Network,
    home: Home,
    front: Front,
    fans: list[Member],
    ann: Member,
) -> None:
    home.make("trouble", ann)
    terminal = home.watch("trouble")
    terminal.see(f"@{ann.handle}")
    terminal.until(lambda: home.counts(ann.did), "a first round")
    front.fault = fault
    network.follow(ann, fans[2:5])
    terminal.see("bluesky down since ", within=60)
    terminal.see(words, within=90)
    terminal.see(", next try ", within=90)
    terminal.see("read at ")
    read = home.counts(ann.did)
    assert {followers for followers, *_ in read} == {2}
    told = home.standing("trouble", ann)
    assert told["followers"] == 2
    terminal.until(lambda: home.standing("trouble", ann)["age_s"] > told["age_s"], "it ages")
    assert home.counts(ann.did) == read
    front.fault = None
    if not by_itself:
        terminal.send(b"R")
    terminal.until(lambda: home.standing("trouble", ann)["followers"] == 5, "new figures", 60)
    terminal.see_no_more("bluesky since ")
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()


@pytest.fixture
def fronts(network: Network) -> Iterator[dict[str, Front]]:
    """Return a front for each fault."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(Front(network.appview)) for name in ["", *MOST]}


def test_during_a_minute_of_any_fault_requests_stay_within_the_policy(
    network: Network, home: Home, fronts: dict[str, Front], ann: Member, tmp_path: Path
) -> None:
    home.make("minute", ann)
    collecting: dict[str, subprocess.Popen[str]] = {}
    for n, (name, front) in enumerate(fronts.items()):
        front.fault = MOST[name][0] if name else None
        log = shutil.copy(home.log, tmp_path / f"minute{n}.db")
        collecting[name] = home.collect("minute", Path(log), front.url)
    healthy = fronts[""].exchanges
    until(lambda: all(front.exchanges for front in fronts.values()), "all have begun")
    until(lambda: healthy[-1].at - healthy[0].at > MINUTE, "a minute of rounds", 2 * MINUTE)
    peaks = {name: peak(process) for name, process in collecting.items()}
    for process in collecting.values():
        assert process.poll() is None
    asked = {name: in_a_minute(front.exchanges) for name, front in fronts.items()}
    assert {n: asked[n] for n in MOST if asked[n] > MOST[n][1]} == {}
    assert asked[""] > MINUTE / 2 / 2
    for name in WAITS:
        assert asked[name] > 1, f"{name}: it is never asked again"
        times = [e.at for e in fronts[name].exchanges]
        assert min(b - a for a, b in pairwise(times)) >= SAYS - 1, name
    assert {name: front.most_at_once for name, front in fronts.items()} == dict.fromkeys(fronts, 1)
    assert {n: kib for n, kib in peaks.items() if kib > peaks[""] + PEAK} == {}


def in_a_minute(exchanges: list[Exchange]) -> int:
    """Return how many requests were sent within a minute of the first one."""
    return sum(e.at - exchanges[0].at <= MINUTE for e in exchanges)


def peak(process: "subprocess.Popen[str]") -> int:
    """Return the most memory that a process has had, in KiB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))
