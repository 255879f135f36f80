"""What is made of counts, times and addresses as servers tell them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START
from tui.model import MINUTE, Millis
from tui.sources import SourceError
from tui.sources.http.responses import count, parts, path_and_query, shaped, time_of

BASE = "https://a.test"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (0, 0),
        (1_000_000, 1_000_000),
        (2**53 - 1, 2**53 - 1),
        (2**53, None),
        (10**40, None),
        (-1, None),
        (None, None),
    ],
)
def test_a_count_that_nobody_can_have_is_unknown(told: int | None, kept: int | None) -> None:
    assert count(told) == kept


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2009-04-17T00:01:00Z", START + MINUTE),
        ("2009-04-17T00:01:00.123456Z", START + MINUTE + 123),
        ("2009-04-17T02:01:00+02:00", START + MINUTE),
        ("2009-04-17T00:01:00", START + MINUTE),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("99999-01-01T00:00:00Z", None),
        ("2009-04-31T00:00:00Z", None),
    ],
)
def test_a_time_is_read_or_is_none(text: str | None, at: Millis | None) -> None:
    assert time_of(text) == at


@given(st.text(max_size=40) | st.datetimes(timezones=st.timezones()).map(lambda t: t.isoformat()))
def test_no_time_raises(text: str) -> None:
    time_of(text)


@given(st.lists(st.integers()), st.integers(1, 10))
def test_parts_are_the_whole_in_order(items: list[int], size: int) -> None:
    found = list(parts(items, size))
    assert [item for part in found for item in part] == items
    assert all(0 < len(part) <= size for part in found)


@given(st.text(max_size=30) | st.just("[" * 100_000) | st.just('"\\ud800"'))
def test_what_is_spoilt_is_nothing(text: str) -> None:
    raw = msgspec.Raw(text.encode())
    assert shaped(raw, dict[str, str]) is None or text.strip().startswith("{")


def test_what_has_the_right_shape_is_taken() -> None:
    assert [shaped(raw, int) for raw in map(msgspec.Raw, (b"7", b'"7"', b"7.5"))] == [7, None, None]


@pytest.mark.parametrize(
    ("url", "base", "asked"),
    [
        ("https://a.test/api?max_id=7", BASE, "/api?max_id=7"),
        ("http://upstream:3000/api?max_id=7", BASE, "/api?max_id=7"),
        ("https://evil.test/api", BASE, "/api"),
        ("https://u:p@evil.test/api#there", BASE, "/api"),
        ("/api?max_id=7", BASE, "/api?max_id=7"),
        ("https://a.test/proxy/api?b=1", "https://a.test/proxy/", "/api?b=1"),
    ],
)
def test_a_next_page_is_asked_of_the_server_of_our_choice(url: str, base: str, asked: str) -> None:
    assert path_and_query(url, base) == asked


@pytest.mark.parametrize("url", [".evil.test/api", "@evil.test/api", ":99@evil.test", "", "?a=1"])
def test_no_next_page_changes_the_server(url: str) -> None:
    try:
        asked = path_and_query(url, BASE)
    except SourceError:
        return
    assert not asked or asked[0] in "/?"


def test_a_next_page_that_is_no_address_is_told() -> None:
    with pytest.raises(SourceError, match="no address"):
        path_and_query("https://[::1", BASE)
