"""Mastodon: what each answer of a home server becomes, and any answer at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import body, like, names
from tests.sources.mastodon_answers import (
    CURSOR,
    FINGER,
    FOLLOWING,
    FRONT,
    INSTANCE,
    JUNO,
    LOOKUP,
    NOVA,
    ONE,
    SEVERAL,
    STALE,
    STATUSES,
    Question,
    account,
    below_front,
    check,
    follows,
    look_up,
    mastodon,
    posts,
    read,
)
from tests.sources.outcomes import as_json, ends_well, malformed, outcome
from tui.model import SECOND
from tui.sources.http.tokens import Token

READ_AT_HOME = "each account is read from its home server, without a token"
LOGIN = "error: a login is required"
NO_USERNAME = "error: unexpected answer: Object missing required field `username`"
TABLE: list[tuple[str, str, Question, str]] = [
    ("account_200", ONE, read(NOVA), "there: 318642 455 61020"),
    ("account_hidden_count_glitch_200", ONE, look_up(), "there: 318642 455 61020"),
    ("account_hidden_count_glitch_200", LOOKUP, look_up(), "hidden: - 10 10"),
    ("account_moved_200", LOOKUP, look_up(), "moved to teo@elsewhere.test: 12 3 44"),
    (
        "account_suspended_200",
        LOOKUP,
        look_up(),
        "NoSuchAccount: the account 'novaquill@social.test' is suspended",
    ),
    (
        "accounts_index_200",
        SEVERAL,
        read(NOVA, JUNO, "1"),
        "there: 318642 455 61020, there: 318590 1203 9120, gone: - - -",
    ),
    ("ap_followers_200", ONE, read(NOVA), NO_USERNAME),
    ("following_page1_200", FOLLOWING, follows(), "unknown, unknown, unknown, not the end"),
    ("following_last_200", FOLLOWING, follows(CURSOR), "unknown, the end"),
    ("following_hidden_200", FOLLOWING, follows(), "ListHidden: hidden by its owner"),
    ("following_hidden_200", FOLLOWING, follows(CURSOR), "the end"),
    (
        "instance_v2_200",
        INSTANCE,
        check(),
        f"good: {READ_AT_HOME}, good: https://social.test answers",
    ),
    ("lookup_200", LOOKUP, look_up(), "there: 318642 455 61020"),
    ("relationships_token_200", FOLLOWING, follows(), f"{NO_USERNAME} - at `$[0]`"),
    ("statuses_200", STATUSES, posts(), "reply, repost, thread, plain, mention"),
    ("webfinger_200", FINGER, look_up(), "there: 318642 455 61020"),
    ("errors/not_found_404", ONE, read(NOVA), "gone: - - -"),
    (
        "errors/not_found_404",
        LOOKUP,
        look_up(),
        "NoSuchAccount: no account 'novaquill@social.test'",
    ),
    ("errors/not_found_404", FINGER, look_up(), "NoSuchAccount: no account novaquill@social.test"),
    (
        "errors/not_found_404",
        FOLLOWING,
        follows(),
        "ListHidden: the account no longer exists",
    ),
    ("errors/not_found_404", FOLLOWING, follows(CURSOR), STALE),
    ("errors/login_required_401", ONE, read(NOVA), "there: 318642 455 61020"),
    ("errors/login_required_401", SEVERAL, read(NOVA, NOVA), "there: 318642 455 61020"),
    ("errors/login_required_401", FOLLOWING, follows(), LOGIN),
    ("errors/login_required_401", STATUSES, posts(), LOGIN),
    ("errors/bad_token_401", ONE, read(NOVA), "there: 318642 455 61020"),
    ("errors/ip_blocked_403", ONE, read(NOVA), "error: access denied"),
    ("errors/scope_403", FOLLOWING, follows(), "error: access denied"),
    ("errors/too_many_ids_422", ONE, read(NOVA), "error: the request was not understood"),
    ("errors/rate_limited_429", ONE, read(NOVA), "error: rate limited"),
    ("errors/paging_limited_429", FOLLOWING, follows(CURSOR), "error: rate limited"),
    ("errors/nginx_502", ONE, read(NOVA), "error: HTTP error 502"),
    ("errors/temporary_503", ONE, read(NOVA), "error: HTTP error 503"),
    ("errors/temporary_503", FOLLOWING, follows(CURSOR), "error: HTTP error 503"),
]


@pytest.mark.parametrize(("name", "path", "ask", "expected"), TABLE)
async def test_each_fixture_becomes_its_expected_result(
    name: str, path: str, ask: Question, expected: str
) -> None:
    source, _ = mastodon({path: like("mastodon", name)})
    assert await outcome(ask(source)) == expected


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("mastodon")


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("account_hidden_count_glitch_200", "109300000000000005", "hidden: - 10 10"),
        ("account_moved_200", "109300000000000004", "moved to teo@elsewhere.test: 12 3 44"),
        ("account_suspended_200", "109300000000000003", "suspended: - - -"),
    ],
)
async def test_each_fixture_of_a_racer_becomes_its_expected_result(
    name: str, number: str, expected: str
) -> None:
    source, _ = mastodon({f"GET /api/v1/accounts/{number}": like("mastodon", name)})
    assert await outcome(read(number)(source)) == expected


async def test_a_rejected_token_is_not_sent_again() -> None:
    source, canned = mastodon(
        {below_front(ONE): like("mastodon", "errors/bad_token_401")}, FRONT, Token("t0ken", "here")
    )
    rejected = "error: the token was rejected; set a new one and restart racetui"
    assert [await outcome(read(NOVA)(source)) for _ in range(2)] == [rejected, rejected]
    assert len(canned.requests) == 1


async def test_the_users_own_server_may_be_asked_more_often_than_home_servers() -> None:
    own, canned = mastodon({below_front(ONE): like("mastodon", "errors/not_found_404")}, FRONT)
    home, others = mastodon({})
    await own.read([account()], 0)
    await home.read([account()], 0)
    assert (canned.private_allowed, others.private_allowed) == ([True], [False])
    assert (own.min_interval(2), home.min_interval(2)) == (SECOND, 15 * SECOND)


PATHS = {
    ONE: "account_moved_200",
    SEVERAL: "accounts_index_200",
    FINGER: "webfinger_200",
    LOOKUP: "lookup_200",
    FOLLOWING: "following_page1_200",
    STATUSES: "statuses_200",
    INSTANCE: "instance_v2_200",
}


@given(st.data())
async def test_any_answer_ends_in_a_message_or_in_believable_counts(data: st.DataObject) -> None:
    path, name = data.draw(st.sampled_from(list(PATHS.items())))
    wrong = data.draw(malformed(body("mastodon", name)))
    questions = (
        *(read(NOVA), read(NOVA, "1"), look_up(), follows(), follows(CURSOR), posts(), check()),
    )
    for ask in questions:
        source, _ = mastodon({path: lambda _: as_json(wrong)})
        assert await ends_well(ask(source))
