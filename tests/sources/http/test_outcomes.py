"""Decoding answers: whatever a server sends is a structure or a readable error."""

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.sources import SourceError
from tui.sources.http.outcomes import Answer


class Shape(msgspec.Struct):
    followers: int
    name: str = ""


def decode(body: bytes) -> Shape:
    return Answer(200, {}, body).decode(Shape)


def test_a_malformed_body_is_a_readable_error() -> None:
    for body in (
        b"",
        b"<html><body>Log in",
        b'{"followers": 12',
        b'{"followers": "12"}',
        b'{"followers": "12k"}',
        b'{"followers": null}',
        b'{"followers": 1.5}',
        b'{"followers": true}',
        b'{"followers": NaN}',
        b'{"followers": 1e999}',
        b'{"followers": ' + b"9" * 5000 + b"}",
        b'{"followers": {}}',
        b"{}",
        b"[]",
        b"null",
        b'{"followers": 1, "name": 7}',
        b'{"followers": 1, "name": "\xff"}',
        b'{"followers": 1, "name": "\\ud800"}',
        b'{"followers": 1} {"followers": 2}',
        '{"followers": 1}'.encode("utf-16"),
        b'{"other": ' + b"[" * 500_000 + b"]" * 500_000 + b"}",
        b"[" * 500_000,
    ):
        with pytest.raises(SourceError) as caught:
            pytest.fail(f"{body[:24]!r} was decoded to {decode(body)}")
        assert 10 < len(str(caught.value)) < 200, body[:24]
        assert str(caught.value).isprintable(), body[:24]


@given(
    st.binary(max_size=50)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("followers"), inner),
    ).map(lambda value: json.dumps(value).encode())
)
@example(b'{"followers": -1}')
def test_decoding_raises_nothing_but_a_source_error(body: bytes) -> None:
    with suppress(SourceError):
        assert type(decode(body).followers) is int
