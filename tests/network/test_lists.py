"""Whom accounts of Bluesky's own servers follow, and what they post."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.network.conftest import Home
from tests.network.front import Front, cut
from tests.network.network import ALL_THE_OTHERS, SEEDED, Member, Network
from tui.clock import WallClock
from tui.config import Thresholds
from tui.follows.list_reader import Progress
from tui.follows.open_account import AccountReader
from tui.model import Account, FollowList, PostKind
from tui.sources.bluesky import Bluesky
from tui.store import ListReading, Log, Writer, create

pytestmark = pytest.mark.network

PATIENCE = 60
CELEBRITY_FROM = Thresholds(30)


def followed_by(network: Network, actor: str) -> dict[str, str]:
    """Return whom an account follows as the AppView has it, all pages: handles by DID."""
    found: dict[str, str] = {}
    page: dict[str, Any] = {"cursor": ""}
    while "cursor" in page:
        cursor = {"cursor": page["cursor"]} if page["cursor"] else {}
        page = network.ask("graph.getFollows", actor=actor, limit=40, **cursor)
        found |= {follow["did"]: follow["handle"] for follow in page["follows"]}
    return found


def back(network: Network, actor: str, dids: list[str]) -> dict[str, bool]:
    """Return who of some accounts follows one, as the AppView has it."""
    found: dict[str, bool] = {}
    for start in range(0, len(dids), 30):
        part = dids[start : start + 30]
        told = network.ask("graph.getRelationships", actor=actor, others=part)
        found |= {one["did"]: "followedBy" in one for one in told["relationships"]}
    return found


class Reading:
    """A reader of lists into a fresh log, and an account of that."""

    def __init__(self, log: Log, writer: Writer, source: Bluesky) -> None:
        self.log, self.writer, self.source = log, writer, source
        self.reader = AccountReader(log, writer, {"bluesky": source}, WallClock(), CELEBRITY_FROM)

    async def account(self, did: str) -> Account:
        """Return an account as the log has it from now on."""
        now = WallClock().now()
        found = (await self.source.look_up(did, now)).account
        with self.writer.transaction():
            self.writer.add_account(found, now)
        known = self.log.account("bluesky", did)
        assert known is not None
        return known

    async def last(self, account: Account) -> Progress:
        """Return the last that is told of a list that is read."""
        async with asyncio.timeout(PATIENCE):
            return [p async for p in self.reader.read_list(account, again=True)][-1]

    async def read(self, account: Account) -> FollowList:
        """Return an account's circle, its list read to its end."""
        told = await self.last(account)
        assert told.why == ""
        return told.follow_list


@pytest.fixture
async def bluesky(front: Front) -> AsyncIterator[Bluesky]:
    source = Bluesky(base=front.url)
    yield source
    await source.close()


@pytest.fixture
def reading(tmp_path: Path, bluesky: Bluesky) -> Iterator[Reading]:
    with closing(create(tmp_path / "log")) as writer, Log(tmp_path / "log") as log:
        yield Reading(log, writer, bluesky)


def test_a_follow_list_equals_the_one_of_the_appview(network: Network, home: Home) -> None:
    actor = str((network.profile(f"{SEEDED}.test") or {})["did"])
    listed = followed_by(network, actor)
    before = back(network, actor, list(listed))
    told = home.told("follows", f"bluesky:{SEEDED}.test")
    after = back(network, actor, list(listed))
    followees = {one["account"].removeprefix("bluesky:"): one for one in told["followees"]}
    assert told["account"] == f"bluesky:{actor}"
    assert told["complete"] is True
    assert told["following"] == len(told["followees"]) == len(listed) == ALL_THE_OTHERS
    assert {did: one["handle"] for did, one in followees.items()} == listed
    assert {True, False} == set(before.values())
    # Others may follow it just now.
    said = {did: one["follows_back"] for did, one in followees.items()}
    assert {did for did in listed if said[did] not in {before[did], after[did]}} == set()
    assert [one for one in told["followees"] if one["gone_at"] is not None] == []


async def test_an_account_unfollowed_between_two_readings_is_marked_gone(
    network: Network, reading: Reading, fans: list[Member]
) -> None:
    ann = network.member("ann")
    network.follow_many(ann, [fan.did for fan in fans])
    network.follow(ann, fans[:2])
    known = await reading.account(ann.did)
    first = await reading.read(known)
    assert first.complete
    assert {f.account.native_id for f in first.followees} == {fan.did for fan in fans}
    assert all(f.gone_at is None for f in first.followees)
    backs = {f.account.native_id for f in first.followees if f.follows_back is True}
    assert backs == {fan.did for fan in fans[:2]}
    network.unfollow(ann, fans[0].did)
    network.unfollow(fans[1], ann.did)
    second = await reading.read(known)
    assert second.complete
    gone = {f.account.native_id: f.gone_at for f in second.followees if f.gone_at is not None}
    assert set(gone) == {fans[0].did}
    assert first.at <= gone[fans[0].did] <= second.at
    backs = {f.account.native_id for f in second.followees if f.follows_back is True}
    assert backs == {fans[0].did}
    network.follow_many(ann, [fans[0].did])
    third = await reading.read(known)
    assert all(f.gone_at is None for f in third.followees)
    assert len(third.followees) == len(fans)


async def test_an_interrupted_list_resumes_at_the_page_where_it_stopped(
    network: Network, front: Front, reading: Reading
) -> None:
    ada = await reading.account(str((network.profile(f"{SEEDED}.test") or {})["did"]))
    front.fault, front.fails = cut, lambda asked: "cursor" in dict(asked.asked)
    broken = await reading.last(ada)
    assert broken.why == "the answer was cut off"
    assert len(broken.follow_list.followees) == 100
    assert not broken.follow_list.complete
    front.fault = None
    whole = await reading.read(ada)
    first, *others = front.of("getFollows")
    assert dict(first.asked).get("cursor") is None
    assert {dict(e.asked).get("cursor") for e in others} == {first.answer["cursor"]}
    assert whole.complete
    assert len(whole.followees) == ALL_THE_OTHERS


async def test_a_stale_cursor_restarts_the_list(
    network: Network, front: Front, reading: Reading
) -> None:
    ada = await reading.account(str((network.profile(f"{SEEDED}.test") or {})["did"]))
    with reading.writer.transaction():
        reading.writer.save_reading(ada.id, ListReading(WallClock().now(), "of long ago", 100))
    whole = await reading.read(ada)
    assert whole.complete
    assert len(whole.followees) == ALL_THE_OTHERS
    refused = [e for e in front.of("getFollows") if e.status == 500]
    assert 1 <= len(refused) <= 2


async def test_the_list_of_a_deactivated_account_is_not_available(
    network: Network, reading: Reading, fans: list[Member]
) -> None:
    ann = network.member("ann")
    network.follow_many(ann, [fan.did for fan in fans])
    known = await reading.account(ann.did)
    network.deactivate(ann)
    follow_list = await reading.read(known)
    assert follow_list.why == "the account no longer exists"
    assert not follow_list.complete
    assert follow_list.followees == ()


@pytest.mark.parametrize("name", [SEEDED, "bix", "dina"])
async def test_posts_are_classified_as_their_author_wrote_them(
    name: str, network: Network, bluesky: Bluesky
) -> None:
    written = Counter[PostKind]()
    for record in network.records(f"{name}.test", "app.bsky.feed.post"):
        if "reply" in record:
            written[PostKind.REPLY] += 1
        else:
            written[PostKind.MENTION if "@" in record["text"] else PostKind.PLAIN] += 1
    now = WallClock().now()
    account = (await bluesky.look_up(f"{name}.test", now)).account
    posts = await bluesky.posts(account, now)
    assert Counter(post.kind for post in posts) == written
    assert set(written) == {PostKind.REPLY, PostKind.MENTION, PostKind.PLAIN}
    assert [post.at for post in posts] == sorted((post.at for post in posts), reverse=True)
    assert all(post.mentions == (post.kind is PostKind.MENTION) for post in posts)
