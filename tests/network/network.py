"""Bluesky's own servers on this machine: accounts of them, and what they do there."""

import importlib.util
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

T = TypeVar("T")
Json = dict[str, Any]
WITHIN, SEEDED_WITHIN = 30.0, 240.0
"""Seconds that anything may take on a busy machine before it has failed."""
TICK = 0.05
SCRIPTS = "RACETUI_NETWORK"
"""The environment variable that names the folder of the network's scripts."""
FOLLOWS, PROFILE = "app.bsky.graph.follow", "app.bsky.actor.profile"
SEEDED = "ada"
"""A seeded account, who follows all the others: two pages of them."""
ALL_THE_OTHERS = 159


def until(done: Callable[[], T], what: str, within: float = WITHIN) -> T:
    """Wait until something holds, and return it; fails after the deadline."""
    end, nothing = time.monotonic() + within, select.poll()
    while not (found := done()):
        assert time.monotonic() < end, f"not within {within} s: {what}"
        nothing.poll(TICK * 1000)
    return found


@dataclass
class Member:
    """An account that a test made, with whom it follows: the records' addresses by DID."""

    did: str
    handle: str
    session: Json
    follows: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return what racetui calls it by."""
        return f"bluesky:{self.handle}"


class Network:
    """The running network, by the scripts that come with it."""

    def __init__(self, scripts: Path) -> None:
        self._scripts = scripts
        place = importlib.util.spec_from_file_location("atp", scripts / "atp.py")
        assert place is not None
        assert place.loader is not None
        self._atp = importlib.util.module_from_spec(place)
        place.loader.exec_module(self._atp)
        self.appview: str = self._atp.APPVIEW

    def start(self) -> None:
        """Start the network unless it runs."""
        subprocess.run(["bash", self._scripts / "start.sh"], check=True, stdout=subprocess.DEVNULL)

    def seed(self) -> None:
        """Make the seeded accounts unless they are there, or somebody is just making them."""
        if self.profile(f"{SEEDED}.test") is None:
            self.script("seed.py")
        until(
            lambda: (self.profile(f"{SEEDED}.test") or {}).get("followsCount") == ALL_THE_OTHERS,
            f"{SEEDED}.test is not as it was seeded; start the network afresh",
            SEEDED_WITHIN,
        )

    def script(self, name: str, *arguments: str) -> None:
        """Run one of the network's scripts to its end."""
        command = [sys.executable, str(self._scripts / name), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def ask(self, method: str, **asked: object) -> Json:
        """Return what the AppView answers; raises RuntimeError."""
        answer: Json = self._atp.call(self.appview, f"app.bsky.{method}", asked)
        return answer

    def records(self, repo: str, collection: str) -> list[Json]:
        """Return what an account wrote, from its own server: the newest hundred."""
        asked = {"repo": repo, "collection": collection, "limit": 100}
        told = self._atp.call(self._atp.PDS, "com.atproto.repo.listRecords", asked)
        return [record["value"] for record in told["records"]]

    def profile(self, actor: str) -> Json | None:
        """Return an account as the AppView has it; None where it is not there."""
        try:
            return self.ask("actor.getProfile", actor=actor)
        except RuntimeError:
            return None

    def followers(self, member: Member) -> int:
        """Return an account's followers as the AppView counts them."""
        return int((self.profile(member.did) or {}).get("followersCount", 0))

    def member(self, role: str, followed_by: Sequence[Member] = ()) -> Member:
        """Make an account that nobody else has, and have some others follow it."""
        made = self._atp.create_account(f"{role}{uuid4().hex[:7]}")
        member = Member(made["did"], made["handle"], made)
        until(lambda: self.profile(member.did), f"{member.handle} is indexed")
        self.follow(member, followed_by)
        return member

    def follow(self, member: Member, fans: Sequence[Member]) -> None:
        """Have some accounts follow one, and wait until all of them are counted."""
        before = self.followers(member)
        for fan in fans:
            (record,) = self._atp.writes(fan.session, [self._atp.follow_rec(member.did)])
            fan.follows[member.did] = record["uri"]
        until(
            lambda: self.followers(member) == before + len(fans),
            f"{before} and {len(fans)} followers of {member.handle}",
        )

    def follow_many(self, fan: Member, dids: Sequence[str]) -> None:
        """Have an account follow many others."""
        items = [self._atp.follow_rec(did, ago=n) for n, did in enumerate(dids)]
        records = self._atp.writes(fan.session, items)
        fan.follows |= {did: told["uri"] for did, told in zip(dids, records, strict=True)}
        until(
            lambda: (self.profile(fan.did) or {}).get("followsCount") == len(fan.follows),
            f"{fan.handle} follows {len(fan.follows)}",
        )

    def unfollow(self, fan: Member, did: str) -> None:
        """Have an account follow another no more."""
        uri = fan.follows.pop(did)
        asked = {"repo": fan.did, "collection": FOLLOWS, "rkey": uri.rsplit("/", 1)[1]}
        self._do(fan, "com.atproto.repo.deleteRecord", asked)
        until(
            lambda: (self.profile(fan.did) or {}).get("followsCount", 0) == len(fan.follows),
            f"{fan.handle} follows {len(fan.follows)}",
        )

    def rename(self, member: Member, role: str) -> None:
        """Give an account another handle."""
        handle = f"{role}{uuid4().hex[:7]}.test"
        self._do(member, "com.atproto.identity.updateHandle", {"handle": handle})
        until(
            lambda: (self.profile(member.did) or {}).get("handle") == handle,
            f"{member.handle} is {handle}",
        )
        member.handle = handle

    def deactivate(self, member: Member) -> None:
        """Deactivate an account."""
        self._do(member, "com.atproto.server.deactivateAccount", {})
        until(lambda: self.profile(member.did) is None, f"{member.handle} is deactivated")

    def activate(self, member: Member) -> None:
        """Activate an account again."""
        self._do(member, "com.atproto.server.activateAccount", "POST")
        until(lambda: self.profile(member.did), f"{member.handle} is there again")

    def _do(self, member: Member, method: str, body: object) -> None:
        self._atp.call(self._atp.PDS, method, body=body, jwt=member.session["jwt"])


def scripts() -> Path:
    """Return the folder of the network's scripts; fails where it is not named."""
    folder = os.environ.get(SCRIPTS)
    assert folder, f"{SCRIPTS} names no folder with the scripts of the network"
    assert os.environ.get("BSKY_HOME"), "BSKY_HOME names no folder for the network's data"
    return Path(folder)
