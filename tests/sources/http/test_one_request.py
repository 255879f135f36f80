"""A single request: its address, and the size of its answer."""

import gzip

from tests.sources.canned import reply
from tests.sources.http.servers import BASE, OK, SECRET, canned, error_of, server_of
from tui.sources.http.client import Server
from tui.sources.http.tokens import Token


async def test_nothing_is_sent_to_an_invalid_address() -> None:
    for base, path in (("https://①②⑦.⓪.⓪.①", "/"), (BASE, "/a\nb")):
        known = canned(OK)
        error = await error_of(Server(base, known.deps, token=Token(SECRET, "a test")), path)
        assert str(error), base
        assert not known.requests, base


async def test_an_answer_may_be_compressed_and_has_a_maximum_size() -> None:
    largest = b" " * 2_000_000
    compressed = {"Content-Encoding": "gzip"}
    known = canned(
        reply(content=largest),
        reply(headers=compressed, content=gzip.compress(largest)),
        reply(content=largest + b" "),
        reply(headers=compressed, content=gzip.compress(largest + b" ")),
    )
    server = server_of(known)
    assert (await server.get("/")).body == largest
    assert (await server.get("/")).body == largest
    first, second = await error_of(server), await error_of(server)
    assert str(first) == str(second) == "the answer is larger than 2 MB"
    assert len(known.requests) == 4
