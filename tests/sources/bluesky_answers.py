"""An AppView with canned answers, and questions to the source `bluesky`."""

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.sources.canned import Answering, Canned, like
from tui.model import Account
from tui.sources import SourceError
from tui.sources.bluesky import Bluesky

BASE = "https://appview.test"
APP = "GET /xrpc/app.bsky."
PROFILE, PROFILES = APP + "actor.getProfile", APP + "actor.getProfiles"
FOLLOWS, RELATIONSHIPS = APP + "graph.getFollows", APP + "graph.getRelationships"
FEED = APP + "feed.getAuthorFeed"

NOVA, JUNO = "did:plc:ir55y4s5u7k2p576jueydts4", "did:plc:tm2rlv3fputoo5weqeevumsw"
PLAIN, LOST = "did:plc:jegx5udx6wrbs6xopdxxl7nr", "did:plc:bdxxe2k6fl3m5qzrjzfivigs"


def account(did: str = NOVA, **changes: Any) -> Account:
    return replace(Account(1, "bluesky", did, "old.test", "Old Name"), **changes)


def crowd(size: int) -> list[Account]:
    return [account(f"did:plc:{n}") for n in range(size)]


def bluesky(answers: dict[str, Answering]) -> tuple[Bluesky, Canned]:
    """Return the source and its server, which gives these answers and fixtures for the rest."""
    defaults = {
        PROFILE: like("bluesky", "errors/takedown_400"),
        PROFILES: like("bluesky", "getProfiles_200"),
        FOLLOWS: like("bluesky", "getFollows_page1_200"),
        RELATIONSHIPS: like("bluesky", "getRelationships_200"),
        FEED: like("bluesky", "getAuthorFeed_200"),
    }
    canned = Canned(defaults | answers)
    return Bluesky(canned.deps, BASE), canned


def profile(did: str, **changes: Any) -> dict[str, Any]:
    return {"did": did, "handle": f"{did[-4:]}.test", "followersCount": 7} | changes


def everybody(request: httpx.Request) -> httpx.Response:
    """Answer with all requested profiles in reverse; the number in a DID is its count."""
    dids = reversed(params_of(request, "actors"))
    return httpx.Response(
        200, json={"profiles": [profile(did, followersCount=int(did[8:])) for did in dids]}
    )


def nobody(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"profiles": []})


def params_of(request: httpx.Request, name: str) -> list[str]:
    return request.url.params.get_list(name)


def batch_sizes(canned: Canned, method: str, name: str) -> list[int]:
    """Return how often a parameter occurs in each request of a method."""
    path = method.removeprefix("GET ")
    return [len(params_of(r, name)) for r in canned.requests if r.url.path == path]


def request_count(canned: Canned, method: str) -> int:
    return len(batch_sizes(canned, method, ""))


Question = Callable[[Bluesky], Coroutine[Any, Any, object]]


def read(*dids: str) -> Question:
    return lambda source: source.read([account(did) for did in dids], 0)


def look_up(name: str = "nova-quill.test") -> Question:
    return lambda source: source.look_up(name, 0)


def follows(cursor: str | None = None) -> Question:
    return lambda source: source.follows(account(), cursor, 0)


def posts() -> Question:
    return lambda source: source.posts(account(), 0)


async def counts_before_error(
    answers: dict[str, Answering], accounts: Iterable[Account]
) -> list[int | None]:
    """Return the followers in the readings of an error."""
    source, _ = bluesky(answers)
    with pytest.raises(SourceError) as caught:
        await source.read(list(accounts), 0)
    return [reading.followers for reading in caught.value.readings]
