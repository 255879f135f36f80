"""A race on Bluesky's own servers, as `watch` shows it and the log keeps it."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.network.conftest import Home
from tests.network.front import Front
from tests.network.network import Member, Network, until
from tests.view.terminal.pty import Terminal
from tui.view.drawing.lines import LEAD_MARK

pytestmark = pytest.mark.network

RACERS = ("ada.test", "bix.test", "eli.test")
ROUNDS = 2
"""Rounds after which what happened is on the screen."""


def counts_of(profile: dict[str, Any]) -> tuple[int, int, int]:
    return profile["followersCount"], profile["followsCount"], profile["postsCount"]


def assert_each_count_was_answered(home: Home, front: Front, did: str) -> None:
    """Fail unless the log holds just what the AppView answered, in that order.

    An answer that came as the program ended may be missing.
    """
    answered = [counts_of(profile) for profile in front.profiles(did)]
    read = home.counts(did)
    assert read == answered[: len(read)]
    assert len(answered) - len(read) <= 1


def leader(terminal: Terminal) -> str:
    """Return the handle that is in the first place on the screen."""
    found = re.search(rf"1 {LEAD_MARK} ([a-z0-9.]+)", terminal.picture)
    return found[1] if found else ""


def leads(terminal: Terminal, racer: Member) -> Callable[[], bool]:
    """Return what asks whether a racer is in the first place on the screen."""
    return lambda: leader(terminal) == racer.handle


def test_every_logged_count_was_an_answer_of_the_appview(
    network: Network, home: Home, front: Front
) -> None:
    dids = [str((network.profile(racer) or {})["did"]) for racer in RACERS]
    terminal = home.watch(*(f"bluesky:{racer}" for racer in RACERS), "--to", "60")
    terminal.see("Eli ★")
    # New accounts, others each time: a follow that is there already changes no count.
    chance = ("--new", "0.8", "--seed", str(time.time_ns()))
    network.script("race.py", "--ticks", "6", "--interval", "1", "--per-tick", "5", *chance)
    known = len(front.of("getProfiles"))
    terminal.until(lambda: len(front.of("getProfiles")) >= known + ROUNDS, "two more rounds")
    terminal.send(b"q")
    assert terminal.end() == 0
    terminal.assert_clean()
    for did in dids:
        assert_each_count_was_answered(home, front, did)
    assert any(len(set(home.counts(did))) > 1 for did in dids)
    asked = {tuple(did for _, did in e.asked) for e in front.of("getProfiles")}
    assert asked == {tuple(dids)}


def test_a_change_of_rank_shows_within_two_rounds(
    network: Network, home: Home, front: Front, fans: list[Member]
) -> None:
    ann, bea = network.member("ann", fans[:3]), network.member("bea", fans[:2])
    cid = network.member("cid", fans[:1])
    terminal = home.watch(ann.name, bea.name, cid.name, "--to", "60")
    terminal.until(lambda: leader(terminal) == ann.handle, "Ann leads")

    def rounds_with(first: Member) -> int:
        """Return in how many of the latest answers an account is ahead of both others."""
        told = [
            {p["did"]: p["followersCount"] for p in e.answer["profiles"]}
            for e in front.of("getProfiles")
        ]
        ahead = [all(c[first.did] > n for d, n in c.items() if d != first.did) for c in told]
        return next((n for n, is_so in enumerate(reversed(ahead)) if not is_so), len(ahead))

    for racer, more in ((bea, fans[2:4]), (cid, fans[1:5]), (bea, fans[4:6])):
        network.follow(racer, more)
        terminal.until(leads(terminal, racer), "another leader")
        assert 1 <= rounds_with(racer) <= ROUNDS
    terminal.send(b"q")
    assert terminal.end() == 0
    for racer in (ann, bea, cid):
        assert_each_count_was_answered(home, front, racer.did)


def test_a_renamed_account_keeps_its_row_and_history(
    network: Network, home: Home, front: Front, fans: list[Member]
) -> None:
    ann, bea = network.member("ann", fans[:2]), network.member("bea", fans[:1])
    old = ann.handle
    home.make("renaming", ann, bea)
    terminal = home.watch("renaming")
    terminal.see(f"@{old}")
    terminal.until(lambda: front.profiles(ann.did), "a first round")
    network.rename(ann, "zoe")
    terminal.see(f"@{ann.handle}")
    terminal.see_no_more(old)
    read = len(home.counts(ann.did))
    network.follow(ann, fans[2:3])
    terminal.until(lambda: (3, 0, 0) in home.counts(ann.did), "the count goes on")
    terminal.send(b"q")
    assert terminal.end() == 0
    assert len(home.counts(ann.did)) > read
    assert_each_count_was_answered(home, front, ann.did)
    assert home.standing("renaming", ann)["handle"] == ann.handle
    assert home.rows("SELECT handle FROM account WHERE native_id = ?", ann.did) == [(ann.handle,)]
    handles = "SELECT h.handle FROM handle h JOIN account a ON a.id = account WHERE native_id = ?"
    assert [h for (h,) in home.rows(f"{handles} ORDER BY since", ann.did)] == [old, ann.handle]


def test_a_deactivated_account_says_so_keeps_its_count_and_can_return(
    network: Network, home: Home, front: Front, fans: list[Member]
) -> None:
    ann, bea = network.member("ann", fans[:2]), network.member("bea", fans[:1])
    home.make("pausing", ann, bea)
    terminal = home.watch("pausing")
    terminal.until(lambda: home.counts(ann.did), "a first count")
    network.deactivate(ann)
    terminal.see("deactivated")
    assert home.standing("pausing", ann)["followers"] == 2
    assert home.standing("pausing", ann)["state"] == "deactivated"
    assert home.standing("pausing", bea)["state"] == "racing"
    network.activate(ann)
    network.follow(ann, fans[2:3])
    terminal.until(lambda: home.counts(ann.did)[-1][0] == 3, "it is read again")
    until(lambda: home.standing("pausing", ann)["state"] == "racing", "it races again")
    terminal.send(b"q")
    assert terminal.end() == 0
    assert_each_count_was_answered(home, front, ann.did)
    assert_each_count_was_answered(home, front, bea.did)


def test_two_viewers_and_a_collector_send_as_many_requests_as_one_and_one_takes_over(
    network: Network, home: Home, front: Front, fans: list[Member]
) -> None:
    ann, bea = network.member("ann", fans[:2]), network.member("bea", fans[:1])
    home.make("shared", ann, bea)
    collecting = home.collect("shared")
    until(lambda: front.of("getProfiles"), "a first round")
    viewers = [home.watch("shared") for _ in range(2)]
    for viewer in viewers:
        viewer.see(f"@{ann.handle}")
    network.follow(bea, fans[1:4])
    for viewer in viewers:
        viewer.until(leads(viewer, bea), "Bea leads")

    def rounds(since: int) -> list[tuple[Any, ...]]:
        return home.rows("SELECT boot FROM round WHERE source = 'bluesky' AND id > ?", since)

    known = len(front.of("getProfiles"))
    until(lambda: len(front.of("getProfiles")) >= known + 3, "more rounds")
    collecting.terminate()
    collecting.communicate(timeout=60)
    asked = front.of("getProfiles")
    (last,) = home.rows("SELECT max(id) FROM round")[0]
    assert len({boot for (boot,) in rounds(0)}) == 1
    assert len({e.connection for e in asked}) == 1
    assert len(asked) - 1 <= len(rounds(0)) <= len(asked)
    for viewer in viewers:
        viewer.until(lambda: len(rounds(last)) >= 3, "somebody else collects")
    assert len({boot for (boot,) in rounds(last)}) == 1
    assert len({e.connection for e in front.of("getProfiles")}) == 2
    assert front.most_at_once == 1
