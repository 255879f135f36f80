"""Counts, times, list items and addresses from servers."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START
from tui.model import MINUTE
from tui.sources import SourceError
from tui.sources.http.responses import (
    batches,
    decode_item,
    path_and_query,
    time_of,
    valid_count,
)

BASE = "https://a.test"


def test_an_impossible_count_is_unknown() -> None:
    for possible in (0, 1_000_000, 2**53 - 1):
        assert valid_count(possible) == possible
    for impossible in (2**53, 10**40, -1, None):
        assert valid_count(impossible) is None, impossible


def test_a_time_is_utc_unless_it_says_otherwise() -> None:
    for text, at in {
        "2009-04-17T00:01:00Z": START + MINUTE,
        "2009-04-17T00:01:00.123456Z": START + MINUTE + 123,
        "2009-04-17T02:01:00+02:00": START + MINUTE,
        "2009-04-17T00:01:00": START + MINUTE,
    }.items():
        assert time_of(text) == at, text


def test_an_invalid_time_is_none() -> None:
    for text in ("", None, "yesterday", "99999-01-01T00:00:00Z", "2009-04-31T00:00:00Z"):
        assert time_of(text) is None, text


@given(st.text(max_size=40) | st.datetimes(timezones=st.timezones()).map(lambda t: t.isoformat()))
def test_no_text_makes_time_of_raise(text: str) -> None:
    time_of(text)


@given(st.lists(st.integers()), st.integers(1, 10))
def test_batches_contain_all_items_in_order(items: list[int], size: int) -> None:
    found = list(batches(items, size))
    assert [item for batch in found for item in batch] == items
    assert all(0 < len(batch) <= size for batch in found)


@given(st.text(max_size=30) | st.just("[" * 100_000) | st.just('"\\ud800"'))
def test_a_malformed_item_is_none(text: str) -> None:
    raw = msgspec.Raw(text.encode())
    assert decode_item(raw, dict[str, str]) is None or text.strip().startswith("{")


def test_an_item_of_the_right_shape_is_decoded() -> None:
    items = map(msgspec.Raw, (b"7", b'"7"', b"7.5"))
    assert [decode_item(raw, int) for raw in items] == [7, None, None]


def test_a_next_page_is_asked_of_the_server_of_our_choice() -> None:
    for url, base, path in (
        ("https://a.test/api?max_id=7", BASE, "/api?max_id=7"),
        ("http://upstream:3000/api?max_id=7", BASE, "/api?max_id=7"),
        ("https://evil.test/api", BASE, "/api"),
        ("https://u:p@evil.test/api#there", BASE, "/api"),
        ("/api?max_id=7", BASE, "/api?max_id=7"),
        ("https://a.test/proxy/api?b=1", "https://a.test/proxy/", "/api?b=1"),
    ):
        assert path_and_query(url, base) == path, url


def test_a_next_page_never_changes_the_server() -> None:
    for url in (".evil.test/api", "@evil.test/api", ":99@evil.test", "", "?a=1"):
        try:
            path = path_and_query(url, BASE)
        except SourceError:
            continue
        assert not path or path[0] in "/?", url


def test_an_invalid_address_of_a_next_page_is_an_error() -> None:
    with pytest.raises(SourceError, match="is not valid"):
        path_and_query("https://[::1", BASE)
