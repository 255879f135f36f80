"""Mastodon: what home servers answer, and what becomes of it."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.canned import Answering, Canned, body, in_turn, like, names, reply
from tests.sources.outcomes import as_json, ends_well, outcome, spoiled, words
from tui.model import HOUR, MINUTE, SECOND, Account, Quality
from tui.sources import NoSuchAccount, SourceError, StaleCursor
from tui.sources.http.tokens import Token
from tui.sources.mastodon import Mastodon
from tui.sources.source import Way

HOST, FRONT = "social.test", "http://front.test:8080/masto"
NOVA, JUNO = "109300000000000001", "109300000000000002"
ONE = f"GET /api/v1/accounts/{NOVA}"
SEVERAL, LOOKUP = "GET /api/v1/accounts", "GET /api/v1/accounts/lookup"
FINGER, INSTANCE = "GET /.well-known/webfinger", "GET /api/v2/instance"
FOLLOWING, FOLLOWERS, STATUSES = f"{ONE}/following", f"{ONE}/followers", f"{ONE}/statuses"
CURSOR = f"/api/v1/accounts/{NOVA}/following?limit=3&max_id=7628164"
GONE = like("mastodon", "errors/not_found_404")
HTML = reply(404, text="<html>404</html>", headers={"content-type": "text/html"})
FAILING = like("mastodon", "errors/temporary_503")


@pytest.fixture(autouse=True, scope="module")
def no_server_of_ones_own() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RACETUI_MASTODON_URL", raising=False)
        yield


def account(number: str = NOVA, host: str = HOST, handle: str = "old@social.test") -> Account:
    return Account(1, "mastodon", f"{host}/{number}", handle, "Old Name")


def mastodon(
    answers: dict[str, Answering], base: str | None = None, token: Token | None = None
) -> tuple[Mastodon, Canned]:
    """Return the source before servers that give these answers, the fixtures for the rest."""
    usual = {
        ONE: like("mastodon", "account_200"),
        SEVERAL: like("mastodon", "accounts_index_200"),
        FINGER: like("mastodon", "webfinger_200"),
        LOOKUP: like("mastodon", "lookup_200"),
        FOLLOWING: like("mastodon", "following_page1_200"),
        STATUSES: like("mastodon", "statuses_200"),
        INSTANCE: like("mastodon", "instance_v2_200"),
        "GET /api/v1/accounts/1": GONE,
    }
    canned = Canned(usual | answers)
    return Mastodon(canned.means, base, token), canned


def behind(path: str) -> str:
    """Return how a path is asked for at a front that has one of its own."""
    return path.replace(" ", " /masto", 1)


def profile(number: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "username": f"u{number}", "acct": f"u{number}", "followers_count": 7} | (
        more
    )


def crowd(size: int, host: str = HOST) -> list[Account]:
    return [account(str(n), host, f"u{n}@{host}") for n in range(size)]


def by_number(request: httpx.Request) -> httpx.Response:
    """Answer for everybody who is asked for, each with the own number as the count."""
    numbers = request.url.params.get_list("id[]")
    if numbers:
        return httpx.Response(
            200, json=[profile(n, followers_count=int(n)) for n in reversed(numbers)]
        )
    number = request.url.path.rpartition("/")[2]
    return httpx.Response(200, json=profile(number, followers_count=int(number)))


def finger(subject: str, href: str) -> Answering:
    link = {"rel": "self", "type": "application/activity+json", "href": href}
    return reply(json={"subject": subject, "links": [link]})


Asking = Callable[[Mastodon], Coroutine[Any, Any, object]]


def read(*numbers: str) -> Asking:
    return lambda source: source.read([account(number) for number in numbers], 0)


def look_up(name: str = "novaquill@social.test") -> Asking:
    return lambda source: source.look_up(name, 0)


def follows(cursor: str | None = None) -> Asking:
    return lambda source: source.follows(account(), cursor, 0)


def posts() -> Asking:
    return lambda source: source.posts(account(), 0)


def check() -> Asking:
    return lambda source: source.check([account()], 0)


EACH_AT_HOME = "each account is asked of its home server, without a token"
LOGIN = "error: wants a login for that"
STALE = "StaleCursor: cannot go on with the list"
NOT_EXPECTED = "error: answers what was not expected: Object missing required field `username`"
TABLE: list[tuple[str, str, Asking, str]] = [
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
    ("ap_followers_200", ONE, read(NOVA), NOT_EXPECTED),
    ("following_page1_200", FOLLOWING, follows(), "unknown, unknown, unknown, not the end"),
    ("following_last_200", FOLLOWING, follows(CURSOR), "unknown, the end"),
    ("following_hidden_200", FOLLOWING, follows(), "ListHidden: its owner hides it"),
    ("following_hidden_200", FOLLOWING, follows(CURSOR), "the end"),
    (
        "instance_v2_200",
        INSTANCE,
        check(),
        f"good: {EACH_AT_HOME}, good: https://social.test answers",
    ),
    ("lookup_200", LOOKUP, look_up(), "there: 318642 455 61020"),
    ("relationships_token_200", FOLLOWING, follows(), f"{NOT_EXPECTED} - at `$[0]`"),
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
        "ListHidden: the account is not there any more",
    ),
    ("errors/not_found_404", FOLLOWING, follows(CURSOR), STALE),
    ("errors/login_required_401", ONE, read(NOVA), "there: 318642 455 61020"),
    ("errors/login_required_401", SEVERAL, read(NOVA, NOVA), "there: 318642 455 61020"),
    ("errors/login_required_401", FOLLOWING, follows(), LOGIN),
    ("errors/login_required_401", STATUSES, posts(), LOGIN),
    ("errors/bad_token_401", ONE, read(NOVA), "there: 318642 455 61020"),
    ("errors/ip_blocked_403", ONE, read(NOVA), "error: does not let us ask"),
    ("errors/scope_403", FOLLOWING, follows(), "error: does not let us ask"),
    ("errors/too_many_ids_422", ONE, read(NOVA), "error: did not understand"),
    ("errors/rate_limited_429", ONE, read(NOVA), "error: asks to be left alone"),
    ("errors/paging_limited_429", FOLLOWING, follows(CURSOR), "error: asks to be left alone"),
    ("errors/nginx_502", ONE, read(NOVA), "error: answers 502"),
    ("errors/temporary_503", ONE, read(NOVA), "error: answers 503"),
    ("errors/temporary_503", FOLLOWING, follows(CURSOR), "error: answers 503"),
]


@pytest.mark.parametrize(("name", "path", "ask", "becomes"), TABLE)
async def test_an_answer_becomes(name: str, path: str, ask: Asking, becomes: str) -> None:
    source, _ = mastodon({path: like("mastodon", name)})
    assert await outcome(ask(source)) == becomes


def test_every_fixture_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == names("mastodon")


@pytest.mark.parametrize(
    ("name", "number", "becomes"),
    [
        ("account_hidden_count_glitch_200", "109300000000000005", "hidden: - 10 10"),
        ("account_moved_200", "109300000000000004", "moved to teo@elsewhere.test: 12 3 44"),
        ("account_suspended_200", "109300000000000003", "suspended: - - -"),
    ],
)
async def test_a_racer_becomes(name: str, number: str, becomes: str) -> None:
    source, _ = mastodon({f"GET /api/v1/accounts/{number}": like("mastodon", name)})
    assert await outcome(read(number)(source)) == becomes


async def test_the_list_of_who_is_suspended_is_not_told() -> None:
    number = "109300000000000003"
    path = f"GET /api/v1/accounts/{number}"
    source, _ = mastodon({path: like("mastodon", "account_suspended_200")})
    told = await outcome(source.follows(account(number), None, 0))
    assert told == "ListHidden: the account is suspended"


async def test_who_wants_a_login_for_an_id_is_asked_by_name_and_for_both_says_so() -> None:
    refusing = like("mastodon", "errors/login_required_401")
    source, canned = mastodon({ONE: refusing})
    assert await outcome(read(NOVA)(source)) == "there: 318642 455 61020"
    assert canned.asked == [ONE, f"{LOOKUP}?acct=old"]
    source, _ = mastodon({ONE: refusing, LOOKUP: refusing})
    assert await outcome(read(NOVA)(source)) == LOGIN


async def test_a_refused_token_is_told_in_words() -> None:
    source, canned = mastodon(
        {behind(ONE): like("mastodon", "errors/bad_token_401")}, FRONT, Token("t0ken", "here")
    )
    words = "error: refuses the token; set another one, and start racetui again"
    assert [await outcome(read(NOVA)(source)) for _ in range(2)] == [words, words]
    assert len(canned.requests) == 1


async def test_an_account_is_asked_of_the_host_that_webfinger_names() -> None:
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


async def test_a_host_that_sends_webfinger_on_suggests_the_other_one() -> None:
    there = "https://social.other.test/.well-known/webfinger?resource=acct:nova@a.test"
    source, canned = mastodon({FINGER: reply(301, {"location": there})})
    with pytest.raises(NoSuchAccount) as told:
        await source.look_up("nova@a.test", 0)
    assert told.value.near == ("nova@social.other.test",)
    assert canned.hosts == ["a.test"]


@pytest.mark.parametrize(
    "href", ["https://[", "https://", "acct:nova", "https://a@b.test/u", "https://b.test:99/u", ""]
)
async def test_a_home_that_cannot_be_asked_is_told_in_words(href: str) -> None:
    source, canned = mastodon({FINGER: finger("acct:nova@a.test", href)})
    assert (await outcome(source.look_up("nova@a.test", 0))).startswith(("NoSuch", "error: "))
    assert canned.hosts == ["a.test"]


@pytest.mark.parametrize(
    "name", ["", "nova", "@nova", "nova@", "@@a.test", "nova@localhost", "n n@a.test", "n@a_b.test"]
)
async def test_what_names_no_account_is_not_asked_for(name: str) -> None:
    source, canned = mastodon({})
    with pytest.raises(NoSuchAccount):
        await source.look_up(name, 0)
    assert not canned.requests


@pytest.mark.parametrize("status", [400, 404, 410])
async def test_an_empty_answer_of_webfinger_is_no_account(status: int) -> None:
    source, _ = mastodon({FINGER: reply(status)})
    with pytest.raises(NoSuchAccount):
        await source.look_up("nova@a.test", 0)


async def test_forty_are_asked_for_at_once_and_matched_by_id() -> None:
    source, canned = mastodon({SEVERAL: by_number})
    readings = await source.read(crowd(90), 0)
    assert [reading.followers for reading in readings] == list(range(90))
    assert [len(r.url.params.get_list("id[]")) for r in canned.requests] == [40, 40, 10]


async def test_each_home_server_is_asked_for_its_own() -> None:
    source, canned = mastodon({SEVERAL: by_number})
    readings = await source.read(
        [a for pair in zip(crowd(3, "a.test"), crowd(3, "b.test"), strict=True) for a in pair], 0
    )
    assert [r.account.handle for r in readings] == [
        f"u{n}@{host}" for host in ("a.test", "b.test") for n in range(3)
    ]
    assert canned.hosts == ["a.test", "b.test"]


@pytest.mark.parametrize("answer", [GONE, HTML, reply(json=[]), reply(422, json={})])
async def test_a_server_that_knows_no_batch_is_asked_one_by_one_and_remembered_for_an_hour(
    answer: Answering,
) -> None:
    source, canned = mastodon(
        {SEVERAL: answer, "GET /api/v1/accounts/0": by_number, "GET /api/v1/accounts/1": by_number}
    )
    batches = []
    for span in (0, MINUTE, HOUR):
        canned.ticks.pass_by(span)
        readings = await source.read(crowd(2), 0)
        assert [reading.followers for reading in readings] == [0, 1]
        batches.append(sum("id[]" in asked for asked in canned.asked))
    assert batches == [1, 1, 2]


@pytest.mark.parametrize(
    ("instance", "becomes"),
    [(like("mastodon", "instance_v2_200"), "gone: - - -"), (HTML, "error: answers 404")],
)
async def test_a_page_that_says_404_is_a_gone_account_if_the_server_is_of_this_kind(
    instance: Answering, becomes: str
) -> None:
    source, _ = mastodon({ONE: HTML, "GET /api/v1/instance": instance})
    assert await outcome(read(NOVA)(source)) == becomes


async def test_an_account_that_is_gone_keeps_its_handle_and_its_name() -> None:
    source, _ = mastodon({ONE: GONE})
    [reading] = await source.read([account()], 0)
    assert (reading.account.handle, reading.account.name) == ("old@social.test", "Old Name")


async def test_counts_of_another_account_are_never_taken() -> None:
    source, _ = mastodon({ONE: reply(json=profile(JUNO))})
    assert (await outcome(read(NOVA)(source))).startswith("error: ")


async def test_an_id_stays_the_text_that_it_is() -> None:
    number = "987654321098765432"
    source, _ = mastodon(
        {
            LOOKUP: reply(json=profile(number)),
            f"GET /api/v1/accounts/{number}": reply(json=profile(number)),
        }
    )
    found = (await source.look_up("nova@social.test", 0)).account
    assert found.native_id == f"{HOST}/{number}"
    assert words(await source.read([found], 0)) == "there: 7 - -"


@pytest.mark.parametrize("number", ["", "1/../2", "5?x=1", "5\x1b[31m", "9" * 500])
async def test_an_id_that_no_server_gives_is_refused(number: str) -> None:
    source, _ = mastodon({LOOKUP: reply(json=profile(number))})
    assert (await outcome(look_up()(source))).startswith("error: ")


@pytest.mark.parametrize("moved", ["teo", "teo@social.test"])
async def test_who_moved_on_the_same_server_is_told_with_its_domain(moved: str) -> None:
    source, _ = mastodon({ONE: reply(json=profile(NOVA, moved={"acct": moved}))})
    assert await outcome(read(NOVA)(source)) == "moved to teo@social.test: 7 - -"


@pytest.mark.parametrize(
    ("more", "answer", "becomes"),
    [
        ({"hide_collections": True}, [profile("5")], "ListHidden: its owner hides it"),
        ({"following_count": 3}, [], "ListHidden: its owner hides it"),
        ({"following_count": 0}, [], "the end"),
        ({"hide_collections": False, "following_count": 1}, [profile("5")], "unknown, the end"),
    ],
)
async def test_a_hidden_list_is_not_an_empty_one(
    more: dict[str, Any], answer: list[Any], becomes: str
) -> None:
    source, _ = mastodon({ONE: reply(json=profile(NOVA, **more)), FOLLOWING: reply(json=answer)})
    assert await outcome(follows()(source)) == becomes


async def test_a_bad_cursor_that_is_answered_with_500_is_stale_and_soon_so() -> None:
    source, canned = mastodon({FOLLOWING: reply(500, text="<html>")})
    with pytest.raises(StaleCursor):
        await source.follows(account(), CURSOR, 0)
    assert len(canned.requests) <= 2


async def test_a_next_page_is_asked_of_the_server_of_our_choice_whatever_host_it_names() -> None:
    source, canned = mastodon(
        {
            behind(ONE): like("mastodon", "account_200"),
            behind(FOLLOWING): in_turn(
                like("mastodon", "following_page1_200"), like("mastodon", "following_last_200")
            ),
        },
        FRONT,
        Token("t0ken", "here"),
    )
    first = await source.follows(account(), None, 0)
    assert first.cursor == CURSOR
    last = await source.follows(account(), first.cursor, 0)
    assert last.cursor is None
    assert set(canned.hosts) == {"front.test:8080"}
    assert canned.asked[-1] == f"GET /masto{CURSOR}"
    assert all(r.headers["authorization"] == "Bearer t0ken" for r in canned.requests)


LINKED = [
    ("https://evil.test/api/v1/accounts/{n}/following?max_id=5", "not the end"),
    ("/api/v1/accounts/{n}/following?max_id=5", "not the end"),
    ("https://social.test/api/v1/accounts/2/following?max_id=5", None),
    ("https://social.test/api/v1/accounts/{n}/followers?max_id=5", None),
    ("https://social.test/api/v1/accounts/{n}/following/../../../../x?max_id=5", None),
    ("https://social.test/oauth/authorize", None),
    ("https://[", None),
]


@pytest.mark.parametrize(("link", "becomes"), LINKED)
async def test_a_next_page_is_another_part_of_the_same_list_or_refused(
    link: str, becomes: str | None
) -> None:
    source, canned = mastodon(
        {
            FOLLOWING: reply(
                headers={"link": f'<{link.format(n=NOVA)}>; rel="next"'}, json=[profile("5")]
            )
        }
    )
    told = await outcome(follows()(source))
    if becomes is None:
        assert told.startswith(("StaleCursor: ", "error: "))
    else:
        assert told == f"unknown, {becomes}"
    assert set(canned.hosts) == {HOST}


@pytest.mark.parametrize(
    "cursor", ["https://evil.test/x", "@evil.test/", "/api/v1/accounts/2/following?max_id=1", ""]
)
async def test_a_cursor_that_leads_elsewhere_is_never_asked(cursor: str) -> None:
    source, canned = mastodon({})
    assert await outcome(follows(cursor)(source)) == STALE
    assert not canned.requests


async def test_the_end_of_a_list_may_be_a_page_with_nobody_on_it() -> None:
    source, _ = mastodon({FOLLOWING: reply(json=[])})
    assert await outcome(follows(CURSOR)(source)) == "the end"


async def test_what_a_server_says_of_accounts_at_home_elsewhere_is_derived() -> None:
    listed = [
        profile("5", acct="pia"),
        profile("6", acct="uma@social.test"),
        profile("7", acct="teo@elsewhere.test"),
        profile("8", acct="eve@antisocial.test"),
    ]
    source, _ = mastodon({FOLLOWING: reply(json=listed)})
    page = await source.follows(account(), None, 0)
    assert [(f.account.handle, f.quality) for f in page.followed] == [
        ("pia@social.test", Quality.EXACT),
        ("uma@social.test", Quality.EXACT),
        ("teo@elsewhere.test", Quality.DERIVED),
        ("eve@antisocial.test", Quality.DERIVED),
    ]


async def test_who_is_at_home_elsewhere_is_known_by_the_address_that_is_the_same_everywhere() -> (
    None
):
    listed = [
        profile("5", acct="pia"),
        profile("7", acct="teo@elsewhere.test", uri="https://elsewhere.test/users/teo"),
        profile("8", acct="uma@elsewhere.test", uri="nonsense"),
        profile("9", acct="eve@elsewhere.test"),
    ]
    source, _ = mastodon({FOLLOWING: reply(json=listed)})
    page = await source.follows(account(), None, 0)
    assert [f.account.native_id for f in page.followed] == [
        f"{HOST}/5",
        "https://elsewhere.test/users/teo",
        "https://elsewhere.test/@uma",
        "https://elsewhere.test/@eve",
    ]


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


async def test_who_was_met_in_a_list_of_another_server_is_read_at_home_and_keeps_the_address() -> (
    None
):
    source, canned = mastodon(AT_TEOS_HOME)
    for _ in range(2):
        readings = await source.read([account(), TEO], 0)
        assert [(r.account.id, r.account.native_id, r.followers) for r in readings] == [
            (1, f"{HOST}/{NOVA}", 318642),
            (2, TEO.native_id, 7),
        ]
    assert words(await source.follows(TEO, None, 0)) == "unknown, the end"
    assert await source.posts(TEO, 0) == []
    assert sum("webfinger" in asked for asked in canned.asked) == 1
    assert set(canned.hosts) == {HOST, "elsewhere.test"}


@pytest.mark.parametrize("failure", [GONE, FAILING, reply(401)])
async def test_who_cannot_be_found_at_home_keeps_no_other_from_being_read(
    failure: Answering,
) -> None:
    answers = {"GET elsewhere.test/.well-known/webfinger": failure}
    told = await told_before_failing(answers, TEO, account())
    assert told == ["novaquill@social.test 318642"]


async def test_who_is_at_home_with_the_account_has_a_handle_of_the_same_domain() -> None:
    listed = reply(json=[profile("5", acct="pia")])
    source, _ = mastodon({FOLLOWING: listed})
    split = account(host="api.social.test", handle="nova@social.test")
    [followed] = (await source.follows(split, None, 0)).followed
    assert followed.account.native_id == "api.social.test/5"
    assert (followed.account.handle, followed.quality) == ("pia@social.test", Quality.EXACT)


async def test_a_list_is_read_although_the_profile_wants_a_login() -> None:
    source, _ = mastodon({ONE: like("mastodon", "errors/login_required_401")})
    told = await outcome(follows()(source))
    assert told == "unknown, unknown, unknown, not the end"


async def test_followers_are_listed_like_those_who_are_followed() -> None:
    source, canned = mastodon({FOLLOWERS: reply(json=[profile("5")])})
    assert words(await source.followers(account(), None, 0)) == "unknown, the end"
    assert canned.asked[-1].startswith(FOLLOWERS)


@pytest.mark.parametrize(
    ("followers", "way"), [(8_000, Way.FOLLOWERS), (8_001, Way.NONE), (None, Way.NONE)]
)
def test_followers_are_read_only_where_they_are_few(followers: int | None, way: Way) -> None:
    assert mastodon({})[0].way_back(500, followers) is way


async def told_before_failing(answers: dict[str, Answering], *accounts: Account) -> list[str]:
    source, _ = mastodon(answers)
    with pytest.raises(SourceError) as told:
        await source.read(accounts, 0)
    return [f"{r.account.handle} {r.followers}" for r in told.value.read]


async def test_a_home_server_that_fails_costs_the_others_nothing() -> None:
    answers = {SEVERAL: by_number, "GET b.test/api/v1/accounts": FAILING}
    accounts = [*crowd(2, "b.test"), *crowd(2, "a.test")]
    assert await told_before_failing(answers, *accounts) == ["u0@a.test 0", "u1@a.test 1"]


async def test_what_was_read_before_a_failure_is_told() -> None:
    told = await told_before_failing({SEVERAL: in_turn(by_number, FAILING)}, *crowd(50))
    assert told == [f"u{n}@social.test {n}" for n in range(40)]


async def test_a_missing_account_that_cannot_be_asked_for_costs_no_other_its_counts() -> None:
    batch = reply(json=[profile("2"), profile("0")])
    answers = {SEVERAL: batch, "GET /api/v1/accounts/1": FAILING}
    told = await told_before_failing(answers, *crowd(3))
    assert told == ["u0@social.test 7", "u2@social.test 7"]


async def test_an_account_that_is_refused_keeps_no_other_from_being_read() -> None:
    alone = {
        "GET /api/v1/accounts/0": reply(403),
        "GET /api/v1/accounts/1": by_number,
        "GET /api/v1/accounts/2": reply(json=profile("5")),
        "GET /api/v1/accounts/3": by_number,
    }
    told = await told_before_failing({SEVERAL: GONE, **alone}, *crowd(4))
    assert told == ["u1@social.test 1", "u3@social.test 3"]


@pytest.mark.parametrize(
    "spoilt", [profile("1", followers_count="many"), {"id": "1"}, {}, None, 7, []]
)
async def test_a_spoilt_profile_spoils_no_other_of_its_batch(spoilt: object) -> None:
    batch = reply(json=[profile("0"), spoilt, profile("2")])
    alone = {"GET /api/v1/accounts/1": reply(json=profile("1", followers_count=8))}
    source, _ = mastodon({SEVERAL: batch, **alone})
    told = {r.account.handle[:2]: r.followers for r in await source.read(crowd(3), 0)}
    assert told == {"u0": 7, "u1": 8, "u2": 7}
    alone = {"GET /api/v1/accounts/1": reply(json=spoilt)}
    told_then = await told_before_failing({SEVERAL: batch, **alone}, *crowd(3))
    assert told_then == ["u0@social.test 7", "u2@social.test 7"]


async def test_a_list_that_is_empty_and_nobody_says_how_long_is_not_called_hidden() -> None:
    refusing = like("mastodon", "errors/login_required_401")
    source, _ = mastodon({ONE: refusing, LOOKUP: refusing, FOLLOWING: reply(json=[])})
    assert await outcome(follows()(source)) == "ListHidden: its server does not tell it"


async def test_an_account_that_is_asked_alone_and_fails_costs_those_before_it_nothing() -> None:
    alone = {"GET /api/v1/accounts/0": by_number, "GET /api/v1/accounts/1": FAILING}
    told = await told_before_failing({SEVERAL: GONE, **alone}, *crowd(2))
    assert told == ["u0@social.test 0"]


async def test_a_server_of_ones_own_may_be_asked_more_often_than_the_homes_of_others() -> None:
    own, canned = mastodon({behind(ONE): GONE}, FRONT)
    home, others = mastodon({})
    await own.read([account()], 0)
    await home.read([account()], 0)
    assert (canned.named, others.named) == ([True], [False])
    assert (own.least_every(2), home.least_every(2)) == (SECOND, 15 * SECOND)


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
async def test_whatever_is_answered_ends_in_words_or_in_counts_that_can_be(
    data: st.DataObject,
) -> None:
    path, name = data.draw(st.sampled_from(list(PATHS.items())))
    wrong = data.draw(spoiled(body("mastodon", name)))
    asked = (read(NOVA), read(NOVA, "1"), look_up(), follows(), follows(CURSOR), posts(), check())
    for ask in asked:
        source, _ = mastodon({path: lambda _: as_json(wrong)})
        assert await ends_well(ask(source))


@given(st.text(max_size=60) | st.from_regex(r"[a-z]*:?//[\[\]a-z:/?#@.-]*"))
async def test_whatever_a_link_says_nobody_else_is_asked_for_a_list(link: str) -> None:
    headers = {"link": f'<{ascii(link)[1:-1]}>; rel="next"'}
    source, canned = mastodon({FOLLOWING: reply(headers=headers, json=[profile("5")])})
    assert await ends_well(source.follows(account(), None, 0))
    assert set(canned.hosts) == {HOST}
