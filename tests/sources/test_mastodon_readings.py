"""Mastodon: readings from several home servers, in batches and one by one."""

from typing import Any

import pytest

from tests.sources.canned import Answering, in_turn, like, reply
from tests.sources.mastodon_answers import (
    GONE,
    HOST,
    HTML,
    JUNO,
    LOGIN_REQUIRED,
    LOOKUP,
    NOVA,
    ONE,
    SEVERAL,
    UNAVAILABLE,
    account,
    by_number,
    crowd,
    finger,
    mastodon,
    profile,
    read,
    read_before_error,
)
from tests.sources.outcomes import outcome, text_of
from tui.model import HOUR, MINUTE, Account


async def test_an_account_whose_id_requires_a_login_is_read_by_name() -> None:
    source, canned = mastodon({ONE: LOGIN_REQUIRED})
    assert await outcome(read(NOVA)(source)) == "there: 318642 455 61020"
    assert canned.asked == [ONE, f"{LOOKUP}?acct=old"]
    source, _ = mastodon({ONE: LOGIN_REQUIRED, LOOKUP: LOGIN_REQUIRED})
    assert await outcome(read(NOVA)(source)) == "error: a login is required"


async def test_accounts_are_requested_40_at_a_time_and_matched_by_id() -> None:
    source, canned = mastodon({SEVERAL: by_number})
    readings = await source.read(crowd(90), 0)
    assert [reading.followers for reading in readings] == list(range(90))
    assert [len(r.url.params.get_list("id[]")) for r in canned.requests] == [40, 40, 10]


async def test_each_home_server_is_asked_for_its_own_accounts() -> None:
    source, canned = mastodon({SEVERAL: by_number})
    readings = await source.read(
        [a for pair in zip(crowd(3, "a.test"), crowd(3, "b.test"), strict=True) for a in pair], 0
    )
    assert [r.account.handle for r in readings] == [
        f"u{n}@{host}" for host in ("a.test", "b.test") for n in range(3)
    ]
    assert canned.hosts == ["a.test", "b.test"]


@pytest.mark.parametrize("answer", [GONE, HTML, reply(json=[]), reply(422, json={})])
async def test_a_server_without_batches_is_asked_one_by_one_for_an_hour(answer: Answering) -> None:
    source, canned = mastodon(
        {SEVERAL: answer, "GET /api/v1/accounts/0": by_number, "GET /api/v1/accounts/1": by_number}
    )
    batches = []
    for span in (0, MINUTE, HOUR):
        canned.ticks.advance(span)
        readings = await source.read(crowd(2), 0)
        assert [reading.followers for reading in readings] == [0, 1]
        batches.append(sum("id[]" in asked for asked in canned.asked))
    assert batches == [1, 1, 2]


@pytest.mark.parametrize(
    ("instance", "expected"),
    [(like("mastodon", "instance_v2_200"), "gone: - - -"), (HTML, "error: HTTP error 404")],
)
async def test_a_404_page_means_a_gone_account_only_on_a_mastodon_server(
    instance: Answering, expected: str
) -> None:
    source, _ = mastodon({ONE: HTML, "GET /api/v1/instance": instance})
    assert await outcome(read(NOVA)(source)) == expected


async def test_a_gone_account_keeps_its_handle_and_its_name() -> None:
    source, _ = mastodon({ONE: GONE})
    [reading] = await source.read([account()], 0)
    assert (reading.account.handle, reading.account.name) == ("old@social.test", "Old Name")


async def test_the_counts_of_another_account_are_rejected() -> None:
    source, _ = mastodon({ONE: reply(json=profile(JUNO))})
    assert (await outcome(read(NOVA)(source))).startswith("error: ")


@pytest.mark.parametrize("moved", ["teo", "teo@social.test"])
async def test_a_move_on_the_same_server_includes_its_domain(moved: str) -> None:
    source, _ = mastodon({ONE: reply(json=profile(NOVA, moved={"acct": moved}))})
    assert await outcome(read(NOVA)(source)) == "moved to teo@social.test: 7 - -"


# Accounts known by their address only, from the list of another server.

TEO = Account(2, "mastodon", "https://elsewhere.test/users/teo", "teo@elsewhere.test", "")
AT_TEOS_HOME: dict[str, Answering] = {
    "GET elsewhere.test/.well-known/webfinger": finger(
        "acct:teo@elsewhere.test", "https://elsewhere.test/users/teo"
    ),
    "GET elsewhere.test/api/v1/accounts/lookup": reply(json=profile("77", username="teo")),
    "GET elsewhere.test/api/v1/accounts/77": reply(json=profile("77", username="teo")),
    "GET elsewhere.test/api/v1/accounts/77/following": reply(json=[profile("5")]),
    "GET elsewhere.test/api/v1/accounts/77/statuses": reply(json=[]),
}


async def test_an_account_from_a_remote_list_is_read_at_home_and_keeps_its_address() -> None:
    source, canned = mastodon(AT_TEOS_HOME)
    for _ in range(2):
        readings = await source.read([account(), TEO], 0)
        assert [(r.account.id, r.account.native_id, r.followers) for r in readings] == [
            (1, f"{HOST}/{NOVA}", 318642),
            (2, TEO.native_id, 7),
        ]
    assert text_of(await source.follows(TEO, None, 0)) == "unknown, the end"
    assert await source.posts(TEO, 0) == []
    assert sum("webfinger" in asked for asked in canned.asked) == 1
    assert set(canned.hosts) == {HOST, "elsewhere.test"}


@pytest.mark.parametrize("failure", [GONE, UNAVAILABLE, reply(401)])
async def test_an_account_without_a_home_does_not_affect_the_others(failure: Answering) -> None:
    answers = {"GET elsewhere.test/.well-known/webfinger": failure}
    found = await read_before_error(answers, TEO, account())
    assert found == ["novaquill@social.test 318642"]


# Errors.


async def test_a_failing_home_server_does_not_affect_the_others() -> None:
    answers = {SEVERAL: by_number, "GET b.test/api/v1/accounts": UNAVAILABLE}
    accounts = [*crowd(2, "b.test"), *crowd(2, "a.test")]
    assert await read_before_error(answers, *accounts) == ["u0@a.test 0", "u1@a.test 1"]


async def test_readings_before_an_error_are_kept() -> None:
    found = await read_before_error({SEVERAL: in_turn(by_number, UNAVAILABLE)}, *crowd(50))
    assert found == [f"u{n}@social.test {n}" for n in range(40)]


async def test_an_error_for_a_missing_account_does_not_affect_the_others() -> None:
    batch = reply(json=[profile("2"), profile("0")])
    answers = {SEVERAL: batch, "GET /api/v1/accounts/1": UNAVAILABLE}
    found = await read_before_error(answers, *crowd(3))
    assert found == ["u0@social.test 7", "u2@social.test 7"]


async def test_a_refused_account_does_not_affect_the_others() -> None:
    alone = {
        "GET /api/v1/accounts/0": reply(403),
        "GET /api/v1/accounts/1": by_number,
        "GET /api/v1/accounts/2": reply(json=profile("5")),
        "GET /api/v1/accounts/3": by_number,
    }
    found = await read_before_error({SEVERAL: GONE, **alone}, *crowd(4))
    assert found == ["u1@social.test 1", "u3@social.test 3"]


async def test_a_malformed_profile_does_not_affect_the_others_in_its_batch() -> None:
    malformed: list[Any] = [profile("1", followers_count="many"), {"id": "1"}, {}, None, 7, []]
    for wrong in malformed:
        batch = reply(json=[profile("0"), wrong, profile("2")])
        alone = {"GET /api/v1/accounts/1": reply(json=profile("1", followers_count=8))}
        source, _ = mastodon({SEVERAL: batch, **alone})
        counts = {r.account.handle[:2]: r.followers for r in await source.read(crowd(3), 0)}
        assert counts == {"u0": 7, "u1": 8, "u2": 7}, wrong
        alone = {"GET /api/v1/accounts/1": reply(json=wrong)}
        found = await read_before_error({SEVERAL: batch, **alone}, *crowd(3))
        assert found == ["u0@social.test 7", "u2@social.test 7"], wrong


async def test_a_failure_for_a_single_account_keeps_the_readings_before_it() -> None:
    alone = {"GET /api/v1/accounts/0": by_number, "GET /api/v1/accounts/1": UNAVAILABLE}
    found = await read_before_error({SEVERAL: GONE, **alone}, *crowd(2))
    assert found == ["u0@social.test 0"]
