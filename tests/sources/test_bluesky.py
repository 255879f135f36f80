"""Bluesky: what each answer of the AppView becomes, and how readings are made."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.bluesky_answers import (
    FEED,
    FOLLOWS,
    JUNO,
    LOST,
    NOVA,
    PLAIN,
    PROFILE,
    PROFILES,
    RELATIONSHIPS,
    Question,
    account,
    batch_sizes,
    bluesky,
    counts_before_error,
    crowd,
    everybody,
    follows,
    look_up,
    nobody,
    params_of,
    posts,
    profile,
    read,
    request_count,
)
from tests.sources.canned import Canned, body, in_turn, like, names, reply
from tests.sources.outcomes import (
    as_json,
    ends_well,
    is_believable,
    malformed,
    outcome,
    text_of,
)
from tui.model import MINUTE, SECOND, Condition
from tui.sources import Page, Reading
from tui.sources.bluesky import Bluesky

NO_HANDLE = "error: unexpected answer: Object missing required field `handle`"
STALE = "StaleCursor: the rest of the list could not be loaded"
TABLE: list[tuple[str, str, Question, str]] = [
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
    ("resolveHandle_200", PROFILE, look_up(), NO_HANDLE),
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
        "ListHidden: the account no longer exists",
    ),
    ("errors/auth_required_401", PROFILES, read(NOVA), "error: HTTP error 401"),
    ("errors/bad_identifier_400", PROFILE, look_up(), "error: HTTP error 400"),
    ("errors/resolve_failed_400", PROFILE, look_up(), "error: HTTP error 400"),
    ("errors/limit_too_big_400", FOLLOWS, follows(), "error: HTTP error 400"),
    ("errors/too_many_actors_400", PROFILES, read(NOVA), "error: HTTP error 400"),
    ("errors/internal_500", PROFILES, read(NOVA), "error: HTTP error 500"),
    ("errors/internal_500", FOLLOWS, follows(), "error: HTTP error 500"),
    ("errors/internal_500", FOLLOWS, follows("a"), STALE),
    ("errors/limit_too_big_400", FOLLOWS, follows("a"), STALE),
    ("errors/upstream_502", FOLLOWS, follows("a"), "error: HTTP error 502"),
    ("errors/upstream_502", PROFILES, read(NOVA), "error: HTTP error 502"),
    ("errors/html_503", PROFILES, read(NOVA), "error: HTTP error 503"),
    ("errors/rate_limited_429", PROFILES, read(NOVA), "error: rate limited"),
]


@pytest.mark.parametrize(("name", "method", "ask", "expected"), TABLE)
async def test_each_fixture_becomes_its_expected_result(
    name: str, method: str, ask: Question, expected: str
) -> None:
    source, _ = bluesky({method: like("bluesky", name)})
    assert await outcome(ask(source)) == expected


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("bluesky")


# Readings.


async def test_profiles_are_requested_25_at_a_time_and_matched_by_did() -> None:
    source, canned = bluesky({PROFILES: everybody})
    readings = await source.read(crowd(60), 0)
    assert [reading.followers for reading in readings] == list(range(60))
    assert batch_sizes(canned, PROFILES, "actors") == [25, 25, 10]


async def test_the_reason_an_account_is_missing_is_cached_for_a_quarter_of_an_hour() -> None:
    source, canned = bluesky({PROFILES: nobody})
    seen = []
    for minutes in (0, 1, 13, 2):
        canned.ticks.advance(minutes * MINUTE)
        readings = await source.read([account()], 0)
        seen.append((text_of(readings), request_count(canned, PROFILE)))
    assert seen == [("suspended: - - -", n) for n in (1, 1, 1, 2)]


async def test_an_account_that_comes_back_is_there_at_once() -> None:
    back = reply(json={"profiles": [profile(NOVA)]})
    source, canned = bluesky({PROFILES: in_turn(nobody, back, nobody)})
    seen = [text_of(await source.read([account()], 0)) for _ in range(3)]
    assert seen == ["suspended: - - -", "there: 7 - -", "suspended: - - -"]
    assert request_count(canned, PROFILE) == 2


async def test_an_account_missing_from_the_batch_alone_is_there() -> None:
    source, _ = bluesky({PROFILES: nobody, PROFILE: reply(json=profile(NOVA))})
    assert text_of(await source.read([account()], 0)) == "there: 7 - -"


async def test_a_missing_account_keeps_its_handle_and_its_name() -> None:
    source, _ = bluesky({PROFILES: nobody})
    [reading] = await source.read([account()], 0)
    assert reading.account == account(condition=Condition.SUSPENDED)


async def test_the_counts_of_another_account_are_rejected() -> None:
    source, _ = bluesky({PROFILES: nobody, PROFILE: reply(json=profile(JUNO))})
    assert (await outcome(source.read([account(NOVA)], 0))).startswith("error: ")
    assert (await outcome(source.look_up(NOVA, 0))).startswith("error: ")


async def test_the_last_valid_handle_is_kept_in_lower_case() -> None:
    for sent, handle in (
        *(("handle.invalid", "old.test"), ("new.test", "new.test"), ("New.TEST", "new.test")),
    ):
        source, _ = bluesky({PROFILES: reply(json={"profiles": [profile(NOVA, handle=sent)]})})
        [reading] = await source.read([account()], 0)
        assert reading.account.handle == handle, sent


async def test_an_account_without_a_name_has_its_current_handle_as_its_name() -> None:
    source, _ = bluesky(
        {
            PROFILE: reply(json=profile(NOVA, handle="first.test")),
            PROFILES: reply(json={"profiles": [profile(NOVA, handle="second.test")]}),
        }
    )
    found = (await source.look_up("first.test", 0)).account
    [reading] = await source.read([found], 0)
    assert (found.name, reading.account.name) == ("first.test", "second.test")


async def test_readings_before_an_error_are_kept() -> None:
    answers = {PROFILES: in_turn(everybody, like("bluesky", "errors/upstream_502"))}
    assert await counts_before_error(answers, crowd(30)) == list(range(25))


async def test_an_error_for_a_missing_account_does_not_affect_the_others() -> None:
    answers = {PROFILE: like("bluesky", "errors/upstream_502")}
    accounts = map(account, (NOVA, LOST, JUNO))
    assert await counts_before_error(answers, accounts) == [1998731, 1997004]


async def test_a_malformed_profile_does_not_affect_the_others_in_its_batch() -> None:
    for wrong in (
        *(profile(JUNO, followersCount="many"), {"did": JUNO}, {}, None, 7, [profile(JUNO)]),
    ):
        batch = reply(json={"profiles": [profile(NOVA), wrong, profile(PLAIN)]})
        accounts = [account(did, id=n) for n, did in enumerate((NOVA, JUNO, PLAIN))]
        alone = reply(json=profile(JUNO, followersCount=8))
        source, _ = bluesky({PROFILES: batch, PROFILE: alone})
        counts = {r.account.id: r.followers for r in await source.read(accounts, 0)}
        assert counts == {0: 7, 1: 8, 2: 7}, wrong
        answers = {PROFILES: batch, PROFILE: reply(json=wrong)}
        assert await counts_before_error(answers, accounts) == [7, 7], wrong


async def test_a_refused_account_does_not_affect_the_others() -> None:
    refused = like("bluesky", "errors/limit_too_big_400")

    def all_but_the_third(request: httpx.Request) -> httpx.Response:
        dids = [did for did in params_of(request, "actors") if did != "did:plc:3"]
        profiles = [profile(did, followersCount=int(did[8:])) for did in dids]
        return httpx.Response(200, json={"profiles": profiles})

    answers = {PROFILES: all_but_the_third, PROFILE: refused}
    counts = await counts_before_error(answers, crowd(30))
    assert counts == [n for n in range(30) if n != 3]


async def test_the_users_own_server_may_be_asked_more_often_than_the_public_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, canned = bluesky({})
    await own.read([account()], 0)
    monkeypatch.delenv("RACETUI_BLUESKY_URL")
    public = Bluesky(Canned({}).deps)
    assert canned.private_allowed == [True]
    assert (own.min_interval(2), public.min_interval(2)) == (SECOND, 5 * SECOND)


# Any answer at all.

METHODS = {
    PROFILE: "getProfile_200",
    PROFILES: "getProfiles_200",
    FOLLOWS: "getFollows_page1_200",
    RELATIONSHIPS: "getRelationships_200",
    FEED: "getAuthorFeed_200",
}


@given(st.data())
async def test_any_answer_ends_in_a_message_or_in_believable_counts(data: st.DataObject) -> None:
    method, name = data.draw(st.sampled_from(list(METHODS.items())))
    wrong = data.draw(malformed(body("bluesky", name)))
    for ask in (read(NOVA, LOST), look_up(), follows(), follows("a"), posts()):
        source, _ = bluesky({method: lambda _: as_json(wrong)})
        assert await ends_well(ask(source))


def test_the_check_for_believable_counts_detects_wrong_ones() -> None:
    wrong = [-1, True, 2**53, 1.0]
    assert not any(is_believable(Reading(account(), n)) for n in wrong)  # type: ignore[arg-type]
    assert is_believable((Reading(account(), 2**53 - 1), Page((), None)))
