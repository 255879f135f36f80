"""What people write for accounts, their pages, and the servers that have them."""

from dataclasses import replace

import pytest

from tests.building import account
from tui.parsing import BadText
from tui.sources import page_of, parse_account, server_of


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("demo:teapot.demo", ("demo", "teapot.demo")),
        ("  Bluesky : @someone.example ", ("bluesky", "someone.example")),
        ("mastodon:user@host.example", ("mastodon", "user@host.example")),
        ("april-2009:aplusk", ("april-2009", "aplusk")),
        ("a:b:c", ("a", "b:c")),
        ("https://bsky.app/profile/someone.example", ("bluesky", "someone.example")),
        ("http://www.github.com/octocat/", ("github", "octocat")),
        ("https://x.com/aplusk", ("x", "aplusk")),
        ("https://mobile.twitter.com/@aplusk", ("x", "aplusk")),
        ("https://host.example/@user", ("mastodon", "user@host.example")),
        ("https://GitHub.com/octocat?tab=stars#top", ("github", "octocat")),
    ],
)
def test_an_account_is_meant_by_its_source_or_by_its_address(
    text: str, meant: tuple[str, str]
) -> None:
    assert parse_account(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "teapot",
        ":teapot",
        "demo:",
        "demo: @ ",
        "https://bsky.app/",
        "https://github.com/octocat/repository",
        "https://host.example/someone",
        "https://[broken/@user",
        "https://",
    ],
)
def test_what_names_no_account_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadText, match="use e.g."):
        parse_account(text)


@pytest.mark.parametrize(
    ("source", "handle", "address"),
    [
        ("bluesky", "someone.example", "https://bsky.app/profile/someone.example"),
        ("github", "octocat", "https://github.com/octocat"),
        ("x", "aplusk", "https://x.com/aplusk"),
        ("mastodon", "user@host.example", "https://host.example/@user"),
        ("x", "a/../b c", "https://x.com/a%2F..%2Fb%20c"),
        ("mastodon", "nobody", None),
        ("demo", "teapot.demo", None),
    ],
)
def test_an_account_has_a_page_where_its_source_has_pages(
    source: str, handle: str, address: str | None
) -> None:
    who = replace(account(1), source=source, handle=handle)
    assert page_of(who) == address
    if address is not None and "%" not in address:
        assert parse_account(address) == (source, handle)


@pytest.mark.parametrize(
    ("source", "native_id", "server"),
    [
        ("bluesky", "did:plc:abc", "bluesky"),
        ("github", "583231", "github"),
        ("x", "12", "x"),
        ("demo", "a/b", "demo"),
        ("mastodon", "host.example/109", "mastodon host.example"),
        ("mastodon", "host.example:3000/109", "mastodon host.example:3000"),
        ("mastodon", "other.example/109", "mastodon other.example"),
        ("mastodon", "109", "mastodon"),
        ("mastodon", "https://there.example/users/teo", "mastodon there.example"),
        ("mastodon", "https://there.example:3000/@teo", "mastodon there.example:3000"),
    ],
)
def test_each_source_is_a_server_and_each_host_of_mastodon_one_of_its_own(
    source: str, native_id: str, server: str
) -> None:
    assert server_of(replace(account(1), source=source, native_id=native_id)) == server
