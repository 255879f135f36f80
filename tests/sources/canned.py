"""A server with canned answers that records its requests."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx

from tests.building import Ticks
from tests.sources.fakes import Wall
from tui.model import SECOND, Millis
from tui.sources.http.client import HttpDeps

FIXTURES = Path(__file__).with_name("fixtures")
NOW: Millis = 1_795_313_700_000
"""2026-11-22T02:15:00Z, shortly before the quotas of the fixtures are reset."""

Fixture = dict[str, Any]
Answering = Callable[[httpx.Request], httpx.Response]


def fixture(source: str, name: str) -> Fixture:
    """Return a fixture, such as `errors/takedown_400` of `bluesky`."""
    text = (FIXTURES / source / name).with_suffix(".json").read_text(encoding="utf-8")
    found: Fixture = json.loads(text)
    return found


def names(source: str) -> set[str]:
    """Return the names of all fixtures of a source."""
    folder = FIXTURES / source
    return {p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.json")}


def body(source: str, name: str) -> Any:
    """Return a new copy of the JSON in a fixture's response."""
    return fixture(source, name)["response"]["json"]


def reply(status: int = 200, headers: Mapping[str, str] | None = None, **content: Any) -> Answering:
    """Return an answer that is always the same; its body is `json=`, `text=` or `content=`."""
    return lambda request: httpx.Response(status, headers=headers, **content)


def like(source: str, name: str) -> Answering:
    """Return the answer in a fixture."""
    response = fixture(source, name)["response"]
    content = {kind: response[kind] for kind in ("json", "text") if kind in response}
    return reply(response["status"], response["headers"], **content)


def in_turn(*answers: Answering) -> Answering:
    """Return the answers one after another; the last one is repeated."""
    left = list(answers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


class Canned:
    """Answers by method and path, such as `GET /users/x`, or with a function of the request.

    A key may include the host (`GET a.test/users/x`), the decoded query (`GET /users?id=1&id=2`) or
    both; the most specific key wins. A request without an answer fails.
    """

    def __init__(self, answers: Mapping[str, Answering] | Answering, now: Millis = NOW) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.private_allowed: list[bool] = []
        """The argument of each call that opened a transport."""
        self.ticks = Ticks()
        self.wall = Wall(self.ticks, now)
        self.deps = HttpDeps(self._open, self.wall, self.ticks, self._pause, lambda: 1.0)

    @property
    def asked(self) -> list[str]:
        """The requests as `GET /path?query`, in order."""
        return [_keys(request)[1] for request in self.requests]

    @property
    def hosts(self) -> list[str]:
        """The host of each request, in order."""
        return [request.url.netloc.decode() for request in self.requests]

    def _open(self, allow_private: bool) -> httpx.AsyncBaseTransport:
        self.private_allowed.append(allow_private)
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if callable(self.answers):
            return self.answers(request)
        for key in _keys(request):
            if key in self.answers:
                return self.answers[key](request)
        raise AssertionError(f"no answer for {_keys(request)[0]}")

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.ticks.advance(round(seconds * SECOND))


def _keys(request: httpx.Request) -> list[str]:
    """Return the keys of a request, the most specific one first."""
    method, host, path = request.method, request.url.netloc.decode(), request.url.path
    query = unquote_plus(request.url.query.decode())
    full = f"{path}?{query}" if query else path
    return [f"{method} {part}" for part in (f"{host}{full}", full, f"{host}{path}", path)]
