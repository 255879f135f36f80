"""Addresses of servers: which ones are valid, and that no password is shown."""

import re

import pytest

from tests.sources.canned import reply
from tests.sources.http.servers import OK, SECRET, canned
from tui.sources import SourceError
from tui.sources.http.client import Server

INVALID = [
    *("", "/", "a.test", "//a.test", "ftp://a.test", "file:///etc", "https://", "https:///x"),
    *("https://[::1", "https://a.test:99999", "https://a.test:port"),
    *(f"https://ann:{SECRET}@", f"https://ann:{SECRET}@a.test:99999", f"ann:{SECRET}@a.test"),
    *(f"https://ann:{SECRET}@[::1", f"ftp://{SECRET}@a.test", f"https://{SECRET}@@:x@a.test:y"),
]


def test_an_invalid_base_is_refused_without_showing_its_password() -> None:
    words = re.escape("is not the address of a server; use e.g.")
    for base in INVALID:
        with pytest.raises(SourceError, match=words) as caught:
            Server(base, canned(OK).deps)
        assert caught.value.permanent, base
        assert SECRET not in str(caught.value), base


async def test_the_password_of_a_base_is_never_shown() -> None:
    for answer in (OK, reply(503), reply(302, {"Location": "https://b.test"})):
        server = Server(f"https://ann:{SECRET}@a.test:8443", canned(answer).deps)
        results = await server.check("/")
        assert results[0].text.startswith("https://a.test:8443")
        assert not [result for result in results if SECRET in result.text]
