"""Mastodon: looking up accounts by WebFinger and on their home servers."""

import pytest

from tests.sources.canned import reply
from tests.sources.mastodon_answers import (
    FINGER,
    HOST,
    LOOKUP,
    NOVA,
    finger,
    look_up,
    mastodon,
    profile,
)
from tests.sources.outcomes import outcome, text_of
from tui.sources import NoSuchAccount


async def test_an_account_is_read_from_the_host_that_webfinger_names() -> None:
    home = "api.home.test"
    source, canned = mastodon(
        {FINGER: finger("acct:Nova@home.test", f"https://{home}/users/nova")},
    )
    found = await source.look_up("@nova@alias.test", 0)
    assert found.account.native_id == f"{home}/{NOVA}"
    assert found.account.handle == "novaquill@home.test"
    assert canned.hosts == ["alias.test", home]
    assert canned.asked[1] == "GET /api/v1/accounts/lookup?acct=Nova"
    await source.read([found.account], 0)
    assert canned.hosts[2:] == [home]


async def test_a_host_that_redirects_webfinger_is_suggested_by_its_new_name() -> None:
    there = "https://social.other.test/.well-known/webfinger?resource=acct:nova@a.test"
    source, canned = mastodon({FINGER: reply(301, {"location": there})})
    with pytest.raises(NoSuchAccount) as caught:
        await source.look_up("nova@a.test", 0)
    assert caught.value.near == ("nova@social.other.test",)
    assert str(caught.value) == "a.test redirects to social.other.test"
    assert canned.hosts == ["a.test"]


async def test_an_invalid_home_server_is_not_asked() -> None:
    for href in (
        *("https://[", "https://", "acct:nova", "https://a@b.test/u", "https://b.test:99/u", ""),
    ):
        source, canned = mastodon({FINGER: finger("acct:nova@a.test", href)})
        found = await outcome(source.look_up("nova@a.test", 0))
        assert found.startswith(("NoSuch", "error: ")), href
        assert canned.hosts == ["a.test"], href


async def test_an_invalid_name_is_not_looked_up() -> None:
    for name in (
        *("", "nova", "@nova", "nova@", "@@a.test", "nova@localhost", "n n@a.test", "n@a_b.test"),
    ):
        source, canned = mastodon({})
        with pytest.raises(NoSuchAccount):
            await source.look_up(name, 0)
        assert not canned.requests, name


@pytest.mark.parametrize("status", [400, 404, 410])
async def test_an_empty_answer_of_webfinger_means_no_account(status: int) -> None:
    source, _ = mastodon({FINGER: reply(status)})
    with pytest.raises(NoSuchAccount):
        await source.look_up("nova@a.test", 0)


async def test_a_long_id_stays_the_same_text() -> None:
    number = "987654321098765432"
    source, _ = mastodon(
        {
            LOOKUP: reply(json=profile(number)),
            f"GET /api/v1/accounts/{number}": reply(json=profile(number)),
        }
    )
    found = (await source.look_up("nova@social.test", 0)).account
    assert found.native_id == f"{HOST}/{number}"
    assert text_of(await source.read([found], 0)) == "there: 7 - -"


async def test_an_invalid_id_is_an_error() -> None:
    for number in ("", "1/../2", "5?x=1", "5\x1b[31m", "9" * 500):
        source, _ = mastodon({LOOKUP: reply(json=profile(number))})
        assert (await outcome(look_up()(source))).startswith("error: "), number
