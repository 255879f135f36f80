"""Bluesky: what its AppView answers, and what becomes of it."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import Answering, Canned, body, in_turn, like, names, reply
from tests.sources.outcomes import as_json, believable, ends_well, outcome, spoiled, words
from tui.model import MINUTE, SECOND, Account, Condition, PostKind
from tui.sources import ListHidden, NoSuchAccount, Page, Reading, SourceError, StaleCursor
from tui.sources.bluesky import Bluesky

BASE = "https://appview.test"
APP = "GET /xrpc/app.bsky."
PROFILE, PROFILES = APP + "actor.getProfile", APP + "actor.getProfiles"
FOLLOWS, RELATIONSHIPS = APP + "graph.getFollows", APP + "graph.getRelationships"
FEED = APP + "feed.getAuthorFeed"

NOVA, JUNO = "did:plc:ir55y4s5u7k2p576jueydts4", "did:plc:tm2rlv3fputoo5weqeevumsw"
PLAIN, LOST = "did:plc:jegx5udx6wrbs6xopdxxl7nr", "did:plc:bdxxe2k6fl3m5qzrjzfivigs"


def account(did: str = NOVA, **more: Any) -> Account:
    return replace(Account(1, "bluesky", did, "old.test", "Old Name"), **more)


def bluesky(answers: dict[str, Answering]) -> tuple[Bluesky, Canned]:
    """Return the source before a server that gives these answers, the fixtures for the rest."""
    usual = {
        PROFILE: like("bluesky", "errors/takedown_400"),
        PROFILES: like("bluesky", "getProfiles_200"),
        FOLLOWS: like("bluesky", "getFollows_page1_200"),
        RELATIONSHIPS: like("bluesky", "getRelationships_200"),
        FEED: like("bluesky", "getAuthorFeed_200"),
    }
    canned = Canned(usual | answers)
    return Bluesky(canned.means, BASE), canned


def profile(did: str, **more: Any) -> dict[str, Any]:
    return {"did": did, "handle": f"{did[-4:]}.test", "followersCount": 7} | more


def everybody(request: httpx.Request) -> httpx.Response:
    """Answer for everybody who is asked for, the last one first."""
    dids = reversed(asked_for(request, "actors"))
    return httpx.Response(
        200, json={"profiles": [profile(did, followersCount=int(did[8:])) for did in dids]}
    )


def nobody(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"profiles": []})


def crowd(size: int) -> list[Account]:
    return [account(f"did:plc:{n}") for n in range(size)]


def asked_for(request: httpx.Request, name: str) -> list[str]:
    return request.url.params.get_list(name)


def sizes(canned: Canned, method: str, name: str) -> list[int]:
    """Return of how many was asked, request by request."""
    path = method.removeprefix("GET ")
    return [len(asked_for(r, name)) for r in canned.requests if r.url.path == path]


def times(canned: Canned, method: str) -> int:
    return len(sizes(canned, method, ""))


Asking = Callable[[Bluesky], Coroutine[Any, Any, object]]


def read(*dids: str) -> Asking:
    return lambda source: source.read([account(did) for did in dids], 0)


def look_up(name: str = "nova-quill.test") -> Asking:
    return lambda source: source.look_up(name, 0)


def follows(cursor: str | None = None) -> Asking:
    return lambda source: source.follows(account(), cursor, 0)


def posts() -> Asking:
    return lambda source: source.posts(account(), 0)


NOT_EXPECTED = "error: answers what was not expected: Object missing required field `handle`"
TABLE: list[tuple[str, str, Asking, str]] = [
    ("getProfile_200", PROFILE, look_up(), "there: 1998731 412 8123"),
    (
        "getProfiles_200",
        PROFILES,
        read(NOVA, JUNO, PLAIN),
        "there: 1998731 412 8123, withheld: 1997004 1503 15640, there: 0 3 0",
    ),
    ("getProfiles_200", PROFILES, read(LOST), "suspended: - - -"),
    ("getFollows_page1_200", FOLLOWS, follows(), "back, not back, not back, not the end"),
    ("getFollows_short_page_with_cursor_200", FOLLOWS, follows("a"), "unknown, not the end"),
    ("getFollows_empty_page_with_cursor_200", FOLLOWS, follows("a"), "not the end"),
    ("getFollows_last_200", FOLLOWS, follows("a"), "unknown, the end"),
    ("getRelationships_200", RELATIONSHIPS, follows(), "back, not back, not back, not the end"),
    (
        "getRelationships_unknown_actor_200",
        RELATIONSHIPS,
        follows(),
        "unknown, unknown, unknown, not the end",
    ),
    ("getAuthorFeed_200", FEED, posts(), "reply, repost, thread, plain, mention, quote"),
    ("resolveHandle_200", PROFILE, look_up(), NOT_EXPECTED),
    ("errors/profile_not_found_400", PROFILE, read(LOST), "gone: - - -"),
    (
        "errors/profile_not_found_400",
        PROFILE,
        look_up(),
        "NoSuchAccount: no account 'nova-quill.test'",
    ),
    ("errors/takedown_400", PROFILE, read(LOST), "suspended: - - -"),
    (
        "errors/takedown_400",
        PROFILE,
        look_up(),
        "NoSuchAccount: the account 'nova-quill.test' is suspended",
    ),
    ("errors/deactivated_400", PROFILE, read(LOST), "deactivated: - - -"),
    (
        "errors/deactivated_400",
        PROFILE,
        look_up(),
        "NoSuchAccount: the account 'nova-quill.test' is deactivated",
    ),
    (
        "errors/actor_not_found_400",
        FOLLOWS,
        follows(),
        "ListHidden: the account is not there any more",
    ),
    ("errors/auth_required_401", PROFILES, read(NOVA), "error: answers 401"),
    ("errors/bad_identifier_400", PROFILE, look_up(), "error: answers 400"),
    ("errors/resolve_failed_400", PROFILE, look_up(), "error: answers 400"),
    ("errors/limit_too_big_400", FOLLOWS, follows(), "error: answers 400"),
    ("errors/too_many_actors_400", PROFILES, read(NOVA), "error: answers 400"),
    ("errors/internal_500", PROFILES, read(NOVA), "error: answers 500"),
    ("errors/internal_500", FOLLOWS, follows(), "error: answers 500"),
    ("errors/internal_500", FOLLOWS, follows("a"), "StaleCursor: cannot go on with the list"),
    ("errors/limit_too_big_400", FOLLOWS, follows("a"), "StaleCursor: cannot go on with the list"),
    ("errors/upstream_502", FOLLOWS, follows("a"), "error: answers 502"),
    ("errors/upstream_502", PROFILES, read(NOVA), "error: answers 502"),
    ("errors/html_503", PROFILES, read(NOVA), "error: answers 503"),
    ("errors/rate_limited_429", PROFILES, read(NOVA), "error: asks to be left alone"),
]


@pytest.mark.parametrize(("name", "method", "ask", "becomes"), TABLE)
async def test_an_answer_becomes(name: str, method: str, ask: Asking, becomes: str) -> None:
    source, _ = bluesky({method: like("bluesky", name)})
    assert await outcome(ask(source)) == becomes


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("bluesky")


async def test_profiles_are_asked_for_25_at_a_time_and_matched_by_did() -> None:
    source, canned = bluesky({PROFILES: everybody})
    readings = await source.read(crowd(60), 0)
    assert [reading.followers for reading in readings] == list(range(60))
    assert sizes(canned, PROFILES, "actors") == [25, 25, 10]


async def test_why_somebody_is_missing_is_asked_once_in_a_quarter_of_an_hour() -> None:
    source, canned = bluesky({PROFILES: nobody})
    seen = []
    for minutes in (0, 1, 13, 2):
        canned.ticks.pass_by(minutes * MINUTE)
        seen.append((words(await source.read([account()], 0)), times(canned, PROFILE)))
    assert seen == [("suspended: - - -", n) for n in (1, 1, 1, 2)]


async def test_who_comes_back_is_there_at_once() -> None:
    back = reply(json={"profiles": [profile(NOVA)]})
    source, canned = bluesky({PROFILES: in_turn(nobody, back, nobody)})
    seen = [words(await source.read([account()], 0)) for _ in range(3)]
    assert seen == ["suspended: - - -", "there: 7 - -", "suspended: - - -"]
    assert times(canned, PROFILE) == 2


async def test_who_only_the_batch_left_out_is_there() -> None:
    source, _ = bluesky({PROFILES: nobody, PROFILE: reply(json=profile(NOVA))})
    assert words(await source.read([account()], 0)) == "there: 7 - -"


async def test_an_absent_account_keeps_its_handle_and_its_name() -> None:
    source, _ = bluesky({PROFILES: nobody})
    [reading] = await source.read([account()], 0)
    assert reading.account == account(condition=Condition.SUSPENDED)


async def test_counts_of_another_account_are_never_taken() -> None:
    source, _ = bluesky({PROFILES: nobody, PROFILE: reply(json=profile(JUNO))})
    assert (await outcome(source.read([account(NOVA)], 0))).startswith("error: ")
    assert (await outcome(source.look_up(NOVA, 0))).startswith("error: ")


@pytest.mark.parametrize("did", ["", "nova.test", "did:plc:a b", "did:plc:\x1b[31m"])
async def test_an_id_that_is_no_did_is_refused(did: str) -> None:
    source, _ = bluesky({PROFILE: reply(json=profile(did))})
    assert (await outcome(look_up()(source))).startswith("error: ")


@pytest.mark.parametrize(
    ("told", "handle"),
    [("handle.invalid", "old.test"), ("new.test", "new.test"), ("New.TEST", "new.test")],
)
async def test_a_handle_is_the_last_good_one_in_small_letters(told: str, handle: str) -> None:
    source, _ = bluesky({PROFILES: reply(json={"profiles": [profile(NOVA, handle=told)]})})
    [reading] = await source.read([account()], 0)
    assert reading.account.handle == handle


async def test_who_has_no_name_is_called_by_the_handle_of_today() -> None:
    source, _ = bluesky(
        {
            PROFILE: reply(json=profile(NOVA, handle="first.test")),
            PROFILES: reply(json={"profiles": [profile(NOVA, handle="second.test")]}),
        }
    )
    found = (await source.look_up("first.test", 0)).account
    [reading] = await source.read([found], 0)
    assert (found.name, reading.account.name) == ("first.test", "second.test")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("@Nova-Quill.TEST", "nova-quill.test"),
        (" nova-quill.test ", "nova-quill.test"),
        (NOVA, NOVA),
        ("did:web:Nova.test", "did:web:Nova.test"),
    ],
)
async def test_a_handle_is_asked_for_in_small_letters_and_a_did_as_it_is(
    name: str, asked: str
) -> None:
    found = profile(asked if asked.startswith("did:") else NOVA)
    source, canned = bluesky({PROFILE: reply(json=found)})
    reading = await source.look_up(name, 0)
    assert reading.account.native_id == found["did"]
    assert [asked_for(request, "actor") for request in canned.requests] == [[asked]]


@pytest.mark.parametrize(
    "name",
    ["", "nova", "@", "a b.test", "nova.test/x", "did:", "did:plc:", "növa.test", "a." * 200],
)
async def test_what_is_no_handle_is_not_asked_for(name: str) -> None:
    source, canned = bluesky({})
    with pytest.raises(NoSuchAccount):
        await source.look_up(name, 0)
    assert not canned.requests


async def test_a_short_name_may_be_meant_for_one_of_the_hosted_handles() -> None:
    source, _ = bluesky({})
    with pytest.raises(NoSuchAccount) as told:
        await source.look_up("Nova", 0)
    assert told.value.near == ("nova.bsky.social",)


async def test_who_asks_not_to_be_shown_has_counts_but_no_list_and_no_posts() -> None:
    shy = profile(NOVA, labels=[{"val": "!no-unauthenticated"}])
    source, canned = bluesky(
        {
            PROFILES: reply(json={"profiles": [shy]}),
            FOLLOWS: reply(json=body("bluesky", "getFollows_page1_200") | {"subject": shy}),
        }
    )
    [reading] = await source.read([account()], 0)
    assert words(reading) == "withheld: 7 - -"
    with pytest.raises(ListHidden) as hidden:
        await source.follows(reading.account, None, 0)
    assert hidden.value.forget
    assert await source.posts(reading.account, 0) == []
    assert times(canned, FEED) == 0


async def test_a_cursor_that_is_no_good_is_not_asked_for_ever() -> None:
    source, canned = bluesky({FOLLOWS: like("bluesky", "errors/internal_500")})
    with pytest.raises(StaleCursor):
        await source.follows(account(), "a", 0)
    assert times(canned, FOLLOWS) <= 2


async def test_a_fault_behind_a_list_is_no_stale_cursor() -> None:
    source, _ = bluesky({PROFILES: like("bluesky", "errors/internal_500")})
    assert await outcome(source.follows(account(), "a", 0)) == "error: answers 500"


async def test_a_list_is_read_by_did_25_and_30_at_a_time_and_goes_on_with_its_cursor() -> None:
    page = {
        "subject": profile(NOVA),
        "follows": [profile(a.native_id) for a in crowd(100)],
        "cursor": "b",
    }
    source, canned = bluesky({FOLLOWS: reply(json=page), PROFILES: everybody})
    found = await source.follows(account(), "a", 0)
    assert found.cursor == "b"
    assert [followed.followers for followed in found.followed] == list(range(100))
    assert asked_for(canned.requests[0], "cursor") == ["a"]
    assert sizes(canned, PROFILES, "actors") == [25, 25, 25, 25]
    assert sizes(canned, RELATIONSHIPS, "others") == [30, 30, 30, 10]
    asked = [did for request in canned.requests for did in asked_for(request, "others")]
    assert asked == [a.native_id for a in crowd(100)]


@pytest.mark.parametrize(
    "relationship",
    [{"did": "pia-lund.test"}, {"actor": JUNO, "notFound": True}, {"did": JUNO, "notFound": True}],
)
async def test_who_the_server_does_not_find_follows_back_or_not(
    relationship: dict[str, Any],
) -> None:
    source, _ = bluesky({RELATIONSHIPS: reply(json={"relationships": [relationship]})})
    page = await source.follows(account(), None, 0)
    assert [followed.follows_back for followed in page.followed] == [None, None, None]


@pytest.mark.parametrize(
    ("tie", "follows_back", "still"),
    [
        ({"following": "at://a", "followedBy": "at://b"}, True, {JUNO: True}),
        ({"following": "at://a"}, False, {JUNO: True}),
        ({"followedBy": "at://b"}, None, {JUNO: False}),
        ({}, None, {JUNO: False}),
        ({"notFound": True}, None, {}),
    ],
)
async def test_a_tie_that_does_not_know_of_the_one_we_see_says_nothing_of_the_other(
    tie: dict[str, Any], follows_back: bool | None, still: dict[str, bool]
) -> None:
    source, _ = bluesky({RELATIONSHIPS: reply(json={"relationships": [{"did": JUNO} | tie]})})
    page = await source.follows(account(), None, 0)
    assert {f.account.native_id: f.follows_back for f in page.followed}[JUNO] is follows_back
    assert await source.still_follows(account(), [account(JUNO)], 0) == still


async def test_whom_somebody_still_follows_is_asked_30_at_a_time() -> None:
    source, canned = bluesky({})
    await source.still_follows(account(), crowd(70), 0)
    assert sizes(canned, RELATIONSHIPS, "others") == [30, 30, 10]


async def test_lists_leave_a_part_of_the_quota_to_the_race() -> None:
    low = {"ratelimit-limit": "100", "ratelimit-remaining": "30", "ratelimit-reset": "1795314000"}
    source, canned = bluesky({PROFILES: reply(headers=low, json={"profiles": [profile(NOVA)]})})
    await source.read([account()], 0)
    for ask in (
        source.follows(account(), None, 0),
        source.still_follows(account(), [account(JUNO)], 0),
    ):
        assert "kept for the race" in await outcome(ask)
    assert words(await source.read([account()], 0)) == "there: 7 - -"
    assert times(canned, FOLLOWS) == times(canned, RELATIONSHIPS) == 0


async def test_who_of_a_list_has_no_counts_has_unknown_ones() -> None:
    source, _ = bluesky({PROFILES: nobody})
    page = await source.follows(account(), None, 0)
    assert [(f.followers, f.following) for f in page.followed] == [(None, None)] * 3


def item(**more: Any) -> dict[str, Any]:
    record = {"text": "hi", "createdAt": "2026-11-21T10:00:00Z"}
    return {"post": {"record": record, "indexedAt": "2026-11-21T10:00:01Z"}} | more


async def feed(*items: dict[str, Any]) -> Sequence[Any]:
    source, _ = bluesky({FEED: reply(json={"feed": items})})
    return await source.posts(account(), 0)


async def test_a_pinned_post_is_no_new_one() -> None:
    assert await feed(item(reason={"$type": "app.bsky.feed.defs#reasonPin"})) == []


async def test_a_repost_is_as_old_as_the_reposting() -> None:
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": "2026-11-22T02:00:00Z"}
    [repost] = await feed(item(reason=reason))
    assert (repost.kind, repost.at) == (PostKind.REPOST, 1_795_312_800_000)


async def test_a_post_without_a_time_is_left_out() -> None:
    timeless = {"record": {"createdAt": "yesterday"}, "indexedAt": "0000-13-99"}
    assert len(await feed(item(post=timeless), item())) == 1


async def told_before_failing(
    answers: dict[str, Answering], accounts: Iterable[Account]
) -> list[int | None]:
    """Return the numbers of followers that were told before a failure."""
    source, _ = bluesky(answers)
    with pytest.raises(SourceError) as told:
        await source.read(list(accounts), 0)
    return [reading.followers for reading in told.value.read]


async def test_what_was_read_before_a_failure_is_told() -> None:
    answers = {PROFILES: in_turn(everybody, like("bluesky", "errors/upstream_502"))}
    assert await told_before_failing(answers, crowd(30)) == list(range(25))


async def test_a_missing_account_that_cannot_be_asked_for_costs_no_other_its_counts() -> None:
    answers = {PROFILE: like("bluesky", "errors/upstream_502")}
    accounts = map(account, (NOVA, LOST, JUNO))
    assert await told_before_failing(answers, accounts) == [1998731, 1997004]


SPOILT = [profile(JUNO, followersCount="many"), {"did": JUNO}, {}, None, 7, [profile(JUNO)]]


@pytest.mark.parametrize("spoilt", SPOILT)
async def test_a_spoilt_profile_spoils_no_other_of_its_batch(spoilt: object) -> None:
    batch = reply(json={"profiles": [profile(NOVA), spoilt, profile(PLAIN)]})
    accounts = [account(did, id=n) for n, did in enumerate((NOVA, JUNO, PLAIN))]
    source, _ = bluesky({PROFILES: batch, PROFILE: reply(json=profile(JUNO, followersCount=8))})
    assert {r.account.id: r.followers for r in await source.read(accounts, 0)} == {0: 7, 1: 8, 2: 7}
    answers = {PROFILES: batch, PROFILE: reply(json=spoilt)}
    assert await told_before_failing(answers, accounts) == [7, 7]


async def test_an_account_that_is_refused_keeps_no_other_from_being_read() -> None:
    refused = like("bluesky", "errors/limit_too_big_400")

    def all_but_the_third(request: httpx.Request) -> httpx.Response:
        dids = [did for did in asked_for(request, "actors") if did != "did:plc:3"]
        told = [profile(did, followersCount=int(did[8:])) for did in dids]
        return httpx.Response(200, json={"profiles": told})

    told = await told_before_failing({PROFILES: all_but_the_third, PROFILE: refused}, crowd(30))
    assert told == [n for n in range(30) if n != 3]


async def test_a_server_of_ones_own_may_be_asked_more_often_than_the_public_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, canned = bluesky({})
    await own.read([account()], 0)
    monkeypatch.delenv("RACETUI_BLUESKY_URL")
    public = Bluesky(Canned({}).means)
    assert canned.named == [True]
    assert (own.least_every(2), public.least_every(2)) == (SECOND, 5 * SECOND)


METHODS = {
    PROFILE: "getProfile_200",
    PROFILES: "getProfiles_200",
    FOLLOWS: "getFollows_page1_200",
    RELATIONSHIPS: "getRelationships_200",
    FEED: "getAuthorFeed_200",
}


@given(st.data())
async def test_whatever_is_answered_ends_in_words_or_in_counts_that_can_be(
    data: st.DataObject,
) -> None:
    method, name = data.draw(st.sampled_from(list(METHODS.items())))
    wrong = data.draw(spoiled(body("bluesky", name)))
    for ask in (read(NOVA, LOST), look_up(), follows(), follows("a"), posts()):
        source, _ = bluesky({method: lambda _: as_json(wrong)})
        assert await ends_well(ask(source))


def test_the_check_of_counts_knows_wrong_ones() -> None:
    wrong = [-1, True, 2**53, 1.0]
    assert not any(believable(Reading(account(), n)) for n in wrong)  # type: ignore[arg-type]
    assert believable((Reading(account(), 2**53 - 1), Page((), None)))
