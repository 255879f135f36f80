"""What people type for an account, the pages of accounts, and the servers that have them."""

import re
from dataclasses import replace

import pytest

from tests.building import account
from tui.parsing import BadText
from tui.sources import alias_hint, page_of, parse_account, server_of


def test_an_account_is_parsed_from_its_source_and_name_or_its_address() -> None:
    for text, parsed in {
        "demo:teapot.demo": ("demo", "teapot.demo"),
        "  Bluesky : @someone.example ": ("bluesky", "someone.example"),
        "mastodon:user@host.example": ("mastodon", "user@host.example"),
        "april-2009:aplusk": ("april-2009", "aplusk"),
        "a:b:c": ("a", "b:c"),
        "https://bsky.app/profile/someone.example": ("bluesky", "someone.example"),
        "http://www.github.com/octocat/": ("github", "octocat"),
        "https://x.com/aplusk": ("x", "aplusk"),
        "https://mobile.twitter.com/@aplusk": ("x", "aplusk"),
        "https://host.example/@user": ("mastodon", "user@host.example"),
        "https://GitHub.com/octocat?tab=stars#top": ("github", "octocat"),
    }.items():
        assert parse_account(text) == parsed, text


def test_text_that_is_not_an_account_is_refused_with_an_example() -> None:
    for text in (
        *("", "teapot", ":teapot", "demo:", "demo: @ ", "https://bsky.app/"),
        *("https://github.com/octocat/repository", "https://host.example/someone"),
        *("https://[broken/@user", "https://"),
    ):
        with pytest.raises(BadText, match=re.escape("use e.g.")):
            pytest.fail(f"{text!r} was parsed as {parse_account(text)}")


def test_an_account_has_a_page_if_its_source_has_pages() -> None:
    for source, handle, address in (
        ("bluesky", "someone.example", "https://bsky.app/profile/someone.example"),
        ("github", "octocat", "https://github.com/octocat"),
        ("x", "aplusk", "https://x.com/aplusk"),
        ("mastodon", "user@host.example", "https://host.example/@user"),
        ("x", "a/../b c", "https://x.com/a%2F..%2Fb%20c"),
        ("mastodon", "nobody", None),
        ("demo", "teapot.demo", None),
    ):
        assert page_of(replace(account(1), source=source, handle=handle)) == address, handle
        if address is not None and "%" not in address:
            assert parse_account(address) == (source, handle), address


def test_each_source_is_a_server_and_each_mastodon_host_is_one() -> None:
    for source, native_id, server in (
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
    ):
        who = replace(account(1), source=source, native_id=native_id)
        assert server_of(who) == server, native_id


def test_another_name_of_a_source_gets_a_hint() -> None:
    assert alias_hint("Twitter", "jack") == "Twitter is called x here: x:jack"
    assert alias_hint("x", "jack") == ""
